//! What goes between the engine and the worker that reads binary formats: the order, and what came of it.

use quarry_data::{pack as pack_table, unpack as unpack_table};
use quarry_diagnostics::{Code, Diagnostic, Location, Severity};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::ImportError;
use crate::formats;
use crate::import::{ImportOptions, Imported};
use crate::report::ImportReport;
use crate::zone::Zone;

/// The parts of [`ImportOptions`] that files of these formats heed.
#[derive(Serialize, Deserialize)]
struct Order {
    file_name: String,
    table: Option<String>,
    format: Option<String>,
    zone: (Option<String>, Vec<(i64, i32)>),
    day_first: Option<bool>,
    one_of_many: bool,
    memory_limit: usize,
}

/// An outcome on its way: JSON, and the tables as bytes.
#[derive(Clone, Debug)]
pub struct Packed {
    pub outcome: String,
    pub tables: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
enum Outcome {
    Imported(ImportReport),
    /// With the word that the file was not meant to be loaded, where it is so.
    Refused(Note, bool),
}

/// A diagnostic of an import.
#[derive(Serialize, Deserialize)]
struct Note {
    code: String,
    severity: u8,
    file: String,
    record: Option<u64>,
    message: String,
    help: Option<String>,
}

/// The order to read a file so.
pub fn order(options: &ImportOptions) -> String {
    let (zone, offsets) = options.zone.parts();
    let order = Order {
        file_name: options.file_name.clone(),
        table: options.table.clone(),
        format: options.format.map(|format| format.name.to_owned()),
        zone: (zone.map(str::to_owned), offsets.to_vec()),
        day_first: options.day_first,
        one_of_many: options.one_of_many,
        memory_limit: options.memory_limit,
    };
    serde_json::to_string(&order).unwrap_or_default()
}

/// What an order says.
pub fn options(order: &str) -> Option<ImportOptions> {
    let order: Order = serde_json::from_str(order).ok()?;
    Some(ImportOptions {
        file_name: order.file_name,
        table: order.table,
        format: order.format.as_deref().and_then(formats::find),
        zone: Zone::from_parts(order.zone.0, order.zone.1),
        day_first: order.day_first,
        one_of_many: order.one_of_many,
        memory_limit: order.memory_limit,
        layout: None,
    })
}

/// Packs what came of a file.
pub fn pack(result: &Result<Imported, ImportError>) -> Packed {
    let (outcome, tables) = match result {
        Ok(imported) => {
            (Outcome::Imported(imported.report.clone()), imported.tables.iter().map(pack_table).collect())
        }
        Err(error) => (Outcome::Refused(Note::of(&error.diagnostic), error.no_events), Vec::new()),
    };
    Packed { outcome: serde_json::to_string(&outcome).unwrap_or_default(), tables }
}

/// What was packed; `None` when it is not whole.
pub fn unpack(packed: &Packed) -> Option<Result<Imported, ImportError>> {
    Some(match serde_json::from_str(&packed.outcome).ok()? {
        Outcome::Imported(report) => {
            let tables = packed.tables.iter().map(|table| unpack_table(table)).collect::<Option<_>>()?;
            Ok(Imported { tables, report })
        }
        Outcome::Refused(note, no_events) => {
            Err(ImportError { diagnostic: Box::new(note.diagnostic()?), no_events })
        }
    })
}

impl Note {
    fn of(diagnostic: &Diagnostic) -> Self {
        let (file, record) = match &diagnostic.location {
            Location::File { file, record } => (file.clone(), *record),
            Location::Query(_) | Location::Rule { .. } => (String::new(), None),
        };
        Self {
            code: diagnostic.code.id().to_owned(),
            severity: diagnostic.severity as u8,
            file,
            record,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }

    fn diagnostic(self) -> Option<Diagnostic> {
        let code = *Code::ALL.iter().find(|code| code.id() == self.code)?;
        let severity = [Severity::Info, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| *severity as u8 == self.severity)?;
        let location = Location::File { file: self.file, record: self.record };
        let mut diagnostic = Diagnostic::new(code, severity, location, self.message);
        diagnostic.help = self.help;
        Some(diagnostic)
    }
}

/// Writes the diagnostics of a report.
pub(crate) fn write_notes<S: Serializer>(notes: &[Diagnostic], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(notes.iter().map(Note::of))
}

/// Reads the diagnostics of a report.
pub(crate) fn read_notes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Diagnostic>, D::Error> {
    let notes = Vec::<Note>::deserialize(from)?;
    Ok(notes.into_iter().filter_map(Note::diagnostic).collect())
}

#[cfg(test)]
mod tests {
    use quarry_data::Catalog;

    use super::*;
    use crate::import_bytes;

    fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
        let options = ImportOptions { file_name: "t.csv".into(), ..ImportOptions::default() };
        import_bytes(bytes, options, &Catalog::builtin())
    }

    #[test]
    fn tables_and_report_arrive_as_they_were_sent() {
        let sent = import(b"a,b\n1,x\n2,\"open").expect("two rows");
        assert!(!sent.report.diagnostics.is_empty());
        let arrived = unpack(&pack(&Ok(sent.clone()))).expect("whole").expect("imported");
        assert_eq!(arrived.report, sent.report);
        let shape = |imported: &Imported| {
            imported.tables.iter().map(|table| (table.name.clone(), table.rows())).collect::<Vec<_>>()
        };
        assert_eq!(shape(&arrived), shape(&sent));
    }

    #[test]
    fn a_refusal_arrives_with_its_reason() {
        let sent = import(b"").expect_err("nothing to read");
        let arrived = unpack(&pack(&Err(sent.clone()))).expect("whole").expect_err("refused");
        assert_eq!(arrived, sent);
    }

    #[test]
    fn an_order_says_what_the_options_said() {
        let sent = ImportOptions {
            file_name: "Security.evtx".into(),
            table: Some("T".into()),
            format: formats::find("evtx"),
            zone: Zone::offset(120),
            day_first: Some(true),
            one_of_many: true,
            memory_limit: 7,
            layout: None,
        };
        let arrived = options(&order(&sent)).expect("an order");
        assert_eq!(format!("{arrived:?}"), format!("{sent:?}"));
    }
}
