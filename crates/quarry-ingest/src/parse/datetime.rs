//! Datetimes in files: ISO 8601 fast, and the forms that the portal and spreadsheets write.

use quarry_data::datetime::{Civil, TICKS_PER_SECOND, from_civil};

use crate::zone::Zone;

const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;

/// A datetime as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// 100 ns ticks since year 1, in UTC.
    Ticks(i64),
    /// Two numbers of which one is the day and one the month.
    Ordered(Ordered),
}

/// A date whose order of day and month the text does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ordered {
    first: u32,
    second: u32,
    year: i32,
    time: Time,
}

/// A time of day: ticks since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    ticks: i64,
    /// The text has no zone; otherwise the offset is taken off already.
    local: bool,
}

impl Time {
    const MIDNIGHT: Self = Self { ticks: 0, local: false };
}

impl Ordered {
    /// Could the first number be the day?
    pub(crate) fn may_be_day_first(self) -> bool {
        self.date(true).is_some()
    }

    /// Could the first number be the month?
    pub(crate) fn may_be_month_first(self) -> bool {
        self.date(false).is_some()
    }

    fn date(self, day_first: bool) -> Option<i64> {
        let (day, month) = if day_first { (self.first, self.second) } else { (self.second, self.first) };
        midnight(self.year, month, day)
    }
}

fn midnight(year: i32, month: u32, day: u32) -> Option<i64> {
    from_civil(Civil { year, month, day, hour: 0, minute: 0, second: 0, ticks: 0 })
}

/// Reads datetimes; remembers the last date, since neighbours in a column mostly share it.
#[derive(Clone, Debug)]
pub(crate) struct DateReader {
    /// The zone of times that carry none.
    zone: Zone,
    /// The column says itself that its times are UTC.
    utc: bool,
    /// A time without a zone was read since [`DateReader::begin`].
    pub(crate) met_local: bool,
    date: [u8; 10],
    midnight: i64,
}

impl DateReader {
    pub(crate) fn new(zone: Zone) -> Self {
        Self { zone, utc: false, met_local: false, date: [0; 10], midnight: 0 }
    }

    /// Goes on with another column; `utc` says that its times without a zone are UTC for sure.
    pub(crate) fn begin(&mut self, utc: bool) {
        self.utc = utc;
        self.met_local = false;
    }

    /// A datetime of UTC for date and time of day.
    fn join(&mut self, midnight: i64, time: Time) -> Option<i64> {
        let ticks = midnight.checked_add(time.ticks)?;
        if !time.local || self.utc {
            return Some(ticks).filter(in_range);
        }
        self.met_local = true;
        self.zone.to_utc(ticks).filter(in_range)
    }

    /// The datetime of UTC for ticks that carry no zone.
    #[cfg(feature = "binary-formats")]
    pub(crate) fn local(&mut self, ticks: i64) -> Option<i64> {
        self.join(ticks, Time { ticks: 0, local: true })
    }

    /// The datetime with the day first or the month first.
    pub(crate) fn ordered(&mut self, read: Ordered, day_first: bool) -> Option<i64> {
        let date = read.date(day_first)?;
        self.join(date, read.time)
    }

    /// Reads `2024-03-26T09:39:50.7688641Z` and its shorter forms, `Apr 15, 2024 11:09:27 AM`,
    /// `13/03/2024, 3:40:13.988 pm` and `13.03.2024 15:40:13`. Dots always mean that the day comes first.
    #[inline]
    pub(crate) fn read(&mut self, text: &str) -> Option<Read> {
        match self.iso(text.as_bytes()) {
            Some(ticks) => Some(Read::Ticks(ticks)),
            None => self.other(text),
        }
    }

    /// The ISO forms alone.
    #[inline]
    pub(crate) fn iso(&mut self, text: &[u8]) -> Option<i64> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        if *date != self.date || self.midnight == 0 {
            self.midnight = iso_date(date)?;
            self.date = *date;
        }
        match rest {
            [] => Some(self.midnight),
            [b'T' | b't' | b' ', time @ ..] => {
                let (ticks, zone) = clock(time)?;
                self.join(self.midnight, zoned(ticks, zone)?)
            }
            _ => None,
        }
    }

    #[cold]
    fn other(&mut self, text: &str) -> Option<Read> {
        let text = text.trim();
        if text.len() > 40 {
            return None;
        }
        let first = text.bytes().next()?;
        if first.is_ascii_alphabetic() {
            return self.named_month(text).map(Read::Ticks);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let separator = char::from(*text.as_bytes().get(digits)?);
        if !(1..=2).contains(&digits) || !matches!(separator, '/' | '.') {
            return None;
        }
        let end = text.find([',', ' ']).unwrap_or(text.len());
        let mut parts = text.get(..end)?.split(separator);
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        let time = loose_time(text.get(end..)?)?;
        let read = Ordered { first: small(first)?, second: small(second)?, year: number(year)? as i32, time };
        if separator == '.' {
            return self.ordered(read, true).map(Read::Ticks);
        }
        (read.may_be_day_first() || read.may_be_month_first()).then_some(Read::Ordered(read))
    }

    /// `Apr 15, 2024 11:09:27 AM`.
    fn named_month(&mut self, text: &str) -> Option<i64> {
        const MONTHS: [&str; 12] =
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let name = text.get(..3)?.to_ascii_lowercase();
        let month = MONTHS.iter().position(|known| *known == name)? as u32 + 1;
        let (day, rest) = text.get(3..)?.strip_prefix(' ')?.split_once(", ")?;
        let year = rest.get(..4)?;
        let date = midnight(number(year)? as i32, month, small(day)?)?;
        self.join(date, loose_time(rest.get(4..)?)?)
    }
}

/// What follows a date: nothing, or a time with or without seconds, AM, PM and zone.
fn loose_time(text: &str) -> Option<Time> {
    let text = text.trim_matches([',', ' ', '\u{a0}', '\u{202f}']);
    if text.is_empty() {
        return Some(Time::MIDNIGHT);
    }
    let lower = text.to_ascii_lowercase();
    let half = [("a.m.", 0), ("p.m.", 12), ("am", 0), ("pm", 12)]
        .into_iter()
        .find_map(|(suffix, hours)| Some((lower.strip_suffix(suffix)?, hours)));
    let (clock_text, afternoon) = match half {
        Some((rest, hours)) => (rest.trim_end_matches([' ', '\u{a0}', '\u{202f}']), Some(hours)),
        None => (lower.as_str(), None),
    };
    let padded = if clock_text.find(':')? == 1 { format!("0{clock_text}") } else { clock_text.to_owned() };
    let (mut ticks, zone) = clock(padded.as_bytes())?;
    if let Some(afternoon) = afternoon {
        let hour = ticks / (3600 * TICKS_PER_SECOND);
        if !(1..=12).contains(&hour) {
            return None;
        }
        ticks += (hour % 12 + afternoon - hour) * 3600 * TICKS_PER_SECOND;
    }
    zoned(ticks, zone.trim_ascii())
}

/// The time with what the text says of its zone.
#[inline]
fn zoned(ticks: i64, zone: &[u8]) -> Option<Time> {
    let minutes = match *zone {
        [b'Z' | b'z'] => 0,
        [] => return Some(Time { ticks, local: true }),
        [sign @ (b'+' | b'-'), a, b, b':', c, d] | [sign @ (b'+' | b'-'), a, b, c, d] => {
            let minutes = two(a, b)? * 60 + two(c, d)?;
            if sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    Some(Time { ticks: ticks.checked_sub(minutes * TICKS_PER_MINUTE)?, local: false })
}

fn in_range(ticks: &i64) -> bool {
    (0..=quarry_data::datetime::MAX).contains(ticks)
}

#[inline]
fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn small(text: &str) -> Option<u32> {
    number(text).filter(|_| text.len() <= 2)
}

fn iso_date(text: &[u8; 10]) -> Option<i64> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text else { return None };
    let year = two(a, b)? * 100 + two(c, d)?;
    midnight(year as i32, two(e, f)? as u32, two(g, h)? as u32)
}

/// `hh:mm[:ss[.fffffff]]` and what follows it. More than seven digits of the fraction are cut.
#[inline]
fn clock(text: &[u8]) -> Option<(i64, &[u8])> {
    let [a, b, b':', c, d, rest @ ..] = text else { return None };
    let (hour, minute) = (two(*a, *b)?, two(*c, *d)?);
    let (second, rest) = match rest {
        [b':', e, f, rest @ ..] => (two(*e, *f)?, rest),
        rest => (0, rest),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        rest => (0, rest),
    };
    Some((((hour * 60 + minute) * 60 + second) * TICKS_PER_SECOND + fraction, rest))
}

/// Ticks of a fraction of a second.
#[inline]
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let mut ticks = 0;
    let mut unit = TICKS_PER_SECOND / 10;
    let mut used = 0;
    for &byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        ticks += i64::from(digit) * unit;
        unit /= 10;
        used += 1;
    }
    (used > 0 && used <= 12).then(|| (ticks, text.get(used..).unwrap_or(&[])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quarry_data::datetime::format;

    fn show(text: &str) -> String {
        let mut reader = DateReader::new(Zone::utc());
        match reader.read(text) {
            Some(Read::Ticks(ticks)) => format(ticks),
            Some(Read::Ordered(read)) => {
                let [day, month] = [true, false].map(|first| reader.ordered(read, first).map(format));
                format!("{day:?} {month:?}")
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn reads_every_form_of_the_export() {
        for (text, expected) in [
            ("2023-12-21T19:04:59.0109752Z", "2023-12-21T19:04:59.0109752Z"),
            ("2023-12-21T19:04:59Z", "2023-12-21T19:04:59.0000000Z"),
            ("2023-12-21 19:04:59.5", "2023-12-21T19:04:59.5000000Z"),
            ("2023-12-21T19:04:59.123456789+02:00", "2023-12-21T17:04:59.1234567Z"),
            ("2023-12-21", "2023-12-21T00:00:00.0000000Z"),
            ("Apr 15, 2024 11:09:27 AM", "2024-04-15T11:09:27.0000000Z"),
            ("Apr 5, 2024 12:09:27 PM", "2024-04-05T12:09:27.0000000Z"),
            ("Apr 5, 2024 12:09:27 AM", "2024-04-05T00:09:27.0000000Z"),
            ("13.03.2024 15:40", "2024-03-13T15:40:00.0000000Z"),
            ("13.13.2024", "none"),
            ("2023-02-29T00:00:00Z", "none"),
            ("10:30:00", "none"),
            ("1.2.3", "none"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn slashes_leave_the_order_open() {
        let mut reader = DateReader::new(Zone::utc());
        let Some(Read::Ordered(read)) = reader.read("13/03/2024, 3:40:13.988 pm") else { panic!("not read") };
        assert!(read.may_be_day_first() && !read.may_be_month_first());
        assert_eq!(reader.ordered(read, true).map(format).as_deref(), Some("2024-03-13T15:40:13.9880000Z"));
        assert!(matches!(reader.read("3/4/2024, 3:40:13\u{202f}PM"), Some(Read::Ordered(_))));
    }

    #[test]
    fn times_without_a_zone_take_the_offset() {
        let mut reader = DateReader::new(Zone::offset(120));
        let midnight = reader.read("2024-01-01T00:00:00Z");
        assert!(midnight.is_some() && !reader.met_local);
        assert_eq!(reader.read("2024-01-01T02:00:00"), midnight);
        assert!(reader.met_local);
        reader.begin(true);
        assert_ne!(reader.read("2024-01-01T02:00:00"), midnight);
        assert!(!reader.met_local, "the column says that it is UTC");
        assert_ne!(reader.read("2024-01-01T02:00:00Z"), midnight);
    }
}
