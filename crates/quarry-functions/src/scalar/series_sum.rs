//! Functions that make one number of a series, or of two.

use quarry_data::{Value, ValueRef};

use super::series::{self, ONE, REAL, SERIES, TWO};
use crate::Kernel::Strict;
use crate::{Example, Param, ScalarFunction, Signature, TypeSet};

fn one(arguments: &[ValueRef<'_>], f: fn(&[f64]) -> f64) -> Value {
    arguments
        .first()
        .and_then(|series| series::reals(*series))
        .map_or(Value::Null, |numbers| Value::Real(f(&numbers)))
}

/// Both series, when they have numbers only and the same length.
fn pair(arguments: &[ValueRef<'_>]) -> Option<(Vec<f64>, Vec<f64>)> {
    let [left, right] = arguments else { return None };
    let (left, right) = (series::reals(*left)?, series::reals(*right)?);
    (left.len() == right.len()).then_some((left, right))
}

fn two(arguments: &[ValueRef<'_>], f: fn(&[f64], &[f64]) -> f64) -> Value {
    pair(arguments).map_or(Value::Null, |(left, right)| Value::Real(f(&left, &right)))
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn magnitude(numbers: &[f64]) -> f64 {
    dot(numbers, numbers).sqrt()
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn pearson(left: &[f64], right: &[f64]) -> f64 {
    let (mean_left, mean_right) = (mean(left), mean(right));
    let left: Vec<f64> = left.iter().map(|v| v - mean_left).collect();
    let right: Vec<f64> = right.iter().map(|v| v - mean_right).collect();
    dot(&left, &right) / (magnitude(&left) * magnitude(&right))
}

/// The dot product where one side may be a number that stands for every element.
fn dot_product(arguments: &[ValueRef<'_>]) -> Value {
    let [left, right] = arguments else { return Value::Null };
    let (number, numbers) = match (left.as_real(), right.as_real()) {
        (Some(number), None) => (number, series::reals(*right)),
        (None, Some(number)) => (number, series::reals(*left)),
        _ => return two(arguments, dot),
    };
    numbers.map_or(Value::Null, |numbers| Value::Real(number * numbers.iter().sum::<f64>()))
}

pub(super) static SERIES_COSINE_SIMILARITY: ScalarFunction = ScalarFunction {
    name: "series_cosine_similarity",
    summary: "Gives the cosine of the angle between two series taken as vectors.",
    signatures: &[Signature {
        params: &[
            Param::new("series1", TypeSet::DYNAMIC, "An array of numbers."),
            Param::new("series2", TypeSet::DYNAMIC, "An array of numbers of the same length."),
            Param::new("magnitude1", TypeSet::NUMBER, "The magnitude of the first, when it is known.")
                .optional(),
            Param::new("magnitude2", TypeSet::NUMBER, "The magnitude of the second, when it is known.")
                .optional(),
        ],
        result: REAL,
        kernel: Strict(|_, arguments| {
            let Some((left, right)) = arguments.get(..2).and_then(pair) else { return Value::Null };
            let known = |position: usize| arguments.get(position).and_then(|value| value.as_real());
            let magnitudes =
                known(2).unwrap_or_else(|| magnitude(&left)) * known(3).unwrap_or_else(|| magnitude(&right));
            Value::Real(dot(&left, &right) / magnitudes)
        }),
    }],
    examples: &[
        Example::new("print series_cosine_similarity(dynamic([1, 0]), dynamic([0, 1]))", "0"),
        Example::new("print series_cosine_similarity(dynamic([1, 0]), dynamic([0]))", ""),
    ],
    ..SERIES
};

pub(super) static SERIES_DOT_PRODUCT: ScalarFunction = ScalarFunction {
    name: "series_dot_product",
    summary: "Multiplies two series element by element and adds the products up.",
    signatures: &[
        Signature { params: TWO, result: REAL, kernel: Strict(|_, arguments| dot_product(arguments)) },
        Signature {
            params: &[
                Param::new("series1", TypeSet::DYNAMIC, "An array of numbers."),
                Param::new("series2", TypeSet::NUMBER, "A number to use with every element."),
            ],
            result: REAL,
            kernel: Strict(|_, arguments| dot_product(arguments)),
        },
        Signature {
            params: &[
                Param::new("series1", TypeSet::NUMBER, "A number to use with every element."),
                Param::new("series2", TypeSet::DYNAMIC, "An array of numbers."),
            ],
            result: REAL,
            kernel: Strict(|_, arguments| dot_product(arguments)),
        },
    ],
    examples: &[
        Example::new("print series_dot_product(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", "12"),
        Example::new("print series_dot_product(dynamic([1, 2, 4]), 2)", "14"),
    ],
    ..SERIES
};

pub(super) static SERIES_MAGNITUDE: ScalarFunction = ScalarFunction {
    name: "series_magnitude",
    summary: "Gives the length of a series taken as a vector.",
    signatures: &[Signature {
        params: ONE,
        result: REAL,
        kernel: Strict(|_, arguments| one(arguments, magnitude)),
    }],
    examples: &[
        Example::new("print series_magnitude(dynamic([3, 4]))", "5"),
        Example::new("print series_magnitude(dynamic([3, 'x']))", ""),
    ],
    ..SERIES
};

pub(super) static SERIES_PEARSON_CORRELATION: ScalarFunction = ScalarFunction {
    name: "series_pearson_correlation",
    summary: "Gives the linear correlation of two series, from -1 to 1.",
    signatures: &[Signature {
        params: TWO,
        result: REAL,
        kernel: Strict(|_, arguments| two(arguments, pearson)),
    }],
    examples: &[
        Example::new(
            "print round(series_pearson_correlation(dynamic([1, 2, 3]), dynamic([2, 4, 6])), 6)",
            "1",
        ),
        Example::new("print series_pearson_correlation(dynamic([1, 2, 3]), dynamic([1, 1, 1]))", "NaN"),
    ],
    ..SERIES
};

pub(super) static SERIES_PRODUCT: ScalarFunction = ScalarFunction {
    name: "series_product",
    summary: "Multiplies the elements of a series.",
    signatures: &[Signature {
        params: ONE,
        result: REAL,
        kernel: Strict(|_, arguments| one(arguments, |numbers| numbers.iter().product())),
    }],
    examples: &[
        Example::new("print series_product(dynamic([1, 2, 3, 4]))", "24"),
        Example::new("print series_product(dynamic([1, 'x']))", ""),
    ],
    ..SERIES
};

pub(super) static SERIES_SUM: ScalarFunction = ScalarFunction {
    name: "series_sum",
    summary: "Adds the elements of a series up.",
    signatures: &[Signature {
        params: ONE,
        result: REAL,
        kernel: Strict(|_, arguments| one(arguments, |numbers| numbers.iter().sum())),
    }],
    examples: &[
        Example::new("print series_sum(dynamic([1, 2, 3, 4]))", "10"),
        Example::new("print series_sum(dynamic([1, 'x']))", ""),
    ],
    ..SERIES
};
