//! `format_datetime` and `format_timespan`.
//!
//! A format is letters, each with its meaning and width, and delimiters. A letter that is given more often
//! than its widest form starts anew: `dddd` is `dd` twice.

use quarry_data::datetime::{self, TICKS_PER_DAY, TICKS_PER_SECOND};
use quarry_data::{Type, Value, ValueRef};

use super::declare::{constant_text, prepared};
use crate::{Argument, ArgumentRule, CallError, Category, Example, Kernel, Param, ResultType};
use crate::{ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::DateTime, ..ScalarFunction::BASE };
/// What may stand between the letters (<https://learn.microsoft.com/kusto/query/format-datetime-function>).
const DELIMITERS: &str = " /-:,._[]";
const STRING: ResultType = ResultType::Fixed(Type::String);

pub(super) static FORMAT_DATETIME: ScalarFunction = ScalarFunction {
    name: "format_datetime",
    summary: "Writes a datetime by a format.",
    signatures: &[Signature {
        params: &[
            Param::new("date", TypeSet::DATETIME, "The datetime."),
            Param::new("format", TypeSet::STRING, "`yyyy`, `yy`, `M`, `MM`, `d`, `dd`, `H`, `HH`, `h`, `hh`, `m`, `mm`, `s`, `ss`, `f` to `fffffff`, `F` to `FFFFFFF`, `tt`, and delimiters.")
                .rule(ArgumentRule::Literal),
        ],
        result: STRING,
        kernel: Kernel::Prepared(|_, arguments| {
            let runs = runs(arguments, "format_datetime", datetime_width)?;
            prepared(move |values| match values {
                [ValueRef::DateTime(ticks), ..] => Value::string(format_datetime(*ticks, &runs)),
                _ => Value::string(""),
            })
        }),
    }],
    notes: &["Names of days and months can't be written."],
    examples: &[
        Example::new("print format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')", "17-01-29 [09:00:05]"),
        Example::new("print format_datetime(datetime(2017-01-29 21:00:05), 'h:mm tt')", "9:00 PM"),
        Example::new("print format_datetime(datetime(null), 'yyyy')", ""),
    ],
    ..BASE
};

pub(super) static FORMAT_TIMESPAN: ScalarFunction = ScalarFunction {
    name: "format_timespan",
    summary: "Writes a timespan by a format.",
    signatures: &[Signature {
        params: &[
            Param::new("timespan", TypeSet::TIMESPAN, "The timespan."),
            Param::new("format", TypeSet::STRING, "`d` to `dddddddd`, `H`, `HH`, `h`, `hh`, `m`, `mm`, `s`, `ss`, `f` to `fffffff`, `F` to `FFFFFFF`, and delimiters.")
                .rule(ArgumentRule::Literal),
        ],
        result: STRING,
        kernel: Kernel::Prepared(|_, arguments| {
            let runs = runs(arguments, "format_timespan", timespan_width)?;
            prepared(move |values| match values {
                [ValueRef::TimeSpan(span), ..] => Value::string(format_timespan(*span, &runs)),
                _ => Value::string(""),
            })
        }),
    }],
    examples: &[
        Example::new("print format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss [fffffff]')", "29.09:00:05 [1234500]"),
        Example::new("print format_timespan(-90s, 'mm:ss')", "-01:30"),
        Example::new("print format_timespan(timespan(null), 's')", ""),
    ],
    ..BASE
};

/// Splits the format, the second argument, into runs of one letter, no longer than `widest` allows for it.
/// What is neither a letter with a width nor one of the documented delimiters is refused, as the service
/// does.
fn runs(
    arguments: &[Argument],
    function: &str,
    widest: fn(char) -> Option<usize>,
) -> Result<Vec<(char, usize)>, CallError> {
    let format = constant_text(arguments, 1).unwrap_or_default();
    let mut runs: Vec<(char, usize)> = Vec::new();
    for letter in format.chars() {
        let Some(width) = widest(letter).or(DELIMITERS.contains(letter).then_some(1)) else {
            let message = format!("'{letter}' has no meaning in a format of {function}()");
            return Err(CallError::Argument { position: 1, message });
        };
        match runs.last_mut() {
            Some((last, count)) if *last == letter && *count < width => *count += 1,
            _ => runs.push((letter, 1)),
        }
    }
    Ok(runs)
}

fn datetime_width(letter: char) -> Option<usize> {
    match letter {
        'y' => Some(4),
        'f' | 'F' => Some(7),
        'd' | 'M' | 'h' | 'H' | 'm' | 's' | 't' => Some(2),
        _ => None,
    }
}

fn timespan_width(letter: char) -> Option<usize> {
    match letter {
        'd' => Some(8),
        'f' | 'F' => Some(7),
        'h' | 'H' | 'm' | 's' => Some(2),
        _ => None,
    }
}

fn padded(out: &mut String, number: u64, width: usize) {
    let digits = number.to_string();
    (digits.len()..width).for_each(|_| out.push('0'));
    out.push_str(&digits);
}

/// The first digits of the seven of a second's fraction; `trim` leaves zeros at the end out.
fn fraction(out: &mut String, ticks: u64, width: usize, trim: bool) {
    let digits = format!("{ticks:07}");
    let digits = &digits[..width.min(7)];
    out.push_str(if trim { digits.trim_end_matches('0') } else { digits });
}

fn format_datetime(ticks: i64, runs: &[(char, usize)]) -> String {
    let civil = datetime::civil(ticks);
    let mut out = String::with_capacity(32);
    for &(letter, width) in runs {
        match letter {
            'y' if width > 2 => padded(&mut out, civil.year as u64, width),
            'y' => padded(&mut out, civil.year as u64 % 100, width),
            'M' => padded(&mut out, civil.month.into(), width),
            'd' => padded(&mut out, civil.day.into(), width),
            'H' => padded(&mut out, civil.hour.into(), width),
            'h' => padded(&mut out, u64::from((civil.hour + 11) % 12 + 1), width),
            'm' => padded(&mut out, civil.minute.into(), width),
            's' => padded(&mut out, civil.second.into(), width),
            'f' | 'F' => fraction(&mut out, civil.ticks.into(), width, letter == 'F'),
            't' => out.push_str(&(if civil.hour < 12 { "AM" } else { "PM" })[..width]),
            other => out.push(other),
        }
    }
    out
}

fn format_timespan(span: i64, runs: &[(char, usize)]) -> String {
    let ticks = span.unsigned_abs();
    let (second, day) = (TICKS_PER_SECOND as u64, TICKS_PER_DAY as u64);
    let mut out = String::with_capacity(32);
    if span < 0 {
        out.push('-');
    }
    for &(letter, width) in runs {
        match letter {
            'd' => padded(&mut out, ticks / day, width),
            'h' | 'H' => padded(&mut out, ticks % day / (3600 * second), width),
            'm' => padded(&mut out, ticks / (60 * second) % 60, width),
            's' => padded(&mut out, ticks / second % 60, width),
            'f' | 'F' => fraction(&mut out, ticks % second, width, letter == 'F'),
            other => out.push(other),
        }
    }
    out
}
