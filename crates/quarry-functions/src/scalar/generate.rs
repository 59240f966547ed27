//! Values that are made: ranges, repetitions, random numbers, guids; and what the service knows of a row.

use std::cell::Cell;

use quarry_data::{Dynamic, Guid, Type, Value, ValueRef, datetime};

use super::declare::{STRINGS, constant, long_at, param, real_at, sig};
use crate::Kernel::{Scalar, Strict};
use crate::{CallContext, Category, Example, Kernel, Purity, ResultType, ScalarFunction, Signature, TypeSet};

/// Elements of an array that `range` and `repeat` make at the most.
const LIMIT: usize = 1_048_576;

pub(super) static RANGE: ScalarFunction = ScalarFunction {
    name: "range",
    category: Category::Dynamic,
    summary: "Makes an array of evenly spaced values.",
    signatures: &[Signature {
        params: &[
            param("start", TypeSet::SUMMABLE.or(TypeSet::DYNAMIC), "The first value."),
            param("stop", TypeSet::SUMMABLE.or(TypeSet::DYNAMIC), "The value not to pass."),
            param(
                "step",
                TypeSet::SUMMABLE.or(TypeSet::DYNAMIC),
                "The distance; 1, or an hour for times, by default.",
            )
            .optional(),
        ],
        result: ResultType::Fixed(Type::Dynamic),
        kernel: Strict(range),
    }],
    notes: &["At most 1,048,576 elements are made."],
    examples: &[
        Example::new("print range(1, 8, 3)", "[1,4,7]"),
        Example::new("print range(5, 1)", "[]"),
        Example::new("print range(1h, 3h)", "[\"01:00:00\",\"02:00:00\",\"03:00:00\"]"),
    ],
    ..ScalarFunction::BASE
};

pub(super) static REPEAT: ScalarFunction = ScalarFunction {
    name: "repeat",
    category: Category::Dynamic,
    summary: "Makes an array of one value many times.",
    signatures: &[sig(
        &[param("value", TypeSet::ANY, "The value."), param("count", TypeSet::LONG, "How often.")],
        Type::Dynamic,
        Scalar(|_, arguments| {
            let value = arguments.first().map_or(Dynamic::Null, |value| Dynamic::from_value(*value));
            match long_at(arguments, 1).and_then(|count| usize::try_from(count).ok()) {
                Some(count) => Value::Dynamic(Dynamic::array(vec![value; count.min(LIMIT)])),
                None => Value::Null,
            }
        }),
    )],
    examples: &[Example::new("print repeat(1, 3)", "[1,1,1]"), Example::new("print repeat('a', 0)", "[]")],
    ..ScalarFunction::BASE
};

pub(super) static RAND: ScalarFunction = ScalarFunction {
    name: "rand",
    category: Category::Math,
    summary: "Gives a random number from 0 below 1, or a whole one from 0 below a bound.",
    signatures: &[sig(&[param("number", TypeSet::INTEGER, "The bound.").optional()], Type::Real, RANDOM)],
    examples: &[Example::new("print rand() < 1", "true"), Example::new("print rand(1)", "0")],
    purity: Purity::Row,
    ..ScalarFunction::BASE
};
const RANDOM: Kernel = Kernel::Columns(|cx, arguments, rows| {
    let bound = arguments.first().and_then(|bound| bound.value(0).as_long()).filter(|bound| *bound > 0);
    let numbers = (0..rows).map(|_| {
        let share = (random(cx) >> 11) as f64 / (1u64 << 53) as f64;
        bound.map_or(share, |bound| (share * bound as f64).floor())
    });
    Ok(quarry_data::Datum::Column(quarry_data::Column::Real(numbers.collect())))
});

pub(super) static NEW_GUID: ScalarFunction = ScalarFunction {
    name: "new_guid",
    category: Category::Metadata,
    summary: "Gives a new random guid for every row.",
    signatures: &[sig(
        &[],
        Type::Guid,
        Kernel::Columns(|cx, _, rows| {
            let guids = (0..rows).map(|_| {
                let bits = u128::from(random(cx)) << 64 | u128::from(random(cx));
                // Version 4, variant 1, as RFC 9562 wants them.
                Guid(bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62)
            });
            Ok(quarry_data::Datum::Column(quarry_data::Column::Guid(guids.collect())))
        }),
    )],
    examples: &[Example::new("print strlen(tostring(new_guid()))", "36")],
    purity: Purity::Row,
    ..ScalarFunction::BASE
};

pub(super) static FORMAT_BYTES: ScalarFunction = ScalarFunction {
    name: "format_bytes",
    summary: "Writes a number of bytes in a readable unit.",
    signatures: &[sig(
        &[
            param("size", TypeSet::NUMBER, "The bytes."),
            constant("precision", TypeSet::NUMBER, "How many decimal places at the most; 0 by default.")
                .optional(),
            constant(
                "units",
                TypeSet::STRING,
                "The unit to use: `Bytes`, `KB`, `MB`, `GB`, `TB`, `PB`, `EB`.",
            )
            .optional(),
        ],
        Type::String,
        Strict(format_bytes),
    )],
    examples: &[
        Example::new("print format_bytes(564)", "564 Bytes"),
        Example::new("print format_bytes(20010332, 2)", "19.08 MB"),
        Example::new("print format_bytes(20010332, 0, 'KB')", "19541 KB"),
    ],
    ..STRINGS
};

pub(super) static INGESTION_TIME: ScalarFunction = ScalarFunction {
    name: "ingestion_time",
    category: Category::Metadata,
    summary: "Gives the moment a row came into its table.",
    signatures: &[sig(&[], Type::DateTime, Scalar(|_, _| Value::Null))],
    notes: &[
        "Files do not tell when their rows came in, so it is the row's Timestamp or TimeGenerated.",
        "Where the source's time column is no longer there it is null.",
    ],
    examples: &[Example::new("print ingestion_time()", "")],
    purity: Purity::Query,
    ..ScalarFunction::BASE
};

pub(super) static ESTIMATE_DATA_SIZE: ScalarFunction = ScalarFunction {
    name: "estimate_data_size",
    category: Category::Metadata,
    summary: "Gives the bytes that the values of a row take, roughly.",
    signatures: &[sig(
        &[param("column", TypeSet::ANY, "A column; * for all.")
            .repeated(1, 32767)
            .rule(crate::ArgumentRule::StarAllowed)],
        Type::Long,
        Scalar(|_, arguments| {
            let size = |value: &ValueRef<'_>| match value {
                ValueRef::Bool(_) => 1,
                ValueRef::Int(_) => 4,
                ValueRef::Guid(_) | ValueRef::Decimal(_) => 16,
                ValueRef::String(text) => text.len() as i64,
                ValueRef::Dynamic(_) => crate::conversion::text(*value).len() as i64,
                _ => 8,
            };
            Value::Long(arguments.iter().map(size).sum())
        }),
    )],
    examples: &[Example::new("print estimate_data_size(1, 'abc')", "11")],
    ..ScalarFunction::BASE
};

thread_local! {
    /// How many random numbers were drawn; each query's seed goes its own way.
    static DRAWN: Cell<u64> = const { Cell::new(0) };
}

/// The next number of a SplitMix64 sequence that begins with the seed.
fn random(cx: &CallContext) -> u64 {
    let drawn = DRAWN.with(|drawn| {
        drawn.set(drawn.get().wrapping_add(1));
        drawn.get()
    });
    let mut z = cx.seed.wrapping_add(drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn range(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let values: Vec<Dynamic> = arguments.iter().map(|value| Dynamic::from_value(*value)).collect();
    let hour = Dynamic::TimeSpan(3600 * datetime::TICKS_PER_SECOND);
    let (Some(start), Some(stop)) = (values.first(), values.get(1)) else { return Value::Null };
    let step = values.get(2).cloned().unwrap_or(match start {
        Dynamic::DateTime(_) | Dynamic::TimeSpan(_) => hour,
        _ => Dynamic::Long(1),
    });
    let whole = |value: &Dynamic| match value {
        Dynamic::Long(v) | Dynamic::DateTime(v) | Dynamic::TimeSpan(v) => Some(*v),
        _ => None,
    };
    if let (Some(from), Some(to), Some(by)) = (whole(start), whole(stop), whole(&step)) {
        let wrap: fn(i64) -> Dynamic = match start {
            Dynamic::DateTime(_) => Dynamic::DateTime,
            Dynamic::TimeSpan(_) => Dynamic::TimeSpan,
            _ => Dynamic::Long,
        };
        let next = |value: &i64| value.checked_add(by);
        let steps = std::iter::successors(Some(from), next);
        let within = |value: &i64| if by > 0 { *value <= to } else { *value >= to };
        let elements =
            if by == 0 { Vec::new() } else { steps.take_while(within).take(LIMIT).map(wrap).collect() };
        return Value::Dynamic(Dynamic::array(elements));
    }
    match (real_at(arguments, 0), real_at(arguments, 1), real_at(arguments, 2).unwrap_or(1.0)) {
        (Some(from), Some(to), by) if by != 0.0 => {
            let count = ((to - from) / by).floor();
            let count = if count.is_finite() && count >= 0.0 { (count as usize + 1).min(LIMIT) } else { 0 };
            Value::Dynamic(Dynamic::array((0..count).map(|i| Dynamic::Real(from + by * i as f64)).collect()))
        }
        _ => Value::Null,
    }
}

fn format_bytes(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    const UNITS: [&str; 7] = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];
    let Some(size) = real_at(arguments, 0) else { return Value::string("") };
    let places = real_at(arguments, 1).unwrap_or(0.0).clamp(0.0, 15.0) as usize;
    let unit = match arguments.get(2).and_then(|unit| unit.as_str()) {
        Some(name) => match UNITS.iter().position(|unit| unit.eq_ignore_ascii_case(name)) {
            Some(unit) => unit,
            None => return Value::string(""),
        },
        None => (0..UNITS.len() - 1)
            .find(|unit| size.abs() < 1024f64.powi(*unit as i32 + 1))
            .unwrap_or(UNITS.len() - 1),
    };
    let text = format!("{:.places$}", size / 1024f64.powi(unit as i32));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Value::string(format!("{text} {}", UNITS[unit]))
}
