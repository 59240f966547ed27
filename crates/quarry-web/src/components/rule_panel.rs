//! The panel on the right: from a query to a detection rule's JSON.

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::button::Button;
use super::icon::{Glyph, Icon};
use crate::protocol::{RuleCheck, RuleColumn, RuleForm, RuleShape, TextEdit};
use crate::state::{FREQUENCIES, RulePanel as Panel, SEVERITIES, TACTICS, sentence};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct RulePanelProps {
    pub(crate) panel: Panel,
    pub(crate) on_close: Callback<()>,
    pub(crate) on_form: Callback<RuleForm>,
    pub(crate) on_shape: Callback<RuleShape>,
    pub(crate) on_fix: Callback<Vec<TextEdit>>,
    pub(crate) on_show: Callback<(usize, usize)>,
    pub(crate) on_export: Callback<()>,
    pub(crate) on_copy: Callback<String>,
    /// File name and text.
    pub(crate) on_save: Callback<(String, String)>,
}

#[component]
pub(crate) fn RulePanel(props: &RulePanelProps) -> Html {
    let on_close = props.on_close.clone();
    html! {
        <aside class="rule-panel" aria-label="Detection rule">
            <div class="pane-head">
                <Glyph icon={Icon::Shield} />
                <h2>{ "Detection rule" }</h2>
                <div class="spacer" />
                <Button icon={Icon::Close} title="Close" kind="quiet small" onclick={on_close} />
            </div>
            <div class="rule-body">
                <h3>{ "Columns that the rule needs" }</h3>
                { match props.panel.check.as_deref() {
                    None => html! { <p class="hint">{ "Reading the query…" }</p> },
                    Some(check) if check.broken => html! {
                        <p class="hint">{ "The query has errors; mend them first, then its columns can be read." }</p>
                    },
                    Some(check) => columns(check, props),
                } }
                <Form form={props.panel.form.clone()} on_form={props.on_form.clone()} />
                { export(props) }
            </div>
        </aside>
    }
}

fn columns(check: &RuleCheck, props: &RulePanelProps) -> Html {
    html! {
        <>
            <ul class="rule-columns">
                { for check.columns.iter().map(|column| column_line(column, &props.on_show)) }
            </ul>
            if !check.fixes.is_empty() {
                <div class="rule-fixes">
                    { for check.fixes.iter().map(|fix| {
                        let edits = fix.edits.clone();
                        let onclick = props.on_fix.reform(move |()| edits.clone());
                        html! { <Button icon={Icon::Wand} label={sentence(&fix.title)} kind="primary" {onclick} /> }
                    }) }
                </div>
            }
            { for check.problems.iter().map(|problem| html! {
                <p class={classes!("rule-problem", problem.severity.clone())}>
                    <Glyph icon={Icon::Warning} />
                    <span>{ sentence(&problem.message) }{ " " }<code>{ &problem.code }</code></span>
                </p>
            }) }
        </>
    }
}

fn column_line(column: &RuleColumn, on_show: &Callback<(usize, usize)>) -> Html {
    let present = !column.found.is_empty();
    let why = match &column.dropped_by {
        Some(dropped) => {
            let (start, end) = (dropped.start, dropped.end);
            let onclick = on_show.reform(move |_: MouseEvent| (start, end));
            html! {
                <span class="why">{ if dropped.changed { "changed by " } else { "dropped by " } }<button type="button" class="link" {onclick}><code>{ &dropped.operator }</code></button></span>
            }
        }
        None if present => html! { <span class="why">{ column.found.join(", ") }</span> },
        None => html! { <span class="why">{ "not in the source table" }</span> },
    };
    html! {
        <li class={if present { "present" } else { "missing" }} data-column={column.name.clone()}>
            <Glyph icon={if present { Icon::Tick } else { Icon::Close }} />
            <span class="name">{ &column.name }</span>
            { why }
        </li>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct FormProps {
    form: RuleForm,
    on_form: Callback<RuleForm>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let form = &props.form;
    let change = |set: fn(&mut RuleForm, String)| {
        let (form, on_form) = (form.clone(), props.on_form.clone());
        move |value: String| {
            let mut form = form.clone();
            set(&mut form, value);
            on_form.emit(form);
        }
    };
    let input = |set: fn(&mut RuleForm, String)| {
        let change = change(set);
        Callback::from(move |event: InputEvent| {
            change(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let select = |set: fn(&mut RuleForm, String)| {
        let change = change(set);
        Callback::from(move |event: Event| change(event.target_unchecked_into::<HtmlSelectElement>().value()))
    };
    let description = {
        let change = change(|form, value| form.description = value);
        Callback::from(move |event: InputEvent| {
            change(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    html! {
        <div class="rule-form">
            <h3>{ "Alert" }</h3>
            <label>{ "Title" }
                <input id="rule-title" type="text" placeholder="Local account created with net user" value={form.title.clone()} oninput={input(|form, value| form.title = value)} />
            </label>
            <div class="pair">
                <label>{ "Severity" }{ options("rule-severity", &SEVERITIES, &form.severity, select(|form, value| form.severity = value)) }</label>
                <label>{ "Frequency" }{ options("rule-frequency", &FREQUENCIES, &form.frequency, select(|form, value| form.frequency = value)) }</label>
            </div>
            <div class="pair">
                <label>{ "MITRE tactic" }{ options("rule-tactic", &TACTICS, &form.tactic, select(|form, value| form.tactic = value)) }</label>
                <label>{ "Technique" }
                    <input id="rule-technique" type="text" placeholder="T1136.001" value={form.technique.clone()} oninput={input(|form, value| form.technique = value)} />
                </label>
            </div>
            <label>{ "Description" }
                <textarea id="rule-description" rows="3" placeholder="What happened, and what to look at first." value={form.description.clone()} oninput={description} />
            </label>
        </div>
    }
}

fn options(
    id: &'static str,
    choices: &[(&'static str, &'static str)],
    selected: &str,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <select {id} {onchange}>
            { for choices.iter().map(|(value, label)| html! { <option value={*value} selected={*value == selected}>{ *label }</option> }) }
        </select>
    }
}

fn export(props: &RulePanelProps) -> Html {
    let shape = |shape: RuleShape, label: &'static str| {
        let selected = props.panel.shape == shape;
        let onclick = props.on_shape.reform(move |_: MouseEvent| shape);
        html! { <button type="button" class={classes!("segment", selected.then_some("selected"))} aria-pressed={if selected { "true" } else { "false" }} {onclick}>{ label }</button> }
    };
    html! {
        <div class="rule-export">
            <h3>{ "Export" }</h3>
            <div class="segments">
                { shape(RuleShape::Current, "Graph, current") }
                { shape(RuleShape::Legacy, "Graph beta, before October 2026") }
            </div>
            <Button id="export-rule" icon={Icon::Download} label="Make the JSON" kind="primary" onclick={props.on_export.clone()} />
            if let Some(export) = props.panel.export.clone() {
                { for export.problems.iter().map(|problem| html! {
                    <p class="rule-problem error"><Glyph icon={Icon::Warning} /><span>{ sentence(problem) }</span></p>
                }) }
                if !export.json.is_empty() {
                    <div class="rule-actions">
                        <Button id="copy-rule" icon={Icon::Copy} label="Copy" onclick={{
                            let json = export.json.clone();
                            props.on_copy.reform(move |()| json.clone())
                        }} />
                        <Button id="save-rule" icon={Icon::Download} label="Download" onclick={{
                            let export = export.clone();
                            props.on_save.reform(move |()| (export.file_name.clone(), export.json.clone()))
                        }} />
                    </div>
                    <pre id="rule-json" tabindex="0">{ &export.json }</pre>
                }
            }
        </div>
    }
}
