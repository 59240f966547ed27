//! Schema files and event files into a catalog.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use quarry_data::catalog::Attachment;
use quarry_data::{Catalog, Dynamic, Field, Schema, Type, json};
use quarry_diagnostics::{Location, Severity};
use quarry_engine::Locations;
use quarry_ingest::{ImportError, ImportOptions, ImportReport, Importer, Zone};

use crate::arguments::{AttachedFile, DataFile, Options};
use crate::{Failure, report};

/// How much of a file is read at once.
const SLICE: usize = 1 << 20;

/// The tables that the query may use.
pub(crate) fn catalog(options: &Options) -> Result<Catalog, Failure> {
    let mut catalog = if options.schemas.is_empty() { Catalog::builtin() } else { Catalog::empty() };
    for path in &options.schemas {
        declare(path, &mut catalog)?;
    }
    for file in &options.data {
        if file.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mmdb")) {
            let database = attachment(&file.path)?;
            let opened = Locations::open(&database);
            opened.map_err(|reason| Failure::new(format!("{}: {reason}", file.path.display())))?;
            catalog.set_locations(Some(database));
            continue;
        }
        let report = load(file, options, &mut catalog)?;
        warn(&report);
        if options.zone.is_none() {
            note_local_times(&report);
        }
    }
    for AttachedFile { address, path } in &options.attached {
        catalog.attach(address.as_str(), attachment(path)?);
    }
    Ok(catalog)
}

/// Reads a file as it is.
fn attachment(path: &Path) -> Result<Attachment, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(Attachment { file_name: file_name(path), bytes: bytes.into() })
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Declares the tables of a schema file.
fn declare(path: &Path, catalog: &mut Catalog) -> Result<(), Failure> {
    let fail = |reason: String| Failure::new(format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let document = json::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|error| fail(format!("no JSON: {} at byte {}", error.message, error.offset)))?;
    let tables = items(document.property("tables")).ok_or_else(|| fail("'tables' is missing".into()))?;
    for table in tables {
        let name = text_of(table, "name").ok_or_else(|| fail("a table has no 'name'".into()))?;
        let schema = schema(table).map_err(|reason| fail(format!("table '{name}': {reason}")))?;
        catalog.declare(name, Arc::new(schema));
    }
    Ok(())
}

fn schema(table: &Dynamic) -> Result<Schema, String> {
    let columns = items(table.property("columns")).ok_or("'columns' is missing")?;
    let fields: Result<Vec<Field>, String> = columns
        .iter()
        .map(|column| {
            let name = text_of(column, "name").ok_or("a column has no 'name'")?;
            let ty = text_of(column, "type").ok_or_else(|| format!("column '{name}' has no 'type'"))?;
            let known = Type::from_name(ty);
            let ty = known.ok_or_else(|| format!("column '{name}' has the unknown type '{ty}'"))?;
            Ok(Field::new(name, ty))
        })
        .collect();
    Ok(Schema::new(fields?))
}

fn items(value: Option<&Dynamic>) -> Option<&[Dynamic]> {
    match value {
        Some(Dynamic::Array(items)) => Some(items),
        _ => None,
    }
}

fn text_of<'a>(value: &'a Dynamic, name: &str) -> Option<&'a str> {
    match value.property(name) {
        Some(Dynamic::String(text)) => Some(text),
        _ => None,
    }
}

/// Loads one file of events.
fn load(file: &DataFile, options: &Options, catalog: &mut Catalog) -> Result<ImportReport, Failure> {
    let options = ImportOptions {
        file_name: file_name(&file.path),
        table: file.table.clone(),
        zone: options.zone.clone().unwrap_or_else(Zone::utc),
        day_first: options.day_first,
        memory_limit: options.memory.saturating_sub(catalog.bytes()),
        ..ImportOptions::default()
    };
    let fail = |reason: String| Failure::new(format!("{}: {reason}", file.path.display()));
    let refused = |error: ImportError| {
        let help = error.diagnostic.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        fail(format!("{}{help}", error.diagnostic.message))
    };
    let mut source = std::fs::File::open(&file.path).map_err(|error| fail(error.to_string()))?;
    let mut importer = Importer::new(options, catalog);
    let mut slice = vec![0; SLICE];
    loop {
        match source.read(&mut slice) {
            Ok(0) => break,
            Ok(length) => importer.feed(&slice[..length]).map_err(refused)?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(fail(error.to_string())),
        }
    }
    Ok(importer.finish().map_err(refused)?.add_to(catalog))
}

/// Says which times were read as UTC for want of a zone.
fn note_local_times(report: &ImportReport) {
    for table in report.tables.iter().filter(|table| !table.local_times.is_empty()) {
        report::note_line(&format!(
            "{}: times without a zone were read as UTC in {} of {}; --timezone names another",
            report.file,
            table.local_times.join(", "),
            table.table
        ));
    }
}

/// Prints what the user should know about a file.
fn warn(report: &ImportReport) {
    for diagnostic in &report.diagnostics {
        if diagnostic.severity == Severity::Info {
            continue;
        }
        let record = match &diagnostic.location {
            Location::File { record: Some(record), .. } => format!(", record {record}"),
            Location::File { .. } | Location::Query(_) | Location::Rule { .. } => String::new(),
        };
        report::warning_line(&format!("{}{record}: {}", report.file, diagnostic.message));
    }
}
