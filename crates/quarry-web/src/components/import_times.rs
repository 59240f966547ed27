//! Asks what times without a zone and dates without an order mean, and has the files read again.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::button::Button;
use super::icon::{Glyph, Icon};
use crate::platform::page;
use crate::protocol::{LoadOptions, LoadReport};

/// Columns that are named in a question.
const NAMED: usize = 4;
const UTC: &str = "UTC";

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ImportTimesProps {
    pub(super) report: Rc<LoadReport>,
    /// How the files were read.
    pub(super) options: LoadOptions,
    pub(super) on_read_again: Callback<LoadOptions>,
}

#[component]
pub(super) fn ImportTimes(props: &ImportTimesProps) -> Html {
    let (local, ambiguous) = (props.report.local_times(), props.report.ambiguous_dates());
    let ordered = props.report.ordered_dates();
    html! {
        <>
            if !local.is_empty() {
                <ZoneQuestion columns={local} options={props.options.clone()} on_read_again={props.on_read_again.clone()} />
            }
            if !ambiguous.is_empty() {
                <OrderQuestion columns={ambiguous} options={props.options.clone()} on_read_again={props.on_read_again.clone()} />
            }
            if let Some(first) = props.options.day_first.filter(|_| !ordered.is_empty()) {
                { order_answer(&ordered, first, props) }
            }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct QuestionProps {
    columns: Vec<String>,
    options: LoadOptions,
    on_read_again: Callback<LoadOptions>,
}

#[component]
fn ZoneQuestion(props: &QuestionProps) -> Html {
    let own = use_memo((), |()| page::own_zone());
    let answered = props.options.zone.clone();
    let open = use_state(|| answered.is_none());
    let zones = use_memo((), |()| page::zones());
    let chosen = use_state(|| answered.clone().unwrap_or_else(|| (*own).clone()));
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let read_again = {
        let (chosen, props) = (chosen.clone(), props.clone());
        Callback::from(move |()| {
            props.on_read_again.emit(LoadOptions { zone: Some((*chosen).clone()), ..props.options.clone() });
        })
    };
    let are_utc = {
        let props = props.clone();
        Callback::from(move |()| {
            props.on_read_again.emit(LoadOptions { zone: Some(UTC.to_owned()), ..props.options.clone() });
        })
    };
    let reading = answered.clone().unwrap_or_else(|| UTC.to_owned());
    let statement = format!("Times without a zone in {} were read as {reading}.", named(&props.columns));
    if !*open {
        let onclick = Callback::from(move |()| open.set(true));
        return html! {
            <div class="import-question answered">
                <Glyph icon={Icon::Clock} />
                <p>{ statement }</p>
                <Button label="Change" title="Read them in another zone" kind="small" {onclick} />
            </div>
        };
    }
    let mut choices: Vec<String> = vec![(*own).clone()];
    choices.extend((*own != UTC).then(|| UTC.to_owned()));
    choices.extend(zones.iter().filter(|zone| **zone != *own && *zone != UTC).cloned());
    html! {
        <div class="import-question" role="group" aria-label="Time zone">
            <Glyph icon={Icon::Clock} />
            <p>{ statement }{ " Which zone are they of?" }</p>
            <select aria-label="Zone of these times" {onchange}>
                { for choices.iter().map(|zone| html! {
                    <option value={zone.clone()} selected={*zone == *chosen}>{ zone }{ if *zone == *own { " (this machine)" } else { "" } }</option>
                }) }
            </select>
            <Button label="Read again" title="Read the files again with this zone" kind="primary small" disabled={answered.as_ref() == Some(&*chosen)} onclick={read_again} />
            if answered.is_none() {
                <Button label="They are UTC" kind="small" onclick={are_utc} />
            }
        </div>
    }
}

#[component]
fn OrderQuestion(props: &QuestionProps) -> Html {
    let choose = |first: bool| {
        let props = props.clone();
        Callback::from(move |()| {
            props.on_read_again.emit(LoadOptions { day_first: Some(first), ..props.options.clone() });
        })
    };
    html! {
        <div class="import-question" role="group" aria-label="Order of day and month">
            <Glyph icon={Icon::Clock} />
            <p>{ format!("Dates in {} stay text: nothing tells the day from the month. Which comes first?", named(&props.columns)) }</p>
            <Button label="The day" title="Read the files again with the day first" kind="small" onclick={choose(true)} />
            <Button label="The month" title="Read the files again with the month first" kind="small" onclick={choose(false)} />
        </div>
    }
}

fn order_answer(columns: &[String], first: bool, props: &ImportTimesProps) -> Html {
    let (was, other) = if first { ("day", "month") } else { ("month", "day") };
    let onclick = {
        let props = props.clone();
        Callback::from(move |()| {
            props.on_read_again.emit(LoadOptions { day_first: Some(!first), ..props.options.clone() });
        })
    };
    html! {
        <div class="import-question answered">
            <Glyph icon={Icon::Clock} />
            <p>{ format!("Dates in {} were read with the {was} first.", named(columns)) }</p>
            <Button label={format!("Read with the {other} first")} kind="small" {onclick} />
        </div>
    }
}

/// The columns, the first of many.
fn named(columns: &[String]) -> String {
    let shown = columns.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match columns.len() - columns.len().min(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
