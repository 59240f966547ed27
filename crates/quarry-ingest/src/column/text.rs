//! Text under way to a string column: dictionary codes while values repeat, plain text when they do not.

#[cfg(feature = "binary-formats")]
use std::ops::Range;
use std::sync::Arc;

use quarry_data::{Buffer, StringBuilder, StringColumn, StringDictionary};

use super::interner::Interner;
#[cfg(feature = "binary-formats")]
use crate::typed::CodedTexts;

/// Rows after which the share of distinct values decides, and when it is looked at once more.
const DECISIONS: [usize; 2] = [8_192, 100_000];

/// Rows that a new segment makes room for; there may be many thousand columns.
pub(super) const MOST_PREPARED: usize = 4_096;

/// A code that was not looked up yet.
#[cfg(feature = "binary-formats")]
const UNKNOWN: u32 = u32::MAX;

/// A text column in the making.
#[derive(Debug)]
pub(crate) struct TextStore {
    form: Form,
    rows: usize,
    decisions_made: usize,
}

#[derive(Debug)]
enum Form {
    Dictionary { interner: Interner, done: Vec<Vec<u32>>, codes: Vec<u32> },
    Plain { done: Vec<StringColumn>, current: StringBuilder },
}

/// The finished texts of a column, segment by segment.
#[derive(Debug)]
pub(crate) enum Texts {
    Dictionary { dictionary: Arc<StringDictionary>, segments: Vec<Buffer<u32>> },
    Plain(Vec<StringColumn>),
}

impl Default for TextStore {
    fn default() -> Self {
        let form = Form::Dictionary { interner: Interner::default(), done: Vec::new(), codes: Vec::new() };
        Self { form, rows: 0, decisions_made: 0 }
    }
}

impl TextStore {
    /// Appends a row. True when the text may be one that was not there before.
    #[inline]
    pub(crate) fn push(&mut self, text: &str) -> bool {
        self.rows += 1;
        match &mut self.form {
            Form::Dictionary { interner, codes, .. } => {
                if let Some((code, new)) = interner.intern(text) {
                    codes.push(code);
                    return new;
                }
            }
            Form::Plain { current, .. } => {
                current.push(text);
                return true;
            }
        }
        self.push_beyond_dictionary(text);
        true
    }

    /// The dictionary has reached its 4 GiB.
    #[cold]
    fn push_beyond_dictionary(&mut self, text: &str) {
        self.make_plain();
        if let Form::Plain { current, .. } = &mut self.form {
            current.push(text);
        }
    }

    /// Appends rows by the codes that their texts have elsewhere. Each text is looked up once.
    #[cfg(feature = "binary-formats")]
    pub(crate) fn push_coded(&mut self, texts: &CodedTexts, rows: Range<usize>) {
        let codes = texts.codes.get(rows).unwrap_or(&[]);
        let mut known = if texts.texts() <= codes.len() { vec![UNKNOWN; texts.texts()] } else { Vec::new() };
        for &code in codes {
            if let Some(&known) = known.get(code as usize)
                && known != UNKNOWN
                && let Form::Dictionary { codes, .. } = &mut self.form
            {
                codes.push(known);
                self.rows += 1;
                continue;
            }
            self.push(texts.get(code));
            if let Form::Dictionary { codes, .. } = &self.form
                && let (Some(place), Some(&last)) = (known.get_mut(code as usize), codes.last())
            {
                *place = last;
            }
        }
    }

    /// Appends rows of `""`.
    pub(crate) fn push_missing(&mut self, rows: usize) {
        let Some(others) = rows.checked_sub(1) else { return };
        self.push("");
        match &mut self.form {
            Form::Dictionary { codes, .. } => {
                if let Some(&code) = codes.last() {
                    codes.resize(codes.len() + others, code);
                }
            }
            Form::Plain { current, .. } => (0..others).for_each(|_| current.push("")),
        }
        self.rows += others;
    }

    /// Chooses the form when enough rows are there; called between blocks.
    pub(crate) fn decide(&mut self) {
        let due = DECISIONS.get(self.decisions_made).is_some_and(|&rows| self.rows >= rows);
        if !due {
            return;
        }
        self.decisions_made += 1;
        if let Form::Dictionary { interner, .. } = &self.form
            && interner.len() * 2 > self.rows
        {
            self.make_plain();
        }
    }

    fn make_plain(&mut self) {
        let Form::Dictionary { interner, done, codes } = &self.form else { return };
        let done = done.iter().map(|codes| plain(interner, codes).finish()).collect();
        self.form = Form::Plain { done, current: plain(interner, codes) };
    }

    /// Ends a segment.
    pub(crate) fn end_segment(&mut self) {
        match &mut self.form {
            Form::Dictionary { done, codes, .. } => {
                let rows = codes.len();
                codes.shrink_to_fit();
                done.push(std::mem::replace(codes, Vec::with_capacity(rows.min(MOST_PREPARED))));
            }
            Form::Plain { done, current } => {
                let next = StringBuilder::with_capacity(current.len().min(MOST_PREPARED));
                let mut ended = std::mem::replace(current, next);
                ended.shrink_to_fit();
                done.push(ended.finish());
            }
        }
    }

    /// Bytes of text that the segment under way holds outside the dictionary.
    pub(crate) fn segment_bytes(&self) -> usize {
        match &self.form {
            Form::Dictionary { .. } => 0,
            Form::Plain { current, .. } => current.text_len(),
        }
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        match &self.form {
            Form::Dictionary { interner, .. } => interner.bytes() + self.rows * 4,
            Form::Plain { done, current } => {
                let ended: usize = done.iter().map(StringColumn::bytes).sum();
                ended + current.text_len() + current.len() * 4
            }
        }
    }

    /// The texts, after [`TextStore::end_segment`].
    pub(crate) fn finish(self) -> Texts {
        match self.form {
            Form::Dictionary { interner, done, .. } => Texts::Dictionary {
                dictionary: Arc::new(interner.finish()),
                segments: done
                    .into_iter()
                    .map(|mut codes| {
                        codes.shrink_to_fit();
                        codes.into()
                    })
                    .collect(),
            },
            Form::Plain { done, .. } => Texts::Plain(done),
        }
    }
}

fn plain(interner: &Interner, codes: &[u32]) -> StringBuilder {
    let mut builder = StringBuilder::with_capacity(codes.len());
    for &code in codes {
        builder.push(interner.get(code));
    }
    builder
}

impl Texts {
    /// One string column a segment.
    pub(crate) fn into_columns(self) -> Vec<StringColumn> {
        match self {
            Texts::Plain(columns) => columns,
            Texts::Dictionary { dictionary, segments } => segments
                .into_iter()
                .map(|codes| StringColumn::Dictionary { codes, dictionary: Arc::clone(&dictionary) })
                .collect(),
        }
    }

    /// Every text, each at least once.
    pub(crate) fn distinct(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Texts::Plain(columns) => Box::new(columns.iter().flat_map(StringColumn::iter)),
            Texts::Dictionary { dictionary, .. } => Box::new(dictionary.iter()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(distinct: usize, rows: usize) -> Texts {
        let mut store = TextStore::default();
        for row in 0..rows {
            store.push(&format!("value {}", row % distinct));
            if row % 1000 == 999 {
                store.decide();
            }
            if row == rows / 2 {
                store.end_segment();
            }
        }
        store.end_segment();
        store.finish()
    }

    #[test]
    fn repeated_texts_stay_codes_of_one_dictionary() {
        let Texts::Dictionary { dictionary, segments } = fill(100, 20_000) else { panic!("plain") };
        assert_eq!((dictionary.len(), segments.len()), (100, 2));
    }

    #[test]
    fn distinct_texts_become_plain_without_loss() {
        let texts = fill(20_000, 20_000);
        let columns = texts.into_columns();
        let all: Vec<&str> = columns.iter().flat_map(StringColumn::iter).collect();
        assert_eq!(all.len(), 20_000);
        assert!(all.iter().enumerate().all(|(row, text)| *text == format!("value {row}")));
        assert!(columns.iter().all(|column| matches!(column, StringColumn::Plain { .. })));
    }
}
