//! `<`, `<=`, `>`, `>=`, `between` and `!between`.
//!
//! A comparison with null is null.

use std::cmp::Ordering;

use quarry_data::{Column, Datum, Dynamic, Type, Value, ValueRef, order};

use crate::operand::{datum, decimals, longs, reals, zip};
use crate::{CallContext, CallError, Category, Example, Kernel, Param, ResultType, ScalarFunction};
use crate::{Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Operator, ..ScalarFunction::BASE };
const WHOLE: TypeSet = TypeSet::INTEGER.or(TypeSet::BOOL);
const REALS: TypeSet = WHOLE.or(TypeSet::REAL);
const NUMBERS: TypeSet = TypeSet::NUMBER.or(TypeSet::BOOL);
type Columns = fn(&CallContext, &[Datum], usize) -> Result<Datum, CallError>;

const fn of(params: &'static [Param], kernel: Columns) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Bool), kernel: Kernel::Columns(kernel) }
}

const fn two(accepts: TypeSet) -> [Param; 2] {
    [Param::new("left", accepts, "The left operand."), Param::new("right", accepts, "The right operand.")]
}

/// The signatures of a comparison, from the comparison of each kind of number.
macro_rules! signatures {
    ($operator:tt, $ordering:expr) => {
        &[
            of(&two(WHOLE), |_, a, _| Ok(whole(a, |x, y| x $operator y))),
            of(&two(REALS), |_, a, _| Ok(fraction(a, |x, y| x $operator y))),
            of(&two(NUMBERS), |_, a, _| Ok(exact(a, $ordering))),
            of(&two(TypeSet::DATETIME), |_, a, _| Ok(whole(a, |x, y| x $operator y))),
            of(&two(TypeSet::TIMESPAN), |_, a, _| Ok(whole(a, |x, y| x $operator y))),
            of(&two(TypeSet::DYNAMIC), |_, a, rows| Ok(trees(a, rows, $ordering))),
        ]
    };
}

pub(super) static LESS: ScalarFunction = ScalarFunction {
    name: "<",
    summary: "Tells whether the left value is below the right one.",
    signatures: signatures!(<, Ordering::is_lt),
    examples: &[
        Example::new("print 1 < 2", "true"),
        Example::new("print 2s < 1m", "true"),
        Example::new("print 1 < long(null)", ""),
    ],
    ..BASE
};

pub(super) static LESS_OR_EQUAL: ScalarFunction = ScalarFunction {
    name: "<=",
    summary: "Tells whether the left value is at most the right one.",
    signatures: signatures!(<=, Ordering::is_le),
    examples: &[Example::new("print 2 <= 2.0", "true"), Example::new("print long(null) <= 1", "")],
    ..BASE
};

pub(super) static GREATER: ScalarFunction = ScalarFunction {
    name: ">",
    summary: "Tells whether the left value is above the right one.",
    signatures: signatures!(>, Ordering::is_gt),
    examples: &[
        Example::new("print datetime(2020-01-02) > datetime(2020-01-01)", "true"),
        Example::new("print real(nan) > 1.0", "false"),
        Example::new("print 1 > long(null)", ""),
    ],
    ..BASE
};

pub(super) static GREATER_OR_EQUAL: ScalarFunction = ScalarFunction {
    name: ">=",
    summary: "Tells whether the left value is at least the right one.",
    signatures: signatures!(>=, Ordering::is_ge),
    examples: &[Example::new("print 2 >= 3", "false"), Example::new("print 2 >= long(null)", "")],
    ..BASE
};

const fn three(value: TypeSet, low: TypeSet, high: TypeSet) -> [Param; 3] {
    [
        Param::new("value", value, "The value to test."),
        Param::new("low", low, "The lowest value that passes."),
        Param::new("high", high, "The highest value that passes; a timespan counts from the low one."),
    ]
}

macro_rules! between {
    ($negated:expr) => {
        &[
            of(&three(WHOLE, WHOLE, WHOLE), |_, a, rows| Ok(between_longs(a, rows, $negated))),
            of(&three(REALS, REALS, REALS), |_, a, rows| Ok(between_reals(a, rows, $negated))),
            of(&three(NUMBERS, NUMBERS, NUMBERS), |_, a, rows| Ok(between_decimals(a, rows, $negated))),
            of(&three(TypeSet::DATETIME, TypeSet::DATETIME, TypeSet::DATETIME), |_, a, rows| {
                Ok(between_longs(a, rows, $negated))
            }),
            of(&three(TypeSet::TIMESPAN, TypeSet::TIMESPAN, TypeSet::TIMESPAN), |_, a, rows| {
                Ok(between_longs(a, rows, $negated))
            }),
            of(&three(TypeSet::DATETIME, TypeSet::DATETIME, TypeSet::TIMESPAN), |_, a, rows| {
                Ok(between_span(a, rows, $negated))
            }),
        ]
    };
}

pub(super) static BETWEEN: ScalarFunction = ScalarFunction {
    name: "between",
    summary: "Tells whether a value lies in a range, both ends included.",
    signatures: between!(false),
    examples: &[
        Example::new("print 3 between (1 .. 3)", "true"),
        Example::new("print datetime(2020-01-05) between (datetime(2020-01-01) .. 3d)", "false"),
        Example::new("print long(null) between (1 .. 3)", ""),
    ],
    ..BASE
};

pub(super) static NOT_BETWEEN: ScalarFunction = ScalarFunction {
    name: "!between",
    summary: "Tells whether a value lies outside a range.",
    signatures: between!(true),
    examples: &[
        Example::new("print 4 !between (1 .. 3)", "true"),
        Example::new("print 3 !between (1 .. 3)", "false"),
    ],
    ..BASE
};

fn whole(arguments: &[Datum], f: impl Fn(i64, i64) -> bool) -> Datum {
    match arguments {
        [left, right] => zip(&longs(left), &longs(right), f).into_datum(Column::Bool),
        _ => Datum::Constant(Value::Null),
    }
}

fn fraction(arguments: &[Datum], f: impl Fn(f64, f64) -> bool) -> Datum {
    match arguments {
        [left, right] => zip(&reals(left), &reals(right), f).into_datum(Column::Bool),
        _ => Datum::Constant(Value::Null),
    }
}

fn exact(arguments: &[Datum], f: fn(Ordering) -> bool) -> Datum {
    match arguments {
        [left, right] => zip(&decimals(left), &decimals(right), |x, y| f(x.cmp(&y))).into_datum(Column::Bool),
        _ => Datum::Constant(Value::Null),
    }
}

/// Dynamics of one kind compare as that kind; others do not compare.
fn trees(arguments: &[Datum], rows: usize, f: fn(Ordering) -> bool) -> Datum {
    let [left, right] = arguments else { return Datum::Constant(Value::Null) };
    let constant = left.as_constant().is_some() && right.as_constant().is_some();
    let rows = if constant { 1 } else { rows };
    let values = (0..rows).map(|row| match (left.value(row), right.value(row)) {
        (ValueRef::Dynamic(left), ValueRef::Dynamic(right)) if comparable(left, right) => {
            Some(f(order::compare_dynamics(left, right)))
        }
        _ => None,
    });
    datum(Column::Bool(values.collect()), constant)
}

fn comparable(left: &Dynamic, right: &Dynamic) -> bool {
    let number = |value: &Dynamic| matches!(value, Dynamic::Long(_) | Dynamic::Real(_) | Dynamic::Decimal(_));
    if number(left) && number(right) {
        return true;
    }
    !matches!(left, Dynamic::Null | Dynamic::Array(_) | Dynamic::Bag(_))
        && std::mem::discriminant(left) == std::mem::discriminant(right)
}

/// Joins the tests of both ends.
fn range<T: Copy>(
    rows: usize,
    constant: bool,
    value: impl Fn(usize) -> Option<T>,
    test: impl Fn(usize, T) -> Option<bool>,
    negated: bool,
) -> Datum {
    let rows = if constant { 1 } else { rows };
    let values = (0..rows).map(|row| test(row, value(row)?).map(|inside| inside != negated));
    datum(Column::Bool(values.collect()), constant)
}

fn all_constant(arguments: &[Datum]) -> bool {
    arguments.iter().all(|argument| argument.as_constant().is_some())
}

fn between_longs(arguments: &[Datum], rows: usize, negated: bool) -> Datum {
    let [value, low, high] = arguments else { return Datum::Constant(Value::Null) };
    let (value, low, high) = (longs(value), longs(low), longs(high));
    if low.is_constant()
        && high.is_constant()
        && !value.is_constant()
        && let (Some(low), Some(high)) = (low.get(0), high.get(0))
    {
        return Datum::Column(Column::Bool(value.map(|v| (v >= low && v <= high) != negated)));
    }
    let test = |row, v| Some(v >= low.get(row)? && v <= high.get(row)?);
    range(rows, all_constant(arguments), |row| value.get(row), test, negated)
}

fn between_reals(arguments: &[Datum], rows: usize, negated: bool) -> Datum {
    let [value, low, high] = arguments else { return Datum::Constant(Value::Null) };
    let (value, low, high) = (reals(value), reals(low), reals(high));
    let test = |row, v| Some(v >= low.get(row)? && v <= high.get(row)?);
    range(rows, all_constant(arguments), |row| value.get(row), test, negated)
}

fn between_decimals(arguments: &[Datum], rows: usize, negated: bool) -> Datum {
    let [value, low, high] = arguments else { return Datum::Constant(Value::Null) };
    let (value, low, high) = (decimals(value), decimals(low), decimals(high));
    let test = |row, v| Some(v >= low.get(row)? && v <= high.get(row)?);
    range(rows, all_constant(arguments), |row| value.get(row), test, negated)
}

fn between_span(arguments: &[Datum], rows: usize, negated: bool) -> Datum {
    let [value, low, span] = arguments else { return Datum::Constant(Value::Null) };
    let (value, low, span) = (longs(value), longs(low), longs(span));
    let test = |row, v| {
        let low: i64 = low.get(row)?;
        Some(v >= low && v <= low.saturating_add(span.get(row)?))
    };
    range(rows, all_constant(arguments), |row| value.get(row), test, negated)
}
