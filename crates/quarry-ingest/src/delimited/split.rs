//! Delimited text to cells: one record at a time, straight into the block's columns.

use crate::block::{Block, Cell, Kind};
use crate::scan::Scanner;

/// Splits the records of a text that may end in the middle of one.
#[derive(Debug)]
pub(crate) struct Splitter<'a> {
    bytes: &'a [u8],
    scanner: Scanner<'a>,
    delimiter: u8,
    at_end: bool,
    /// Where the next record begins.
    pub(crate) at: usize,
    /// Fields beyond this one are counted, not kept.
    pub(crate) width: usize,
    /// A quote that opens nothing, since nothing closes it.
    pub(crate) literal_quote: Option<usize>,
}

/// What splitting came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Record(Split),
    /// The text ends in a record; with the place of its open quote.
    Incomplete {
        open_quote: Option<usize>,
    },
    /// An empty line.
    Blank {
        line_end: LineEnd,
    },
    /// No more text.
    End,
}

/// What a record was made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) fields: usize,
    /// A field beyond the width has text.
    pub(crate) more_text: bool,
    /// A quoted field goes on after its closing quote.
    pub(crate) stray_quote: bool,
    /// Line breaks inside quotes.
    pub(crate) inner_lines: u64,
    pub(crate) line_end: LineEnd,
}

/// How a line ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LineEnd {
    #[default]
    Newline,
    /// A carriage return; a newline right behind it belongs to the same end.
    Return,
    /// The end of the text.
    Text,
}

/// Where the fields of a record go.
pub(crate) trait Fields {
    fn set(&mut self, column: usize, cell: Cell);
}

impl Fields for Block {
    #[inline]
    fn set(&mut self, column: usize, cell: Cell) {
        Block::set(self, column, cell);
    }
}

/// A field and where it ended.
struct Field {
    cell: Cell,
    end: usize,
    stray_quote: bool,
    quoted: bool,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(text: &'a str, delimiter: u8, at_end: bool) -> Self {
        let bytes = text.as_bytes();
        Self {
            bytes,
            scanner: Scanner::new(bytes, delimiter),
            delimiter,
            at_end,
            at: 0,
            width: usize::MAX,
            literal_quote: None,
        }
    }

    /// Splits the next record.
    #[inline]
    pub(crate) fn record(&mut self, fields: &mut impl Fields) -> Step {
        let mut at = self.at;
        match self.bytes.get(at) {
            None => return Step::End,
            Some(b'\n') => {
                self.at += 1;
                return Step::Blank { line_end: LineEnd::Newline };
            }
            Some(b'\r') => {
                self.at += 1;
                return Step::Blank { line_end: LineEnd::Return };
            }
            Some(_) => {}
        }
        let mut split = Split::default();
        loop {
            let field = match self.field(at) {
                Ok(field) => field,
                Err(open_quote) => return Step::Incomplete { open_quote },
            };
            if split.fields < self.width {
                fields.set(split.fields, field.cell);
            } else {
                split.more_text |= !field.cell.is_empty();
            }
            split.fields += 1;
            split.stray_quote |= field.stray_quote;
            if field.quoted {
                split.inner_lines += lines(self.bytes.get(at..field.end).unwrap_or(&[]));
            }
            at = field.end + 1;
            match self.bytes.get(field.end) {
                Some(&byte) if byte == self.delimiter => {}
                Some(b'\n') => break,
                Some(_) => {
                    split.line_end = LineEnd::Return;
                    break;
                }
                None => {
                    at = field.end;
                    split.line_end = LineEnd::Text;
                    break;
                }
            }
        }
        self.at = at;
        Step::Record(split)
    }

    /// The field that begins at `start`; fails when the text ends in it, with its open quote.
    #[inline]
    fn field(&mut self, start: usize) -> Result<Field, Option<usize>> {
        if self.bytes.get(start) == Some(&b'"') && self.literal_quote != Some(start) {
            return self.quoted(start);
        }
        let end = self.unquoted_end(start)?;
        Ok(Field { cell: Cell::new(Kind::Text, start, end), end, stray_quote: false, quoted: false })
    }

    #[inline]
    fn unquoted_end(&mut self, from: usize) -> Result<usize, Option<usize>> {
        match self.scanner.separator(from) {
            Some(end) => Ok(end),
            None if self.at_end => Ok(self.bytes.len()),
            None => Err(None),
        }
    }

    #[inline]
    fn quoted(&mut self, start: usize) -> Result<Field, Option<usize>> {
        let mut doubled = false;
        let mut from = start + 1;
        loop {
            let Some(quote) = self.scanner.quote(from) else { return Err(Some(start)) };
            let field = |cell, end, stray_quote| Ok(Field { cell, end, stray_quote, quoted: true });
            let closed = |end| match doubled {
                true => Cell::new(Kind::Quoted, start, end),
                false => Cell::new(Kind::Text, start + 1, end - 1),
            };
            match self.bytes.get(quote + 1) {
                Some(b'"') => {
                    doubled = true;
                    from = quote + 2;
                }
                Some(&byte) if byte == self.delimiter || byte == b'\n' || byte == b'\r' => {
                    return field(closed(quote + 1), quote + 1, false);
                }
                None if self.at_end => return field(closed(quote + 1), quote + 1, false),
                None => return Err(None),
                Some(_) => {
                    let end = self.unquoted_end(quote + 1)?;
                    return field(Cell::new(Kind::Quoted, start, end), end, true);
                }
            }
        }
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
