//! Rounding: `bin`, `bin_at`, `floor`, `ceiling`, `round`, `abs`.

use quarry_data::{Decimal, Type, Value, ValueRef};

use crate::Kernel::{self, LongLongToLong, LongToLong, RealRealToReal, RealToReal, Strict};
use crate::{
    ArgumentRule, CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet,
};

const BASE: ScalarFunction = ScalarFunction { category: Category::Math, ..ScalarFunction::BASE };
const WIDEST: ResultType = ResultType::Widest;
const DATETIME: ResultType = ResultType::Fixed(Type::DateTime);
const TIMESPAN: ResultType = ResultType::Fixed(Type::TimeSpan);

const fn value(accepts: TypeSet) -> Param {
    Param::new("value", accepts, "What to round down.")
}

const fn round_to(accepts: TypeSet) -> Param {
    Param::new("roundTo", accepts, "The size of a bin.")
}

/// The overloads of `bin`, which has two names. Whole numbers and ticks are rounded as such.
const BIN_SIGNATURES: &[Signature] = &[
    Signature {
        params: &[value(TypeSet::INTEGER), round_to(TypeSet::INTEGER)],
        result: WIDEST,
        kernel: LongLongToLong(bin_whole),
    },
    Signature {
        params: &[value(TypeSet::NUMBER), round_to(TypeSet::NUMBER)],
        result: WIDEST,
        kernel: BIN_NUMBER,
    },
    Signature {
        params: &[value(TypeSet::TIMESPAN), round_to(TypeSet::TIMESPAN)],
        result: TIMESPAN,
        kernel: LongLongToLong(bin_whole),
    },
    Signature {
        params: &[value(TypeSet::DATETIME), round_to(TypeSet::TIMESPAN)],
        result: DATETIME,
        kernel: LongLongToLong(bin_whole),
    },
    Signature {
        params: &[value(TypeSet::DATETIME), round_to(TypeSet::DATETIME)],
        result: DATETIME,
        kernel: LongLongToLong(bin_whole),
    },
];
const BIN_NUMBER: Kernel = RealRealToReal(bin_real);

pub(super) static BIN: ScalarFunction = ScalarFunction {
    name: "bin",
    summary: "Rounds down to a multiple of a size.",
    signatures: BIN_SIGNATURES,
    notes: &["Negative values are rounded away from zero.", "A size that is not above zero gives null."],
    examples: &[
        Example::new("print bin(4.5, 1)", "4"),
        Example::new("print bin(-5, 2)", "-6"),
        Example::new("print bin(datetime(1970-05-11 13:45:07), 1d)", "1970-05-11T00:00:00.0000000Z"),
        Example::new("print bin(long(null), 2)", ""),
    ],
    ..BASE
};

pub(super) static FLOOR: ScalarFunction = ScalarFunction {
    name: "floor",
    summary: "Rounds down to a multiple of a size, like bin.",
    signatures: BIN_SIGNATURES,
    examples: &[Example::new("print floor(1.9, 1)", "1"), Example::new("print floor(long(null), 2)", "")],
    ..BASE
};

pub(super) static BIN_AT: ScalarFunction = ScalarFunction {
    name: "bin_at",
    summary: "Rounds down to a multiple of a size, counted from a fixed point.",
    signatures: &[
        Signature {
            params: &[
                value(TypeSet::NUMBER),
                Param::new("bin_size", TypeSet::NUMBER, "The size of a bin."),
                Param::new("fixed_point", TypeSet::NUMBER, "Where a bin begins."),
            ],
            result: WIDEST,
            kernel: Strict(bin_at),
        },
        Signature {
            params: &[
                value(TypeSet::TIMESPAN),
                Param::new("bin_size", TypeSet::TIMESPAN, "The size of a bin."),
                Param::new("fixed_point", TypeSet::TIMESPAN, "Where a bin begins."),
            ],
            result: TIMESPAN,
            kernel: Strict(bin_at),
        },
        Signature {
            params: &[
                value(TypeSet::DATETIME),
                Param::new("bin_size", TypeSet::TIMESPAN, "The size of a bin."),
                Param::new("fixed_point", TypeSet::DATETIME, "Where a bin begins."),
            ],
            result: DATETIME,
            kernel: Strict(bin_at),
        },
    ],
    examples: &[
        Example::new("print bin_at(6.5, 2.5, 7)", "4.5"),
        Example::new(
            "print bin_at(datetime(2023-06-14 12:00), 7d, datetime(2023-01-01))",
            "2023-06-11T00:00:00.0000000Z",
        ),
        Example::new("print bin_at(5, 0, 1)", ""),
    ],
    ..BASE
};

pub(super) static CEILING: ScalarFunction = ScalarFunction {
    name: "ceiling",
    summary: "Rounds up to a whole number.",
    signatures: &[
        Signature {
            params: &[Param::new("number", TypeSet::INTEGER, "The number.")],
            result: ResultType::Argument(0),
            kernel: LongToLong(Some),
        },
        Signature {
            params: &[Param::new("number", TypeSet::NUMBER, "The number.")],
            result: ResultType::Argument(0),
            kernel: RealToReal(f64::ceil),
        },
    ],
    examples: &[Example::new("print ceiling(-1.1)", "-1"), Example::new("print ceiling(real(null))", "")],
    ..BASE
};

pub(super) static ROUND: ScalarFunction = ScalarFunction {
    name: "round",
    summary: "Rounds to a number of decimal places.",
    signatures: &[Signature {
        params: &[
            Param::new("number", TypeSet::NUMBER, "The number."),
            Param::new(
                "precision",
                TypeSet::LONG,
                "How many places; 0 by default, negative ones round before the point.",
            )
            .optional()
            .rule(ArgumentRule::Constant),
        ],
        result: ResultType::Argument(0),
        kernel: Strict(round),
    }],
    notes: &["Halves are rounded away from zero."],
    examples: &[
        Example::new("print round(2.98765)", "3"),
        Example::new("print round(2.98765, 3)", "2.988"),
        Example::new("print round(real(null), 1)", ""),
    ],
    ..BASE
};

pub(super) static ABS: ScalarFunction = ScalarFunction {
    name: "abs",
    summary: "Gives the absolute value.",
    signatures: &[
        Signature {
            params: &[Param::new("number", TypeSet::INTEGER, "The number.")],
            result: ResultType::Fixed(Type::Long),
            kernel: LongToLong(|v| Some(v.wrapping_abs())),
        },
        Signature {
            params: &[Param::new("number", TypeSet::NUMBER, "The number.")],
            result: ResultType::Argument(0),
            kernel: Strict(|_, arguments| match arguments {
                [ValueRef::Decimal(v)] => {
                    Value::Decimal(if *v < Decimal::default() { v.negated() } else { *v })
                }
                [other] => other.as_real().map_or(Value::Null, |v| Value::Real(v.abs())),
                _ => Value::Null,
            }),
        },
        Signature {
            params: &[Param::new("number", TypeSet::TIMESPAN, "The timespan.")],
            result: TIMESPAN,
            kernel: LongToLong(|v| Some(v.wrapping_abs())),
        },
    ],
    examples: &[
        Example::new("print abs(-5)", "5"),
        Example::new("print abs(-1h)", "01:00:00"),
        Example::new("print abs(long(null))", ""),
    ],
    ..BASE
};

fn bin_whole(value: i64, size: i64) -> Option<i64> {
    (size > 0).then(|| value.div_euclid(size) * size)
}

fn bin_real(value: f64, size: f64) -> f64 {
    if size > 0.0 { (value / size).floor() * size } else { f64::NAN }
}

fn bin_at(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let ticks = |value: &ValueRef<'_>| match value {
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(*v),
        other => other.as_long(),
    };
    let [value, size, point] = arguments else { return Value::Null };
    if let (Some(whole), Some(size), Some(point)) = (ticks(value), ticks(size), ticks(point)) {
        let from = whole.checked_sub(point).and_then(|distance| bin_whole(distance, size));
        return from.and_then(|from| from.checked_add(point)).map_or(Value::Null, Value::Long);
    }
    let real = |value: &ValueRef<'_>| match value {
        ValueRef::Decimal(v) => Some(v.to_real()),
        other => other.as_real(),
    };
    match (real(value), real(size), real(point)) {
        (Some(value), Some(size), Some(point)) if size > 0.0 => {
            Value::Real(bin_real(value - point, size) + point)
        }
        _ => Value::Null,
    }
}

fn round(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let precision = arguments.get(1).and_then(|value| value.as_long()).unwrap_or(0).clamp(-300, 300) as i32;
    match arguments.first() {
        Some(whole @ (ValueRef::Int(_) | ValueRef::Long(_))) if precision >= 0 => ValueRef::to_owned(*whole),
        Some(ValueRef::Decimal(v)) => {
            Decimal::from_real(round_real(v.to_real(), precision)).map_or(Value::Null, Value::Decimal)
        }
        Some(other) => other.as_real().map_or(Value::Null, |v| Value::Real(round_real(v, precision))),
        None => Value::Null,
    }
}

fn round_real(value: f64, precision: i32) -> f64 {
    if !value.is_finite() || precision > 15 {
        return value;
    }
    let scale = 10f64.powi(precision.abs());
    if precision < 0 { (value / scale).round() * scale } else { (value * scale).round() / scale }
}
