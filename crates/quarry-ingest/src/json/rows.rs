//! Records of one table on their way from JSON to the sink.

use std::cell::Cell as Flag;

use quarry_diagnostics::Code;

use super::record::Keys;
use super::value::{Stop, Values};
use crate::block::Block;
use crate::error::ImportError;
use crate::sink::{Sink, TableId};

/// The column of records that are no objects.
const VALUE_COLUMN: &str = "Value";

/// The records of one table.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// The table that they belong to.
    pub(crate) id: TableId,
    pub(crate) keys: Keys,
    block: Block,
    /// Records so far.
    records: u64,
    /// Records with escapes that stand for no character, and the first of them.
    odd: u64,
    first_odd: u64,
}

impl Rows {
    /// Rows of a table whose columns are known.
    pub(crate) fn new(id: TableId, columns: &[String]) -> Self {
        let mut rows = Self { id, ..Self::default() };
        for column in columns {
            rows.keys.add(column);
        }
        rows
    }

    /// Reads the record at `at`: an object, or any other value as a column of its own. Says where it ends.
    #[inline]
    pub(crate) fn record(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        let known = self.keys.names.len();
        let odd = Flag::new(false);
        let values = values.noting(&odd);
        let read = match values.byte(at) {
            Some(b'{') => self.keys.object(values, at, &mut self.block),
            _ => self.value(values, at),
        };
        self.end_record(read, known, odd.get())
    }

    /// Reads the array at `at` as a record whose columns are `self.keys.names` in their order.
    pub(crate) fn array(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        let known = self.keys.names.len();
        let odd = Flag::new(false);
        let read = self.elements(values.noting(&odd), at);
        self.end_record(read, known, odd.get())
    }

    #[inline]
    fn end_record(&mut self, read: Result<usize, Stop>, known_keys: usize, odd: bool) -> Result<usize, Stop> {
        match read {
            Ok(_) => {
                self.block.end_record();
                self.records += 1;
                if odd {
                    self.first_odd = if self.odd == 0 { self.records } else { self.first_odd };
                    self.odd += 1;
                }
            }
            Err(_) => {
                self.block.drop_record();
                self.keys.truncate(known_keys);
            }
        }
        read
    }

    fn value(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        let (cell, end) = values.value(at)?;
        let key = self.keys.add(VALUE_COLUMN);
        self.block.widen(self.keys.names.len());
        self.block.set(key, cell);
        Ok(end)
    }

    fn elements(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        let (mut byte, mut at) = values.token(at + 1)?;
        let mut column = 0;
        while byte != b']' {
            let (cell, end) = values.value(at)?;
            if column == self.keys.names.len() {
                self.keys.add(&format!("Column{}", column + 1));
            }
            self.block.widen(self.keys.names.len());
            self.block.set(column, cell);
            column += 1;
            (byte, at) = values.token(end)?;
            match byte {
                b',' => (_, at) = values.token(at + 1)?,
                b']' => {}
                _ => return Err(Stop::Bad { at, reason: "a comma or a closing bracket is expected" }),
            }
        }
        Ok(at + 1)
    }

    /// Forgets the records that were not yet handed on.
    pub(crate) fn forget(&mut self) {
        self.block.clear();
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.block.is_full()
    }

    /// Hands the records on; `text` is what their cells point into.
    pub(crate) fn flush(&mut self, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if self.block.rows() == 0 {
            return Ok(());
        }
        let first = self.records + 1 - self.block.rows() as u64;
        sink.push(&self.id, true, &self.keys.names, text, &self.block, first)?;
        self.block.clear();
        Ok(())
    }

    /// At the end: makes the table even if it has no rows, and reports what was odd.
    pub(crate) fn end(&mut self, sink: &mut Sink) {
        sink.table(&self.id, true, &self.keys.names);
        if self.keys.doubled > 0 {
            let records = if self.keys.doubled == 1 { "record has" } else { "records have" };
            let message = format!("{} {records} a key twice; the last value was taken", self.keys.doubled);
            sink.report.warn(Code::ImportConverted, None, message);
        }
        if self.odd > 0 {
            let records = if self.odd == 1 { "record has" } else { "records have" };
            let message = format!(
                "{} {records} escapes in strings that stand for no character; halves of pairs were replaced by \
                 U+FFFD, others stay as they are",
                self.odd
            );
            sink.report.warn(Code::ImportConverted, Some(self.first_odd), message);
        }
        if self.keys.left_out > 0 {
            let message = format!(
                "{} values were left out, since the records have more than {} different keys",
                self.keys.left_out,
                self.keys.names.len()
            );
            sink.report.warn(Code::ImportConverted, None, message);
        }
    }
}
