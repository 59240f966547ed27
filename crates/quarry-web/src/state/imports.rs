//! What was loaded and changed, and what is said about it.

use std::rc::Rc;

use super::text::counted;
use crate::protocol::{Change, LoadOptions, LoadReport, Outcome};

/// What the user says of times and dates that leave something open; kept for later files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeSettings {
    /// The zone of times that carry none; without one they are UTC until somebody says otherwise.
    pub zone: Option<String>,
    pub day_first: Option<bool>,
}

/// One change of the tables, as the import report lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub change: u32,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Files that were loaded together, and how their times were to be read.
    Loaded {
        report: Rc<LoadReport>,
        options: LoadOptions,
    },
    Renamed {
        from: String,
        change: Change,
    },
    Retyped {
        change: Change,
    },
    Removed {
        table: String,
    },
}

impl TimeSettings {
    pub fn options(&self) -> LoadOptions {
        LoadOptions { zone: self.zone.clone(), day_first: self.day_first, ..LoadOptions::default() }
    }
}

impl Entry {
    /// The change in one line.
    pub fn headline(&self) -> String {
        match &self.what {
            What::Loaded { report, options } => format!("{}{}", headline(report), reading(report, options)),
            What::Renamed { from, change } if change.appended => {
                format!("{from} was added to {} ({})", change.table, rows(change.rows))
            }
            What::Renamed { from, change } => {
                format!("{from} is now {} ({})", change.table, rows(change.rows))
            }
            What::Retyped { change } => {
                let columns = change
                    .conversions
                    .iter()
                    .map(|column| format!("{}.{} is now {}", change.table, column.column, column.to));
                columns.collect::<Vec<_>>().join(", ")
            }
            What::Removed { table } => format!("{table} was removed"),
        }
    }

    /// Whether rows or values were lost, so that nobody should overlook it.
    pub fn is_loud(&self) -> bool {
        match &self.what {
            What::Loaded { report, .. } => report.count(Outcome::Refused) + report.count(Outcome::Some) > 0,
            What::Renamed { change, .. } | What::Retyped { change } => {
                change.conversions.iter().any(|column| column.after < column.before)
            }
            What::Removed { .. } => false,
        }
    }

    /// Whether the user has to say what times or dates mean.
    pub fn asks(&self) -> bool {
        match &self.what {
            What::Loaded { report, options } => {
                (options.zone.is_none() && !report.local_times().is_empty())
                    || (options.day_first.is_none() && !report.ambiguous_dates().is_empty())
            }
            _ => false,
        }
    }

    /// Whether the change put rows into the table.
    pub fn concerns(&self, table: &str) -> bool {
        match &self.what {
            What::Loaded { report, .. } => report.tables().iter().any(|(name, _)| *name == table),
            What::Renamed { change, .. } | What::Retyped { change } => change.table == table,
            What::Removed { .. } => false,
        }
    }
}

/// `3 files, 2 tables, 1,234 rows`, and what is missing.
fn headline(report: &LoadReport) -> String {
    let tables = report.tables();
    let all: u64 = tables.iter().map(|(_, rows)| rows).sum();
    let read = report.count(Outcome::All) + report.count(Outcome::Some);
    let mut text = match (report.files.as_slice(), read) {
        (_, 0) => "nothing was loaded".to_owned(),
        ([only], _) => only.name.clone(),
        _ => counted(read, "file"),
    };
    if read > 0 {
        text = format!("{text}, {}, {}", counted(tables.len(), "table"), rows(all));
    }
    let lost: u64 = report.files.iter().map(|file| file.rows_skipped).sum();
    if lost > 0 {
        text.push_str(&format!("; {} could not be read", counted(lost as usize, "record")));
    }
    let missing: u64 = report.files.iter().map(|file| file.rows_missing).sum();
    if missing > 0 {
        text.push_str(&format!("; {} missing", counted(missing as usize, "promised record")));
    }
    let refused = report.count(Outcome::Refused);
    if refused > 0 {
        text.push_str(&format!("; {} could not be loaded", counted(refused, "file")));
    }
    let skipped = report.count(Outcome::Skipped);
    if skipped > 0 {
        text.push_str(&format!("; {} without events", counted(skipped, "file")));
    }
    text
}

/// How times and dates were read that leave it open, where the user once said so.
fn reading(report: &LoadReport, options: &LoadOptions) -> String {
    let mut text = String::new();
    if let Some(zone) = options.zone.as_ref().filter(|_| !report.local_times().is_empty()) {
        text.push_str(&format!("; times without a zone read as {zone}"));
    }
    if let Some(first) = options.day_first.filter(|_| !report.ordered_dates().is_empty()) {
        text.push_str(if first {
            "; dates read with the day first"
        } else {
            "; dates read with the month first"
        });
    }
    text
}

fn rows(count: u64) -> String {
    counted(count as usize, "row")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{FileReport, TableMapping};

    fn file(name: &str, outcome: Outcome, table: &str, rows: u64) -> FileReport {
        let tables = match table {
            "" => Vec::new(),
            table => vec![TableMapping { table: table.to_owned(), rows, ..TableMapping::default() }],
        };
        FileReport { name: name.to_owned(), outcome, tables, ..FileReport::default() }
    }

    fn entry(files: Vec<FileReport>) -> Entry {
        let report = Rc::new(LoadReport { change: 1, files });
        Entry { change: 1, what: What::Loaded { report, options: LoadOptions::default() } }
    }

    #[test]
    fn a_load_is_said_in_one_line() {
        let quiet = entry(vec![
            file("a.csv", Outcome::All, "A", 1000),
            file("b.csv", Outcome::All, "B", 200),
            file("c.csv", Outcome::All, "A", 34),
        ]);
        assert_eq!((quiet.headline().as_str(), quiet.is_loud()), ("3 files, 2 tables, 1,234 rows", false));

        let mut part = file("b.csv", Outcome::Some, "B", 1);
        (part.rows_skipped, part.rows_missing) = (2, 1713);
        let loud =
            entry(vec![part, file("x.bin", Outcome::Refused, "", 0), file("n.txt", Outcome::Skipped, "", 0)]);
        assert!(loud.is_loud());
        assert_eq!(
            loud.headline(),
            "1 file, 1 table, 1 row; 2 records could not be read; 1,713 promised records missing; 1 file could not be \
             loaded; 1 file without events"
        );
        let nothing = entry(vec![file("x.bin", Outcome::Refused, "", 0)]);
        assert_eq!(nothing.headline(), "nothing was loaded; 1 file could not be loaded");
        assert_eq!(entry(vec![file("a.csv", Outcome::All, "A", 2)]).headline(), "a.csv, 1 table, 2 rows");
    }

    #[test]
    fn a_question_is_asked_until_it_is_answered() {
        let mut local = file("a.csv", Outcome::All, "A", 1);
        local.tables[0].local_times = vec!["When".to_owned()];
        let mut asked = entry(vec![local]);
        assert!(asked.asks());
        if let What::Loaded { options, .. } = &mut asked.what {
            options.zone = Some("UTC".to_owned());
        }
        assert!(!asked.asks());
        assert_eq!(asked.headline(), "a.csv, 1 table, 1 row; times without a zone read as UTC");
    }
}
