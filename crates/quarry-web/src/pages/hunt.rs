//! The hunting page: tables on the left, query on top, results below, the rule on the right.

use std::rc::Rc;

use web_sys::{DragEvent, Element};
use yew::prelude::*;

use super::controller::Controller;
use crate::components::attach::{AttachTarget, Missing};
use crate::components::header::Header;
use crate::components::results::Results;
use crate::components::rule_panel::RulePanel;
use crate::components::splitter::Splitter;
use crate::components::tables::Tables;
use crate::components::toolbar::Toolbar;
use crate::platform::{files, page};
use crate::protocol::TextEdit;
use crate::state::{Action, Engine, State};

/// The sample's name, title and first query.
const SAMPLE: (&str, &str, &str) = (
    "local-admin",
    "Sample: Local admin",
    "// Who was created with net user, and by whom? Run it with Shift+Enter.\n\
     DeviceProcessEvents\n\
     | where FileName in~ (\"net.exe\", \"net1.exe\")\n\
     | where ProcessCommandLine has \"user\" and ProcessCommandLine has \"/add\"\n\
     | project Timestamp, DeviceName, AccountName, FileName, ProcessCommandLine\n",
);

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new((*self).clone().after(action))
    }
}

#[component]
pub(crate) fn Hunt() -> Html {
    let state = use_reducer_eq(State::default);
    let controller = {
        let dispatcher = state.dispatcher();
        use_memo((), |()| Controller::start(Callback::from(move |action| dispatcher.dispatch(action))))
    };
    let controller = Rc::clone(&controller);
    let host = use_node_ref();
    let share = use_state(|| 42.0_f64);
    let dragging = use_state(|| false);
    use_editor(&host, &controller);
    use_marks(&state, &controller);
    use_effect_with(state.theme, |theme| page::set_theme(*theme));

    let on = |action: fn(&Rc<Controller>)| {
        let controller = Rc::clone(&controller);
        Callback::from(move |()| action(&controller))
    };
    let on_sample = on(|controller| controller.load_sample(SAMPLE.0, SAMPLE.1, SAMPLE.2));
    let on_move = {
        let share = share.clone();
        Callback::from(move |percent| share.set(percent))
    };
    let drop = drop_handlers(&controller, &dragging);
    html! {
        <div class={classes!("page", state.rule.open.then_some("with-rule"))} ondragenter={drop.over.clone()}
            ondragover={drop.over} ondragleave={drop.leave} ondrop={drop.drop} id="drop">
            <Header engine={state.engine.clone()} theme={state.theme} on_sample={on_sample.clone()}
                on_files={with(&controller, Controller::load_files)}
                on_theme={dispatch(&state, |theme| Action::SetTheme { theme })} />
            <Tables tables={state.tables.clone()} loads={state.loads.clone()} attached={state.attached.clone()} known={state.known.clone()}
                on_detach={with(&controller, |controller, address| controller.detach(address))}
                on_insert={with(&controller, |controller, text: String| controller.insert(&text))}
                on_unload={with(&controller, Controller::unload)}
                on_rename={with(&controller, |controller, (table, to)| controller.rename_table(table, to))}
                on_preview={with(&controller, |controller, preview| controller.preview_type(preview))}
                on_type={with(&controller, |controller, (table, column, ty)| controller.change_type(table, column, ty))}
                on_report={dispatch(&state, |table| Action::ShowImport { table })}
                on_cancel={on(|controller| { controller.cancel(); })} />
            <main class="work" ~style={format!("grid-template-rows:auto {}% auto minmax(0,1fr)", *share)}>
                <Toolbar ready={state.engine == Engine::Ready} busy={state.is_busy()} now={state.now.clone()} newest={state.newest.clone()}
                    rule_open={state.rule.open} on_run={on(Controller::run)} on_cancel={on(|controller| { controller.cancel(); })}
                    on_now={with(&controller, Controller::set_now)} on_format={on(Controller::format)} on_share={on(Controller::share)}
                    on_rule={{
                        let open = !state.rule.open;
                        with(&controller, move |controller, ()| controller.open_rule(open))
                    }} />
                <div class="editor" ref={host} />
                <Splitter {on_move} />
                { results(&state, &controller, on_sample) }
            </main>
            if state.rule.open { { rule_panel(&state, &controller) } }
            if *dragging { { drop_overlay(&state, &controller, &dragging) } }
            if let Some((number, text)) = &state.toast { <div key={*number} class="toast" role="status">{ text }</div> }
        </div>
    }
}

/// What is shown while files are dragged over the page.
fn drop_overlay(
    state: &UseReducerHandle<State>,
    controller: &Rc<Controller>,
    dragging: &UseStateHandle<bool>,
) -> Html {
    let on_attach = {
        let (controller, dragging) = (Rc::clone(controller), dragging.clone());
        Callback::from(move |(address, file)| {
            dragging.set(false);
            controller.attach(address, file);
        })
    };
    html! {
        <div class="drop-overlay"><div>
            <h2>{ "Drop the files to load them" }</h2>
            <p>{ "They stay on this machine." }</p>
            { for missing(state, controller).into_iter().map(|missing| html! {
                <AttachTarget missing={missing} on_attach={on_attach.clone()} />
            }) }
        </div></div>
    }
}

/// The addresses that the last run missed a file for.
fn missing(state: &State, controller: &Controller) -> Vec<Missing> {
    let addresses = state.missing_addresses().into_iter();
    addresses.map(|address| Missing { remembered: controller.remembered(&address), address }).collect()
}

fn results(state: &UseReducerHandle<State>, controller: &Rc<Controller>, on_sample: Callback<()>) -> Html {
    let shown = state.result.as_ref().map(|view| (view.result, view.selected));
    html! {
        <Results result={state.result.clone()} run={state.run.clone()} tab={state.tab} messages={state.messages.clone()}
            errors={state.error_count()} missing={missing(state, controller)} has_tables={!state.tables.is_empty()} {on_sample}
            imports={state.imports.clone()} undoable={state.undoable.clone()} shown_import={state.shown_import}
            on_undo={with(controller, Controller::undo)}
            on_read_again={with(controller, |controller, (change, before, options)| controller.read_again(change, &before, options))}
            fetch={with(controller, |controller, request| controller.rows(request))}
            on_arrange={with(controller, move |controller, arrangement| if let Some((result, table)) = shown { controller.arrange(result, table, arrangement); })}
            on_tab={dispatch(state, |tab| Action::SelectTab { tab })}
            on_table={dispatch(state, |table| Action::SelectTable { table })}
            on_export={with(controller, move |controller, format| if let Some((result, table)) = shown { controller.export(result, table, format); })}
            on_show={with(controller, |controller, (start, end)| controller.show(start, end))}
            on_attach={with(controller, |controller, (address, file)| controller.attach(address, file))}
            on_fix={with(controller, |controller, edits: Vec<TextEdit>| controller.apply(&edits))} />
    }
}

fn rule_panel(state: &UseReducerHandle<State>, controller: &Rc<Controller>) -> Html {
    let (form, shape) = (state.rule.form.clone(), state.rule.shape);
    html! {
        <RulePanel panel={state.rule.clone()}
            on_close={with(controller, |controller, ()| controller.open_rule(false))}
            on_form={with(controller, |controller, form| controller.set_rule(form))}
            on_shape={with(controller, |controller, shape| controller.set_shape(shape))}
            on_fix={with(controller, |controller, edits: Vec<TextEdit>| controller.apply(&edits))}
            on_show={with(controller, |controller, (start, end)| controller.show(start, end))}
            on_export={with(controller, move |controller, ()| controller.export_rule(form.clone(), shape))}
            on_copy={with(controller, |controller, json: String| controller.copy(&json, "Rule copied."))}
            on_save={with(controller, |controller, (name, json): (String, String)| controller.save(&name, &json))} />
    }
}

/// A callback that calls the controller.
fn with<T: 'static>(
    controller: &Rc<Controller>,
    action: impl Fn(&Rc<Controller>, T) + 'static,
) -> Callback<T> {
    let controller = Rc::clone(controller);
    Callback::from(move |value| action(&controller, value))
}

/// A callback that changes the state.
fn dispatch<T: 'static>(state: &UseReducerHandle<State>, make: fn(T) -> Action) -> Callback<T> {
    let dispatcher = state.dispatcher();
    Callback::from(move |value| dispatcher.dispatch(make(value)))
}

/// Puts the editor into its place, once.
#[hook]
fn use_editor(host: &NodeRef, controller: &Rc<Controller>) {
    let (host, controller) = (host.clone(), Rc::clone(controller));
    use_effect_with((), move |()| {
        if let Some(element) = host.cast::<Element>() {
            controller.mount(&element);
        }
    });
}

/// Keeps squiggles and the rule panel's marks in step with the state.
#[hook]
fn use_marks(state: &UseReducerHandle<State>, controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    let check = state.rule.check.clone().filter(|_| state.rule.open);
    use_effect_with((state.problems.clone(), check), move |(problems, check)| {
        let dropped =
            check.iter().flat_map(|check| &check.columns).filter_map(|column| column.dropped_by.as_ref());
        let mut marks: Vec<(usize, usize)> = dropped.map(|dropped| (dropped.start, dropped.end)).collect();
        marks.sort_unstable();
        marks.dedup();
        controller.show_problems(problems, &marks);
    });
}

/// What a drag over the page does.
struct DropHandlers {
    over: Callback<DragEvent>,
    leave: Callback<DragEvent>,
    drop: Callback<DragEvent>,
}

fn drop_handlers(controller: &Rc<Controller>, dragging: &UseStateHandle<bool>) -> DropHandlers {
    let over = {
        let dragging = dragging.clone();
        Callback::from(move |event: DragEvent| {
            if files::carries_files(&event) {
                event.prevent_default();
                if !*dragging {
                    dragging.set(true);
                }
            }
        })
    };
    let leave = {
        let dragging = dragging.clone();
        // Leaving for a child element is no leaving.
        Callback::from(move |event: DragEvent| {
            if event.related_target().is_none() {
                dragging.set(false);
            }
        })
    };
    let drop = {
        let (dragging, controller) = (dragging.clone(), Rc::clone(controller));
        Callback::from(move |event: DragEvent| {
            // A part of the page may have taken them.
            if files::carries_files(&event) && !event.default_prevented() {
                event.prevent_default();
                files::take_dropped(&event, with(&controller, Controller::load_files));
            }
            dragging.set(false);
        })
    };
    DropHandlers { over, leave, drop }
}
