//! What the result pane shows before the first run.

use yew::prelude::*;

use super::icon::{Glyph, Icon};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct WelcomeProps {
    pub(crate) has_tables: bool,
    /// The last load or change, in one line.
    pub(crate) last: Option<String>,
    pub(crate) on_report: Callback<()>,
    pub(crate) on_sample: Callback<()>,
}

#[component]
pub(crate) fn Welcome(props: &WelcomeProps) -> Html {
    if props.has_tables {
        return html! {
            <div class="welcome slim">
                <p>{ "Run the query at the cursor with " }<kbd>{ "Shift" }</kbd><kbd>{ "Enter" }</kbd>{ ". A blank line ends a query." }</p>
                if let Some(last) = &props.last {
                    <p class="last-import">
                        <Glyph icon={Icon::Tick} />
                        <span>{ last }</span>
                        <button type="button" class="link" onclick={props.on_report.reform(|_: MouseEvent| ())}>{ "Import report" }</button>
                    </p>
                }
            </div>
        };
    }
    html! {
        <div class="welcome">
            <div class="drop-hint">
                <Glyph icon={Icon::File} />
                <h2>{ "Drop event files or folders anywhere on this page" }</h2>
                <p>{ "CSV exports of advanced hunting, JSON, NDJSON, Windows event logs, investigation packages, Parquet, Excel, also in archives. They become tables here and stay on this machine: the page sends nothing." }</p>
            </div>
            <div class="or">{ "or begin with" }</div>
            <button type="button" id="sample" class="sample-card" onclick={props.on_sample.reform(|_: MouseEvent| ())}>
                <Glyph icon={Icon::Wand} />
                <span class="sample-title">{ "Local admin" }</span>
                <span class="sample-text">{ "Somebody adds an account with net user and makes it an administrator. Three tables, 14 events." }</span>
            </button>
        </div>
    }
}
