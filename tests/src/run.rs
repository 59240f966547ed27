//! Runs a query and writes down what came out.

use std::fmt::Write;

use quarry_data::catalog::Attachment;
use quarry_data::{Catalog, Schema, datetime, encode};
use quarry_diagnostics::{Diagnostic, Severity};
use quarry_engine::{Limits, Locations, QueryContext, QueryResult, Session, Step};
use quarry_ingest::{ImportOptions, import_bytes};

use crate::places;

/// A query with all that it depends on.
pub(crate) struct Setup {
    pub(crate) catalog: Catalog,
    pub(crate) now: Option<i64>,
}

impl Setup {
    /// The built-in tables, and no data.
    pub(crate) fn new() -> Self {
        Self { catalog: Catalog::builtin(), now: None }
    }

    /// Loads a file, which the table is named after unless its content says otherwise.
    pub(crate) fn load(&mut self, file_name: &str, bytes: &[u8]) -> Result<(), String> {
        let options = ImportOptions { file_name: file_name.into(), ..ImportOptions::default() };
        let imported = import_bytes(bytes, options, &self.catalog);
        imported.map_err(|error| format!("{file_name}: {error}"))?.add_to(&mut self.catalog);
        Ok(())
    }

    /// Lets a text stand for what is at an address.
    pub(crate) fn attach(&mut self, address: &str, bytes: &[u8]) {
        self.catalog.attach(address, Attachment { file_name: "attached".into(), bytes: bytes.into() });
    }

    /// Loads a database of locations, given as lines of networks with their places.
    pub(crate) fn locations(&mut self, lines: &str) -> Result<(), String> {
        let bytes = places::database(lines)?;
        let file = Attachment { file_name: "places.mmdb".into(), bytes: bytes.into() };
        Locations::open(&file)?;
        self.catalog.set_locations(Some(file));
        Ok(())
    }

    fn context(&self) -> QueryContext {
        let now = self.now.or_else(|| self.catalog.newest_event()).or_else(|| datetime::parse("2026-01-01"));
        let limits = Limits { rows: 1_000_000, memory: 1 << 30 };
        QueryContext { now: now.unwrap_or(0), seed: 1, limits }
    }

    /// The results, or why there are none.
    pub(crate) fn run(&self, query: &str) -> Result<QueryResult, Vec<Diagnostic>> {
        let mut execution = Session::new(self.catalog.clone()).prepare(query, &self.context())?;
        loop {
            match execution.step(&mut || false) {
                Step::Running(_) => {}
                Step::Done(result) => return Ok(result),
                Step::Failed(diagnostic) => return Err(vec![diagnostic]),
            }
        }
    }

    /// The columns of the result, one a line.
    pub(crate) fn columns(&self, query: &str) -> String {
        let checked = Session::new(self.catalog.clone()).check(query, &self.context());
        let mut out = String::new();
        for column in checked.columns {
            put(&mut out, format_args!("{}:{}\n", column.name, column.ty));
        }
        out
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string can't fail");
}

/// Result tables: a header with types and a JSON array a row; the name too when there are several.
pub(crate) fn rows(result: &QueryResult) -> String {
    let mut out = String::new();
    for table in &result.tables {
        if result.tables.len() > 1 {
            put(&mut out, format_args!("# {}\n", table.name));
        }
        put(&mut out, format_args!("{}\n", header(&table.schema)));
        for batch in &table.batches {
            for row in 0..batch.rows() {
                for (position, column) in batch.columns().iter().enumerate() {
                    out.push_str(if position == 0 { "[" } else { ", " });
                    encode::write_json(column.value(row), &mut out);
                }
                out.push_str("]\n");
            }
        }
    }
    out
}

fn header(schema: &Schema) -> String {
    let fields: Vec<String> =
        schema.fields().iter().map(|field| format!("{}:{}", field.name, field.ty)).collect();
    fields.join(", ")
}

/// The first cell of the first row, as CSV shows it.
pub(crate) fn first_cell(result: &QueryResult) -> Option<String> {
    let batch = result.tables.first()?.batches.iter().find(|batch| batch.rows() > 0)?;
    Some(encode::display(batch.columns().first()?.value(0)))
}

/// Code and place of each diagnostic; errors are the rule, other severities are named.
pub(crate) fn places(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.span();
        if diagnostic.severity != Severity::Error {
            put(&mut out, format_args!("{} ", diagnostic.severity.name()));
        }
        put(&mut out, format_args!("{} {}..{}\n", diagnostic.code.id(), span.start, span.end));
    }
    out
}

/// The diagnostics for a person who reads a failed test.
pub(crate) fn messages(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.span();
        let code = diagnostic.code.id();
        put(&mut out, format_args!("{code} {}..{}: {}\n", span.start, span.end, diagnostic.message));
    }
    out
}
