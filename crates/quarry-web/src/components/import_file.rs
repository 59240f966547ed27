//! What the import report says of one file.

use yew::prelude::*;

use super::icon::{Glyph, Icon};
use super::imports::outcome_class;
use crate::protocol::{FileReport, Note, Outcome, TableMapping};
use crate::state::{counted, group_digits, sentence, visible};

/// Characters of a name out of a file that are shown.
const SHOWN: usize = 200;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ImportFileProps {
    pub(super) file: FileReport,
    /// It is the only one of its load.
    pub(super) single: bool,
}

#[component]
pub(super) fn ImportFile(props: &ImportFileProps) -> Html {
    let file = &props.file;
    let class = classes!("import-file", outcome_class(file.outcome));
    let name = visible(&file.name, SHOWN).into_owned();
    if matches!(file.outcome, Outcome::Refused | Outcome::Skipped) {
        let refused = file.outcome == Outcome::Refused;
        let what = if refused { "not loaded" } else { "skipped" };
        return html! {
            <li {class} data-file={name.clone()}>
                <p class="import-line">
                    <Glyph icon={if refused { Icon::Warning } else { Icon::File }} />
                    <span class="name">{ &name }</span>
                    <span class="what">{ what }</span>
                </p>
                <p class="reason">{ sentence(&visible(&file.reason, 600)) }</p>
            </li>
        };
    }
    let some = file.outcome == Outcome::Some;
    html! {
        <li {class} data-file={name.clone()}>
            <details open={some || props.single}>
                <summary class="import-line">
                    <Glyph icon={if some { Icon::Warning } else { Icon::File }} />
                    <span class="name">{ &name }</span>
                    <span class="what">{ figures(file) }</span>
                </summary>
                { body(file) }
            </details>
        </li>
    }
}

/// Format and rows.
fn figures(file: &FileReport) -> String {
    let mut text = format!("{}, {}", file.format, counted(file.rows_read as usize, "row"));
    if file.rows_skipped > 0 {
        text.push_str(&format!(", {} skipped", group_digits(file.rows_skipped as usize)));
    }
    if file.rows_missing > 0 {
        text.push_str(&format!(", {} missing", group_digits(file.rows_missing as usize)));
    }
    text
}

fn body(file: &FileReport) -> Html {
    let more = file.rows_skipped.saturating_sub(file.skipped.len() as u64);
    html! {
        <div class="import-body">
            { for file.tables.iter().map(table) }
            { for file.notes.iter().map(note) }
            if file.skipped.len() > 1 {
                <details class="names">
                    <summary>{ "The first records that could not be read" }</summary>
                    <ul>
                        { for file.skipped.iter().map(|place| html! {
                            <li>{ place_of(place.record, place.line) }{ ": " }{ visible(&place.reason, SHOWN).into_owned() }</li>
                        }) }
                        if more > 0 { <li>{ format!("and {} more", group_digits(more as usize)) }</li> }
                    </ul>
                </details>
            }
        </div>
    }
}

fn place_of(record: u64, line: Option<u64>) -> String {
    let record = group_digits(record as usize);
    match line {
        Some(line) => format!("Record {record}, line {}", group_digits(line as usize)),
        None => format!("Record {record}"),
    }
}

fn table(mapping: &TableMapping) -> Html {
    let rows = counted(mapping.rows as usize, "row");
    let renamed: Vec<String> =
        mapping.columns_renamed.iter().map(|(from, to)| format!("{} → {to}", visible(from, SHOWN))).collect();
    html! {
        <div class="import-table">
            <p>
                <Glyph icon={Icon::Table} />
                <b>{ &mapping.table }</b>
                { format!(" {rows}{}", if mapping.appended { ", added to those that were there" } else { "" }) }
            </p>
            <p class="note">{ format!("{}.", sentence(&mapping.mapping)) }</p>
            { names("renamed", &renamed) }
            { names("added to those of the known schema", &mapping.columns_added) }
            { names("of the known schema not in the file", &mapping.columns_missing) }
        </div>
    }
}

/// A list of columns that shows on demand.
pub(super) fn names(what: &str, columns: &[String]) -> Html {
    if columns.is_empty() {
        return Html::default();
    }
    let shown: Vec<String> = columns.iter().map(|name| visible(name, SHOWN).into_owned()).collect();
    html! {
        <details class="names">
            <summary>{ format!("{} {what}", counted(columns.len(), "column")) }</summary>
            <p>{ shown.join(", ") }</p>
        </details>
    }
}

fn note(note: &Note) -> Html {
    let warning = note.severity == "warning";
    html! {
        <p class={classes!("note", warning.then_some("lost"))}>
            { sentence(&visible(&note.message, 600)) }
            if let Some(help) = &note.help { { ". " }{ help } }
            { " " }
            <a class="code" href={format!("./reference.html#{}", note.code)} target="_blank" rel="noopener" title="What the message means">{ &note.code }</a>
        </p>
    }
}
