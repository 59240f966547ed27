//! Descriptive statistics of a series.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic, Type, Value, ValueRef};

use super::series::{self, DYNAMIC, SERIES};
use crate::Kernel::Strict;
use crate::{Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const PARAMS: &[Param] = &[
    Param::new("series", TypeSet::DYNAMIC, "An array of numbers."),
    Param::new("ignore_nonfinite", TypeSet::BOOL, "Whether to leave out NaN, infinities and nulls.")
        .optional(),
];

/// The keys of the bag; the first seven are the columns of `series_stats`.
const KEYS: [&str; 9] = ["min", "min_idx", "max", "max_idx", "avg", "stdev", "variance", "sum", "len"];

pub(super) static SERIES_STATS: ScalarFunction = ScalarFunction {
    name: "series_stats",
    summary: "Gives minimum, maximum, their positions, average, standard deviation and variance of a series, a column each.",
    signatures: &[Signature {
        params: PARAMS,
        result: ResultType::Columns(&[
            ("min", Type::Real),
            ("min_idx", Type::Long),
            ("max", Type::Real),
            ("max_idx", Type::Long),
            ("avg", Type::Real),
            ("stdev", Type::Real),
            ("variance", Type::Real),
        ]),
        kernel: Strict(|_, arguments| match stats(arguments) {
            Some(mut values) => {
                values.truncate(7);
                series::array(values)
            }
            None => Value::Null,
        }),
    }],
    examples: &[Example::new("print s = dynamic([1, 2, 3]) | project series_stats(s)", "1")],
    ..SERIES
};

pub(super) static SERIES_STATS_DYNAMIC: ScalarFunction = ScalarFunction {
    name: "series_stats_dynamic",
    summary: "Gives minimum, maximum, their positions, average, variance, standard deviation, sum and length of a series, as a bag.",
    signatures: &[Signature {
        params: PARAMS,
        result: DYNAMIC,
        kernel: Strict(|_, arguments| match stats(arguments) {
            Some(values) => {
                Value::Dynamic(Dynamic::bag(Bag::from_entries(KEYS.into_iter().map(Arc::from).zip(values))))
            }
            None => Value::Null,
        }),
    }],
    examples: &[Example::new("print series_stats_dynamic(dynamic([1, 2, 3])).avg", "2.0")],
    ..SERIES
};

/// The values of [`KEYS`]; nulls when there is nothing to count or something that is no number.
fn stats(arguments: &[ValueRef<'_>]) -> Option<Vec<Dynamic>> {
    let numbers = arguments.first().and_then(|series| series::optional_reals(*series))?;
    let ignore = arguments.get(1).and_then(|value| value.as_bool()).unwrap_or(false);
    let known: Vec<(usize, f64)> = numbers
        .iter()
        .enumerate()
        .map(|(position, number)| (position, number.unwrap_or(f64::NAN)))
        .filter(|(_, number)| !ignore || number.is_finite())
        .collect();
    let undefined = known.is_empty() || known.iter().any(|(_, number)| number.is_nan());
    Some(if undefined { vec![Dynamic::Null; KEYS.len()] } else { summary(&known) })
}

/// The values of the bag for at least one number.
fn summary(known: &[(usize, f64)]) -> Vec<Dynamic> {
    let (mut min, mut max) = (known[0], known[0]);
    let mut sum = 0.0;
    for &(position, number) in known {
        if number < min.1 {
            min = (position, number);
        }
        if number > max.1 {
            max = (position, number);
        }
        sum += number;
    }
    let count = known.len() as f64;
    let mean = sum / count;
    let squares: f64 = known.iter().map(|(_, number)| (number - mean).powi(2)).sum();
    let variance = if known.len() > 1 { squares / (count - 1.0) } else { 0.0 };
    vec![
        Dynamic::Real(min.1),
        Dynamic::Long(min.0 as i64),
        Dynamic::Real(max.1),
        Dynamic::Long(max.0 as i64),
        Dynamic::Real(mean),
        Dynamic::Real(variance.sqrt()),
        Dynamic::Real(variance),
        Dynamic::Real(sum),
        Dynamic::Long(known.len() as i64),
    ]
}
