//! The lower half: result tables, messages, figures, export.

use std::rc::Rc;

use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::attach::{AttachLine, Missing};
use super::button::Button;
use super::grid::{Grid, PageRequest};
use super::icon::Icon;
use super::imports::Imports;
use super::messages::Messages;
use super::welcome::Welcome;
use crate::protocol::{Arrangement, ExportFormat, LoadOptions, SortKey, TextEdit};
use crate::state::{
    Entry, Message, ResultView, RunState, Tab, group_digits, sentence, shown_duration, shown_time,
};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ResultsProps {
    pub(crate) result: Option<Rc<ResultView>>,
    pub(crate) run: RunState,
    pub(crate) tab: Tab,
    pub(crate) messages: Rc<Vec<Message>>,
    pub(crate) errors: usize,
    /// What the query would read, and nobody has attached.
    pub(crate) missing: Vec<Missing>,
    pub(crate) has_tables: bool,
    /// What was loaded and changed.
    pub(crate) imports: Rc<Vec<Rc<Entry>>>,
    pub(crate) undoable: Rc<Vec<u32>>,
    pub(crate) shown_import: Option<(u32, u32)>,
    pub(crate) on_undo: Callback<u32>,
    pub(crate) on_read_again: Callback<(u32, LoadOptions, LoadOptions)>,
    pub(crate) fetch: Callback<PageRequest>,
    pub(crate) on_arrange: Callback<Arrangement>,
    pub(crate) on_tab: Callback<Tab>,
    pub(crate) on_table: Callback<usize>,
    pub(crate) on_export: Callback<ExportFormat>,
    pub(crate) on_show: Callback<(usize, usize)>,
    pub(crate) on_fix: Callback<Vec<TextEdit>>,
    pub(crate) on_sample: Callback<()>,
    pub(crate) on_attach: Callback<(String, File)>,
}

#[component]
pub(crate) fn Results(props: &ResultsProps) -> Html {
    let tab = |tab: Tab, label: &'static str, count: Option<String>, error: bool| {
        let selected = props.tab == tab;
        let onclick = props.on_tab.reform(move |_: MouseEvent| tab);
        html! {
            <button type="button" role="tab" class={classes!("tab", selected.then_some("selected"))} aria-selected={if selected { "true" } else { "false" }} {onclick}>
                { label }
                if let Some(count) = count { <span class={classes!("count", error.then_some("error"))}>{ count }</span> }
            </button>
        }
    };
    let shown = props.result.as_ref().and_then(|view| view.tables.get(view.selected));
    let (messages, imports) = (props.messages.len(), props.imports.len());
    html! {
        <section class="results" aria-label="Results">
            <div class="results-head">
                <div class="tabs" role="tablist">
                    { tab(Tab::Results, "Results", shown.map(|table| group_digits(table.rows)), false) }
                    { tab(Tab::Messages, "Messages", (messages > 0).then(|| messages.to_string()), props.errors > 0) }
                    { tab(Tab::Import, "Import", (imports > 0).then(|| imports.to_string()), false) }
                </div>
                { table_choice(props) }
                <div class="spacer" />
                <Figures result={props.result.clone().filter(|_| props.tab == Tab::Results)} run={props.run.clone()} />
                if shown.is_some() && props.tab == Tab::Results { { filter(props) } <ExportMenu on_export={props.on_export.clone()} /> }
            </div>
            if let RunState::Running { done, total } = props.run { <RunBar {done} {total} /> }
            { for props.missing.iter().map(|missing| html! {
                <AttachLine key={missing.address.clone()} missing={missing.clone()} on_attach={props.on_attach.clone()} />
            }) }
            <div class="results-body">
                if props.tab == Tab::Messages {
                    <Messages messages={props.messages.clone()} on_show={props.on_show.clone()} on_fix={props.on_fix.clone()} />
                } else if props.tab == Tab::Import {
                    <Imports entries={props.imports.clone()} undoable={props.undoable.clone()} shown={props.shown_import}
                        on_undo={props.on_undo.clone()} on_read_again={props.on_read_again.clone()} />
                } else if let Some(view) = &props.result {
                    { grid(view, props) }
                } else if props.run == RunState::Idle {
                    <Welcome has_tables={props.has_tables} on_sample={props.on_sample.clone()} on_report={props.on_tab.reform(|()| Tab::Import)}
                        last={props.imports.first().map(|entry| sentence(&entry.headline()))} />
                }
            </div>
        </section>
    }
}

fn grid(view: &ResultView, props: &ResultsProps) -> Html {
    let Some(table) = view.tables.get(view.selected) else {
        return html! { <p class="nothing">{ "The query gave no table." }</p> };
    };
    let shown = view.shown.get(view.selected).cloned().unwrap_or_default();
    let filter = shown.arrangement.filter.clone();
    let on_sort =
        props.on_arrange.reform(move |sort: Option<SortKey>| Arrangement { filter: filter.clone(), sort });
    html! {
        <Grid result={view.result} table={view.selected} version={view.version} columns={Rc::new(table.columns.clone())}
            rows={shown.rows} sort={shown.arrangement.sort} fetch={props.fetch.clone()} {on_sort} />
    }
}

/// Keeps the rows in which some cell shows a text.
fn filter(props: &ResultsProps) -> Html {
    let shown = props.result.as_ref().and_then(|view| view.shown.get(view.selected));
    let Some(Arrangement { filter, sort }) = shown.map(|shown| shown.arrangement.clone()) else {
        return Html::default();
    };
    let oninput = props.on_arrange.reform(move |event: InputEvent| {
        let filter = event.target_unchecked_into::<HtmlInputElement>().value();
        Arrangement { filter, sort }
    });
    html! {
        <input id="filter" class="filter" type="search" placeholder="Filter rows" aria-label="Filter rows"
            spellcheck="false" autocomplete="off" value={filter} {oninput} />
    }
}

/// A query can give several tables.
fn table_choice(props: &ResultsProps) -> Html {
    let Some(view) = props.result.as_ref().filter(|view| view.tables.len() > 1) else {
        return Html::default();
    };
    html! {
        <div class="table-choice">
            { for view.tables.iter().enumerate().map(|(index, table)| {
                let onclick = props.on_table.reform(move |_: MouseEvent| index);
                html! { <button type="button" class={classes!("tab", "small", (index == view.selected).then_some("selected"))} {onclick}>{ &table.name }</button> }
            }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct FiguresProps {
    result: Option<Rc<ResultView>>,
    run: RunState,
}

#[component]
fn Figures(props: &FiguresProps) -> Html {
    if let RunState::Running { done, .. } = props.run {
        let text = if done > 0.0 {
            format!("Running… {} rows read", group_digits(done as usize))
        } else {
            "Running…".to_owned()
        };
        return html! { <span class="figures" role="status">{ text }</span> };
    }
    let Some(view) = &props.result else { return Html::default() };
    let all = view.tables.get(view.selected).map_or(0, |table| table.rows);
    let rows = view.shown.get(view.selected).map_or(all, |shown| shown.rows);
    html! {
        <span class="figures" role="status" title={format!("now() was {}", view.now)}>
            <b id="row-count">{ group_digits(rows) }</b>
            { if rows < all { format!(" of {} rows", group_digits(all)) } else if rows == 1 { " row".to_owned() } else { " rows".to_owned() } }
            <span class="dot" />
            <span id="elapsed">{ shown_duration(view.elapsed_ms) }</span>
            <span class="dot" />
            { format!("now() = {}", shown_time(&view.now)) }
        </span>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RunBarProps {
    done: f64,
    total: f64,
}

#[component]
fn RunBar(props: &RunBarProps) -> Html {
    let share = (props.total > 0.0).then(|| (props.done / props.total * 100.0).to_string());
    html! { <progress class="run-bar" max="100" value={share} aria-label="Running" /> }
}

#[derive(Clone, PartialEq, Properties)]
struct ExportMenuProps {
    on_export: Callback<ExportFormat>,
}

#[component]
fn ExportMenu(props: &ExportMenuProps) -> Html {
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let entry = |format: ExportFormat, label: &'static str, detail: &'static str| {
        let (open, on_export) = (open.clone(), props.on_export.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            open.set(false);
            on_export.emit(format);
        });
        html! {
            <button type="button" class="choice" {onclick}>
                <span class="choice-label">{ label }</span><span class="choice-detail">{ detail }</span>
            </button>
        }
    };
    html! {
        <div class="export">
            <Button id="export" icon={Icon::Download} label="Export" title="Save these rows" kind="quiet small" onclick={toggle.clone()} />
            if *open {
                <div class="backdrop" onclick={toggle.reform(|_: MouseEvent| ())} />
                <div class="popover right">
                    { entry(ExportFormat::CsvSafe, "CSV for spreadsheets", "cells that look like formulas get an apostrophe") }
                    { entry(ExportFormat::CsvExact, "CSV, exact", "every cell as it is") }
                    { entry(ExportFormat::Json, "JSON", "an array of objects, typed") }
                </div>
            }
        </div>
    }
}
