//! Parts of a datetime and the ends of its day, week, month and year.

use quarry_data::datetime::{self, Civil, TICKS_PER_DAY};
use quarry_data::{Type, Value, ValueRef};

use crate::Kernel::{LongLongToLong, LongToLong, Strict};
use crate::{
    ArgumentRule, CallContext, Category, Example, Kernel, Param, ResultType, ScalarFunction, Signature,
    TypeSet,
};

const BASE: ScalarFunction = ScalarFunction { category: Category::DateTime, ..ScalarFunction::BASE };
const DATE: Param = Param::new("date", TypeSet::DATETIME, "The datetime.");
const ONE: &[Param] = &[DATE];
const OFFSET: &[Param] =
    &[DATE, Param::new("offset", TypeSet::LONG, "How many periods to go on from there.")];
const INT: ResultType = ResultType::Fixed(Type::Int);
const DATETIME: ResultType = ResultType::Fixed(Type::DateTime);

/// A record of a part of a datetime.
macro_rules! part_function {
    ($static:ident, $name:literal, $aliases:expr, $summary:literal, $type:expr, $kernel:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            aliases: $aliases,
            summary: $summary,
            signatures: &[Signature { params: ONE, result: $type, kernel: LongToLong($kernel) }],
            examples: &[
                Example::new($query, $result),
                Example::new(concat!("print ", $name, "(datetime(null))"), ""),
            ],
            ..BASE
        };
    };
}

part_function!(DAYOFMONTH, "dayofmonth", &[], "Gives the day of the month, from 1.", INT,
    |ticks| Some(datetime::civil(ticks).day.into()), "print dayofmonth(datetime(2015-12-14))" => "14");
part_function!(DAYOFWEEK, "dayofweek", &[], "Gives the days since the Sunday before, as a timespan.",
    ResultType::Fixed(Type::TimeSpan), |ticks| Some(i64::from(datetime::day_of_week(ticks)) * TICKS_PER_DAY),
    "print dayofweek(datetime(1970-05-11))" => "1.00:00:00");
part_function!(DAYOFYEAR, "dayofyear", &[], "Gives the day of the year, from 1.", INT,
    |ticks| Some(datetime::day_of_year(ticks).into()), "print dayofyear(datetime(2016-12-31))" => "366");
part_function!(GETMONTH, "getmonth", &[], "Gives the month, from 1 to 12.", INT,
    |ticks| Some(datetime::civil(ticks).month.into()), "print getmonth(datetime(2015-10-12))" => "10");
part_function!(GETYEAR, "getyear", &[], "Gives the year.", INT,
    |ticks| Some(datetime::civil(ticks).year.into()), "print getyear(datetime(2015-10-12))" => "2015");
part_function!(HOUROFDAY, "hourofday", &[], "Gives the hour of the day, from 0 to 23.", INT,
    |ticks| Some(datetime::civil(ticks).hour.into()), "print hourofday(datetime(2015-12-14 18:54))" => "18");
part_function!(MONTHOFYEAR, "monthofyear", &[], "Gives the month, from 1 to 12.", INT,
    |ticks| Some(datetime::civil(ticks).month.into()), "print monthofyear(datetime(2015-12-14))" => "12");
part_function!(WEEK_OF_YEAR, "week_of_year", &["weekofyear"], "Gives the ISO 8601 week: the first has the year's first Thursday.",
    INT, |ticks| Some(iso_week(ticks)), "print week_of_year(datetime(2020-12-31))" => "53");

/// A record of the start or end of a period.
macro_rules! bound_function {
    ($static:ident, $name:literal, $summary:literal, $f:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            summary: $summary,
            signatures: &[
                Signature { params: ONE, result: DATETIME, kernel: bound(|ticks| $f(ticks, 0)) },
                Signature { params: OFFSET, result: DATETIME, kernel: LongLongToLong($f) },
            ],
            examples: &[
                Example::new($query, $result),
                Example::new(concat!("print ", $name, "(datetime(null))"), ""),
            ],
            ..BASE
        };
    };
}

const fn bound(kernel: fn(i64) -> Option<i64>) -> Kernel {
    LongToLong(kernel)
}

bound_function!(STARTOFDAY, "startofday", "Gives the first moment of the day.", start_of_day,
    "print startofday(datetime(2017-01-01 10:10:17), 1)" => "2017-01-02T00:00:00.0000000Z");
bound_function!(ENDOFDAY, "endofday", "Gives the last moment of the day.", end_of_day,
    "print endofday(datetime(2017-01-01 10:10:17))" => "2017-01-01T23:59:59.9999999Z");
bound_function!(STARTOFWEEK, "startofweek", "Gives the first moment of the week, which begins on Sunday.", start_of_week,
    "print startofweek(datetime(2020-06-15 13:45), -2)" => "2020-05-31T00:00:00.0000000Z");
bound_function!(ENDOFWEEK, "endofweek", "Gives the last moment of the week, which ends on Saturday.", end_of_week,
    "print endofweek(datetime(2017-01-01 10:10:17))" => "2017-01-07T23:59:59.9999999Z");
bound_function!(STARTOFMONTH, "startofmonth", "Gives the first moment of the month.", start_of_month,
    "print startofmonth(datetime(2020-06-15), -13)" => "2019-05-01T00:00:00.0000000Z");
bound_function!(ENDOFMONTH, "endofmonth", "Gives the last moment of the month.", end_of_month,
    "print endofmonth(datetime(2020-02-28))" => "2020-02-29T23:59:59.9999999Z");
bound_function!(STARTOFYEAR, "startofyear", "Gives the first moment of the year.", start_of_year,
    "print startofyear(datetime(2020-06-15), -5)" => "2015-01-01T00:00:00.0000000Z");
bound_function!(ENDOFYEAR, "endofyear", "Gives the last moment of the year.", end_of_year,
    "print endofyear(datetime(2020-06-15))" => "2020-12-31T23:59:59.9999999Z");

pub(super) static DATETIME_PART: ScalarFunction = ScalarFunction {
    name: "datetime_part",
    aliases: &["datepart"],
    summary: "Gives a part of a datetime as a number.",
    signatures: &[Signature {
        params: &[
            Param::new("part", TypeSet::STRING, "`year`, `quarter`, `month`, `week_of_year`, `day`, `dayOfYear`, `hour`, `minute`, `second`, `millisecond`, `microsecond` or `nanosecond`.")
                .rule(ArgumentRule::Literal),
            DATE,
        ],
        result: INT,
        kernel: Strict(datetime_part),
    }],
    examples: &[
        Example::new("print datetime_part('quarter', datetime(2017-10-30))", "4"),
        Example::new("print datetime_part('nanosecond', datetime(2017-10-30 01:02:03.7654321))", "765432100"),
        Example::new("print datetime_part('day', datetime(null))", ""),
    ],
    ..BASE
};

/// The first moment of a day; none outside the range of datetimes.
fn midnight(year: i64, month: u32, day: u32) -> Option<i64> {
    let year = i32::try_from(year).ok()?;
    datetime::from_civil(Civil { year, month, day, hour: 0, minute: 0, second: 0, ticks: 0 })
}

fn start_of_day(ticks: i64, offset: i64) -> Option<i64> {
    let day = ticks.div_euclid(TICKS_PER_DAY).checked_add(offset)?;
    datetime::checked(day.checked_mul(TICKS_PER_DAY)?)
}

fn end_of_day(ticks: i64, offset: i64) -> Option<i64> {
    Some(start_of_day(ticks, offset)? + TICKS_PER_DAY - 1)
}

fn start_of_week(ticks: i64, offset: i64) -> Option<i64> {
    let sunday = ticks.div_euclid(TICKS_PER_DAY) - i64::from(datetime::day_of_week(ticks));
    let day = sunday.checked_add(offset.checked_mul(7)?)?;
    datetime::checked(day.checked_mul(TICKS_PER_DAY)?)
}

fn end_of_week(ticks: i64, offset: i64) -> Option<i64> {
    let saturday = ticks.div_euclid(TICKS_PER_DAY) - i64::from(datetime::day_of_week(ticks)) + 6;
    let day = saturday.checked_add(offset.checked_mul(7)?)?;
    datetime::checked(day.checked_mul(TICKS_PER_DAY)?.checked_add(TICKS_PER_DAY - 1)?)
}

/// Year and month after going on by some months.
fn month_after(ticks: i64, months: i64) -> Option<(i64, u32)> {
    let civil = datetime::civil(ticks);
    let month = (i64::from(civil.year) * 12 + i64::from(civil.month) - 1).checked_add(months)?;
    Some((month.div_euclid(12), month.rem_euclid(12) as u32 + 1))
}

fn start_of_month(ticks: i64, offset: i64) -> Option<i64> {
    let (year, month) = month_after(ticks, offset)?;
    midnight(year, month, 1)
}

fn end_of_month(ticks: i64, offset: i64) -> Option<i64> {
    let (year, month) = month_after(ticks, offset)?;
    let last = datetime::days_in_month(i32::try_from(year).ok()?, month);
    Some(midnight(year, month, last)? + TICKS_PER_DAY - 1)
}

fn start_of_year(ticks: i64, offset: i64) -> Option<i64> {
    midnight(i64::from(datetime::civil(ticks).year).checked_add(offset)?, 1, 1)
}

fn end_of_year(ticks: i64, offset: i64) -> Option<i64> {
    let year = i64::from(datetime::civil(ticks).year).checked_add(offset)?;
    Some(midnight(year, 12, 31)? + TICKS_PER_DAY - 1)
}

/// The week of the Thursday that is nearest.
fn iso_week(ticks: i64) -> i64 {
    let from_monday = (i64::from(datetime::day_of_week(ticks)) + 6) % 7;
    let thursday = ticks.saturating_add((3 - from_monday) * TICKS_PER_DAY).clamp(0, datetime::MAX);
    (i64::from(datetime::day_of_year(thursday)) - 1) / 7 + 1
}

fn datetime_part(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [ValueRef::String(part), ValueRef::DateTime(ticks)] = arguments else { return Value::Null };
    let civil = datetime::civil(*ticks);
    let number = match part.to_ascii_lowercase().as_str() {
        "year" => i64::from(civil.year),
        "quarter" => i64::from(civil.month - 1) / 3 + 1,
        "month" => civil.month.into(),
        "week_of_year" | "weekofyear" | "week" => iso_week(*ticks),
        "day" => civil.day.into(),
        "dayofyear" => datetime::day_of_year(*ticks).into(),
        "hour" => civil.hour.into(),
        "minute" => civil.minute.into(),
        "second" => civil.second.into(),
        "millisecond" => i64::from(civil.ticks) / 10_000,
        "microsecond" => i64::from(civil.ticks) / 10,
        "nanosecond" => i64::from(civil.ticks) * 100,
        _ => return Value::Null,
    };
    Value::Long(number)
}

/// Adds whole months; the day is cut to the last of the month.
pub(super) fn add_months(ticks: i64, months: i64) -> Option<i64> {
    let civil = datetime::civil(ticks);
    let (year, month) = month_after(ticks, months)?;
    let year = i32::try_from(year).ok()?;
    let day = civil.day.min(datetime::days_in_month(year, month));
    datetime::from_civil(Civil { year, month, day, ..civil })
}
