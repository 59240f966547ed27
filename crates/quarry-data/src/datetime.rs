//! `datetime`: 100 ns ticks since 0001-01-01T00:00:00Z, up to the end of year 9999.
//!
//! [`parse`] has a straight path for ISO 8601, since files are full of it; everything else that Kusto
//! takes goes through the `lenient` module.

mod lenient;

/// Ticks in a second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;
/// Ticks in a day.
pub const TICKS_PER_DAY: i64 = 86_400 * TICKS_PER_SECOND;
/// The ticks of 1970-01-01T00:00:00Z.
pub const UNIX_EPOCH: i64 = 719_162 * TICKS_PER_DAY;
/// The last tick of year 9999.
pub const MAX: i64 = 3_652_059 * TICKS_PER_DAY - 1;

/// A datetime taken apart, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// 100 ns ticks within the second.
    pub ticks: u32,
}

/// Reads the forms that Kusto's `todatetime` and `datetime(...)` accept; without a zone it is UTC.
///
/// These are ISO 8601, RFC 822, RFC 850 and month-first dates, as listed in
/// <https://learn.microsoft.com/kusto/query/scalar-data-types/datetime>. Digits after the seventh of a
/// second's fraction are cut off.
pub fn parse(text: &str) -> Option<i64> {
    iso(text.as_bytes()).or_else(|| lenient::parse(text))
}

/// `yyyy-MM-dd[(T| )HH:mm[:ss[.f…]][Z]]` and nothing else.
#[inline]
fn iso(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let year = two(date[0], date[1])? * 100 + two(date[2], date[3])?;
    let start = day_ticks(year as i32, two(date[5], date[6])?, two(date[8], date[9])?)?;
    let Some((clock, rest)) = rest.split_first_chunk::<6>() else {
        return rest.is_empty().then_some(start);
    };
    if !matches!(clock[0], b'T' | b' ') || clock[3] != b':' {
        return None;
    }
    let (hour, minute) = (two(clock[1], clock[2])?, two(clock[4], clock[5])?);
    let (second, rest) = match rest {
        [b':', tens, ones, rest @ ..] => (two(*tens, *ones)?, rest),
        _ => (0, rest),
    };
    let (ticks, rest) = match rest {
        [b'.', digit, ..] if digit.is_ascii_digit() => fraction(&rest[1..]),
        _ => (0, rest),
    };
    matches!(rest, [] | [b'Z']).then(|| clock_ticks(hour, minute, second, ticks)).flatten().map(|t| start + t)
}

#[inline]
fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

/// The ticks that leading digits mean as the fraction of a second, and what follows them.
#[inline]
fn fraction(text: &[u8]) -> (u32, &[u8]) {
    let mut ticks = 0;
    let mut weight = 1_000_000;
    let mut rest = text;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        ticks += u32::from(digit - b'0') * weight;
        weight /= 10;
        rest = tail;
    }
    (ticks, rest)
}

/// The first tick of a day, none for a day that the calendar lacks.
#[inline]
fn day_ticks(year: i32, month: u32, day: u32) -> Option<i64> {
    let valid = (1..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month);
    valid.then(|| days_before(year, month, day) * TICKS_PER_DAY)
}

#[inline]
fn clock_ticks(hour: u32, minute: u32, second: u32, ticks: u32) -> Option<i64> {
    let valid = hour < 24 && minute < 60 && second < 60 && i64::from(ticks) < TICKS_PER_SECOND;
    valid.then(|| i64::from((hour * 60 + minute) * 60 + second) * TICKS_PER_SECOND + i64::from(ticks))
}

/// Days in a month of the year; 0 for a month that does not exist.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 0,
    }
}

pub fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days from 0001-01-01 to the date: whole 400-year cycles with the year starting in March, so that
/// the leap day comes last.
fn days_before(year: i32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = i64::from((month + 9) % 12);
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    cycle * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 306
}

/// Takes a datetime apart.
pub fn civil(ticks: i64) -> Civil {
    let (days, time) = (ticks.div_euclid(TICKS_PER_DAY), ticks.rem_euclid(TICKS_PER_DAY));
    let days = days + 306;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let seconds = time / TICKS_PER_SECOND;
    Civil {
        year: (cycle * 400 + year + i64::from(month >= 10)) as i32,
        month: if month < 10 { month + 3 } else { month - 9 } as u32,
        day: (day - (153 * month + 2) / 5 + 1) as u32,
        hour: (seconds / 3_600) as u32,
        minute: (seconds / 60 % 60) as u32,
        second: (seconds % 60) as u32,
        ticks: (time % TICKS_PER_SECOND) as u32,
    }
}

/// Puts a datetime together; none when a part is out of its range.
pub fn from_civil(civil: Civil) -> Option<i64> {
    let start = day_ticks(civil.year, civil.month, civil.day)?;
    Some(start + clock_ticks(civil.hour, civil.minute, civil.second, civil.ticks)?)
}

/// The ticks when they are a datetime, none outside the years 1 to 9999.
pub fn checked(ticks: i64) -> Option<i64> {
    (0..=MAX).contains(&ticks).then_some(ticks)
}

/// The day of the week, Sunday is 0.
pub fn day_of_week(ticks: i64) -> u32 {
    (ticks.div_euclid(TICKS_PER_DAY) + 1).rem_euclid(7) as u32
}

/// The day of the year, from 1.
pub fn day_of_year(ticks: i64) -> u32 {
    let civil = civil(ticks);
    (ticks.div_euclid(TICKS_PER_DAY) - days_before(civil.year, 1, 1) + 1) as u32
}

/// Writes `2020-01-01T00:00:00.0000000Z`.
pub fn format(ticks: i64) -> String {
    let mut text = String::with_capacity(28);
    write(ticks, &mut text);
    text
}

/// Appends `2020-01-01T00:00:00.0000000Z`.
pub fn write(ticks: i64, out: &mut String) {
    let civil = civil(ticks);
    let mut text = *b"0000-00-00T00:00:00.0000000Z";
    put(&mut text[0..4], civil.year.unsigned_abs());
    put(&mut text[5..7], civil.month);
    put(&mut text[8..10], civil.day);
    put(&mut text[11..13], civil.hour);
    put(&mut text[14..16], civil.minute);
    put(&mut text[17..19], civil.second);
    put(&mut text[20..27], civil.ticks);
    out.push_str(std::str::from_utf8(&text).expect("digits are ASCII"));
}

/// Fills the digits from the right.
#[inline]
fn put(digits: &mut [u8], mut number: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reformat(text: &str) -> Option<String> {
        parse(text).map(format)
    }

    #[test]
    fn iso_dates_are_read_and_written() {
        for (text, expected) in [
            ("2014-05-25T08:20:03.123456Z", "2014-05-25T08:20:03.1234560Z"),
            ("2014-05-25T08:20:03.123456", "2014-05-25T08:20:03.1234560Z"),
            ("2014-05-25T08:20", "2014-05-25T08:20:00.0000000Z"),
            ("2014-11-08 15:55:55", "2014-11-08T15:55:55.0000000Z"),
            ("2014-11-08", "2014-11-08T00:00:00.0000000Z"),
            ("2024-02-29T23:59:59.99999999", "2024-02-29T23:59:59.9999999Z"),
            ("2020-06-15T13:45:09+02:00", "2020-06-15T11:45:09.0000000Z"),
            ("2020-06-15T13:45:09.5-0130", "2020-06-15T15:15:09.5000000Z"),
            ("0001-01-01", "0001-01-01T00:00:00.0000000Z"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
        ] {
            assert_eq!(reformat(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "2020-13-01",
            "2020-02-30",
            "2023-02-29",
            "2020-01-01T24:00:00",
            "2020-01-01T10:60",
            "x",
            "not-a-date",
            "0000-01-01",
            "0001-01-01T00:00:00+01:00",
            "2020-01-01T",
            "2020-01-01 1",
            "12:30",
            "2020-01-01T00:00:00Zjunk",
            "１９９９-01-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_survives_taking_apart() {
        for day in 0..3_652_059 {
            let ticks = day * TICKS_PER_DAY + 1;
            assert_eq!(from_civil(civil(ticks)), Some(ticks));
        }
    }

    #[test]
    fn known_instants() {
        assert_eq!(parse("1970-01-01"), Some(UNIX_EPOCH));
        assert_eq!(parse("9999-12-31 23:59:59.9999999"), Some(MAX));
        assert_eq!(day_of_week(UNIX_EPOCH), 4);
        assert_eq!(day_of_year(parse("2020-12-31").unwrap()), 366);
    }
}
