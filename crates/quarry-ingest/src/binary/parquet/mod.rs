//! Parquet: a footer that says where the pages of each column stand, and row groups of such columns.
//!
//! Every length and count of a file is checked before it is used, and what can't be read costs the values of
//! one page. The known crates for Parquet assert what a file claims instead, and a failed assertion ends the
//! program here; so only the codecs come from crates.

mod chunk;
mod codec;
mod delta;
mod footer;
mod hybrid;
mod nested;
mod page;
mod schema;
mod thrift;
mod values;

use quarry_data::{Column, Type};
use quarry_diagnostics::Code;

use crate::error::ImportError;
use crate::reader::Reader;
use crate::sink::{Sink, TableId};
use crate::typed::TypedColumn;
use chunk::{Budget, Damage, Decoded};
use footer::{Footer, RowGroup};
use nested::Assembler;
use page::Pages;
use schema::{Node, Repetition, Schema, Shape, Target};

/// How many places of damage are named.
const PLACES: usize = 10;
/// The bytes around the footer: its length and the mark.
const TAIL: usize = 8;

/// Keeps the file until its end, where the footer stands.
#[derive(Default)]
pub(crate) struct ParquetReader {
    bytes: Vec<u8>,
}

impl Reader for ParquetReader {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        if self.bytes.len() + bytes.len() > sink.options.memory_limit / 2 {
            return Err(sink.refuse("the Parquet file is too large to be kept in memory"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let bytes = std::mem::take(&mut self.bytes);
        let footer = footer(&bytes, sink)?;
        let schema = Schema::build(&footer.schema)
            .map_err(|reason| sink.refuse(format!("the footer of the Parquet file is damaged: {reason}")))?;
        refuse_unreadable(&footer, sink)?;
        let mut file = File::new(&bytes, &footer, &schema, sink);
        for (number, group) in footer.groups.iter().enumerate() {
            file.group(number, group, sink)?;
        }
        file.end(sink)
    }
}

/// Finds and reads the footer.
fn footer(bytes: &[u8], sink: &Sink) -> Result<Footer, ImportError> {
    let tail = bytes.len().checked_sub(TAIL).filter(|tail| *tail >= 4).and_then(|tail| bytes.get(tail..));
    let Some([a, b, c, d, mark @ ..]) = tail else {
        return Err(sink.refuse("the Parquet file is cut off"));
    };
    if mark == b"PARE" || bytes.starts_with(b"PARE") {
        return Err(encrypted(sink));
    }
    if mark != b"PAR1" {
        return Err(sink.refuse("the Parquet file is cut off: its footer is missing"));
    }
    let len = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
    let start = (bytes.len() - TAIL).checked_sub(len).filter(|start| *start >= 4);
    let part = start.and_then(|start| bytes.get(start..bytes.len() - TAIL));
    let read = part.ok_or("it is longer than the file").and_then(footer::read);
    read.map_err(|reason| sink.refuse(format!("the footer of the Parquet file is damaged: {reason}")))
}

fn encrypted(sink: &Sink) -> ImportError {
    sink.refuse("the Parquet file is encrypted").help("Write it without encryption.")
}

/// Refuses what no page of could be read.
fn refuse_unreadable(footer: &Footer, sink: &Sink) -> Result<(), ImportError> {
    for chunk in footer.groups.iter().flat_map(|group| &group.chunks) {
        if chunk.encrypted {
            return Err(encrypted(sink));
        }
        if chunk.elsewhere {
            return Err(sink.refuse("the columns of the Parquet file stand in other files"));
        }
        if !codec::is_known(chunk.codec) {
            let message = format!(
                "the Parquet file is compressed by {}, which Quarry can't unpack",
                codec::name(chunk.codec)
            );
            return Err(sink.refuse(message).help("Write it with Snappy or Zstandard."));
        }
    }
    Ok(())
}

/// A file that is being read.
struct File<'a> {
    bytes: &'a [u8],
    footer: &'a Footer,
    schema: &'a Schema,
    fields: Vec<&'a Node>,
    names: Vec<String>,
    id: TableId,
    budget: Budget,
    /// Rows so far.
    rows: u64,
    /// What is damaged, in words, and in how many places.
    damage: Vec<(u64, String)>,
    damaged: u64,
    /// Something could be read, or there was nothing to read.
    any: bool,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8], footer: &'a Footer, schema: &'a Schema, sink: &Sink) -> Self {
        let fields: Vec<&Node> = schema.fields.iter().filter_map(|field| schema.node(*field)).collect();
        let file_types = fields.iter().map(|field| schema.ty(field)).collect();
        Self {
            bytes,
            footer,
            schema,
            names: fields.iter().map(|field| field.name.clone()).collect(),
            fields,
            id: TableId { file_types, ..TableId::default() },
            budget: Budget(sink.options.memory_limit as u64 * 4),
            rows: 0,
            damage: Vec::new(),
            damaged: 0,
            any: false,
        }
    }

    #[cold]
    fn damage(&mut self, row: u64, what: impl FnOnce() -> String) {
        self.damaged += 1;
        if self.damage.len() < PLACES {
            self.damage.push((row, what()));
        }
    }

    /// Reads a row group.
    fn group(&mut self, number: usize, group: &RowGroup, sink: &mut Sink) -> Result<(), ImportError> {
        let first = self.rows + 1;
        if group.chunks.len() != self.schema.leaves.len() {
            let (has, needs) = (group.chunks.len(), self.schema.leaves.len());
            self.damage(first, || format!("row group {number} has {has} columns instead of {needs}"));
            return Ok(());
        }
        let mut pages: Vec<Option<Pages>> =
            group.chunks.iter().map(|chunk| Some(chunk::pages(self.bytes, chunk))).collect();
        let found = pages.iter().flatten().map(|pages| pages.values).max().unwrap_or(0);
        let rows = group.rows.min(found);
        if rows < group.rows {
            let promised = group.rows;
            self.damage(first, || {
                format!("row group {number} promises {promised} rows and {rows} are there")
            });
        }
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        if rows.saturating_mul(self.fields.len()) > sink.options.memory_limit {
            return Err(sink.too_large());
        }
        if rows == 0 {
            return Ok(());
        }
        let (id, names, fields) = (self.id.clone(), self.names.clone(), self.fields.clone());
        let most_places = sink.options.memory_limit / 8;
        let mut read = |source: usize| match fields.get(source) {
            Some(field) => self.field(field, group, &mut pages, rows, most_places),
            None => TypedColumn::missing(Type::String, rows),
        };
        sink.push_columns(&id, &names, rows, first, &mut read)?;
        self.rows += rows as u64;
        Ok(())
    }

    /// Reads a column of a row group.
    fn field(
        &mut self,
        field: &Node,
        group: &RowGroup,
        pages: &mut [Option<Pages>],
        rows: usize,
        most_places: usize,
    ) -> TypedColumn {
        let (bytes, schema) = (self.bytes, self.schema);
        let is_flat = matches!(field.shape, Shape::Leaf(_)) && field.repetition != Repetition::Repeated;
        let mut columns = Vec::new();
        for number in field.leaves.0..field.leaves.1 {
            let parts = (group.chunks.get(number), schema.leaves.get(number), pages.get_mut(number));
            let (Some(chunk), Some(leaf), Some(pages)) = parts else { continue };
            let pages = pages.take().unwrap_or_default();
            let decoded = if is_flat {
                chunk::flat(bytes, chunk, pages, leaf, rows, &mut self.budget)
            } else {
                chunk::nested(bytes, chunk, pages, leaf, most_places, &mut self.budget)
            };
            self.any |= decoded.any;
            if is_flat {
                self.note(field, &decoded);
                return match (decoded.values, leaf.target) {
                    (TypedColumn::Values(Column::DateTime(times)), Target::Timestamp { local: true, .. }) => {
                        TypedColumn::LocalTimes(times)
                    }
                    (values, _) => values,
                };
            }
            columns.push(decoded);
        }
        let reasons: Vec<Damage> = columns.iter().flat_map(|column| column.damage.clone()).collect();
        let (values, torn) = Assembler::new(schema, &columns, field.leaves.0).rows(field, rows);
        let reason = reasons.first().map(|damage| damage.reason.as_str()).or(torn);
        if let Some(reason) = reason {
            let (name, first) = (&field.name, self.rows + 1);
            let reason = reason.to_owned();
            self.damage(first, || {
                format!("column '{name}', rows {first} to {}: {reason}", first + rows as u64 - 1)
            });
        }
        values
    }

    /// Takes note of what could not be read of a column.
    fn note(&mut self, field: &Node, decoded: &Decoded) {
        let before = self.rows;
        let name = &field.name;
        for damage in &decoded.damage {
            let (first, last) = (before + damage.rows.start as u64 + 1, before + damage.rows.end as u64);
            let reason = &damage.reason;
            self.damage(first, || match last.cmp(&first) {
                std::cmp::Ordering::Less => format!("column '{name}' at row {first}: {reason}"),
                std::cmp::Ordering::Equal => format!("column '{name}', row {first} is left empty: {reason}"),
                std::cmp::Ordering::Greater => {
                    format!("column '{name}', rows {first} to {last} are left empty: {reason}")
                }
            });
        }
        if decoded.misfits > 0 {
            let (count, first) = (decoded.misfits, before + decoded.first_misfit as u64 + 1);
            let ty = self.schema.ty(field);
            self.damage(first, || {
                format!("column '{name}': {count} values are no {ty} and left empty, first in row {first}")
            });
        }
    }

    /// Says what is damaged, and makes the table even if it has no rows.
    fn end(self, sink: &mut Sink) -> Result<(), ImportError> {
        let promised = self.footer.rows;
        if self.damaged > 0 && !self.any {
            let first = self.damage.first().map_or("", |(_, what)| what.as_str());
            return Err(sink.refuse(format!("no value of the Parquet file could be read; {first}")));
        }
        for (row, what) in &self.damage {
            sink.report.warn(Code::ImportSkipped, Some(*row), what.as_str());
        }
        if self.damaged > self.damage.len() as u64 {
            let more = self.damaged - self.damage.len() as u64;
            sink.report_damage(&format!("{more} further places of the Parquet file are damaged"));
        }
        if promised != self.rows {
            let rows = self.rows;
            sink.report.rows_missing += promised.saturating_sub(rows);
            sink.report_damage(&format!("the Parquet file promises {promised} rows and {rows} were read"));
        }
        sink.table(&self.id, true, &self.names);
        Ok(())
    }
}
