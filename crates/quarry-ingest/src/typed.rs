//! Columns whose values a file types itself, on their way to a table without a detour by text.

use std::ops::Range;

use quarry_data::{Column, Primitive, StringColumn, Type, datetime, encode};

/// The values take more memory than they may.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooLarge;

/// Values of a column, one a row.
#[derive(Debug)]
pub(crate) enum TypedColumn {
    /// Values of a fixed size.
    Values(Column),
    /// Times of a zone that the file does not name, as ticks.
    LocalTimes(Primitive<i64>),
    /// Texts; JSON, where the type is dynamic.
    Texts(CodedTexts),
}

/// Texts that may repeat: each row has a code, the place of its text. The text at 0 is empty.
#[derive(Debug)]
pub(crate) struct CodedTexts {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    pub(crate) codes: Vec<u32>,
}

impl Default for CodedTexts {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], codes: Vec::new() }
    }
}

impl CodedTexts {
    /// The code of the next text.
    pub(crate) fn next_code(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// How many different codes there are.
    pub(crate) fn texts(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all texts, each once.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Adds a text that `write` writes; its code is the one that was next.
    pub(crate) fn add(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Adds a text and a row that has it.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut String)) {
        self.codes.push(self.next_code());
        self.add(write);
    }

    /// The text of a code.
    pub(crate) fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = code.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(code).and_then(|&end| self.text.get(start..end)).unwrap_or("")
    }
}

impl TypedColumn {
    /// Rows of missing values.
    pub(crate) fn missing(ty: Type, rows: usize) -> Self {
        match ty {
            Type::String | Type::Dynamic => {
                Self::Texts(CodedTexts { codes: vec![0; rows], ..CodedTexts::default() })
            }
            ty => Self::Values(Column::missing(ty, rows)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Values(column) => column.len(),
            Self::LocalTimes(times) => times.len(),
            Self::Texts(texts) => texts.codes.len(),
        }
    }

    /// Bytes of text that the rows have, repeated ones counted each time.
    pub(crate) fn text_bytes(&self, rows: Range<usize>) -> usize {
        let text = |texts: &CodedTexts| -> usize {
            let codes = texts.codes.get(rows).unwrap_or(&[]);
            codes.iter().map(|&code| texts.get(code).len()).sum()
        };
        match self {
            Self::Values(Column::String(StringColumn::Plain { text, .. })) => text.len(),
            Self::Values(_) | Self::LocalTimes(_) => 0,
            Self::Texts(texts) => text(texts),
        }
    }

    /// Writes the value of a row as a file would have it, nothing where it is missing.
    pub(crate) fn write(&self, row: usize, out: &mut String) {
        match self {
            Self::Values(column) => encode::write_display(column.value(row), out),
            Self::LocalTimes(times) => {
                if let Some(ticks) = times.get(row) {
                    datetime::write(ticks, out);
                    // The letter at the end says that it is UTC.
                    out.pop();
                }
            }
            Self::Texts(texts) => out.push_str(texts.codes.get(row).map_or("", |&code| texts.get(code))),
        }
    }

    /// The values of this column, and those of another one where it has none.
    #[must_use]
    pub(crate) fn or(self, other: &Self) -> Self {
        let mut merged = CodedTexts::default();
        let mut text = String::new();
        for row in 0..self.len() {
            text.clear();
            self.write(row, &mut text);
            if text.is_empty() {
                other.write(row, &mut text);
            }
            merged.push(|out| out.push_str(&text));
        }
        Self::Texts(merged)
    }
}
