//! `+`, `-`, `*`, `/`, `%` and unary minus.
//!
//! Whole numbers wrap on overflow and give null when divided by zero; reals follow IEEE 754; a datetime
//! outside the years 1 to 9999 is null. The remainder is never negative:
//! <https://learn.microsoft.com/kusto/query/numerical-operators>.

use quarry_data::{Column, Datum, Decimal, Dynamic, Type, Value, ValueRef, datetime};

use crate::operand::{Operand, Zipped, datum, decimals, longs, reals, zip, zip_checked};
use crate::{CallContext, CallError, Category, Example, Kernel, Param, ResultType, ScalarFunction};
use crate::{Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Operator, ..ScalarFunction::BASE };
const REALS: TypeSet = TypeSet::INTEGER.or(TypeSet::REAL);
type Columns = fn(&CallContext, &[Datum], usize) -> Result<Datum, CallError>;

const fn of(params: &'static [Param; 2], result: Type, kernel: Columns) -> Signature {
    Signature { params, result: ResultType::Fixed(result), kernel: Kernel::Columns(kernel) }
}

const fn two(left: TypeSet, right: TypeSet) -> [Param; 2] {
    [Param::new("left", left, "The left operand."), Param::new("right", right, "The right operand.")]
}

const INTEGERS: &[Param; 2] = &two(TypeSet::INTEGER, TypeSet::INTEGER);
const NUMBERS: &[Param; 2] = &two(REALS, REALS);
const DECIMALS: &[Param; 2] = &two(TypeSet::NUMBER, TypeSet::NUMBER);
const SPANS: &[Param; 2] = &two(TypeSet::TIMESPAN, TypeSet::TIMESPAN);
const DATES: &[Param; 2] = &two(TypeSet::DATETIME, TypeSet::DATETIME);
const DATE_SPAN: &[Param; 2] = &two(TypeSet::DATETIME, TypeSet::TIMESPAN);
const SPAN_DATE: &[Param; 2] = &two(TypeSet::TIMESPAN, TypeSet::DATETIME);
const SPAN_INTEGER: &[Param; 2] = &two(TypeSet::TIMESPAN, TypeSet::INTEGER);
const SPAN_NUMBER: &[Param; 2] = &two(TypeSet::TIMESPAN, TypeSet::NUMBER);
const NUMBER_SPAN: &[Param; 2] = &two(TypeSet::NUMBER, TypeSet::TIMESPAN);
const DATE_NUMBER: &[Param; 2] = &two(TypeSet::DATETIME, TypeSet::NUMBER);
const NUMBER_DATE: &[Param; 2] = &two(TypeSet::NUMBER, TypeSet::DATETIME);
const TREES: &[Param; 2] = &two(TypeSet::DYNAMIC, TypeSet::DYNAMIC);

pub(super) static ADD: ScalarFunction = ScalarFunction {
    name: "+",
    summary: "Adds numbers, or a timespan to a datetime or timespan.",
    signatures: &[
        of(INTEGERS, Type::Long, |_, a, _| Ok(whole(a, i64::wrapping_add, Column::Long))),
        of(NUMBERS, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x + y))),
        of(DECIMALS, Type::Decimal, |_, a, _| Ok(exact(a, Decimal::checked_add))),
        of(SPANS, Type::TimeSpan, |_, a, _| Ok(whole(a, i64::wrapping_add, Column::TimeSpan))),
        of(DATE_SPAN, Type::DateTime, |_, a, _| Ok(date(a, i64::checked_add))),
        of(SPAN_DATE, Type::DateTime, |_, a, _| Ok(date(a, i64::checked_add))),
        of(DATES, Type::DateTime, |_, a, _| Ok(date(a, i64::checked_add))),
        of(TREES, Type::Dynamic, |_, a, rows| Ok(trees(a, rows, i64::wrapping_add_option, |x, y| x + y))),
    ],
    notes: &["Int and int give a long; a long that grows too large wraps around."],
    examples: &[
        Example::new("print 1 + 2", "3"),
        Example::new("print 1 + long(null)", ""),
        Example::new("print 9223372036854775807 + 1", "-9223372036854775808"),
        Example::new("print datetime(9999-12-31) + 1d", ""),
    ],
    ..BASE
};

pub(super) static SUBTRACT: ScalarFunction = ScalarFunction {
    name: "-",
    summary: "Subtracts numbers; two datetimes give the timespan between them.",
    signatures: &[
        of(INTEGERS, Type::Long, |_, a, _| Ok(whole(a, i64::wrapping_sub, Column::Long))),
        of(NUMBERS, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x - y))),
        of(DECIMALS, Type::Decimal, |_, a, _| Ok(exact(a, Decimal::checked_sub))),
        of(SPANS, Type::TimeSpan, |_, a, _| Ok(whole(a, i64::wrapping_sub, Column::TimeSpan))),
        of(DATES, Type::TimeSpan, |_, a, _| Ok(whole(a, i64::wrapping_sub, Column::TimeSpan))),
        of(DATE_SPAN, Type::DateTime, |_, a, _| Ok(date(a, i64::checked_sub))),
        of(SPAN_DATE, Type::DateTime, |_, a, _| Ok(date(a, i64::checked_sub))),
        of(TREES, Type::Dynamic, |_, a, rows| Ok(trees(a, rows, i64::wrapping_sub_option, |x, y| x - y))),
    ],
    examples: &[
        Example::new("print 1 - 2", "-1"),
        Example::new("print datetime(2020-01-02) - datetime(2020-01-01)", "1.00:00:00"),
        Example::new("print datetime(0001-01-01) - 1tick", ""),
    ],
    ..BASE
};

pub(super) static MULTIPLY: ScalarFunction = ScalarFunction {
    name: "*",
    summary: "Multiplies numbers, or a timespan by a number.",
    signatures: &[
        of(INTEGERS, Type::Long, |_, a, _| Ok(whole(a, i64::wrapping_mul, Column::Long))),
        of(NUMBERS, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x * y))),
        of(DECIMALS, Type::Decimal, |_, a, _| Ok(exact(a, Decimal::checked_mul))),
        of(SPANS, Type::TimeSpan, |_, a, _| Ok(whole(a, i64::wrapping_mul, Column::TimeSpan))),
        of(SPAN_INTEGER, Type::TimeSpan, |_, a, _| Ok(whole(a, i64::wrapping_mul, Column::TimeSpan))),
        of(SPAN_NUMBER, Type::TimeSpan, |_, a, _| Ok(ticks(a, |x, y| x * y, Column::TimeSpan))),
        of(NUMBER_SPAN, Type::TimeSpan, |_, a, _| Ok(ticks(a, |x, y| x * y, Column::TimeSpan))),
        of(DATE_NUMBER, Type::DateTime, |_, a, _| Ok(ticks(a, |x, y| x * y, Column::DateTime))),
        of(NUMBER_DATE, Type::DateTime, |_, a, _| Ok(ticks(a, |x, y| x * y, Column::DateTime))),
        of(TREES, Type::Dynamic, |_, a, rows| Ok(trees(a, rows, i64::wrapping_mul_option, |x, y| x * y))),
    ],
    examples: &[
        Example::new("print 6 * 7", "42"),
        Example::new("print 1d * 2.5", "2.12:00:00"),
        Example::new("print 2 * real(null)", ""),
    ],
    ..BASE
};

pub(super) static DIVIDE: ScalarFunction = ScalarFunction {
    name: "/",
    summary: "Divides numbers; two timespans give how often the second fits into the first.",
    signatures: &[
        of(INTEGERS, Type::Long, |_, a, _| Ok(whole_checked(a, divide, Column::Long))),
        of(NUMBERS, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x / y))),
        of(DECIMALS, Type::Decimal, |_, a, _| Ok(exact(a, Decimal::checked_div))),
        of(SPANS, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x / y))),
        of(DATES, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x / y))),
        of(DATE_SPAN, Type::Real, |_, a, _| Ok(fraction(a, |x, y| x / y))),
        of(SPAN_INTEGER, Type::TimeSpan, |_, a, _| Ok(whole_checked(a, divide, Column::TimeSpan))),
        of(SPAN_NUMBER, Type::TimeSpan, |_, a, _| Ok(ticks(a, |x, y| x / y, Column::TimeSpan))),
        of(DATE_NUMBER, Type::DateTime, |_, a, _| Ok(ticks(a, |x, y| x / y, Column::DateTime))),
        of(TREES, Type::Dynamic, |_, a, rows| Ok(trees(a, rows, divide, |x, y| x / y))),
    ],
    notes: &[
        "Two whole numbers give a whole number, cut towards zero; write one of them as a real to keep the fraction.",
        "A whole number divided by zero is null, a real divided by zero is infinite or NaN.",
    ],
    examples: &[
        Example::new("print 7 / 2", "3"),
        Example::new("print 7 / 2.0", "3.5"),
        Example::new("print 1 / 0", ""),
        Example::new("print 1d / 1h", "24"),
    ],
    ..BASE
};

pub(super) static MODULO: ScalarFunction = ScalarFunction {
    name: "%",
    summary: "Gives the remainder of a division, which is never negative.",
    signatures: &[
        of(INTEGERS, Type::Long, |_, a, _| Ok(whole_checked(a, remainder, Column::Long))),
        of(NUMBERS, Type::Real, |_, a, _| Ok(fraction(a, f64::rem_euclid))),
        of(DECIMALS, Type::Decimal, |_, a, _| Ok(exact(a, Decimal::checked_rem))),
        of(SPANS, Type::TimeSpan, |_, a, _| Ok(whole_checked(a, remainder, Column::TimeSpan))),
        of(DATES, Type::TimeSpan, |_, a, _| Ok(whole_checked(a, remainder, Column::TimeSpan))),
        of(DATE_SPAN, Type::TimeSpan, |_, a, _| Ok(whole_checked(a, remainder, Column::TimeSpan))),
        of(SPAN_INTEGER, Type::TimeSpan, |_, a, _| Ok(whole_checked(a, remainder, Column::TimeSpan))),
        of(SPAN_NUMBER, Type::TimeSpan, |_, a, _| Ok(ticks(a, f64::rem_euclid, Column::TimeSpan))),
        of(DATE_NUMBER, Type::DateTime, |_, a, _| Ok(ticks(a, f64::rem_euclid, Column::DateTime))),
        of(TREES, Type::Dynamic, |_, a, rows| Ok(trees(a, rows, remainder, f64::rem_euclid))),
    ],
    examples: &[
        Example::new("print 7 % 3", "1"),
        Example::new("print -7 % 3", "2"),
        Example::new("print 7 % 0", ""),
        Example::new("print 90m % 1h", "00:30:00"),
    ],
    ..BASE
};

const fn sign(accepts: TypeSet) -> [Param; 1] {
    [Param::new("operand", accepts, "The value.")]
}

pub(super) static NEGATE: ScalarFunction = ScalarFunction {
    name: "-x",
    summary: "Changes the sign of a number or timespan.",
    signatures: &[
        Signature {
            params: &sign(TypeSet::LONG),
            result: ResultType::Fixed(Type::Long),
            kernel: Kernel::LongToLong(|v| Some(v.wrapping_neg())),
        },
        Signature {
            params: &sign(TypeSet::INT),
            result: ResultType::Fixed(Type::Int),
            kernel: Kernel::LongToLong(|v| Some(v.wrapping_neg())),
        },
        Signature {
            params: &sign(TypeSet::REAL),
            result: ResultType::Fixed(Type::Real),
            kernel: Kernel::RealToReal(|v| -v),
        },
        Signature {
            params: &sign(TypeSet::DECIMAL),
            result: ResultType::Fixed(Type::Decimal),
            kernel: Kernel::Strict(negate),
        },
        Signature {
            params: &sign(TypeSet::TIMESPAN),
            result: ResultType::Fixed(Type::TimeSpan),
            kernel: Kernel::LongToLong(|v| Some(v.wrapping_neg())),
        },
        Signature {
            params: &sign(TypeSet::DATETIME),
            result: ResultType::Fixed(Type::DateTime),
            kernel: Kernel::LongToLong(|v| v.checked_neg().and_then(datetime::checked)),
        },
        Signature {
            params: &sign(TypeSet::DYNAMIC),
            result: ResultType::Fixed(Type::Dynamic),
            kernel: Kernel::Strict(negate),
        },
    ],
    examples: &[
        Example::new("print x = 5 | extend y = -x | project y", "-5"),
        Example::new("print x = 1h | extend y = -x | project y", "-01:00:00"),
        Example::new("print x = long(null) | extend y = -x | project y", ""),
    ],
    ..BASE
};

/// Wrapping operations in the shape that may give null.
trait Wrapping: Sized {
    fn wrapping_add_option(self, other: Self) -> Option<Self>;
    fn wrapping_sub_option(self, other: Self) -> Option<Self>;
    fn wrapping_mul_option(self, other: Self) -> Option<Self>;
}

impl Wrapping for i64 {
    fn wrapping_add_option(self, other: Self) -> Option<Self> {
        Some(self.wrapping_add(other))
    }

    fn wrapping_sub_option(self, other: Self) -> Option<Self> {
        Some(self.wrapping_sub(other))
    }

    fn wrapping_mul_option(self, other: Self) -> Option<Self> {
        Some(self.wrapping_mul(other))
    }
}

type Wrap<T> = fn(quarry_data::column::Primitive<T>) -> Column;

fn operands<'a, T: Copy + Default>(
    arguments: &'a [Datum],
    read: fn(&'a Datum) -> Operand<'a, T>,
) -> Option<(Operand<'a, T>, Operand<'a, T>)> {
    match arguments {
        [left, right] => Some((read(left), read(right))),
        _ => None,
    }
}

fn finish<R: Copy + Default>(result: Option<Zipped<R>>, wrap: Wrap<R>) -> Datum {
    result.map_or(Datum::Constant(Value::Null), |zipped| zipped.into_datum(wrap))
}

fn whole(arguments: &[Datum], f: impl Fn(i64, i64) -> i64, wrap: Wrap<i64>) -> Datum {
    finish(operands(arguments, longs).map(|(left, right)| zip(&left, &right, f)), wrap)
}

fn whole_checked(arguments: &[Datum], f: fn(i64, i64) -> Option<i64>, wrap: Wrap<i64>) -> Datum {
    finish(operands(arguments, longs).map(|(left, right)| zip_checked(&left, &right, f)), wrap)
}

fn fraction(arguments: &[Datum], f: impl Fn(f64, f64) -> f64) -> Datum {
    finish(operands(arguments, reals).map(|(left, right)| zip(&left, &right, f)), Column::Real)
}

fn exact(arguments: &[Datum], f: fn(Decimal, Decimal) -> Option<Decimal>) -> Datum {
    finish(operands(arguments, decimals).map(|(left, right)| zip_checked(&left, &right, f)), Column::Decimal)
}

fn date(arguments: &[Datum], f: fn(i64, i64) -> Option<i64>) -> Datum {
    let checked = |left, right| f(left, right).and_then(datetime::checked);
    finish(
        operands(arguments, longs).map(|(left, right)| zip_checked(&left, &right, checked)),
        Column::DateTime,
    )
}

/// Ticks computed as reals; null when they do not fit.
fn ticks(arguments: &[Datum], f: fn(f64, f64) -> f64, wrap: Wrap<i64>) -> Datum {
    let fitting = |left, right| {
        let value = f(left, right);
        (value.abs() < i64::MAX as f64).then_some(value as i64)
    };
    finish(operands(arguments, reals).map(|(left, right)| zip_checked(&left, &right, fitting)), wrap)
}

fn divide(left: i64, right: i64) -> Option<i64> {
    (right != 0).then(|| left.wrapping_div(right))
}

fn remainder(left: i64, right: i64) -> Option<i64> {
    (right != 0).then(|| left.wrapping_rem_euclid(right))
}

/// Two numbers in dynamics; anything else is null.
fn trees(
    arguments: &[Datum],
    rows: usize,
    longs: fn(i64, i64) -> Option<i64>,
    reals: fn(f64, f64) -> f64,
) -> Datum {
    let [left, right] = arguments else { return Datum::Constant(Value::Null) };
    let constant = left.as_constant().is_some() && right.as_constant().is_some();
    let rows = if constant { 1 } else { rows };
    let values = (0..rows).map(|row| match (tree(left.value(row)), tree(right.value(row))) {
        (Dynamic::Long(left), Dynamic::Long(right)) => {
            longs(left, right).map_or(Dynamic::Null, Dynamic::Long)
        }
        (left, right) => match (number(&left), number(&right)) {
            (Some(left), Some(right)) => Dynamic::Real(reals(left, right)),
            _ => Dynamic::Null,
        },
    });
    datum(Column::Dynamic(values.collect()), constant)
}

fn tree(value: ValueRef<'_>) -> Dynamic {
    Dynamic::from_value(value)
}

fn number(value: &Dynamic) -> Option<f64> {
    match value {
        Dynamic::Long(v) => Some(*v as f64),
        Dynamic::Real(v) => Some(*v),
        Dynamic::Decimal(v) => Some(v.to_real()),
        _ => None,
    }
}

fn negate(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    match arguments {
        [ValueRef::Decimal(v)] => Value::Decimal(v.negated()),
        [ValueRef::Dynamic(Dynamic::Long(v))] => Value::Long(v.wrapping_neg()),
        [ValueRef::Dynamic(Dynamic::Real(v))] => Value::Real(-v),
        [ValueRef::Dynamic(Dynamic::TimeSpan(v))] => Value::TimeSpan(v.wrapping_neg()),
        _ => Value::Null,
    }
}
