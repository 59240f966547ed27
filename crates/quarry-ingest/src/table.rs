//! A table in the making: blocks of cells in, segments of columns out.

use std::sync::Arc;

use quarry_data::{Batch, Column, Field, Schema, Table, Type};
use quarry_diagnostics::Code;

use crate::block::{Block, Cell};
use crate::column::infer::DateOrder;
use crate::column::{ColumnSink, Finished, PushContext, Resolve};
use crate::mapping::Mapping;
use crate::parse::datetime::DateReader;
use crate::report::{ImportReport, TableReport};
#[cfg(feature = "binary-formats")]
use crate::typed::{TooLarge, TypedColumn};
use crate::zone::Zone;

/// Rows of a segment, at most.
const SEGMENT_ROWS: usize = 65_536;
/// Bytes of plain text after which a segment ends early.
const SEGMENT_TEXT: usize = 256 << 20;

/// One table of an import.
#[derive(Debug)]
pub(crate) struct TableBuilder {
    /// Tells the tables of one file apart.
    pub(crate) key: String,
    mapping: Mapping,
    columns: Vec<ColumnSink>,
    self_typed: bool,
    /// Rows of the ended segments.
    segments: Vec<usize>,
    segment_rows: usize,
    pub(crate) rows: u64,
    merged: Vec<Cell>,
    /// For each column of the table the columns of the file that fill it.
    sources: Vec<Vec<usize>>,
    cx: PushContext,
}

impl TableBuilder {
    /// `self_typed` says that cells carry their types, as in JSON.
    pub(crate) fn new(key: String, mapping: Mapping, self_typed: bool, zone: Zone) -> Self {
        let cx = PushContext { dates: DateReader::new(zone), scratch: String::new(), first_record: 1 };
        let mut builder = Self {
            key,
            mapping,
            columns: Vec::new(),
            self_typed,
            segments: Vec::new(),
            segment_rows: 0,
            rows: 0,
            merged: Vec::new(),
            sources: Vec::new(),
            cx,
        };
        builder.add_columns(&[]);
        builder
    }

    /// Makes the columns of the mapping that are not there yet.
    fn add_columns(&mut self, names: &[String]) {
        self.mapping.extend(names);
        for target in self.mapping.columns.iter().skip(self.columns.len()) {
            let mut column = ColumnSink::new(target.clone(), self.self_typed);
            for &rows in &self.segments {
                column.push_missing(rows);
                column.end_segment();
            }
            column.push_missing(self.segment_rows);
            self.columns.push(column);
        }
        self.sources = vec![Vec::new(); self.columns.len()];
        for (source, &target) in self.mapping.sources.iter().enumerate() {
            if let Some(sources) = self.sources.get_mut(target) {
                sources.push(source);
            }
        }
    }

    /// Appends the block's records. `names` are the file's columns so far, `first_record` the number of the
    /// first record in the block.
    pub(crate) fn push(&mut self, names: &[String], text: &str, block: &Block, first_record: u64) {
        if names.len() > self.mapping.sources.len() {
            self.add_columns(names);
        }
        let text_bytes: usize = self.columns.iter().map(ColumnSink::segment_bytes).sum();
        if self.segment_rows + block.rows() > SEGMENT_ROWS || text_bytes > SEGMENT_TEXT {
            self.end_segment();
        }
        self.cx.first_record = first_record;
        for (column, sources) in self.columns.iter_mut().zip(&self.sources) {
            match sources.as_slice() {
                [] => column.push_missing(block.rows()),
                [source] => {
                    let cells = block.column(*source);
                    column.push(text, cells, &mut self.cx);
                    column.push_missing(block.rows() - cells.len());
                }
                [first, others @ ..] => {
                    merge(block, *first, others, &mut self.merged);
                    column.push(text, &self.merged, &mut self.cx);
                }
            }
        }
        self.segment_rows += block.rows();
        self.rows += block.rows() as u64;
    }

    /// Appends `rows` rows: `read` gives each column of the file when its turn comes, with as many values.
    /// `room` are the bytes that the table may grow by.
    #[cfg(feature = "binary-formats")]
    pub(crate) fn push_columns(
        &mut self,
        rows: usize,
        first_record: u64,
        room: usize,
        read: &mut dyn FnMut(usize) -> TypedColumn,
    ) -> Result<(), TooLarge> {
        let pieces = self.pieces(rows);
        let mut grown = 0;
        for (column, sources) in self.columns.iter_mut().zip(&self.sources) {
            let before = column.bytes();
            let values = sources.iter().map(|source| read(*source)).reduce(|first, other| first.or(&other));
            let mut start = 0;
            for &(len, ends) in &pieces {
                self.cx.first_record = first_record + start as u64;
                match &values {
                    Some(values) => column.push_typed(values, start..start + len, &mut self.cx)?,
                    None => column.push_missing(len),
                }
                if ends {
                    column.end_segment();
                }
                start += len;
            }
            grown += column.bytes().saturating_sub(before);
            if grown > room {
                return Err(TooLarge);
            }
        }
        for (len, ends) in pieces {
            self.segment_rows += len;
            if ends {
                self.segments.push(std::mem::take(&mut self.segment_rows));
            }
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// How many of the rows go to the segment under way and to those behind it, and which of them end.
    #[cfg(feature = "binary-formats")]
    fn pieces(&self, rows: usize) -> Vec<(usize, bool)> {
        let mut pieces = Vec::new();
        let (mut left, mut room) = (rows, SEGMENT_ROWS.saturating_sub(self.segment_rows));
        loop {
            let len = left.min(room);
            left -= len;
            pieces.push((len, left > 0));
            if left == 0 {
                return pieces;
            }
            room = SEGMENT_ROWS;
        }
    }

    fn end_segment(&mut self) {
        for column in &mut self.columns {
            column.end_segment();
        }
        self.segments.push(self.segment_rows);
        self.segment_rows = 0;
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(ColumnSink::bytes).sum()
    }

    /// The table; what happened to its values goes to the report. `day_first` is what the user says of dates
    /// with slashes.
    pub(crate) fn finish(mut self, day_first: Option<bool>, report: &mut ImportReport) -> Table {
        if self.segment_rows > 0 {
            self.end_segment();
        }
        let order =
            self.columns.iter().fold(DateOrder::default(), |order, column| order.and(column.date_order()));
        let mut cx = Resolve {
            dates: self.cx.dates,
            day_first: order.decided().or(day_first),
            order_given: order.decided().is_none() && day_first.is_some(),
            missing: Column::missing(Type::String, self.segments.iter().copied().max().unwrap_or(0)),
            segments: self.segments,
        };
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        let mut summary = TableReport {
            table: self.mapping.table.clone(),
            rows: self.rows,
            mapping: self.mapping.reason,
            columns_renamed: self.mapping.renamed,
            ..TableReport::default()
        };
        for column in self.columns {
            let name = column.name.clone();
            let finished = column.finish(&mut cx);
            warn(report, &self.mapping.table, &name, &finished);
            for (applies, columns) in [
                (finished.ambiguous_dates, &mut summary.ambiguous_dates),
                (finished.order_given, &mut summary.ordered_dates),
                (finished.local_times, &mut summary.local_times),
            ] {
                columns.extend(applies.then(|| name.clone()));
            }
            fields.push(Field::new(name, finished.ty));
            columns.push(finished.columns);
        }
        if let Some(schema) = &self.mapping.schema {
            summary.columns_added = fields
                .iter()
                .filter(|field| schema.position(&field.name).is_none())
                .map(|field| field.name.to_string())
                .collect();
            add_missing(schema, &cx.segments, &mut fields, &mut columns, &mut summary.columns_missing);
        }
        if let Some(schema) = self.mapping.schema.as_ref().filter(|_| self.mapping.in_schema_order) {
            order_by(schema, &mut fields, &mut columns);
        }
        report.rows_read += self.rows;
        report.tables.push(summary);
        let mut parts: Vec<std::vec::IntoIter<Column>> = columns.into_iter().map(Vec::into_iter).collect();
        let segments = cx
            .segments
            .iter()
            .map(|&rows| {
                let columns =
                    parts.iter_mut().map(|part| part.next().expect("every column has every segment"));
                Batch::new(columns.collect(), rows)
            })
            .collect();
        Table { name: self.mapping.table.into(), schema: Arc::new(Schema::new(fields)), segments }
    }
}

/// The first cell with a value in each record.
fn merge(block: &Block, first: usize, others: &[usize], merged: &mut Vec<Cell>) {
    merged.clear();
    merged.extend_from_slice(block.column(first));
    for &other in others {
        for (cell, &candidate) in merged.iter_mut().zip(block.column(other)) {
            if cell.is_empty() {
                *cell = candidate;
            }
        }
    }
}

/// Gives the table the columns of its known schema that the file does not have; all segments share their
/// memory.
fn add_missing(
    schema: &Schema,
    segments: &[usize],
    fields: &mut Vec<Field>,
    columns: &mut Vec<Vec<Column>>,
    names: &mut Vec<String>,
) {
    let most = segments.iter().copied().max().unwrap_or(0);
    for field in schema.fields() {
        if fields.iter().any(|known| known.name == field.name) {
            continue;
        }
        let missing = Column::missing(field.ty, most);
        columns.push(segments.iter().map(|&rows| missing.slice(0, rows)).collect());
        names.push(field.name.to_string());
        fields.push(field.clone());
    }
}

/// Puts the columns of the schema into its order, and others behind them.
fn order_by(schema: &Schema, fields: &mut Vec<Field>, columns: &mut Vec<Vec<Column>>) {
    let mut both: Vec<(Field, Vec<Column>)> = fields.drain(..).zip(columns.drain(..)).collect();
    both.sort_by_key(|(field, _)| schema.position(&field.name).unwrap_or(usize::MAX));
    (*fields, *columns) = both.into_iter().unzip();
}

fn warn(report: &mut ImportReport, table: &str, name: &str, finished: &Finished) {
    if finished.ambiguous_dates {
        let message = format!(
            "column '{name}' of '{table}' stays text: nothing tells whether its dates begin with the day or the month"
        );
        report.warn(Code::ImportConverted, None, message);
        report.help("Import the file again and say which comes first.");
    }
    if let Some((_, example)) = &finished.unparsed.first {
        let values = match finished.unparsed.count {
            1 => "1 value is no valid JSON and is".to_owned(),
            count => format!("{count} values are no valid JSON and are"),
        };
        let message = format!("column '{name}' of '{table}': {values} kept as text, first '{example}'");
        report.warn(Code::ImportConverted, None, message);
    }
    let misfits = &finished.misfits;
    let Some((record, example)) = &misfits.first else { return };
    let values =
        if misfits.count == 1 { "1 value is".to_owned() } else { format!("{} values are", misfits.count) };
    let place = if *record > 0 { format!("in record {record}, ") } else { String::new() };
    let message = format!(
        "column '{name}' of '{table}': {values} no {} and left empty, first {place}'{example}'",
        finished.ty
    );
    report.warn(Code::ImportConverted, Some(*record).filter(|record| *record > 0), message);
}
