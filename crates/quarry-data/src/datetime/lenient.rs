//! Dates in other forms than plain ISO 8601: mail headers, month-first dates, offsets, loose spacing.

use super::{MAX, TICKS_PER_SECOND, clock_ticks, day_ticks, fraction};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Reads `[weekday,] date [time [zone]]` with what Kusto allows between them.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text.trim().as_bytes() };
    reader.weekday();
    let (year, month, day) = reader.date()?;
    let start = day_ticks(year, month, day)?;
    reader.between_date_and_time();
    if reader.rest.is_empty() {
        return Some(start);
    }
    let time = reader.time()?;
    let offset = reader.zone()?;
    let ticks = start + time - offset;
    (reader.rest.is_empty() && (0..=MAX).contains(&ticks)).then_some(ticks)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn eat(&mut self, byte: u8) -> bool {
        match self.rest {
            [first, rest @ ..] if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn spaces(&mut self) {
        while self.eat(b' ') {}
    }

    fn word(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// A number of at most four digits, and how many digits it has.
    fn number(&mut self) -> Option<(u32, usize)> {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty() || digits.len() > 4 {
            return None;
        }
        self.rest = rest;
        Some((digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')), end))
    }

    /// Passes over a leading weekday name with its comma.
    fn weekday(&mut self) {
        let before = self.rest;
        let word = self.word();
        if named(&WEEKDAYS, word).is_none() {
            self.rest = before;
            return;
        }
        self.eat(b',');
        self.spaces();
    }

    fn month_name(&mut self) -> Option<u32> {
        named(&MONTHS, self.word()).map(|index| index as u32 + 1)
    }

    fn date(&mut self) -> Option<(i32, u32, u32)> {
        if self.rest.first()?.is_ascii_alphabetic() {
            let month = self.month_name()?;
            self.spaces();
            let (day, _) = self.number()?;
            self.eat(b',');
            self.spaces();
            return Some((self.year()?, month, day));
        }
        let (first, digits) = self.number()?;
        let Some(separator) = self.separator() else {
            return (digits == 4).then_some((first as i32, 1, 1));
        };
        if self.rest.first().is_some_and(u8::is_ascii_alphabetic) && digits <= 2 {
            let month = self.month_name()?;
            self.separator()?;
            return Some((self.year()?, month, first));
        }
        let (second, _) = self.number()?;
        if !self.eat(separator) {
            return (digits == 4 && separator == b'-').then_some((first as i32, second, 1));
        }
        if digits == 4 {
            return Some((first as i32, second, self.number()?.0));
        }
        Some((self.year()?, first, second))
    }

    /// One of `-`, `/`, `.`, or spaces.
    fn separator(&mut self) -> Option<u8> {
        let first = *self.rest.first()?;
        if !matches!(first, b'-' | b'/' | b'.' | b' ') {
            return None;
        }
        self.eat(first);
        if first == b' ' {
            self.spaces();
        }
        Some(first)
    }

    /// A year of four digits, or of two, which lie in 1950 to 2049.
    fn year(&mut self) -> Option<i32> {
        match self.number()? {
            (year, 4) => Some(year as i32),
            (year, 2) => Some(year as i32 + if year < 50 { 2000 } else { 1900 }),
            _ => None,
        }
    }

    fn between_date_and_time(&mut self) {
        if !(self.rest.len() > 1 && self.eat(b'T')) {
            self.eat(b',');
            self.spaces();
        }
    }

    fn time(&mut self) -> Option<i64> {
        let (mut hour, _) = self.number()?;
        let minute = self.eat(b':').then(|| self.number()).flatten()?.0;
        let second = if self.eat(b':') { self.number()?.0 } else { 0 };
        let mut ticks = 0;
        if self.eat(b'.') {
            if !self.rest.first()?.is_ascii_digit() {
                return None;
            }
            (ticks, self.rest) = fraction(self.rest);
        }
        self.spaces();
        if let [half @ (b'A' | b'a' | b'P' | b'p'), b'M' | b'm', rest @ ..] = self.rest {
            let afternoon = half.eq_ignore_ascii_case(&b'P');
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            self.rest = rest;
            self.spaces();
        }
        clock_ticks(hour, minute, second, ticks)
    }

    /// `Z`, `UTC`, `GMT` or an offset; nothing is UTC. In ticks east of UTC.
    fn zone(&mut self) -> Option<i64> {
        let sign = match self.rest {
            [] => return Some(0),
            [b'+', ..] => 1,
            [b'-', ..] => -1,
            _ => {
                let word = self.word();
                let known = ["Z", "UTC", "GMT"].iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
                return known.then_some(0);
            }
        };
        self.rest = self.rest.get(1..)?;
        let (hours, minutes) = match self.number()? {
            (hours, 1 | 2) if self.eat(b':') => (hours, self.number()?.0),
            (hours, 1 | 2) => (hours, 0),
            (both, 4) => (both / 100, both % 100),
            _ => return None,
        };
        (hours <= 14 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes) * 60 * TICKS_PER_SECOND)
    }
}

/// The place of a name that is written out or cut to three letters.
fn named(names: &[&str], word: &[u8]) -> Option<usize> {
    names.iter().position(|name| {
        let name = name.as_bytes();
        word.eq_ignore_ascii_case(name) || word.len() == 3 && word.eq_ignore_ascii_case(&name[..3])
    })
}

#[cfg(test)]
mod tests {
    use crate::datetime::{format, parse};

    #[test]
    fn documented_forms_are_read() {
        for (text, expected) in [
            ("Sat, 8 Nov 14 15:05:02 GMT", "2014-11-08T15:05:02.0000000Z"),
            ("Sat, 8 Nov 14 15:05", "2014-11-08T15:05:00.0000000Z"),
            ("8 Nov 14 15:05:02", "2014-11-08T15:05:02.0000000Z"),
            ("Saturday, 08-Nov-14 15:05:02 GMT", "2014-11-08T15:05:02.0000000Z"),
            ("Saturday, 08-Nov-14 15:05:02", "2014-11-08T15:05:02.0000000Z"),
            ("Saturday, 08-Nov-14 15:05 GMT", "2014-11-08T15:05:00.0000000Z"),
            ("2014-11-08 15:05:25 GMT", "2014-11-08T15:05:25.0000000Z"),
            ("2014-11-08T15:05 GMT", "2014-11-08T15:05:00.0000000Z"),
            ("12-02-2022", "2022-12-02T00:00:00.0000000Z"),
            ("17 NOV 2020", "2020-11-17T00:00:00.0000000Z"),
            ("November 8, 2014 3:05 PM", "2014-11-08T15:05:00.0000000Z"),
            ("11/8/2014 12:05:02 AM", "2014-11-08T00:05:02.0000000Z"),
            ("1970-5-12", "1970-05-12T00:00:00.0000000Z"),
            ("2015-1-1 1:2:3", "2015-01-01T01:02:03.0000000Z"),
            (" 2015-12-31 23:59:59.9 ", "2015-12-31T23:59:59.9000000Z"),
            ("2016", "2016-01-01T00:00:00.0000000Z"),
            ("2016-07", "2016-07-01T00:00:00.0000000Z"),
            ("2022-07-19T12:00:00.1234567890+00:00", "2022-07-19T12:00:00.1234567Z"),
        ] {
            assert_eq!(parse(text).map(format).as_deref(), Some(expected), "{text}");
        }
    }
}
