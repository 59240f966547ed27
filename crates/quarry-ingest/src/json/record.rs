//! Objects to cells: a key is a column. Keys mostly come in the order of the record before, so each is first
//! compared with the one that followed last time.

use rustc_hash::FxHashMap;

use super::value::{Stop, Values};
use crate::block::{Block, Cell, Kind};
use crate::column::cells::unescape;
use crate::scan::equal;

/// Keys of a file, at most; what comes beyond is counted and left out.
const MOST_KEYS: usize = 20_000;

/// The keys met so far and what the file does with them.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) names: Vec<String>,
    /// Each key as it stands in the file: `"Name":`.
    written: Vec<Box<[u8]>>,
    /// The key that came after each one last time; the last entry is for the first key of a record.
    follows: Vec<usize>,
    first: usize,
    positions: FxHashMap<Box<str>, usize>,
    /// Values that were left out since there were too many keys.
    pub(crate) left_out: u64,
    /// Records with a key that came twice.
    pub(crate) doubled: u64,
}

/// Stands for a key beyond [`MOST_KEYS`].
const NO_KEY: usize = usize::MAX;

impl Keys {
    /// Reads the object at `at`, which is its brace, and says where it ends.
    #[inline]
    pub(crate) fn object(&mut self, values: Values<'_>, at: usize, block: &mut Block) -> Result<usize, Stop> {
        let mut previous = NO_KEY;
        let mut doubled = false;
        let mut at = at + 1;
        loop {
            if values.byte(at) == Some(b' ') {
                at += 1;
            }
            let predicted = if previous == NO_KEY { self.first } else { self.follow(previous) };
            let key;
            (key, at) = match self.matches(values, at, predicted) {
                Some(behind) => (predicted, behind),
                None => match self.find(values, at, previous)? {
                    Some(found) => found,
                    None => return self.end_of_empty(values, at, previous),
                },
            };
            let (_, start) = values.token(at)?;
            let (cell, end) = values.value(start)?;
            if key == NO_KEY {
                self.left_out += 1;
            } else {
                if key >= block.columns() {
                    block.widen(self.names.len());
                }
                doubled |= block.is_set(key);
                block.set(key, cell);
                previous = key;
            }
            let (byte, next) = values.token(end)?;
            at = next + 1;
            match byte {
                b',' => {}
                b'}' => {
                    self.doubled += u64::from(doubled);
                    return Ok(at);
                }
                _ => return Err(Stop::Bad { at: next, reason: "a comma or a closing brace is expected" }),
            }
        }
    }

    fn follow(&self, previous: usize) -> usize {
        self.follows.get(previous).copied().unwrap_or(NO_KEY)
    }

    /// Whether the predicted key stands at `at`; where its value begins then.
    #[inline]
    fn matches(&self, values: Values<'_>, at: usize, predicted: usize) -> Option<usize> {
        let written = self.written.get(predicted)?;
        let end = at + written.len();
        equal(values.part(at, end)?, written).then_some(end)
    }

    /// The end of an object without members; after a comma there must be one.
    fn end_of_empty(&self, values: Values<'_>, at: usize, previous: usize) -> Result<usize, Stop> {
        let (_, brace) = values.token(at)?;
        match previous {
            NO_KEY => Ok(brace + 1),
            _ => Err(Stop::Bad { at: brace, reason: "a key is expected after the comma" }),
        }
    }

    /// Reads any key and the colon behind it; none at a closing brace.
    #[inline(never)]
    fn find(
        &mut self,
        values: Values<'_>,
        at: usize,
        previous: usize,
    ) -> Result<Option<(usize, usize)>, Stop> {
        let (byte, start) = values.token(at)?;
        match byte {
            b'"' => {}
            b'}' => return Ok(None),
            _ => return Err(Stop::Bad { at: start, reason: "a key in quotes is expected" }),
        }
        let (escaped, end) = values.string(start)?;
        let (byte, colon) = values.token(end)?;
        if byte != b':' {
            return Err(Stop::Bad { at: colon, reason: "a colon is expected after the key" });
        }
        let kind = if escaped { Kind::Escaped } else { Kind::Text };
        let key = self.position(values, Cell::new(kind, start + 1, end - 1));
        if key != NO_KEY {
            match self.follows.get_mut(previous) {
                Some(follows) => *follows = key,
                None => self.first = key,
            }
        }
        Ok(Some((key, colon + 1)))
    }

    /// The column of a key; makes one for a new key.
    fn position(&mut self, values: Values<'_>, cell: Cell) -> usize {
        let raw = cell.raw(values.text);
        if cell.kind() != Kind::Escaped {
            return self.add(raw);
        }
        let mut name = String::new();
        unescape(raw, &mut name);
        self.add(&name)
    }

    /// Forgets the keys from position `len` on, which only a broken record had.
    pub(crate) fn truncate(&mut self, len: usize) {
        for name in self.names.drain(len..) {
            self.positions.remove(name.as_str());
        }
        self.written.truncate(len);
        self.follows.truncate(len);
    }

    /// The column of that name; [`NO_KEY`] when there are too many already.
    pub(crate) fn add(&mut self, name: &str) -> usize {
        if let Some(&position) = self.positions.get(name) {
            return position;
        }
        if self.names.len() == MOST_KEYS {
            return NO_KEY;
        }
        let position = self.names.len();
        self.positions.insert(name.into(), position);
        let mut written = String::new();
        quarry_data::json::write_string(name, &mut written);
        written.push(':');
        self.written.push(written.into_bytes().into());
        self.names.push(name.to_owned());
        self.follows.push(position + 1);
        position
    }
}
