//! Shows what `now()` is, and lets it be changed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Glyph, Icon};
use crate::platform::page;
use crate::state::{NowSetting, shown_time};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NowControlProps {
    pub(crate) now: NowSetting,
    /// The newest event time of the data.
    pub(crate) newest: Option<String>,
    pub(crate) on_change: Callback<NowSetting>,
}

#[component]
pub(crate) fn NowControl(props: &NowControlProps) -> Html {
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let choose = |now: NowSetting| {
        let (open, on_change) = (open.clone(), props.on_change.clone());
        Callback::from(move |_: MouseEvent| {
            on_change.emit(now.clone());
            open.set(false);
        })
    };
    let onchange = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Some(unix) = page::parse_time(&format!("{text}Z")) {
                on_change.emit(NowSetting::Chosen(unix));
            }
        })
    };
    let chosen = match props.now {
        NowSetting::Chosen(unix) => page::iso_time(unix).chars().take(19).collect::<String>(),
        _ => props
            .newest
            .clone()
            .unwrap_or_else(|| page::iso_time(page::now_unix_ms()))
            .chars()
            .take(19)
            .collect(),
    };
    let (time, remark) = shown(&props.now, props.newest.as_deref());
    html! {
        <div class="now-control">
            <button type="button" id="now" class="button chip" aria-haspopup="true" aria-expanded={if *open { "true" } else { "false" }}
                title="What now() and ago() count from" onclick={toggle.clone()}>
                <Glyph icon={Icon::Clock} />
                <code>{ "now()" }</code>
                <span class="time">{ time }</span>
                <span class="remark">{ remark }</span>
            </button>
            if *open {
                <div class="backdrop" onclick={toggle} />
                <div class="popover" role="dialog" aria-label="What now() is">
                    <Choice label="Newest event" detail={newest_detail(props.newest.as_deref())} selected={props.now == NowSetting::Newest} onclick={choose(NowSetting::Newest)} />
                    <Choice label="Real time" detail="the clock of this machine, when the query runs" selected={props.now == NowSetting::Real} onclick={choose(NowSetting::Real)} />
                    <label class="choice">
                        <span class="choice-label">{ "A chosen instant (UTC)" }</span>
                        <input type="datetime-local" step="1" value={chosen} {onchange} />
                    </label>
                </div>
            }
        </div>
    }
}

fn shown(now: &NowSetting, newest: Option<&str>) -> (String, &'static str) {
    match (now, newest) {
        (NowSetting::Newest, Some(newest)) => (shown_time(newest), "newest event"),
        (NowSetting::Newest, None) => ("real time".to_owned(), "until data is loaded"),
        (NowSetting::Real, _) => ("real time".to_owned(), ""),
        (NowSetting::Chosen(unix), _) => (shown_time(&page::iso_time(*unix)), "chosen"),
    }
}

fn newest_detail(newest: Option<&str>) -> String {
    match newest {
        Some(newest) => format!("{} UTC, so ago(3d) works on old recordings", shown_time(newest)),
        None => "of the data, once some is loaded".to_owned(),
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ChoiceProps {
    label: AttrValue,
    detail: AttrValue,
    selected: bool,
    onclick: Callback<MouseEvent>,
}

#[component]
fn Choice(props: &ChoiceProps) -> Html {
    html! {
        <button type="button" class={classes!("choice", props.selected.then_some("selected"))} onclick={props.onclick.clone()}>
            <span class="choice-label">{ &props.label }</span>
            <span class="choice-detail">{ &props.detail }</span>
        </button>
    }
}
