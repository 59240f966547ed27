//! `timespan`: 100 ns ticks, negative ones too.

use crate::datetime::{TICKS_PER_DAY, TICKS_PER_SECOND};

const NANOSECONDS_PER_TICK: i128 = 100;

/// Reads `[-][d.]hh:mm[:ss[.fffffff]]` and the literal forms `3d`, `1.5h`, `10m`, `30s`, `5ms`,
/// `7microsecond`, `1tick`; a plain whole number is days, as in `totimespan`.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let ticks = if text.contains(':') { clock(text)? } else { quantity(text)? };
    i64::try_from(if negative { -ticks } else { ticks }).ok()
}

/// `[d.]hh:mm[:ss[.f…]]`, or `d:hh:mm:ss[.f…]`.
fn clock(text: &str) -> Option<i128> {
    let (head, rest) = text.split_once(':')?;
    let (days, hours) = head.split_once('.').map_or((None, head), |(days, hours)| (Some(days), hours));
    let parts: Vec<&str> = rest.split(':').collect();
    let (days, hours, minutes, seconds) = match (days, parts.as_slice()) {
        (days, [minutes]) => (days.unwrap_or("0"), hours, *minutes, "0"),
        (days, [minutes, seconds]) => (days.unwrap_or("0"), hours, *minutes, *seconds),
        (None, [hours, minutes, seconds]) => (head, *hours, *minutes, *seconds),
        _ => return None,
    };
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    if fraction.is_empty() || fraction.len() > 7 {
        return None;
    }
    let ticks = part(fraction, 9_999_999)? * 10_i64.pow(7 - fraction.len() as u32);
    let (hours, minutes, seconds) = (part(hours, 23)?, part(minutes, 59)?, part(seconds, 59)?);
    let seconds = (hours * 60 + minutes) * 60 + seconds;
    let days = i128::from(part(days, 10_675_199)?);
    Some(days * i128::from(TICKS_PER_DAY) + i128::from(seconds * TICKS_PER_SECOND + ticks))
}

/// A number of digits alone, at most `max`.
fn part(text: &str, max: i64) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|number| *number <= max)
}

/// A number with a unit; without a unit, whole days.
fn quantity(text: &str) -> Option<i128> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if unit.is_empty() && number.contains('.') || whole.len() > 19 || whole.is_empty() && fraction.is_empty()
    {
        return None;
    }
    let fraction = fraction.get(..fraction.len().min(15))?;
    let nanoseconds = unit_nanoseconds(unit)?;
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let scale = 10_i128.pow(fraction.len() as u32);
    Some((whole * nanoseconds + part * nanoseconds / scale) / NANOSECONDS_PER_TICK)
}

/// The length of a unit under each of its names in KQL; no unit is days.
fn unit_nanoseconds(unit: &str) -> Option<i128> {
    const SECOND: i128 = 1_000_000_000;
    Some(match unit {
        "" | "d" | "day" | "days" => 86_400 * SECOND,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600 * SECOND,
        "m" | "min" | "minute" | "minutes" => 60 * SECOND,
        "s" | "sec" | "second" | "seconds" => SECOND,
        "ms" | "milli" | "millis" | "millisec" | "millisecond" | "milliseconds" => 1_000_000,
        "micro" | "micros" | "microsec" | "microsecond" | "microseconds" => 1_000,
        "nano" | "nanos" | "nanosec" | "nanosecond" | "nanoseconds" => 1,
        "tick" | "ticks" => NANOSECONDS_PER_TICK,
        _ => return None,
    })
}

/// Writes `[-][d.]hh:mm:ss[.fffffff]`.
pub fn format(ticks: i64) -> String {
    let mut text = String::with_capacity(26);
    write(ticks, &mut text);
    text
}

/// Appends `[-][d.]hh:mm:ss[.fffffff]`: days only when there are some, seven digits or none.
pub fn write(ticks: i64, out: &mut String) {
    use std::fmt::Write;
    let size = ticks.unsigned_abs();
    let (second, day) = (TICKS_PER_SECOND as u64, TICKS_PER_DAY as u64);
    if ticks < 0 {
        out.push('-');
    }
    let (days, seconds, fraction) = (size / day, size % day / second, size % second);
    let written = if days > 0 { write!(out, "{days}.") } else { Ok(()) };
    let written = written
        .and_then(|()| write!(out, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60));
    let written = written.and_then(|()| if fraction > 0 { write!(out, ".{fraction:07}") } else { Ok(()) });
    written.expect("writing to a string can't fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_written() {
        for (text, expected) in [
            ("1.02:03:04.5", "1.02:03:04.5000000"),
            ("-1.02:03:04.5", "-1.02:03:04.5000000"),
            ("-00:30:00", "-00:30:00"),
            ("13:00", "13:00:00"),
            ("0.00:03:00", "00:03:00"),
            ("0:0:0.001", "00:00:00.0010000"),
            ("2:03:04:05", "2.03:04:05"),
            ("3d", "3.00:00:00"),
            ("1.5h", "01:30:00"),
            ("0.1s", "00:00:00.1000000"),
            ("25min", "00:25:00"),
            ("5ms", "00:00:00.0050000"),
            ("10microseconds", "00:00:00.0000100"),
            ("300nanoseconds", "00:00:00.0000003"),
            ("1tick", "00:00:00.0000001"),
            ("2", "2.00:00:00"),
            ("100.00:00:00", "100.00:00:00"),
            ("10675199.02:48:05.4775807", "10675199.02:48:05.4775807"),
        ] {
            assert_eq!(parse(text).map(format).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "-",
            "1.5",
            ".",
            "abc",
            "1x",
            "25:00:00",
            "10:60",
            "10:00:61",
            "1:",
            ":1",
            "99999999999d",
            "1.2.3:4",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_smallest_span_is_written() {
        assert_eq!(format(i64::MIN), "-10675199.02:48:05.4775808");
        assert_eq!(format(0), "00:00:00");
    }
}
