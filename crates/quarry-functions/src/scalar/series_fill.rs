//! Functions that fill the gaps of a series.

use quarry_data::{Dynamic, Value, ValueRef};

use super::series::{self, DYNAMIC, Number, SERIES};
use crate::Kernel::Scalar;
use crate::{Example, Param, ScalarFunction, Signature, TypeSet};

const SERIES_PARAM: Param = Param::new("series", TypeSet::DYNAMIC, "An array of numbers.");
const PLACEHOLDER: Param =
    Param::new("missing_value_placeholder", TypeSet::ANY, "What stands for a gap; null by default.")
        .optional();

/// A gap is the placeholder, and null in any case.
fn is_gap(item: &Dynamic, placeholder: Option<&Dynamic>) -> bool {
    match placeholder {
        None | Some(Dynamic::Null) => *item == Dynamic::Null,
        Some(placeholder) => match (Number::of(item), Number::of(placeholder)) {
            (Some(a), Some(b)) => a.real() == b.real(),
            _ => *item == Dynamic::Null || item == placeholder,
        },
    }
}

fn argument(arguments: &[ValueRef<'_>], position: usize) -> Option<Dynamic> {
    arguments.get(position).map(|value| Dynamic::from_value(*value))
}

/// Each element's nearest known neighbour in the order of `positions`.
fn carry(items: &[Dynamic], placeholder: Option<&Dynamic>, positions: impl Iterator<Item = usize>) -> Value {
    let mut filled = items.to_vec();
    let mut last: Option<Dynamic> = None;
    for position in positions {
        if is_gap(&filled[position], placeholder) {
            if let Some(known) = &last {
                filled[position] = known.clone();
            }
        } else {
            last = Some(filled[position].clone());
        }
    }
    series::array(filled)
}

pub(super) static SERIES_FILL_BACKWARD: ScalarFunction = ScalarFunction {
    name: "series_fill_backward",
    summary: "Fills each gap with the next known element.",
    signatures: &[Signature {
        params: &[SERIES_PARAM, PLACEHOLDER],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| {
            let Some(items) = arguments.first().and_then(|series| series::items(*series)) else {
                return Value::Null;
            };
            carry(items, argument(arguments, 1).as_ref(), (0..items.len()).rev())
        }),
    }],
    notes: &["Gaps after the last known element stay."],
    examples: &[Example::new("print series_fill_backward(dynamic([null, 2, null]))", "[2,2,null]")],
    ..SERIES
};

pub(super) static SERIES_FILL_CONST: ScalarFunction =
    ScalarFunction {
        name: "series_fill_const",
        summary: "Fills each gap with a number.",
        signatures: &[Signature {
            params: &[
                SERIES_PARAM,
                Param::new("constant_value", TypeSet::NUMBER, "What to fill in; 0 by default.").optional(),
                PLACEHOLDER,
            ],
            result: DYNAMIC,
            kernel: Scalar(|_, arguments| {
                let Some(items) = arguments.first().and_then(|series| series::items(*series)) else {
                    return Value::Null;
                };
                let constant = argument(arguments, 1).unwrap_or(Dynamic::Long(0));
                let placeholder = argument(arguments, 2);
                series::array(items.iter().map(|item| {
                    if is_gap(item, placeholder.as_ref()) { constant.clone() } else { item.clone() }
                }))
            }),
        }],
        examples: &[
            Example::new("print series_fill_const(dynamic([1, null, 3]))", "[1,0,3]"),
            Example::new("print series_fill_const(dynamic([1, -1, 3]), 9, -1)", "[1,9,3]"),
        ],
        ..SERIES
    };

pub(super) static SERIES_FILL_FORWARD: ScalarFunction = ScalarFunction {
    name: "series_fill_forward",
    summary: "Fills each gap with the last known element.",
    signatures: &[Signature {
        params: &[SERIES_PARAM, PLACEHOLDER],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| {
            let Some(items) = arguments.first().and_then(|series| series::items(*series)) else {
                return Value::Null;
            };
            carry(items, argument(arguments, 1).as_ref(), 0..items.len())
        }),
    }],
    notes: &["Gaps before the first known element stay."],
    examples: &[Example::new("print series_fill_forward(dynamic([null, 2, null]))", "[null,2,2]")],
    ..SERIES
};

pub(super) static SERIES_FILL_LINEAR: ScalarFunction = ScalarFunction {
    name: "series_fill_linear",
    summary: "Fills each gap on the straight line between its known neighbours.",
    notes: &["Between whole numbers the result is cut to a whole number."],
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            PLACEHOLDER,
            Param::new(
                "fill_edges",
                TypeSet::BOOL,
                "Whether to fill the ends with the nearest element; true by default.",
            )
            .optional(),
            Param::new(
                "constant_value",
                TypeSet::NUMBER,
                "What to fill in when nothing is known; 0 by default.",
            )
            .optional(),
        ],
        result: DYNAMIC,
        kernel: Scalar(fill_linear),
    }],
    examples: &[
        Example::new("print series_fill_linear(dynamic([1.5, null, 3.5]))", "[1.5,2.5,3.5]"),
        Example::new("print series_fill_linear(dynamic([1, null, 4]))", "[1,2,4]"),
        Example::new("print series_fill_linear(dynamic([null, 2, null]))", "[2,2,2]"),
    ],
    ..SERIES
};

fn fill_linear(_: &crate::CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(items) = arguments.first().and_then(|series| series::items(*series)) else { return Value::Null };
    let placeholder = argument(arguments, 1);
    let fill_edges = arguments.get(2).and_then(|value| value.as_bool()).unwrap_or(true);
    let numbers: Vec<Option<f64>> = items
        .iter()
        .map(
            |item| if is_gap(item, placeholder.as_ref()) { None } else { Number::of(item).map(Number::real) },
        )
        .collect();
    let known: Vec<(usize, f64)> =
        numbers.iter().enumerate().filter_map(|(position, number)| Some((position, (*number)?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        let constant = argument(arguments, 3).unwrap_or(Dynamic::Long(0));
        return series::array(items.iter().map(|_| constant.clone()));
    };
    // A series of whole numbers stays one: what lies between is cut to whole numbers.
    let whole = items.iter().all(|item| matches!(item, Dynamic::Long(_) | Dynamic::Null));
    let element = |number: f64| if whole { Dynamic::Long(number as i64) } else { Dynamic::Real(number) };
    let mut next = 0;
    series::array((0..numbers.len()).map(|position| {
        while next < known.len() && known[next].0 < position {
            next += 1;
        }
        match numbers[position] {
            Some(_) if whole => items[position].clone(),
            Some(number) => Dynamic::Real(number),
            None if position < first.0 || position > last.0 => {
                let edge = if position < first.0 { first.1 } else { last.1 };
                if fill_edges { element(edge) } else { items[position].clone() }
            }
            None => {
                let ((from, low), (to, high)) = (known[next - 1], known[next]);
                let share = (position - from) as f64 / (to - from) as f64;
                element(low + (high - low) * share)
            }
        }
    }))
}
