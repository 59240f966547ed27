//! `now`, `ago`, and differences and sums of datetimes in calendar units.

use quarry_data::datetime::{self, TICKS_PER_DAY, TICKS_PER_SECOND};
use quarry_data::{Type, Value, ValueRef};

use super::calendar::add_months;
use crate::Kernel::Strict;
use crate::{
    ArgumentRule, CallContext, Category, Example, Param, Purity, ResultType, ScalarFunction, Signature,
    TypeSet,
};

const BASE: ScalarFunction = ScalarFunction { category: Category::DateTime, ..ScalarFunction::BASE };
const DATETIME: ResultType = ResultType::Fixed(Type::DateTime);
const PART: Param = Param::new(
    "part",
    TypeSet::STRING,
    "`year`, `quarter`, `month`, `week`, `day`, `hour`, `minute`, `second`, `millisecond`, `microsecond` or `nanosecond`.",
)
.rule(ArgumentRule::Literal);

pub(super) static AGO: ScalarFunction = ScalarFunction {
    name: "ago",
    summary: "Gives the moment that is a timespan before now.",
    signatures: &[Signature {
        params: &[Param::new("timespan", TypeSet::TIMESPAN, "How long ago.")],
        result: DATETIME,
        kernel: Strict(|cx, arguments| match arguments {
            [ValueRef::TimeSpan(span)] => moment(cx.now.checked_sub(*span)),
            _ => Value::Null,
        }),
    }],
    notes: &["All calls in one query mean the same now."],
    examples: &[
        Example::new("print now() - ago(1d)", "1.00:00:00"),
        Example::new("print ago(timespan(null))", ""),
    ],
    purity: Purity::Query,
    ..BASE
};

pub(super) static NOW: ScalarFunction = ScalarFunction {
    name: "now",
    summary: "Gives the present moment, with an offset if one is given.",
    signatures: &[Signature {
        params: &[Param::new("offset", TypeSet::TIMESPAN, "What to add.").optional()],
        result: DATETIME,
        kernel: Strict(|cx, arguments| match arguments {
            [] => Value::DateTime(cx.now),
            [ValueRef::TimeSpan(offset)] => moment(cx.now.checked_add(*offset)),
            _ => Value::Null,
        }),
    }],
    notes: &["All calls in one query mean the same now."],
    examples: &[
        Example::new("print now(1h) - now()", "01:00:00"),
        Example::new("print now() == now()", "true"),
    ],
    purity: Purity::Query,
    ..BASE
};

pub(super) static DATETIME_ADD: ScalarFunction = ScalarFunction {
    name: "datetime_add",
    summary: "Adds calendar units to a datetime.",
    signatures: &[Signature {
        params: &[
            PART,
            Param::new("value", TypeSet::INTEGER, "How many to add; negative ones go back."),
            Param::new("datetime", TypeSet::DATETIME, "The datetime."),
        ],
        result: DATETIME,
        kernel: Strict(add),
    }],
    notes: &["A day that the month does not have becomes its last."],
    examples: &[
        Example::new("print datetime_add('month', 1, datetime(2020-01-31))", "2020-02-29T00:00:00.0000000Z"),
        Example::new("print datetime_add('year', -5, datetime(2017-01-01))", "2012-01-01T00:00:00.0000000Z"),
        Example::new("print datetime_add('day', 1, datetime(null))", ""),
    ],
    ..BASE
};

pub(super) static DATETIME_DIFF: ScalarFunction = ScalarFunction {
    name: "datetime_diff",
    summary: "Counts the borders of calendar units between two datetimes, the first less the second.",
    signatures: &[Signature {
        params: &[
            PART,
            Param::new("datetime1", TypeSet::DATETIME, "The later datetime."),
            Param::new("datetime2", TypeSet::DATETIME, "The earlier datetime."),
        ],
        result: ResultType::Fixed(Type::Long),
        kernel: Strict(diff),
    }],
    notes: &["Weeks begin on Sunday."],
    examples: &[
        Example::new("print datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))", "17"),
        Example::new(
            "print datetime_diff('minute', datetime(2020-01-01 00:00), datetime(2020-01-01 13:45))",
            "-825",
        ),
        Example::new("print datetime_diff('day', datetime(null), datetime(2020-01-01))", ""),
    ],
    ..BASE
};

/// The ticks as a datetime, null outside its range.
fn moment(ticks: Option<i64>) -> Value {
    ticks.and_then(datetime::checked).map_or(Value::Null, Value::DateTime)
}

/// A unit that is so many months, or so many ticks.
enum Unit {
    Months(i64),
    Ticks(i64),
    /// Ten in a tick.
    Nanoseconds,
}

fn unit(part: &str) -> Option<Unit> {
    Some(match part.to_ascii_lowercase().as_str() {
        "year" => Unit::Months(12),
        "quarter" => Unit::Months(3),
        "month" => Unit::Months(1),
        "week" => Unit::Ticks(7 * TICKS_PER_DAY),
        "day" => Unit::Ticks(TICKS_PER_DAY),
        "hour" => Unit::Ticks(3600 * TICKS_PER_SECOND),
        "minute" => Unit::Ticks(60 * TICKS_PER_SECOND),
        "second" => Unit::Ticks(TICKS_PER_SECOND),
        "millisecond" => Unit::Ticks(TICKS_PER_SECOND / 1000),
        "microsecond" => Unit::Ticks(10),
        "nanosecond" => Unit::Nanoseconds,
        _ => return None,
    })
}

fn add(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [ValueRef::String(part), count, ValueRef::DateTime(ticks)] = arguments else { return Value::Null };
    let (Some(unit), Some(count)) = (unit(part), count.as_long()) else { return Value::Null };
    moment(match unit {
        Unit::Months(months) => count.checked_mul(months).and_then(|months| add_months(*ticks, months)),
        Unit::Ticks(size) => count.checked_mul(size).and_then(|more| ticks.checked_add(more)),
        Unit::Nanoseconds => ticks.checked_add(count / 100),
    })
}

fn diff(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [ValueRef::String(part), ValueRef::DateTime(left), ValueRef::DateTime(right)] = arguments else {
        return Value::Null;
    };
    let months = |ticks: i64| {
        let civil = datetime::civil(ticks);
        i64::from(civil.year) * 12 + i64::from(civil.month) - 1
    };
    match unit(part) {
        Some(Unit::Months(size)) => {
            Value::Long(months(*left).div_euclid(size) - months(*right).div_euclid(size))
        }
        // Day 0 was a Monday; a shift by one makes weeks begin on Sunday.
        Some(Unit::Ticks(size)) if size == 7 * TICKS_PER_DAY => {
            let week = |ticks: i64| (ticks.div_euclid(TICKS_PER_DAY) + 1).div_euclid(7);
            Value::Long(week(*left) - week(*right))
        }
        Some(Unit::Ticks(size)) => Value::Long(left.div_euclid(size) - right.div_euclid(size)),
        Some(Unit::Nanoseconds) => {
            left.checked_sub(*right).and_then(|ticks| ticks.checked_mul(100)).map_or(Value::Null, Value::Long)
        }
        None => Value::Null,
    }
}
