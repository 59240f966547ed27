//! The bar above the editor: run, stop, time, layout, link, rule.

use yew::prelude::*;

use super::button::Button;
use super::icon::Icon;
use super::now_control::NowControl;
use crate::state::NowSetting;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ToolbarProps {
    /// Whether a query can be run.
    pub(crate) ready: bool,
    /// Whether there is something to stop.
    pub(crate) busy: bool,
    pub(crate) now: NowSetting,
    pub(crate) newest: Option<String>,
    pub(crate) rule_open: bool,
    pub(crate) on_run: Callback<()>,
    pub(crate) on_cancel: Callback<()>,
    pub(crate) on_now: Callback<NowSetting>,
    pub(crate) on_format: Callback<()>,
    pub(crate) on_share: Callback<()>,
    pub(crate) on_rule: Callback<()>,
}

#[component]
pub(crate) fn Toolbar(props: &ToolbarProps) -> Html {
    html! {
        <div class="toolbar" role="toolbar" aria-label="Query">
            <Button id="run" icon={Icon::Run} label="Run" title="Run the query at the cursor (Shift+Enter)" kind="primary"
                disabled={!props.ready} onclick={props.on_run.clone()}>
                <kbd>{ "⇧⏎" }</kbd>
            </Button>
            <Button id="cancel" icon={Icon::Stop} label="Cancel" title="Stop (Esc)" kind="quiet" disabled={!props.busy} onclick={props.on_cancel.clone()} />
            <NowControl now={props.now.clone()} newest={props.newest.clone()} on_change={props.on_now.clone()} />
            <div class="spacer" />
            <Button id="format" icon={Icon::Format} label="Format" title="Lay the query out anew (Shift+Alt+F)" kind="quiet" onclick={props.on_format.clone()} />
            <Button id="share" icon={Icon::Link} label="Copy link" title="A link with query and settings, without data" kind="quiet" onclick={props.on_share.clone()} />
            <Button id="rule" icon={Icon::Shield} label="Detection rule" title="Make a detection rule of this query" pressed={props.rule_open} onclick={props.on_rule.clone()} />
        </div>
    }
}
