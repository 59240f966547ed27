//! What loads and changes did to the tables.
//!
//! Every change has a number that the page gives it, and by which it is undone.

use serde::{Deserialize, Serialize};

/// What the user says about files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LoadOptions {
    pub table: Option<String>,
    /// The format's name; without it the content decides.
    pub format: Option<String>,
    /// The zone of times that carry none: a name of the IANA database, or an offset as `+02:00`. Without it
    /// they are UTC.
    pub zone: Option<String>,
    /// Whether the day comes first in dates that leave it open.
    pub day_first: Option<bool>,
}

/// What became of files that were loaded together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadReport {
    pub change: u32,
    pub files: Vec<FileReport>,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    pub name: String,
    pub outcome: Outcome,
    /// Why nothing of it was loaded.
    pub reason: String,
    /// The title of its format; those of a container's members stand behind it.
    pub format: String,
    pub bytes: u64,
    pub rows_read: u64,
    pub rows_skipped: u64,
    /// What the file promises beyond both.
    pub rows_missing: u64,
    /// The first records that could not be read.
    pub skipped: Vec<SkippedPlace>,
    /// Bytes that were no text in the file's encoding.
    pub bytes_replaced: u64,
    pub tables: Vec<TableMapping>,
    pub notes: Vec<Note>,
}

/// How much of a file was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    #[default]
    All,
    /// Something is missing or was changed, as the notes say.
    Some,
    /// Nothing, though it was meant to be loaded.
    Refused,
    /// Nothing: it lay among others and holds no events.
    Skipped,
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SkippedPlace {
    pub record: u64,
    pub line: Option<u64>,
    pub reason: String,
}

/// Which rows went into which table, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableMapping {
    pub table: String,
    pub rows: u64,
    /// The table had rows before this load.
    pub appended: bool,
    /// Why the table has this name and these types.
    pub mapping: String,
    pub columns_added: Vec<String>,
    pub columns_missing: Vec<String>,
    /// What stood in the file, and the name of the column.
    pub columns_renamed: Vec<(String, String)>,
    /// Columns with times that carry no zone.
    pub local_times: Vec<String>,
    /// Columns of dates that stay text, since nothing tells the day from the month.
    pub ambiguous_dates: Vec<String>,
    /// Columns of dates in which the user told the day from the month.
    pub ordered_dates: Vec<String>,
}

/// Something that the user should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// `warning` or `info`.
    pub severity: String,
    pub code: String,
    pub message: String,
    pub help: Option<String>,
}

/// What a change of tables did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub change: u32,
    /// The table as it is named now.
    pub table: String,
    pub rows: u64,
    /// The rows were added to those of a table that was there.
    pub appended: bool,
    /// The columns that have another type now.
    pub conversions: Vec<Conversion>,
    pub columns_added: Vec<String>,
    /// Empty columns that only the known schema of the former name has.
    pub columns_removed: Vec<String>,
}

/// A column that gets another type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    pub column: String,
    pub from: String,
    pub to: String,
    /// Rows with a value before, and after.
    pub before: u64,
    pub after: u64,
    /// The first row, from 1, whose value is lost, and that value.
    pub first_lost: Option<(u64, String)>,
}

impl FileReport {
    /// A file of which nothing was loaded.
    pub fn unread(name: &str, outcome: Outcome, reason: String) -> Self {
        Self { name: name.to_owned(), outcome, reason, ..Self::default() }
    }

    pub fn warnings(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.severity == "warning")
    }
}

impl LoadReport {
    /// The rows that each table got, in the order of their appearance.
    pub fn tables(&self) -> Vec<(&str, u64)> {
        let mut tables: Vec<(&str, u64)> = Vec::new();
        for mapping in self.files.iter().flat_map(|file| &file.tables) {
            match tables.iter_mut().find(|(name, _)| *name == mapping.table) {
                Some((_, rows)) => *rows += mapping.rows,
                None => tables.push((&mapping.table, mapping.rows)),
            }
        }
        tables
    }

    pub fn count(&self, outcome: Outcome) -> usize {
        self.files.iter().filter(|file| file.outcome == outcome).count()
    }

    /// Columns with times that carry no zone, as `Table.Column`, each once.
    pub fn local_times(&self) -> Vec<String> {
        self.columns(|mapping| &mapping.local_times)
    }

    /// Columns of dates that nothing tells the order of, as `Table.Column`, each once.
    pub fn ambiguous_dates(&self) -> Vec<String> {
        self.columns(|mapping| &mapping.ambiguous_dates)
    }

    /// Columns of dates that were read in the order that the user gave, as `Table.Column`, each once.
    pub fn ordered_dates(&self) -> Vec<String> {
        self.columns(|mapping| &mapping.ordered_dates)
    }

    fn columns(&self, of: impl Fn(&TableMapping) -> &Vec<String>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for mapping in self.files.iter().flat_map(|file| &file.tables) {
            for column in of(mapping) {
                let name = format!("{}.{column}", mapping.table);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}
