//! Rows of one table that are made, not cut out of a file: cells over a text of their own.

use quarry_data::{Type, json};
use rustc_hash::FxHashMap;

use crate::block::{Block, Cell, Kind};
use crate::error::ImportError;
use crate::sink::{Sink, TableId};

/// Bytes of text after which rows are handed on, full block or not.
const MOST_TEXT: usize = 4 << 20;

/// The rows of a table on their way to the sink.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) id: TableId,
    names: Vec<String>,
    positions: FxHashMap<Box<str>, usize>,
    text: String,
    block: Block,
    /// Rows so far.
    pub(crate) rows: u64,
}

impl Records {
    /// Rows of the table of that name; `types` are those that hold whatever a known schema says.
    pub(crate) fn new(name: &str, types: &[(&str, Type)]) -> Self {
        let types = types.iter().map(|(column, ty)| ((*column).to_owned(), *ty)).collect();
        Self {
            id: TableId {
                key: format!("made {name}"),
                name: Some(name.to_owned()),
                types,
                ..TableId::default()
            },
            names: Vec::new(),
            positions: FxHashMap::default(),
            text: String::new(),
            block: Block::default(),
            rows: 0,
        }
    }

    /// Makes the columns of all `types` even if no row has a value for them.
    #[must_use]
    pub(crate) fn with_columns(mut self, types: &[(&str, Type)]) -> Self {
        for (column, _) in types {
            self.position(column);
        }
        self
    }

    pub(crate) fn is_full(&self) -> bool {
        self.block.is_full() || self.text.len() > MOST_TEXT
    }

    /// Hands the rows on.
    pub(crate) fn flush(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        if self.block.rows() > 0 {
            let first = self.rows + 1 - self.block.rows() as u64;
            sink.push(&self.id, true, &self.names, &self.text, &self.block, first)?;
            self.block.clear();
            self.text.clear();
        }
        Ok(())
    }

    /// Makes the table, rows or not.
    pub(crate) fn declare(&self, sink: &mut Sink) {
        sink.table(&self.id, true, &self.names);
    }

    /// Ends the row under way.
    pub(crate) fn end_row(&mut self) {
        self.block.end_record();
        self.rows += 1;
    }

    /// Sets a text, unless it is empty.
    pub(crate) fn text(&mut self, column: &str, value: &str) -> &mut Self {
        self.write(column, Kind::Text, |out| out.push_str(value))
    }

    /// Sets a text in lower case.
    pub(crate) fn lower(&mut self, column: &str, value: &str) -> &mut Self {
        self.write(column, Kind::Text, |out| out.extend(value.chars().flat_map(char::to_lowercase)))
    }

    /// Sets a number, unless there is none.
    pub(crate) fn long(&mut self, column: &str, value: Option<i64>) -> &mut Self {
        self.write(column, Kind::Number, |out| {
            if let Some(value) = value {
                out.push_str(&value.to_string());
            }
        })
    }

    /// Sets a time in UTC.
    pub(crate) fn utc(&mut self, column: &str, value: &str) -> &mut Self {
        self.write(column, Kind::Text, |out| {
            out.push_str(value);
            if !value.is_empty() && !value.ends_with('Z') {
                out.push('Z');
            }
        })
    }

    /// Sets a property bag of texts and numbers; without any value there is none.
    pub(crate) fn bag(&mut self, column: &str, fields: &[(&str, Field<'_>)]) -> &mut Self {
        self.write(column, Kind::Nested, |out| {
            let mut opened = false;
            for (name, field) in fields {
                if matches!(field, Field::Text("") | Field::Number(None)) {
                    continue;
                }
                out.push(if opened { ',' } else { '{' });
                opened = true;
                json::write_string(name, out);
                out.push(':');
                match field {
                    Field::Text(text) => json::write_string(text, out),
                    Field::Number(number) => out.push_str(&number.unwrap_or_default().to_string()),
                    Field::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
                }
            }
            if opened {
                out.push('}');
            }
        })
    }

    /// Sets what `write` writes, unless that is nothing.
    pub(crate) fn write(&mut self, column: &str, kind: Kind, write: impl FnOnce(&mut String)) -> &mut Self {
        let start = self.text.len();
        write(&mut self.text);
        if self.text.len() > start {
            let position = self.position(column);
            self.block.set(position, Cell::new(kind, start, self.text.len()));
        }
        self
    }

    fn position(&mut self, column: &str) -> usize {
        if let Some(&position) = self.positions.get(column) {
            return position;
        }
        let position = self.names.len();
        self.names.push(column.to_owned());
        self.positions.insert(column.into(), position);
        self.block.widen(self.names.len());
        position
    }
}

/// A value of a property bag.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Field<'a> {
    Text(&'a str),
    Number(Option<i64>),
    Bool(bool),
}
