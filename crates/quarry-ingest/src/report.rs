//! What an import did: the figures and the warnings that go with the tables.

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};
use serde::{Deserialize, Serialize};

use crate::hand_over;

/// How many places of one kind of problem are kept; the rest is only counted.
pub(crate) const PLACES_KEPT: usize = 10;

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The name that the file was given.
    pub file: String,
    /// The format it was read as, for example `CSV`.
    pub format: String,
    /// Bytes that were read.
    pub bytes: u64,
    /// Records that became rows, over all tables.
    pub rows_read: u64,
    /// Records that could not be read.
    pub rows_skipped: u64,
    /// Records beyond these that the file promises and that are not found in it.
    pub rows_missing: u64,
    /// The first records that could not be read, with the reasons.
    pub skipped: Vec<Place>,
    /// Bytes that were not text in the file's encoding and were replaced or read as Windows-1252.
    pub bytes_replaced: u64,
    /// The tables in the order of their appearance.
    pub tables: Vec<TableReport>,
    /// Everything the user should know, as warnings and notes.
    #[serde(serialize_with = "hand_over::write_notes", deserialize_with = "hand_over::read_notes")]
    pub diagnostics: Vec<Diagnostic>,
    /// The member of a container that is being read; messages begin with it.
    #[serde(skip)]
    pub(crate) member: String,
}

/// What became of the rows of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReport {
    pub table: String,
    pub rows: u64,
    /// Why the table has this name and these types, in one sentence.
    pub mapping: String,
    /// Columns of the file that the known schema does not have.
    pub columns_added: Vec<String>,
    /// Columns of the known schema that the file does not have; they are empty.
    pub columns_missing: Vec<String>,
    /// Headers that were changed: what stood in the file, and the name of the column.
    pub columns_renamed: Vec<(String, String)>,
    /// Columns with times that carry no zone and were read in that of the options.
    pub local_times: Vec<String>,
    /// Columns of dates that stay text, since nothing tells the day from the month.
    pub ambiguous_dates: Vec<String>,
    /// Columns of dates in which the options told the day from the month.
    pub ordered_dates: Vec<String>,
}

/// Where a record stands that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The record's number, from 1.
    pub record: u64,
    /// The line that the record begins in, from 1, where the format has lines.
    pub line: Option<u64>,
    pub reason: String,
}

impl ImportReport {
    pub(crate) fn warn(&mut self, code: Code, record: Option<u64>, message: impl Into<String>) {
        self.push(code, Severity::Warning, record, message.into());
    }

    /// Says what to do about the last diagnostic.
    pub(crate) fn help(&mut self, help: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(help.to_owned());
        }
    }

    #[cfg(feature = "binary-formats")]
    pub(crate) fn note(&mut self, code: Code, message: impl Into<String>) {
        self.push(code, Severity::Info, None, message.into());
    }

    /// The text with the member in front.
    fn in_member(&self, text: String) -> String {
        if self.member.is_empty() { text } else { format!("{}: {text}", self.member) }
    }

    fn push(&mut self, code: Code, severity: Severity, record: Option<u64>, message: String) {
        let message = self.in_member(message);
        let location = Location::File { file: self.file.clone(), record };
        self.diagnostics.push(Diagnostic::new(code, severity, location, message));
    }

    /// Counts a record that could not be read.
    pub(crate) fn skip(&mut self, record: u64, line: Option<u64>, reason: impl Into<String>) {
        self.rows_skipped += 1;
        if self.skipped.len() < PLACES_KEPT {
            let reason = self.in_member(reason.into());
            self.skipped.push(Place { record, line, reason });
        }
    }
}
