//! What an import says of a file, for the page.

use std::collections::BTreeSet;
use std::sync::Arc;

use quarry_diagnostics::{Diagnostic, Location, Severity};
use quarry_functions::scalar;
use quarry_ingest::{ImportOptions, ImportReport, TableReport, Zone, formats};

use crate::protocol::{FileReport, LoadOptions, Note, Outcome, SkippedPlace, TableMapping};

/// What the importer is told.
///
/// # Errors
/// There is no such format or zone.
pub(super) fn import_options(options: &LoadOptions) -> Result<ImportOptions, String> {
    let format = match &options.format {
        Some(name) => Some(formats::find(name).ok_or_else(|| no_format(name))?),
        None => None,
    };
    let zone = match &options.zone {
        Some(name) => zone(name).ok_or_else(|| format!("there is no time zone '{name}'"))?,
        None => Zone::utc(),
    };
    Ok(ImportOptions {
        table: options.table.clone(),
        format,
        zone,
        day_first: options.day_first,
        ..ImportOptions::default()
    })
}

fn no_format(name: &str) -> String {
    let known: Vec<&str> = formats::TABLE.iter().map(|format| format.name).collect();
    format!("there is no format '{name}'; known are {}", known.join(", "))
}

/// The zone of an IANA name, or of an offset as `+02:00`.
fn zone(name: &str) -> Option<Zone> {
    let named = || scalar::zone_offsets(name).map(|offsets| Zone::named(name, &offsets));
    Zone::from_offset(name).or_else(named)
}

/// The report on a file that was read; `there` are the tables that had rows before.
pub(super) fn file_report(report: ImportReport, there: &BTreeSet<Arc<str>>) -> FileReport {
    let lost =
        report.rows_skipped > 0 || report.diagnostics.iter().any(|note| note.severity > Severity::Info);
    FileReport {
        name: report.file,
        outcome: if lost { Outcome::Some } else { Outcome::All },
        reason: String::new(),
        format: report.format,
        bytes: report.bytes,
        rows_read: report.rows_read,
        rows_skipped: report.rows_skipped,
        rows_missing: report.rows_missing,
        skipped: report
            .skipped
            .into_iter()
            .map(|place| SkippedPlace { record: place.record, line: place.line, reason: place.reason })
            .collect(),
        bytes_replaced: report.bytes_replaced,
        tables: report.tables.into_iter().map(|table| mapping(table, there)).collect(),
        notes: report.diagnostics.iter().map(note).collect(),
    }
}

fn mapping(table: TableReport, there: &BTreeSet<Arc<str>>) -> TableMapping {
    TableMapping {
        appended: there.contains(table.table.as_str()),
        table: table.table,
        rows: table.rows,
        mapping: table.mapping,
        columns_added: table.columns_added,
        columns_missing: table.columns_missing,
        columns_renamed: table.columns_renamed,
        local_times: table.local_times,
        ambiguous_dates: table.ambiguous_dates,
        ordered_dates: table.ordered_dates,
    }
}

fn note(diagnostic: &Diagnostic) -> Note {
    Note {
        severity: diagnostic.severity.name().to_owned(),
        code: diagnostic.code.id().to_owned(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
    }
}

/// The message with its place and the help.
pub(super) fn describe(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.location {
        Location::File { record: Some(record), .. } => format!(" (record {record})"),
        _ => String::new(),
    };
    let help = diagnostic.help.as_deref().map(|help| format!(". {help}")).unwrap_or_default();
    format!("{}{place}{help}", diagnostic.message)
}

/// Whether the file came with a folder.
pub(super) fn is_in_folder(name: &str) -> bool {
    name.contains('/')
}

/// Whether a system puts such files into folders.
pub(super) fn is_of_the_system(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    let last = parts.next().unwrap_or(name);
    let named = |known: &str| last.eq_ignore_ascii_case(known);
    [".DS_Store", "Thumbs.db", "desktop.ini"].into_iter().any(named)
        || last.starts_with("._")
        || parts.any(|folder| folder == "__MACOSX")
}
