//! `series_decompose…`, `series_periods_…`, `series_seasonal` and `series_outliers`.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::series::{self, DYNAMIC, SERIES};
use super::series_season::{self, Parts, Trend};
use crate::Kernel::Strict;
use crate::{CallContext, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const SERIES_PARAM: Param = Param::new("series", TypeSet::DYNAMIC, "An array of numbers.");
const PERIOD: Param =
    Param::new("period", TypeSet::INTEGER, "The season's length; -1, the default, finds it, 0 means none.")
        .optional();
const TREND: Param =
    Param::new("trend", TypeSet::STRING, "`avg` (the default), `linefit` or `none`.").optional();
const TEST_POINTS: Param =
    Param::new("test_points", TypeSet::INTEGER, "How many points at the end not to learn from.").optional();
const SEASONALITY: Param =
    Param::new("seasonality_threshold", TypeSet::NUMBER, "How good a found period must be; 0.6 by default.")
        .optional();

pub(super) static SERIES_DECOMPOSE: ScalarFunction = ScalarFunction {
    name: "series_decompose",
    summary: "Takes a series apart into season, trend and residual, and gives the baseline they predict.",
    signatures: &[Signature {
        params: &[SERIES_PARAM, PERIOD, TREND, TEST_POINTS, SEASONALITY],
        result: ResultType::Columns(&[
            ("baseline", Type::Dynamic),
            ("seasonal", Type::Dynamic),
            ("trend", Type::Dynamic),
            ("residual", Type::Dynamic),
        ]),
        kernel: Strict(|_, arguments| {
            parts(arguments, [1, 2, 3, 4]).map_or(Value::Null, |(_, parts)| {
                series::array([
                    reals(parts.baseline()),
                    reals(parts.seasonal),
                    reals(parts.trend),
                    reals(parts.residual),
                ])
            })
        }),
    }],
    examples: &[Example::new(
        "print s = dynamic([1, 3, 1, 3]) | extend (b, s1, t) = series_decompose(s, 2) | project b",
        "[1.0,3.0,1.0,3.0]",
    )],
    ..SERIES
};

pub(super) static SERIES_DECOMPOSE_ANOMALIES: ScalarFunction = ScalarFunction {
    name: "series_decompose_anomalies",
    summary: "Marks the points of a series that its season and trend do not explain.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new(
                "threshold",
                TypeSet::NUMBER,
                "The score from which a point is anomalous; 1.5 by default.",
            )
            .optional(),
            PERIOD,
            TREND,
            TEST_POINTS,
            Param::new(
                "method",
                TypeSet::STRING,
                "`ctukey` (10th to 90th percentile, the default) or `tukey` (25th to 75th).",
            )
            .optional(),
            SEASONALITY,
        ],
        result: ResultType::Columns(&[
            ("ad_flag", Type::Dynamic),
            ("ad_score", Type::Dynamic),
            ("baseline", Type::Dynamic),
        ]),
        kernel: Strict(anomalies),
    }],
    examples: &[Example::new(
        "print s = dynamic([1, 2, 1, 2, 1, 90, 1, 2, 1, 2]) | extend (flag, score, base) = series_decompose_anomalies(s, 1.5, 0) | project flag",
        "[0,0,0,0,0,1,0,0,0,0]",
    )],
    ..SERIES
};

pub(super) static SERIES_DECOMPOSE_FORECAST: ScalarFunction = ScalarFunction {
    name: "series_decompose_forecast",
    summary: "Continues a series over its last points by its season and trend.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new("test_points", TypeSet::INTEGER, "How many points at the end to forecast."),
            PERIOD,
            TREND,
            SEASONALITY,
        ],
        result: ResultType::Columns(&[
            ("forecast", Type::Dynamic),
            ("seasonal", Type::Dynamic),
            ("trend", Type::Dynamic),
            ("residual", Type::Dynamic),
        ]),
        kernel: Strict(|_, arguments| {
            parts(arguments, [2, 3, 1, 4]).map_or(Value::Null, |(_, parts)| {
                series::array([
                    reals(parts.baseline()),
                    reals(parts.seasonal),
                    reals(parts.trend),
                    reals(parts.residual),
                ])
            })
        }),
    }],
    notes: &["The trend is a fitted line unless another one is asked for."],
    examples: &[Example::new(
        "print s = dynamic([1, 2, 3, 0]) | extend (f, s1, t, r) = series_decompose_forecast(s, 1, 0, 'linefit') | project f",
        "[1.0,2.0,3.0,4.0]",
    )],
    ..SERIES
};

pub(super) static SERIES_OUTLIERS: ScalarFunction = ScalarFunction {
    name: "series_outliers",
    summary: "Scores each point of a series by how far it lies outside the usual range; beyond 1.5 it is an outlier.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new("kind", TypeSet::STRING, "`ctukey` (the default) or `tukey`.").optional(),
            Param::new("ignore_val", TypeSet::NUMBER, "A number that stands for a gap.").optional(),
            Param::new("min_percentile", TypeSet::NUMBER, "The lower end of the usual range.").optional(),
            Param::new("max_percentile", TypeSet::NUMBER, "The upper end of the usual range.").optional(),
            Param::new("test_points", TypeSet::INTEGER, "How many points at the end not to learn from.")
                .optional(),
        ],
        result: DYNAMIC,
        kernel: Strict(outliers),
    }],
    examples: &[Example::new("print series_outliers(dynamic([1, 2, 3, 2, 1, 40]), 'tukey')[1]", "0.0")],
    ..SERIES
};

pub(super) static SERIES_PERIODS_DETECT: ScalarFunction = ScalarFunction {
    name: "series_periods_detect",
    summary: "Finds the strongest periods of a series and their scores.",
    signatures: &[Signature {
        params: &[
            SERIES_PARAM,
            Param::new("min_period", TypeSet::NUMBER, "The shortest period to look for."),
            Param::new("max_period", TypeSet::NUMBER, "The longest period to look for."),
            Param::new("num_periods", TypeSet::INTEGER, "How many periods to give."),
        ],
        result: ResultType::Columns(&[("periods", Type::Dynamic), ("scores", Type::Dynamic)]),
        kernel: Strict(periods_detect),
    }],
    notes: &["The arrays have an item for each of the asked periods; it is 0 where there is none."],
    examples: &[
        Example::new(
            "print s = dynamic([1, 5, 2, 3, 1, 5, 2, 3, 1, 5, 2, 3, 1, 5, 2, 3]) | extend (periods, scores) = series_periods_detect(s, 2, 6, 1) | project periods",
            "[4.0]",
        ),
        Example::new(
            "print s = dynamic([80, 139, 87, 110, 68, 54, 50, 51, 53, 133, 86, 141, 97, 156, 94, 149, 95, 140, 77, 61, 50, 54, 47, 133, 72, 152, 94, 148, 105, 162, 101, 160, 87, 63, 53, 55, 54, 151, 103, 189, 108, 183, 113, 175, 113, 178, 90, 71, 62, 62, 65, 165, 109, 181, 115, 182, 121, 178, 114, 170]) | extend (periods, scores) = series_periods_detect(s, 0, 50, 2) | project periods",
            "[14.0,0.0]",
        ),
    ],
    ..SERIES
};

pub(super) static SERIES_PERIODS_VALIDATE: ScalarFunction = ScalarFunction {
    name: "series_periods_validate",
    summary: "Scores how well a series repeats with each of the given periods.",
    signatures: &[Signature {
        params: &[SERIES_PARAM, Param::new("period", TypeSet::NUMBER, "A period to check.").repeated(1, 16)],
        result: ResultType::Columns(&[("periods", Type::Dynamic), ("scores", Type::Dynamic)]),
        kernel: Strict(periods_validate),
    }],
    examples: &[Example::new(
        "print s = dynamic([1, 5, 2, 3, 1, 5, 2, 3, 1, 5, 2, 3]) | extend (periods, scores) = series_periods_validate(s, 4, 2) | project scores[1]",
        "0.0",
    )],
    ..SERIES
};

pub(super) static SERIES_SEASONAL: ScalarFunction = ScalarFunction {
    name: "series_seasonal",
    summary: "Gives the part of a series that repeats.",
    signatures: &[Signature {
        params: &[SERIES_PARAM, PERIOD, TEST_POINTS],
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            let Some(numbers) = numbers(arguments) else { return Value::Null };
            let test_points = count(arguments, 2);
            let period = period(&numbers, whole(arguments, 1), test_points, 0.6);
            let parts = series_season::decompose(&numbers, period, Trend::None, test_points);
            Value::Dynamic(reals(parts.seasonal))
        }),
    }],
    notes: &["Each point is the median of the points in its phase; without a period all are 0."],
    examples: &[
        Example::new("print series_seasonal(dynamic([1, 3, 1, 3]), 2)", "[1.0,3.0,1.0,3.0]"),
        Example::new("print series_seasonal(dynamic([1, 3, 1, 3, 7, 3]), 2)", "[1.0,3.0,1.0,3.0,1.0,3.0]"),
    ],
    ..SERIES
};

fn reals(numbers: Vec<f64>) -> Dynamic {
    Dynamic::array(numbers.into_iter().map(Dynamic::Real).collect())
}

/// The numbers of the first argument; gaps are filled with the number before.
fn numbers(arguments: &[ValueRef<'_>]) -> Option<Vec<f64>> {
    let mut last = 0.0;
    let items = series::optional_reals(*arguments.first()?)?;
    Some(
        items
            .into_iter()
            .map(|number| {
                last = number.filter(|number| number.is_finite()).unwrap_or(last);
                last
            })
            .collect(),
    )
}

fn whole(arguments: &[ValueRef<'_>], position: usize) -> Option<i64> {
    arguments.get(position).and_then(|value| value.as_long())
}

fn count(arguments: &[ValueRef<'_>], position: usize) -> usize {
    whole(arguments, position).and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
}

/// The period to use: as asked for, or found in the points that may be learned from.
fn period(numbers: &[f64], asked: Option<i64>, test_points: usize, threshold: f64) -> usize {
    match asked.unwrap_or(-1) {
        -1 => {
            let learned = &numbers[..numbers.len().saturating_sub(test_points)];
            series_season::periods(learned, 2.0, learned.len() as f64 / 2.0, 1)
                .first()
                .filter(|(_, score)| *score >= threshold)
                .map_or(0, |(period, _)| *period)
        }
        given => usize::try_from(given).unwrap_or(0),
    }
}

/// The series and its parts; `at` gives the positions of period, trend, test points and threshold.
fn parts(arguments: &[ValueRef<'_>], at: [usize; 4]) -> Option<(Vec<f64>, Parts)> {
    let numbers = numbers(arguments)?;
    let test_points = count(arguments, at[2]);
    let threshold = arguments.get(at[3]).and_then(|value| value.as_real()).unwrap_or(0.6);
    let trend = match arguments.get(at[1]).and_then(|value| value.as_str()) {
        Some(name) => Trend::of(name)?,
        // Forecasting continues a line, looking back averages.
        None if at[2] == 1 => Trend::LineFit,
        None => Trend::Average,
    };
    let period = period(&numbers, whole(arguments, at[0]), test_points, threshold);
    let parts = series_season::decompose(&numbers, period, trend, test_points);
    Some((numbers, parts))
}

fn anomalies(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some((_, parts)) = parts(arguments, [2, 3, 4, 6]) else { return Value::Null };
    let threshold = arguments.get(1).and_then(|value| value.as_real()).unwrap_or(1.5);
    let Some(range) = percentiles(arguments.get(5).and_then(|value| value.as_str())) else {
        return Value::Null;
    };
    let learned = parts.residual.len().saturating_sub(count(arguments, 4));
    let scores = scores(&parts.residual, &parts.residual[..learned], range);
    let flags = scores
        .iter()
        .map(|score| Dynamic::Long(if *score > threshold { 1 } else { -i64::from(*score < -threshold) }))
        .collect();
    series::array([Dynamic::array(flags), reals(scores), reals(parts.baseline())])
}

fn outliers(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(items) = arguments.first().and_then(|series| series::optional_reals(*series)) else {
        return Value::Null;
    };
    let Some(mut range) = percentiles(arguments.get(1).and_then(|value| value.as_str())) else {
        return Value::Null;
    };
    let real = |position: usize| arguments.get(position).and_then(|value| value.as_real());
    if let (Some(low), Some(high)) = (real(3), real(4)) {
        range = (low / 100.0, high / 100.0);
    }
    let gap = real(2);
    let learned: Vec<f64> = items[..items.len().saturating_sub(count(arguments, 5))]
        .iter()
        .flatten()
        .copied()
        .filter(|number| number.is_finite() && Some(*number) != gap)
        .collect();
    let numbers: Vec<f64> = items.iter().map(|number| number.unwrap_or(f64::NAN)).collect();
    let scores = scores(&numbers, &learned, range);
    series::array(numbers.iter().zip(scores).map(|(number, score)| {
        if number.is_nan() || Some(*number) == gap { Dynamic::Null } else { Dynamic::Real(score) }
    }))
}

/// The percentiles between which a point is usual, as shares of one.
fn percentiles(method: Option<&str>) -> Option<(f64, f64)> {
    match method {
        None | Some("ctukey") => Some((0.1, 0.9)),
        Some("tukey") => Some((0.25, 0.75)),
        Some(_) => None,
    }
}

/// Tukey's fences: how many widths of the usual range a number lies outside of it.
fn scores(numbers: &[f64], learned: &[f64], range: (f64, f64)) -> Vec<f64> {
    let mut sorted = learned.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, range.0), quantile(&sorted, range.1));
    let width = high - low;
    let distance = |beyond: f64| if width > 0.0 { beyond / width } else { beyond.signum() * f64::INFINITY };
    numbers
        .iter()
        .map(|number| {
            if *number > high {
                distance(number - high)
            } else if *number < low {
                distance(number - low)
            } else {
                0.0
            }
        })
        .collect()
}

/// The quantile of sorted numbers, interpolated between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

fn periods_detect(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(numbers), [_, min, max, _]) = (numbers(arguments), arguments) else { return Value::Null };
    let (Some(min), Some(max)) = (min.as_real(), max.as_real()) else { return Value::Null };
    let wanted = count(arguments, 3).min(numbers.len());
    let found = series_season::periods(&numbers, min, max, wanted);
    let found = found.into_iter().map(|(period, score)| (period as f64, score));
    pairs(found.chain(std::iter::repeat((0.0, 0.0))).take(wanted))
}

fn periods_validate(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(numbers) = numbers(arguments) else { return Value::Null };
    let periods = arguments.iter().skip(1).filter_map(|period| period.as_real());
    pairs(periods.map(|period| (period, series_season::score(&numbers, period))))
}

fn pairs(found: impl Iterator<Item = (f64, f64)>) -> Value {
    let (periods, scores): (Vec<f64>, Vec<f64>) = found.unzip();
    series::array([reals(periods), reals(scores)])
}
