//! Datetimes and timespans out of numbers.

use quarry_data::datetime::{self, Civil, TICKS_PER_SECOND, UNIX_EPOCH};
use quarry_data::{Type, Value, ValueRef};

use crate::Kernel::Strict;
use crate::conversion::convert;
use crate::{CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::DateTime, ..ScalarFunction::BASE };
const DATETIME: ResultType = ResultType::Fixed(Type::DateTime);
const TIMESPAN: ResultType = ResultType::Fixed(Type::TimeSpan);

pub(super) static MAKE_DATETIME: ScalarFunction = ScalarFunction {
    name: "make_datetime",
    summary: "Makes a datetime of year, month, day and time.",
    signatures: &[
        Signature {
            params: &[
                Param::new("year", TypeSet::NUMBER, "The year, 1 to 9999."),
                Param::new("month", TypeSet::NUMBER, "The month, 1 to 12."),
                Param::new("day", TypeSet::NUMBER, "The day, from 1."),
                Param::new("hour", TypeSet::NUMBER, "The hour, 0 to 23.").optional(),
                Param::new("minute", TypeSet::NUMBER, "The minute, 0 to 59.").optional(),
                Param::new("second", TypeSet::NUMBER, "The second, with its fraction.").optional(),
            ],
            result: DATETIME,
            kernel: Strict(make_datetime),
        },
        Signature {
            params: &[Param::new("value", TypeSet::ANY, "Anything that todatetime reads.")],
            result: DATETIME,
            kernel: Strict(|_, arguments| convert(arguments[0], Type::DateTime)),
        },
    ],
    notes: &["A part out of its range gives null."],
    examples: &[
        Example::new("print make_datetime(2017, 10, 1, 12, 11, 0.1234567)", "2017-10-01T12:11:00.1234567Z"),
        Example::new("print make_datetime(2020, 13, 1)", ""),
    ],
    ..BASE
};

pub(super) static MAKE_TIMESPAN: ScalarFunction = ScalarFunction {
    name: "make_timespan",
    summary: "Makes a timespan of days, hours, minutes and seconds.",
    signatures: &[
        Signature {
            params: &[
                Param::new("days", TypeSet::INTEGER, "The days."),
                Param::new("hours", TypeSet::INTEGER, "The hours, 0 to 23."),
                Param::new("minutes", TypeSet::INTEGER, "The minutes, 0 to 59."),
                Param::new("seconds", TypeSet::NUMBER, "The seconds, with their fraction."),
            ],
            result: TIMESPAN,
            kernel: Strict(make_timespan),
        },
        Signature {
            params: &[
                Param::new("hours", TypeSet::INTEGER, "The hours, 0 to 23."),
                Param::new("minutes", TypeSet::INTEGER, "The minutes, 0 to 59."),
                Param::new("seconds", TypeSet::NUMBER, "The seconds, with their fraction.").optional(),
            ],
            result: TIMESPAN,
            kernel: Strict(make_timespan),
        },
        Signature {
            params: &[Param::new("value", TypeSet::ANY, "Anything that totimespan reads.")],
            result: TIMESPAN,
            kernel: Strict(|_, arguments| convert(arguments[0], Type::TimeSpan)),
        },
    ],
    notes: &["A part out of its range gives null."],
    examples: &[
        Example::new("print make_timespan(1, 2, 3, 4)", "1.02:03:04"),
        Example::new("print make_timespan(2, 30)", "02:30:00"),
        Example::new("print make_timespan(25, 70)", ""),
    ],
    ..BASE
};

/// A record of a count of units since 1970.
macro_rules! unixtime_function {
    ($static:ident, $name:literal, $unit:literal, $ticks:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            summary: concat!("Gives the moment that is so many ", $unit, " after the start of 1970."),
            signatures: &[Signature {
                params: &[Param::new("number", TypeSet::NUMBER, concat!("The ", $unit, "."))],
                result: DATETIME,
                kernel: Strict(|_, arguments| since_epoch(arguments, $ticks)),
            }],
            examples: &[
                Example::new($query, $result),
                Example::new(concat!("print ", $name, "(long(null))"), ""),
            ],
            ..BASE
        };
    };
}

unixtime_function!(UNIXTIME_MICROSECONDS_TODATETIME, "unixtime_microseconds_todatetime", "microseconds", 10.0,
    "print unixtime_microseconds_todatetime(1546300800000000)" => "2019-01-01T00:00:00.0000000Z");
unixtime_function!(UNIXTIME_MILLISECONDS_TODATETIME, "unixtime_milliseconds_todatetime", "milliseconds", 10_000.0,
    "print unixtime_milliseconds_todatetime(1546300800000)" => "2019-01-01T00:00:00.0000000Z");
unixtime_function!(UNIXTIME_NANOSECONDS_TODATETIME, "unixtime_nanoseconds_todatetime", "nanoseconds", 0.01,
    "print unixtime_nanoseconds_todatetime(1546300800000000000)" => "2019-01-01T00:00:00.0000000Z");
unixtime_function!(UNIXTIME_SECONDS_TODATETIME, "unixtime_seconds_todatetime", "seconds", 10_000_000.0,
    "print unixtime_seconds_todatetime(1546300800)" => "2019-01-01T00:00:00.0000000Z");

/// `size` is the ticks in a unit, below 1 for units finer than a tick.
fn since_epoch(arguments: &[ValueRef<'_>], size: f64) -> Value {
    let ticks = match arguments.first().and_then(|number| number.as_long()) {
        Some(count) if size < 1.0 => Some(count.div_euclid((1.0 / size).round() as i64)),
        Some(count) => count.checked_mul(size as i64),
        None => match arguments.first() {
            Some(ValueRef::Real(count)) => Some((count * size).round() as i64),
            Some(ValueRef::Decimal(count)) => Some((count.to_real() * size).round() as i64),
            _ => None,
        },
    };
    ticks
        .and_then(|ticks| ticks.checked_add(UNIX_EPOCH))
        .and_then(datetime::checked)
        .map_or(Value::Null, Value::DateTime)
}

fn number(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Decimal(number) => Some(number.to_real()),
        other => other.as_real(),
    }
}

fn make_datetime(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let part =
        |position: usize, default: f64| arguments.get(position).map_or(Some(default), |value| number(*value));
    let whole = |position: usize, default: f64| {
        part(position, default).filter(|number| (0.0..10_000.0).contains(number)).map(|number| number as u32)
    };
    let parts = (whole(0, 0.0), whole(1, 0.0), whole(2, 0.0), whole(3, 0.0), whole(4, 0.0), part(5, 0.0));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = parts else {
        return Value::Null;
    };
    if !(0.0..60.0).contains(&second) {
        return Value::Null;
    }
    let ticks = (second.fract() * TICKS_PER_SECOND as f64).round() as i64;
    let civil = Civil { year: year as i32, month, day, hour, minute, second: second as u32, ticks: 0 };
    datetime::from_civil(civil)
        .and_then(|start| datetime::checked(start + ticks))
        .map_or(Value::Null, Value::DateTime)
}

fn make_timespan(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(numbers) = arguments.iter().map(|value| number(*value)).collect::<Option<Vec<f64>>>() else {
        return Value::Null;
    };
    let (days, hours, minutes, seconds) = match numbers[..] {
        [days, hours, minutes, seconds] => (days, hours, minutes, seconds),
        [hours, minutes, seconds] => (0.0, hours, minutes, seconds),
        [hours, minutes] => (0.0, hours, minutes, 0.0),
        _ => return Value::Null,
    };
    let fits =
        (0.0..24.0).contains(&hours) && (0.0..60.0).contains(&minutes) && (0.0..60.0).contains(&seconds);
    if !fits || days.abs() > 10_675_199.0 {
        return Value::Null;
    }
    let whole = ((days as i64 * 24 + hours as i64) * 60 + minutes as i64) * 60 * TICKS_PER_SECOND;
    Value::TimeSpan(whole + (seconds * TICKS_PER_SECOND as f64).round() as i64)
}
