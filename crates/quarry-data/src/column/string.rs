//! Strings: dictionary codes where values repeat, one text with offsets where they do not.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::NO_ROW;
use crate::rows::{place, places};
use crate::{Buffer, StringBuilder};

/// The distinct texts of a dictionary column; a code is a position in it.
///
/// Invariant: every text is there once, so equal codes of one dictionary mean equal texts and different
/// codes different texts.
#[derive(Debug)]
pub struct StringDictionary {
    /// Where each text ends in `text`; starts with 0.
    offsets: Vec<u32>,
    text: String,
}

/// Strings, one a row; a missing string is `""`.
#[derive(Clone, Debug)]
pub enum StringColumn {
    Dictionary {
        codes: Buffer<u32>,
        dictionary: Arc<StringDictionary>,
    },
    /// Row `i` is `text[offsets[i] .. offsets[i + 1]]`; neighbours are contiguous, so a slice of rows is a
    /// slice of the text.
    Plain {
        offsets: Buffer<u32>,
        text: Arc<String>,
    },
}

/// The text between two offsets that a builder of ours wrote.
#[inline]
#[allow(unsafe_code)]
fn between(text: &str, start: u32, end: u32) -> &str {
    debug_assert!(text.get(start as usize..end as usize).is_some());
    // SAFETY: offsets are written by `StringBuilder` and `StringDictionary::from_distinct`, always at the end of
    // a whole `str` that was appended, or were checked by `divides`; so they are in range and on boundaries.
    unsafe { text.get_unchecked(start as usize..end as usize) }
}

/// Whether the offsets rise from 0 to the end of the text, on character boundaries.
fn divides(offsets: &[u32], text: &str) -> bool {
    offsets.first() == Some(&0)
        && offsets.last().is_some_and(|&end| end as usize == text.len())
        && offsets.is_sorted()
        && offsets.iter().all(|&at| text.is_char_boundary(at as usize))
}

impl StringDictionary {
    /// A dictionary from texts that are all different.
    pub fn from_distinct<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut offsets = vec![0];
        let mut text = String::new();
        for item in texts {
            text.push_str(item);
            offsets.push(u32::try_from(text.len()).expect("a dictionary holds less than 4 GiB of text"));
        }
        Self { offsets, text }
    }

    /// A dictionary from its parts: `offsets` says where each text begins in `text` and where the last one
    /// ends. The texts must be all different.
    ///
    /// # Panics
    /// When the offsets do not rise from 0 to the end of the text, on character boundaries.
    pub fn from_parts(offsets: Vec<u32>, text: String) -> Self {
        Self::try_from_parts(offsets, text)
            .expect("offsets rise from 0 to the end of the text, between characters")
    }

    /// The same for parts from elsewhere; `None` where [`Self::from_parts`] would panic.
    pub(crate) fn try_from_parts(offsets: Vec<u32>, text: String) -> Option<Self> {
        divides(&offsets, &text).then_some(Self { offsets, text })
    }

    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        between(&self.text, self.offsets[code], self.offsets[code + 1])
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|code| self.get(code as u32))
    }

    /// All texts one after the other.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where each text begins and the last one ends: one more than there are texts.
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    pub fn bytes(&self) -> usize {
        self.text.len() + self.offsets.len() * 4
    }
}

impl StringColumn {
    /// Plain strings from their parts; `None` when the offsets do not rise from 0 to the end of the text, on
    /// character boundaries.
    pub(crate) fn try_from_parts(offsets: Vec<u32>, text: String) -> Option<Self> {
        divides(&offsets, &text).then(|| Self::Plain { offsets: offsets.into(), text: Arc::new(text) })
    }

    pub fn constant(text: &str, rows: usize) -> Self {
        let dictionary = Arc::new(StringDictionary::from_distinct([text]));
        Self::Dictionary { codes: vec![0; rows].into(), dictionary }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Dictionary { codes, .. } => codes.len(),
            Self::Plain { offsets, .. } => offsets.len() - 1,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, row: usize) -> &str {
        match self {
            Self::Dictionary { codes, dictionary } => dictionary.get(codes[row]),
            Self::Plain { offsets, text } => between(text, offsets[row], offsets[row + 1]),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        match self {
            Self::Dictionary { codes, dictionary } => {
                Self::Dictionary { codes: codes.slice(offset, len), dictionary: Arc::clone(dictionary) }
            }
            Self::Plain { offsets, text } => {
                Self::Plain { offsets: offsets.slice(offset, len + 1), text: Arc::clone(text) }
            }
        }
    }

    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        match self {
            Self::Dictionary { codes, dictionary } if !rows.contains(&NO_ROW) => {
                let codes: Vec<u32> = rows.iter().map(|&row| codes[row as usize]).collect();
                Self::Dictionary { codes: codes.into(), dictionary: Arc::clone(dictionary) }
            }
            Self::Dictionary { .. } | Self::Plain { .. } => {
                let mut builder = StringBuilder::with_capacity(rows.len());
                for &row in rows {
                    builder.push(if row == NO_ROW { "" } else { self.get(row as usize) });
                }
                builder.finish()
            }
        }
    }

    /// All rows one after the other; stays a dictionary when all share one.
    pub fn concat(columns: &[&StringColumn]) -> Self {
        if let Some(shared) = Self::shared_dictionary(columns) {
            let mut all = Vec::with_capacity(columns.iter().map(|column| column.len()).sum());
            for column in columns {
                if let Self::Dictionary { codes, .. } = column {
                    all.extend_from_slice(codes);
                }
            }
            return Self::Dictionary { codes: all.into(), dictionary: shared };
        }
        let mut builder = StringBuilder::with_capacity(columns.iter().map(|column| column.len()).sum());
        for column in columns {
            builder.extend_from(column);
        }
        builder.finish()
    }

    /// The texts of rows of the parts; stays a dictionary when all share one.
    pub(crate) fn gather(parts: &[&Self], ids: &[u32]) -> Self {
        if let Some(dictionary) = Self::shared_dictionary(parts)
            && !ids.contains(&NO_ROW)
        {
            let codes: Vec<&[u32]> = parts
                .iter()
                .map(|part| match part {
                    Self::Dictionary { codes, .. } => &**codes,
                    Self::Plain { .. } => &[],
                })
                .collect();
            let code = |&id| {
                let (part, row) = place(id);
                codes[part][row]
            };
            return Self::Dictionary { codes: ids.iter().map(code).collect::<Vec<u32>>().into(), dictionary };
        }
        let mut builder = StringBuilder::with_capacity(ids.len());
        for place in places(ids) {
            builder.push(place.map_or("", |(part, row)| parts[part].get(row)));
        }
        builder.finish()
    }

    /// The one dictionary of all columns, when there is one.
    pub fn shared_dictionary(columns: &[&StringColumn]) -> Option<Arc<StringDictionary>> {
        let mut shared: Option<&Arc<StringDictionary>> = None;
        for column in columns {
            match (column, shared) {
                (Self::Dictionary { dictionary, .. }, None) => shared = Some(dictionary),
                (Self::Dictionary { dictionary, .. }, Some(known)) if Arc::ptr_eq(dictionary, known) => {}
                (Self::Dictionary { .. } | Self::Plain { .. }, _) => return None,
            }
        }
        shared.cloned()
    }

    /// The same strings as dictionary codes; costs a hash of each row when they are plain.
    #[must_use]
    pub fn encoded(&self) -> (Buffer<u32>, Arc<StringDictionary>) {
        match self {
            Self::Dictionary { codes, dictionary } => (codes.clone(), Arc::clone(dictionary)),
            Self::Plain { .. } => {
                let mut known: FxHashMap<&str, u32> = FxHashMap::default();
                let mut distinct: Vec<&str> = Vec::new();
                let codes: Vec<u32> = self
                    .iter()
                    .map(|text| {
                        *known.entry(text).or_insert_with(|| {
                            distinct.push(text);
                            (distinct.len() - 1) as u32
                        })
                    })
                    .collect();
                (codes.into(), Arc::new(StringDictionary::from_distinct(distinct)))
            }
        }
    }

    /// Bytes that the rows take, with the whole dictionary.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Dictionary { codes, dictionary } => codes.bytes() + dictionary.bytes(),
            Self::Plain { offsets, .. } => {
                offsets.bytes() + (offsets[offsets.len() - 1] - offsets[0]) as usize
            }
        }
    }
}

impl<'a> FromIterator<&'a str> for StringColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut builder = StringBuilder::default();
        for text in texts {
            builder.push(text);
        }
        builder.finish()
    }
}
