//! `series_fit_…`: lines and polynomials through a series.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic, Type, Value, ValueRef};

use super::series::{self, DYNAMIC, ONE, SERIES};
use super::series_line::{Line, r_square};
use crate::Kernel::Strict;
use crate::{CallContext, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const LINE_COLUMNS: &[(&str, Type)] = &[
    ("rsquare", Type::Real),
    ("slope", Type::Real),
    ("variance", Type::Real),
    ("rvariance", Type::Real),
    ("interception", Type::Real),
    ("line_fit", Type::Dynamic),
];

const TWO_LINES_COLUMNS: &[(&str, Type)] = &[
    ("rsquare", Type::Real),
    ("split_idx", Type::Long),
    ("variance", Type::Real),
    ("rvariance", Type::Real),
    ("line_fit", Type::Dynamic),
    ("right_rsquare", Type::Real),
    ("right_slope", Type::Real),
    ("right_interception", Type::Real),
    ("right_variance", Type::Real),
    ("right_rvariance", Type::Real),
    ("left_rsquare", Type::Real),
    ("left_slope", Type::Real),
    ("left_interception", Type::Real),
    ("left_variance", Type::Real),
    ("left_rvariance", Type::Real),
];

pub(super) static SERIES_FIT_LINE: ScalarFunction = ScalarFunction {
    name: "series_fit_line",
    summary: "Fits a straight line to a series by least squares.",
    signatures: &[Signature {
        params: ONE,
        result: ResultType::Columns(LINE_COLUMNS),
        kernel: Strict(|_, arguments| line(arguments).map_or(Value::Null, series::array)),
    }],
    notes: &["The interception is that of positions 1, 2, 3, …"],
    examples: &[
        Example::new(
            "print s = dynamic([1, 3, 5]) | extend (rsquare, slope) = series_fit_line(s) | project slope",
            "2",
        ),
        Example::new(
            "print s = dynamic([2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30]) | extend (r, s, v, w, interception) = series_fit_line(s) | project round(interception, 6)",
            "-1.666667",
        ),
    ],
    ..SERIES
};

pub(super) static SERIES_FIT_LINE_DYNAMIC: ScalarFunction = ScalarFunction {
    name: "series_fit_line_dynamic",
    summary: "Fits a straight line to a series by least squares, as a bag.",
    signatures: &[Signature {
        params: ONE,
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            line(arguments).map_or(Value::Null, |values| bag(LINE_COLUMNS, values))
        }),
    }],
    examples: &[Example::new("print series_fit_line_dynamic(dynamic([1, 3, 5])).slope", "2.0")],
    ..SERIES
};

pub(super) static SERIES_FIT_2LINES: ScalarFunction = ScalarFunction {
    name: "series_fit_2lines",
    summary: "Splits a series in two where two straight lines fit it best.",
    signatures: &[Signature {
        params: ONE,
        result: ResultType::Columns(TWO_LINES_COLUMNS),
        kernel: Strict(|_, arguments| two_lines(arguments).map_or(Value::Null, series::array)),
    }],
    examples: &[Example::new(
        "print s = dynamic([1, 1, 1, 5, 5, 5]) | extend (rsquare, split) = series_fit_2lines(s) | project split",
        "3",
    )],
    ..SERIES
};

pub(super) static SERIES_FIT_2LINES_DYNAMIC: ScalarFunction = ScalarFunction {
    name: "series_fit_2lines_dynamic",
    summary: "Splits a series in two where two straight lines fit it best, as a bag.",
    signatures: &[Signature {
        params: ONE,
        result: DYNAMIC,
        kernel: Strict(|_, arguments| two_lines_bag(arguments)),
    }],
    examples: &[Example::new("print series_fit_2lines_dynamic(dynamic([1, 1, 1, 5, 5, 5])).split_idx", "3")],
    ..SERIES
};

pub(super) static SERIES_FIT_POLY: ScalarFunction = ScalarFunction {
    name: "series_fit_poly",
    summary: "Fits a polynomial to a series by least squares.",
    signatures: &[Signature {
        params: &[
            Param::new("y_series", TypeSet::DYNAMIC, "The numbers."),
            Param::new("x_series", TypeSet::DYNAMIC, "Where they stand; 1, 2, 3, … by default.").optional(),
            Param::new("degree", TypeSet::INTEGER, "The polynomial's degree, 1 to 5; 1 by default.")
                .optional(),
        ],
        result: ResultType::Columns(&[
            ("rsquare", Type::Real),
            ("coefficients", Type::Dynamic),
            ("variance", Type::Real),
            ("rvariance", Type::Real),
            ("poly_fit", Type::Dynamic),
        ]),
        kernel: Strict(fit_poly),
    }],
    notes: &["Coefficients begin with the highest power."],
    examples: &[Example::new(
        "print y = dynamic([1, 4, 9, 16]), x = dynamic([1, 2, 3, 4]) | extend (r, c) = series_fit_poly(y, x, 2) | project round(r, 6)",
        "1",
    )],
    ..SERIES
};

fn numbers(arguments: &[ValueRef<'_>]) -> Option<Vec<f64>> {
    arguments.first().and_then(|series| series::reals(*series)).filter(|numbers| !numbers.is_empty())
}

fn bag(columns: &[(&str, Type)], values: Vec<Dynamic>) -> Value {
    let keys = columns.iter().map(|(name, _)| Arc::from(*name));
    Value::Dynamic(Dynamic::bag(Bag::from_entries(keys.zip(values))))
}

fn reals(numbers: impl Iterator<Item = f64>) -> Dynamic {
    Dynamic::array(numbers.map(Dynamic::Real).collect())
}

/// The values of [`LINE_COLUMNS`].
fn line(arguments: &[ValueRef<'_>]) -> Option<Vec<Dynamic>> {
    let numbers = numbers(arguments)?;
    let line = Line::fit(&numbers);
    let mut values: Vec<Dynamic> =
        [line.r_square(), line.slope, line.variance, line.residual_variance, line.interception()]
            .into_iter()
            .map(Dynamic::Real)
            .collect();
    values.push(reals((0..numbers.len()).map(|position| line.at(position as f64))));
    Some(values)
}

/// The values of [`TWO_LINES_COLUMNS`].
fn two_lines(arguments: &[ValueRef<'_>]) -> Option<Vec<Dynamic>> {
    let numbers = numbers(arguments).filter(|numbers| numbers.len() >= 2)?;
    let left_over = |part: &[f64], line: &Line| line.residual_variance * (part.len() as f64 - 1.0).max(1.0);
    let (split, left, right, residuals) = (1..numbers.len())
        .map(|split| {
            let (before, after) = numbers.split_at(split);
            let (left, right) = (Line::fit(before), Line::fit(after));
            (split, left, right, left_over(before, &left) + left_over(after, &right))
        })
        .min_by(|a, b| a.3.total_cmp(&b.3))?;
    let variance = Line::fit(&numbers).variance;
    let residual_variance = residuals / (numbers.len() as f64 - 1.0);
    let fit = (0..numbers.len()).map(|position| {
        if position < split { left.at(position as f64) } else { right.at((position - split) as f64) }
    });
    let mut values = vec![
        Dynamic::Real(r_square(variance, residual_variance)),
        Dynamic::Long(split as i64),
        Dynamic::Real(variance),
        Dynamic::Real(residual_variance),
        reals(fit),
    ];
    for line in [right, left] {
        let parts = [line.r_square(), line.slope, line.interception(), line.variance, line.residual_variance];
        values.extend(parts.map(Dynamic::Real));
    }
    Some(values)
}

/// A bag of the whole fit, with a bag for each of the two lines.
fn two_lines_bag(arguments: &[ValueRef<'_>]) -> Value {
    let Some(mut values) = two_lines(arguments) else { return Value::Null };
    let side = |values: Vec<Dynamic>| {
        let keys = ["rsquare", "slope", "interception", "variance", "rvariance"];
        Dynamic::bag(Bag::from_entries(keys.into_iter().map(Arc::from).zip(values)))
    };
    let left = side(values.split_off(10));
    let right = side(values.split_off(5));
    let keys = ["rsquare", "split_idx", "variance", "rvariance", "line_fit", "right", "left"];
    values.extend([right, left]);
    Value::Dynamic(Dynamic::bag(Bag::from_entries(keys.into_iter().map(Arc::from).zip(values))))
}

fn fit_poly(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(y) = numbers(arguments) else { return Value::Null };
    let x = match arguments.get(1) {
        None => (1..=y.len()).map(|position| position as f64).collect(),
        Some(series) => match series::reals(*series) {
            Some(x) if x.len() == y.len() => x,
            _ => return Value::Null,
        },
    };
    let degree = arguments.get(2).and_then(|value| value.as_long()).unwrap_or(1);
    let Some(coefficients) = usize::try_from(degree)
        .ok()
        .filter(|degree| (1..=5).contains(degree) && *degree < y.len())
        .and_then(|degree| polynomial(&x, &y, degree))
    else {
        return Value::Null;
    };
    let fit: Vec<f64> =
        x.iter().map(|x| coefficients.iter().fold(0.0, |sum, factor| sum * x + factor)).collect();
    let variance = Line::fit(&y).variance;
    let freedom = (y.len() as f64 - 1.0).max(1.0);
    let residual_variance = y.iter().zip(&fit).map(|(y, fit)| (y - fit).powi(2)).sum::<f64>() / freedom;
    series::array([
        Dynamic::Real(r_square(variance, residual_variance)),
        reals(coefficients.into_iter()),
        Dynamic::Real(variance),
        Dynamic::Real(residual_variance),
        reals(fit.into_iter()),
    ])
}

/// Solves the normal equations by elimination with pivoting; the highest power comes first.
fn polynomial(x: &[f64], y: &[f64], degree: usize) -> Option<Vec<f64>> {
    let size = degree + 1;
    let mut rows = vec![vec![0.0; size + 1]; size];
    for (x, y) in x.iter().zip(y) {
        for (i, row) in rows.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate().take(size) {
                *cell += x.powi((i + j) as i32);
            }
            row[size] += y * x.powi(i as i32);
        }
    }
    for column in 0..size {
        let pivot =
            (column..size).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column] == 0.0 {
            return None;
        }
        let reference = rows[column].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / reference[column];
                row.iter_mut().zip(&reference).for_each(|(cell, other)| *cell -= factor * other);
            }
        }
    }
    Some((0..size).rev().map(|index| rows[index][size] / rows[index][index]).collect())
}
