//! A test of text over columns: whole buffers where rows are plain, each distinct value once where they are
//! dictionary codes.

use std::sync::Arc;

use quarry_data::{Column, Primitive, StringColumn, StringDictionary, ValueRef};

use crate::call::with_text;

/// Above so many dictionary values a row, only the values of the rows at hand are tested.
const VALUES_PER_ROW: usize = 64;

/// The text of a row.
pub(super) fn row<'a>(text: &'a str, offsets: &[u32], row: usize) -> &'a str {
    text.get(offsets[row] as usize..offsets[row + 1] as usize).unwrap_or("")
}

/// Something that a text can be tested for.
pub(crate) trait Texts {
    fn test(&mut self, text: &str) -> bool;

    /// Tests the rows `text[offsets[i]..offsets[i + 1]]`; override it where the text can be searched whole.
    fn mark(&mut self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        for (index, mark) in marks.iter_mut().enumerate() {
            *mark = self.test(row(text, offsets, index));
        }
    }
}

/// The outcome by code of the last dictionary seen.
#[derive(Default)]
pub(crate) struct Verdicts {
    known: Option<(Arc<StringDictionary>, Vec<bool>)>,
}

impl Verdicts {
    /// The outcome for each row; a value that is no string counts as its text.
    pub(crate) fn test(&mut self, texts: &mut dyn Texts, column: &Column, negated: bool) -> Column {
        let hits: Vec<bool> = match column {
            Column::String(StringColumn::Plain { offsets, text }) => {
                let mut marks = vec![false; column.len()];
                texts.mark(text, offsets, &mut marks);
                marks
            }
            Column::String(StringColumn::Dictionary { codes, dictionary }) => {
                return self.by_code(texts, codes, dictionary, negated);
            }
            other => other.iter().map(|value| with_text(value, |text| texts.test(text))).collect(),
        };
        finish(hits, negated)
    }

    fn by_code(
        &mut self,
        texts: &mut dyn Texts,
        codes: &[u32],
        dictionary: &Arc<StringDictionary>,
        negated: bool,
    ) -> Column {
        let known = match &self.known {
            Some((known, outcome)) if Arc::ptr_eq(known, dictionary) => outcome,
            _ if dictionary.len() > codes.len().saturating_mul(VALUES_PER_ROW) => {
                let hits = codes.iter().map(|&code| texts.test(dictionary.get(code))).collect();
                return finish(hits, negated);
            }
            _ => {
                let mut marks = vec![false; dictionary.len()];
                texts.mark(dictionary.text(), dictionary.offsets(), &mut marks);
                &self.known.insert((Arc::clone(dictionary), marks)).1
            }
        };
        Column::Bool(codes.iter().map(|&code| known[code as usize] != negated).collect())
    }

    /// The outcome for one value.
    pub(crate) fn one(texts: &mut dyn Texts, value: ValueRef<'_>) -> bool {
        with_text(value, |text| texts.test(text))
    }
}

fn finish(mut hits: Vec<bool>, negated: bool) -> Column {
    if negated {
        for hit in &mut hits {
            *hit = !*hit;
        }
    }
    Column::Bool(Primitive::new(hits, None))
}
