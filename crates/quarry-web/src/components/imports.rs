//! The import report: what was loaded and changed, what was lost, and the way back.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::button::Button;
use super::column_type;
use super::icon::{Glyph, Icon};
use super::import_file::{ImportFile, names};
use super::import_times::ImportTimes;
use crate::protocol::{Change, LoadOptions, Outcome};
use crate::state::{Entry, What, sentence};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ImportsProps {
    /// The last first.
    pub(crate) entries: Rc<Vec<Rc<Entry>>>,
    pub(crate) undoable: Rc<Vec<u32>>,
    /// The entry that is to be seen, with the number of the wish.
    pub(crate) shown: Option<(u32, u32)>,
    pub(crate) on_undo: Callback<u32>,
    /// How the files were read, and how they are to be read.
    pub(crate) on_read_again: Callback<(u32, LoadOptions, LoadOptions)>,
}

#[component]
pub(crate) fn Imports(props: &ImportsProps) -> Html {
    if props.entries.is_empty() {
        return html! { <p class="nothing">{ "Nothing has been loaded yet." }</p> };
    }
    html! {
        <div class="imports">
            { for props.entries.iter().map(|entry| {
                let (change, on_undo) = (entry.change, &props.on_undo);
                let wish = props.shown.filter(|(shown, _)| *shown == change).map(|(_, wish)| wish);
                // Another wish makes the entry anew, open and in sight.
                html! {
                    <ImportEntry key={format!("{change} {wish:?}")} entry={entry.clone()} undoable={props.undoable.contains(&change)} {wish}
                        on_undo={on_undo.reform(move |()| change)}
                        on_read_again={props.on_read_again.reform(move |(before, options)| (change, before, options))} />
                }
            }) }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ImportEntryProps {
    entry: Rc<Entry>,
    undoable: bool,
    /// The number of the wish to see it.
    wish: Option<u32>,
    on_undo: Callback<()>,
    on_read_again: Callback<(LoadOptions, LoadOptions)>,
}

#[component]
fn ImportEntry(props: &ImportEntryProps) -> Html {
    let entry = &props.entry;
    let loud = entry.is_loud();
    let headline = sentence(&entry.headline());
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with(props.wish, move |wish| {
            if let Some(place) = place.cast::<Element>().filter(|_| wish.is_some()) {
                place.scroll_into_view();
            }
        });
    }
    // What the user opens and closes later is the browser's.
    let open = {
        let opens = props.wish.is_some() || loud || entry.asks();
        use_memo((), move |()| opens)
    };
    html! {
        <article ref={place} class={classes!("import", loud.then_some("loud"))} data-change={entry.change.to_string()}>
            <details open={*open}>
                <summary>
                    <Glyph icon={if loud { Icon::Warning } else { Icon::Tick }} />
                    <span class="headline">{ &headline }</span>
                </summary>
                { match &entry.what {
                    What::Loaded { report, options } => html! {
                        <>
                            <ImportTimes report={report.clone()} options={options.clone()} on_read_again={{
                                let before = options.clone();
                                props.on_read_again.reform(move |options| (before.clone(), options))
                            }} />
                            <ul class="import-files">
                                { for report.files.iter().map(|file| html! {
                                    <ImportFile key={file.name.clone()} file={file.clone()} single={report.files.len() == 1} />
                                }) }
                            </ul>
                        </>
                    },
                    What::Renamed { change, .. } | What::Retyped { change } => changed(change),
                    What::Removed { .. } => Html::default(),
                } }
            </details>
            if props.undoable {
                <Button icon={Icon::Undo} label="Undo" title={format!("Undo: {headline}")} kind="quiet small" onclick={props.on_undo.clone()} />
            }
        </article>
    }
}

fn changed(change: &Change) -> Html {
    html! {
        <div class="import-body">
            { for change.conversions.iter().map(|conversion| html! {
                <p class={classes!((conversion.after < conversion.before).then_some("lost"))}>
                    <b>{ format!("{}, {} → {}: ", conversion.column, conversion.from, conversion.to) }</b>
                    { column_type::outcome(conversion) }
                </p>
            }) }
            { names("added by the known schema", &change.columns_added) }
            { names("without values removed", &change.columns_removed) }
        </div>
    }
}

/// The class of what became of a file.
pub(super) fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::All => "all",
        Outcome::Some => "some",
        Outcome::Refused => "refused",
        Outcome::Skipped => "skipped",
    }
}
