//! `External`: reads attached files into declared columns.

use std::collections::VecDeque;
use std::sync::Arc;

use quarry_data::catalog::{Attachment, Catalog};
use quarry_data::{BATCH_ROWS, Batch, Column, Schema, Table};
use quarry_diagnostics::{Code, Diagnostic, Severity, Span};
use quarry_ingest::{ImportError, ImportOptions, Importer, Layout, formats};
use quarry_plan::{External, ExternalFormat, Plan};

use crate::error::{RunError, run_error};
use crate::run::{BoxedOperator, Operator, Pull, Run};

/// Bytes that are read before time is looked at.
const SLICE: usize = 256 << 10;
/// What the rows are called while they are read.
const TABLE: &str = "externaldata";

struct Reading {
    external: External,
    schema: Arc<Schema>,
    span: Span,
    /// Files that are not done; the first may be under way.
    files: VecDeque<Arc<Attachment>>,
    open: Option<Open>,
    batches: VecDeque<Batch>,
}

/// The file that is being read.
struct Open {
    importer: Importer,
    offset: usize,
}

pub(super) fn build(plan: &Plan, external: &External) -> BoxedOperator {
    Box::new(Reading {
        files: external.files.iter().cloned().collect(),
        external: external.clone(),
        schema: Arc::clone(&plan.schema),
        span: plan.span,
        open: None,
        batches: VecDeque::new(),
    })
}

impl Operator for Reading {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            if run.paused() {
                return Ok(Pull::Pending);
            }
            if let Some(batch) = self.batches.pop_front() {
                return Ok(Pull::Batch(batch));
            }
            let Some(file) = self.files.front().cloned() else { return Ok(Pull::Done) };
            if file.bytes.is_empty() {
                self.files.pop_front();
                continue;
            }
            self.read(&file, run)?;
        }
    }
}

impl Reading {
    /// Reads the next slice of a file, or finishes it.
    fn read(&mut self, file: &Attachment, run: &mut Run<'_>) -> Result<(), RunError> {
        let span = self.span;
        let failed =
            |error: ImportError| run_error(span, format!("{}: {}", file.file_name, error.diagnostic.message));
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open { importer: self.importer(file), offset: 0 },
        };
        let rest = file.bytes.get(open.offset..).unwrap_or(&[]);
        if rest.is_empty() {
            self.files.pop_front();
            let imported = open.importer.finish().map_err(failed)?;
            let notes = imported.report.diagnostics.iter().filter(|note| note.severity > Severity::Info);
            run.state.warnings.extend(notes.map(|note| {
                let message = format!("{}: {}", file.file_name, note.message);
                Diagnostic::warning(Code::ImportConverted, span, message)
            }));
            for table in &imported.tables {
                self.keep(table);
            }
            return Ok(());
        }
        let slice = rest.get(..SLICE).unwrap_or(rest);
        open.importer.feed(slice).map_err(failed)?;
        open.offset += slice.len();
        self.open = Some(open);
        Ok(())
    }

    fn importer(&self, file: &Attachment) -> Importer {
        let (format, delimiter) = match self.external.format {
            ExternalFormat::Delimited(delimiter) => ("csv", Some(delimiter)),
            ExternalFormat::Lines => ("txt", None),
            ExternalFormat::Whole => ("raw", None),
            ExternalFormat::Json => ("json", None),
        };
        let layout = Layout {
            columns: self.schema.fields().iter().map(|field| field.name.to_string()).collect(),
            skip_first: self.external.skip_first,
            delimiter,
        };
        let mut known = Catalog::empty();
        known.declare(TABLE, Arc::clone(&self.schema));
        let options = ImportOptions {
            file_name: file.file_name.clone(),
            table: Some(TABLE.to_owned()),
            format: formats::find(format),
            // The service reads dates with slashes as the United States write them.
            day_first: Some(false),
            layout: Some(layout),
            ..ImportOptions::default()
        };
        Importer::new(options, &known)
    }

    /// Takes the declared columns of what was read, in their order and types.
    fn keep(&mut self, table: &Table) {
        let places: Vec<Option<usize>> = self
            .schema
            .fields()
            .iter()
            .map(|field| {
                let place = table.schema.position(&field.name)?;
                (table.schema.fields().get(place)?.ty == field.ty).then_some(place)
            })
            .collect();
        for segment in &table.segments {
            let columns = places.iter().zip(self.schema.fields()).map(|(place, field)| match place {
                Some(place) => segment.column(*place).clone(),
                None => Column::missing(field.ty, segment.rows()),
            });
            let rows = Batch::new(columns.collect(), segment.rows());
            let starts = (0..rows.rows()).step_by(BATCH_ROWS);
            self.batches.extend(starts.map(|start| rows.slice(start, BATCH_ROWS.min(rows.rows() - start))));
        }
    }
}
