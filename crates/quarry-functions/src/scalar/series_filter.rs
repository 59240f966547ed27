//! Digital filters over a series.

use quarry_data::{Dynamic, Value, ValueRef};

use super::series::{self, DYNAMIC, SERIES};
use crate::Kernel::Strict;
use crate::{CallContext, Example, Param, ScalarFunction, Signature, TypeSet};

const SERIES_PARAM: Param = Param::new("series", TypeSet::DYNAMIC, "An array of numbers.");

pub(super) static SERIES_FIR: ScalarFunction = ScalarFunction {
    name: "series_fir",
    summary: "Applies a finite impulse response filter: each element becomes a weighted sum of those before it.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new("filter", TypeSet::DYNAMIC, "The weights, the newest element's first."),
            Param::new("normalize", TypeSet::BOOL, "Whether to divide the weights by their sum.").optional(),
            Param::new("center", TypeSet::BOOL, "Whether the filter looks both ways; false by default.")
                .optional(),
        ],
        result: DYNAMIC,
        kernel: Strict(fir),
    }],
    notes: &["Weights are normalized by default, unless one of them is negative."],
    examples: &[
        Example::new("print series_fir(dynamic([1, 2, 3, 4]), dynamic([1, 1]), false)", "[1.0,3.0,5.0,7.0]"),
        Example::new("print series_fir(dynamic([2, 4, 6]), dynamic([1, 2, 1]), true, true)", "[2.0,4.0,4.0]"),
    ],
    ..SERIES
};

pub(super) static SERIES_IIR: ScalarFunction = ScalarFunction {
    name: "series_iir",
    summary: "Applies an infinite impulse response filter: earlier results take part in later ones.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new("numerators", TypeSet::DYNAMIC, "The weights of the elements, the newest first."),
            Param::new(
                "denominators",
                TypeSet::DYNAMIC,
                "The weights of the results; the first divides all.",
            ),
        ],
        result: DYNAMIC,
        kernel: Strict(iir),
    }],
    examples: &[Example::new(
        "print series_iir(dynamic([1, 2, 3, 4]), dynamic([1]), dynamic([1, -1]))",
        "[1.0,3.0,6.0,10.0]",
    )],
    ..SERIES
};

fn fir(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(numbers), Some(mut weights)) = (
        arguments.first().and_then(|series| series::optional_reals(*series)),
        arguments.get(1).and_then(|filter| series::reals(*filter)),
    ) else {
        return Value::Null;
    };
    let flag = |position: usize| arguments.get(position).and_then(|value| value.as_bool());
    let sum: f64 = weights.iter().sum();
    if flag(2).unwrap_or(!weights.iter().any(|weight| *weight < 0.0)) && sum != 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
    let lead = if flag(3).unwrap_or(false) { weights.len() / 2 } else { 0 };
    series::real_array((0..numbers.len()).map(|position| {
        weights
            .iter()
            .enumerate()
            .filter_map(|(delay, weight)| {
                let source = (position + lead).checked_sub(delay)?;
                Some(numbers.get(source).copied().flatten()? * weight)
            })
            .sum()
    }))
}

fn iir(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [numbers, numerators, denominators] = arguments else { return Value::Null };
    let (Some(numbers), Some(numerators), Some(denominators)) =
        (series::optional_reals(*numbers), series::reals(*numerators), series::reals(*denominators))
    else {
        return Value::Null;
    };
    let Some(first) = denominators.first().copied().filter(|first| *first != 0.0) else { return Value::Null };
    let mut results: Vec<f64> = Vec::with_capacity(numbers.len());
    for position in 0..numbers.len() {
        let mut sum = 0.0;
        for (delay, weight) in numerators.iter().enumerate().take(position + 1) {
            sum += numbers[position - delay].unwrap_or(0.0) * weight;
        }
        for (delay, weight) in denominators.iter().enumerate().take(position + 1).skip(1) {
            sum -= results[position - delay] * weight;
        }
        results.push(sum / first);
    }
    Value::Dynamic(Dynamic::array(results.into_iter().map(Dynamic::Real).collect()))
}
