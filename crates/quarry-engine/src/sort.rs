//! Sorting rows by several keys, stable, in pieces that can be paused.
//!
//! The keys of a row are packed, most significant first, into the upper 96 bits of one integer, with the
//! row's number below; whole numbers take only the bits that their range needs, dictionary codes are
//! replaced by their rank. Sorting integers then needs no look at the columns, unless the keys do not fit:
//! rows with equal packed keys are compared by the columns.

use std::cmp::Ordering;
use std::sync::Arc;

use quarry_data::order::{self, Nulls};
use quarry_data::rows::place;
use quarry_data::{Column, Dynamic, StringColumn, StringDictionary, ValueRef};

use crate::run::Run;

/// Rows that are sorted or merged between two looks at the clock.
const RUN_ROWS: usize = 1 << 15;
/// Bits of the packed keys.
const KEY_BITS: u32 = 96;
const ROW_BITS: u32 = 32;

/// One sort key over rows in batches.
#[derive(Clone, Debug)]
pub(crate) struct SortColumn {
    /// The key's values, a column for each batch of [`Rows`](quarry_data::Rows).
    pub(crate) parts: Vec<Column>,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// A sort under way.
pub(crate) struct Sorter {
    columns: Vec<SortColumn>,
    /// Whether equal packed keys mean equal keys.
    exact: bool,
    items: Vec<u128>,
    spare: Vec<u128>,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// Sorting runs; everything before the position is done.
    Runs(usize),
    /// Merging pairs of runs of `width` rows, of which the pair at `start` has come to `left` and `right`.
    Merge {
        width: usize,
        start: usize,
        left: usize,
        right: usize,
    },
    Done,
}

impl Sorter {
    /// `ids` are the numbers of the rows to sort.
    pub(crate) fn new(columns: Vec<SortColumn>, ids: &[u32]) -> Self {
        let (items, exact) = pack(&columns, ids);
        Self { columns, exact, items, spare: Vec::new(), state: State::Runs(0) }
    }

    /// Works until the order is there or the time is up; true when done.
    pub(crate) fn work(&mut self, run: &mut Run<'_>) -> bool {
        let rows = self.items.len();
        loop {
            match self.state {
                State::Done => return true,
                State::Runs(start) if start >= rows => self.state = self.pair(RUN_ROWS, 0),
                State::Runs(start) => {
                    let end = (start + RUN_ROWS).min(rows);
                    self.sort_run(start, end);
                    self.state = State::Runs(end);
                }
                State::Merge { width, .. } if width >= rows => self.state = State::Done,
                State::Merge { width, start, .. } if start >= rows => {
                    std::mem::swap(&mut self.items, &mut self.spare);
                    self.spare.clear();
                    self.state = self.pair(width * 2, 0);
                }
                State::Merge { width, start, left, right } => {
                    self.state = self.merge(width, start, left, right);
                }
            }
            if run.paused() && !matches!(self.state, State::Done) {
                return false;
            }
        }
    }

    /// The numbers of the sorted rows.
    pub(crate) fn ids(&self) -> Vec<u32> {
        self.items.iter().map(|&item| item as u32).collect()
    }

    fn sort_run(&mut self, start: usize, end: usize) {
        let (columns, exact) = (&self.columns, self.exact);
        let run = &mut self.items[start..end];
        if exact {
            run.sort_unstable();
        } else {
            run.sort_unstable_by(|left, right| compare_items(columns, *left, *right));
        }
    }

    /// About to merge the runs of `width` rows at `start` and behind it.
    fn pair(&self, width: usize, start: usize) -> State {
        State::Merge { width, start, left: start, right: (start + width).min(self.items.len()) }
    }

    /// Merges some rows of a pair of runs into the spare items.
    fn merge(&mut self, width: usize, start: usize, mut left: usize, mut right: usize) -> State {
        let middle = (start + width).min(self.items.len());
        let end = (start + 2 * width).min(self.items.len());
        let enough = self.spare.len() + RUN_ROWS;
        while left < middle && right < end {
            if self.spare.len() >= enough {
                return State::Merge { width, start, left, right };
            }
            let (first, second) = (self.items[left], self.items[right]);
            let ordered = if self.exact {
                first <= second
            } else {
                compare_items(&self.columns, first, second) != Ordering::Greater
            };
            if ordered {
                self.spare.push(first);
                left += 1;
            } else {
                self.spare.push(second);
                right += 1;
            }
        }
        self.spare.extend_from_slice(&self.items[left..middle]);
        self.spare.extend_from_slice(&self.items[right..end]);
        self.pair(width, end)
    }
}

fn compare_items(columns: &[SortColumn], left: u128, right: u128) -> Ordering {
    (left >> ROW_BITS)
        .cmp(&(right >> ROW_BITS))
        .then_with(|| compare_rows(columns, left as u32, right as u32))
        .then(left.cmp(&right))
}

/// Compares two rows by all keys.
fn compare_rows(columns: &[SortColumn], left: u32, right: u32) -> Ordering {
    for key in columns {
        let ordering = order::compare_sorted(key.value(left), key.value(right), key.descending, key.nulls());
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

impl SortColumn {
    fn nulls(&self) -> Nulls {
        if self.nulls_first { Nulls::First } else { Nulls::Last }
    }

    #[inline]
    fn value(&self, id: u32) -> ValueRef<'_> {
        let (part, row) = place(id);
        self.parts[part].value(row)
    }

    /// Where a kind of value stands before its own order counts.
    fn rank(&self, kind: Kind) -> u8 {
        if self.nulls_first { 2 - kind as u8 } else { kind as u8 }
    }

    /// Where a value stands; equal places may hide different values.
    pub(crate) fn place(&self, value: ValueRef<'_>) -> (u8, u64) {
        match word(value) {
            Ok(word) => (self.rank(Kind::Value), if self.descending { !word } else { word }),
            Err(kind) => (self.rank(kind), 0),
        }
    }
}

/// Null and NaN stand at one end of the order, null outermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Value = 0,
    NotANumber = 1,
    Null = 2,
}

/// A word that orders as the value does: exact for all but strings, guids, decimals and dynamics, where
/// equal words may hide different values.
fn word(value: ValueRef<'_>) -> Result<u64, Kind> {
    Ok(match value {
        ValueRef::Bool(bit) => bit.into(),
        ValueRef::Int(number) => long_word(number.into()),
        ValueRef::Long(number) | ValueRef::DateTime(number) | ValueRef::TimeSpan(number) => long_word(number),
        ValueRef::Real(number) if number.is_nan() => return Err(Kind::NotANumber),
        ValueRef::Real(number) => real_word(number),
        ValueRef::Guid(guid) => (guid.0 >> 64) as u64,
        ValueRef::String(text) => prefix(text),
        ValueRef::Decimal(number) => real_word(number.to_real()),
        ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => return Err(Kind::Null),
        ValueRef::Dynamic(_) => 0,
    })
}

fn long_word(number: i64) -> u64 {
    (number as u64) ^ (1 << 63)
}

fn real_word(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The first eight bytes.
fn prefix(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let len = text.len().min(8);
    bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
    u64::from_be_bytes(bytes)
}

/// A key as numbers that order as its values do.
struct Words {
    words: Vec<Result<u64, Kind>>,
    /// Equal words mean equal values.
    exact: bool,
}

fn pack(columns: &[SortColumn], ids: &[u32]) -> (Vec<u128>, bool) {
    let mut items: Vec<u128> = ids.iter().map(|&id| id.into()).collect();
    let mut left = KEY_BITS;
    let mut exact = true;
    for key in columns {
        let keys = words(&key.parts, ids);
        let present = keys.words.iter().flatten();
        let low = present.clone().min().copied().unwrap_or(0);
        let high = present.max().copied().unwrap_or(0);
        let ranked = keys.words.iter().any(Result::is_err);
        let width = 64 - (high - low).leading_zeros();
        let needed = width + if ranked { 2 } else { 0 };
        if needed > left {
            exact = false;
            break;
        }
        left -= needed;
        // A key that is the same in all rows takes no bits, and there may be none left to shift by.
        let decisive = if needed > 0 { items.len() } else { 0 };
        for (item, word) in items.iter_mut().zip(&keys.words).take(decisive) {
            let (kind, value) = match word {
                Ok(word) if key.descending => (Kind::Value, high - word),
                Ok(word) => (Kind::Value, word - low),
                Err(kind) => (*kind, 0),
            };
            let rank = if ranked { key.rank(kind) } else { 0 };
            let packed = u128::from(rank) << width | u128::from(value);
            *item |= packed << (left + ROW_BITS);
        }
        if !keys.exact {
            exact = false;
            break;
        }
    }
    (items, exact)
}

fn words(parts: &[Column], ids: &[u32]) -> Words {
    if let Some((codes, dictionary)) = coded(parts) {
        let ranks = ranks(&codes, &dictionary);
        let word = |&id| {
            let (part, row) = place(id);
            Ok(ranks[codes[part][row] as usize].into())
        };
        return Words { words: ids.iter().map(word).collect(), exact: true };
    }
    let exact = parts.iter().all(|part| {
        !matches!(part, Column::Decimal(_) | Column::Guid(_) | Column::String(_) | Column::Dynamic(_))
    });
    let value = |&id| {
        let (part, row) = place(id);
        word(parts[part].value(row))
    };
    Words { words: ids.iter().map(value).collect(), exact }
}

/// The codes of each part, when all parts share a dictionary.
fn coded(parts: &[Column]) -> Option<(Vec<&[u32]>, Arc<StringDictionary>)> {
    let texts = parts.iter().map(|part| match part {
        Column::String(texts) => Some(texts),
        _ => None,
    });
    let texts: Vec<&StringColumn> = texts.collect::<Option<_>>()?;
    let dictionary = StringColumn::shared_dictionary(&texts)?;
    let codes = texts.into_iter().map(|texts| match texts {
        StringColumn::Dictionary { codes, .. } => Some(&**codes),
        StringColumn::Plain { .. } => None,
    });
    Some((codes.collect::<Option<_>>()?, dictionary))
}

/// For each code that is used its place in the order of the texts.
fn ranks(parts: &[&[u32]], dictionary: &StringDictionary) -> Vec<u32> {
    let mut used = vec![false; dictionary.len()];
    for &code in parts.iter().copied().flatten() {
        used[code as usize] = true;
    }
    let mut order: Vec<u32> = (0..dictionary.len() as u32).filter(|&code| used[code as usize]).collect();
    order.sort_unstable_by(|&a, &b| dictionary.get(a).cmp(dictionary.get(b)));
    let mut ranks = vec![0; dictionary.len()];
    for (rank, &code) in order.iter().enumerate() {
        ranks[code as usize] = rank as u32;
    }
    ranks
}
