//! Which types the values of a column allow.

use crate::block::Kind;
use crate::parse::datetime::{DateReader, Read};
use crate::parse::number;

/// A set of types that every value so far can have. The empty set means text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidates(u8);

impl Candidates {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BOOL: Self = Self(1);
    pub(crate) const REAL: Self = Self(2);
    pub(crate) const DATETIME: Self = Self(4);
    pub(crate) const DYNAMIC: Self = Self(8);
    pub(crate) const ALL: Self = Self(15);

    pub(crate) fn is_none(self) -> bool {
        self == Self::NONE
    }

    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What the values say about the order of day and month in dates with slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateOrder {
    /// There are such dates.
    pub(crate) seen: bool,
    pub(crate) day_first: bool,
    pub(crate) month_first: bool,
}

impl Default for DateOrder {
    fn default() -> Self {
        Self { seen: false, day_first: true, month_first: true }
    }
}

impl DateOrder {
    pub(crate) fn add(&mut self, read: Read) {
        if let Read::Ordered(ordered) = read {
            self.seen = true;
            self.day_first &= ordered.may_be_day_first();
            self.month_first &= ordered.may_be_month_first();
        }
    }

    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            seen: self.seen || other.seen,
            day_first: self.day_first && other.day_first,
            month_first: self.month_first && other.month_first,
        }
    }

    /// Whether the day comes first, if the values agree on one order.
    pub(crate) fn decided(self) -> Option<bool> {
        (self.day_first != self.month_first).then_some(self.day_first)
    }
}

/// A whole number up to here is exact as a 64-bit float.
const EXACT_IN_REAL: u64 = 1 << 53;

pub(crate) fn long_fits_real(value: i64) -> bool {
    value.unsigned_abs() <= EXACT_IN_REAL
}

/// The types that a text can have which carries no type of its own, as in CSV.
pub(crate) fn of_text(text: &str, dates: &mut DateReader, order: &mut DateOrder) -> Candidates {
    let Some(first) = text.bytes().next() else { return Candidates::ALL };
    if number::beyond_digits(text).is_some() {
        return Candidates::REAL;
    }
    match first {
        b'{' | b'[' => {
            let closed = text.ends_with(if first == b'{' { '}' } else { ']' });
            if closed { Candidates::DYNAMIC } else { Candidates::NONE }
        }
        b'0'..=b'9' | b'-' => {
            let long = number::canonical_long(text);
            if long.is_some_and(long_fits_real) || (long.is_none() && number::is_real(text)) {
                return Candidates::REAL;
            }
            date(text, dates, order)
        }
        b'A'..=b'Z' | b'a'..=b'z' => {
            if number::word_boolean(text).is_some() {
                return Candidates::BOOL;
            }
            date(text, dates, order)
        }
        _ => Candidates::NONE,
    }
}

fn date(text: &str, dates: &mut DateReader, order: &mut DateOrder) -> Candidates {
    match dates.read(text) {
        Some(read) => {
            order.add(read);
            Candidates::DATETIME
        }
        None => Candidates::NONE,
    }
}

/// The types that a JSON value can have, which says itself whether it is a string or a number.
pub(crate) fn of_json(kind: Kind, text: &str, dates: &mut DateReader) -> Candidates {
    match kind {
        Kind::Missing => Candidates::ALL,
        Kind::Bool => Candidates::BOOL,
        Kind::Nested => Candidates::DYNAMIC,
        Kind::Number => {
            let whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            let exact = number::canonical_long(text).is_some_and(long_fits_real);
            if !whole || exact { Candidates::REAL } else { Candidates::NONE }
        }
        Kind::Text if number::beyond_digits(text).is_some() => Candidates::REAL,
        Kind::Text if is_timestamp(text) && dates.iso(text.as_bytes()).is_some() => Candidates::DATETIME,
        Kind::Text | Kind::Quoted | Kind::Escaped => Candidates::NONE,
    }
}

/// A date and a time with at least seconds: shorter strings may be anything.
fn is_timestamp(text: &str) -> bool {
    text.len() >= 19 && matches!(text.as_bytes().get(10), Some(b'T'))
}
