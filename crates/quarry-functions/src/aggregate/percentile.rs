//! `percentile`, `percentiles` and their weighted and array forms.
//!
//! The nearest rank is taken, so every result is one of the values. The service estimates; this is exact.

use quarry_data::{Column, ColumnBuilder, Datum, Dynamic, DynamicColumn, Type, Value, order};

use super::input::{Condition, each_long, grow, real, ticks};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const VALUE: Param = Param::new("expr", TypeSet::SUMMABLE.or(TypeSet::DYNAMIC), "The values.");
const WEIGHT: Param = Param::new("weight", TypeSet::INTEGER, "How often each value counts.");
const PERCENTAGE: Param = Param::new("percentile", TypeSet::NUMBER, "A percentage from 0 to 100.");
const PERCENTAGES: Param = PERCENTAGE.repeated(1, 32767);
const LIST: Param = Param::new("percentiles", TypeSet::DYNAMIC, "An array of percentages.");
const DYNAMIC: ResultType = ResultType::Fixed(Type::Dynamic);
const SAME: ResultType = ResultType::Argument(0);

pub(super) static PERCENTILE: AggregateFunction = AggregateFunction {
    name: "percentile",
    summary: "Gives the value that the given share of the values lies at or below.",
    signatures: &[AggregateSignature {
        params: &[VALUE, PERCENTAGE],
        result: SAME,
        accumulator: |call| new(call, false),
    }],
    notes: &["Nulls are passed over."],
    examples: &[
        Example::new("range x from 1 to 100 step 1 | summarize percentile(x, 95)", "95"),
        Example::new("print x = long(null) | summarize percentile(x, 50)", ""),
    ],
    naming: Naming::Percentiles,
    ..AggregateFunction::BASE
};

pub(super) static PERCENTILES: AggregateFunction = AggregateFunction {
    name: "percentiles",
    summary: "Gives several percentiles, a column each.",
    signatures: &[AggregateSignature {
        params: &[VALUE, PERCENTAGES],
        result: SAME,
        accumulator: |call| new(call, false),
    }],
    examples: &[Example::new("range x from 1 to 100 step 1 | summarize percentiles(x, 5, 95)", "5")],
    naming: Naming::Percentiles,
    ..AggregateFunction::BASE
};

pub(super) static PERCENTILES_ARRAY: AggregateFunction = AggregateFunction {
    name: "percentiles_array",
    summary: "Gives several percentiles as an array.",
    signatures: &[
        AggregateSignature {
            params: &[VALUE, PERCENTAGES],
            result: DYNAMIC,
            accumulator: |call| new(call, false),
        },
        AggregateSignature { params: &[VALUE, LIST], result: DYNAMIC, accumulator: |call| new(call, false) },
    ],
    examples: &[Example::new(
        "range x from 1 to 100 step 1 | summarize percentiles_array(x, 5, 95)",
        "[5,95]",
    )],
    naming: Naming::Prefix("percentiles_"),
    ..AggregateFunction::BASE
};

pub(super) static PERCENTILEW: AggregateFunction = AggregateFunction {
    name: "percentilew",
    summary: "Gives a percentile of values that count more than once.",
    signatures: &[AggregateSignature {
        params: &[VALUE, WEIGHT, PERCENTAGE],
        result: SAME,
        accumulator: |call| new(call, true),
    }],
    examples: &[Example::new("datatable(x:long, n:long)[1, 9, 2, 1] | summarize percentilew(x, n, 50)", "1")],
    naming: Naming::Percentiles,
    ..AggregateFunction::BASE
};

pub(super) static PERCENTILESW: AggregateFunction = AggregateFunction {
    name: "percentilesw",
    summary: "Gives several percentiles of values that count more than once.",
    signatures: &[AggregateSignature {
        params: &[VALUE, WEIGHT, PERCENTAGES],
        result: SAME,
        accumulator: |call| new(call, true),
    }],
    examples: &[Example::new(
        "datatable(x:long, n:long)[1, 9, 2, 1] | summarize percentilesw(x, n, 50, 99)",
        "1",
    )],
    naming: Naming::Percentiles,
    ..AggregateFunction::BASE
};

pub(super) static PERCENTILESW_ARRAY: AggregateFunction = AggregateFunction {
    name: "percentilesw_array",
    summary: "Gives several percentiles of values that count more than once, as an array.",
    signatures: &[
        AggregateSignature {
            params: &[VALUE, WEIGHT, PERCENTAGES],
            result: DYNAMIC,
            accumulator: |call| new(call, true),
        },
        AggregateSignature {
            params: &[VALUE, WEIGHT, LIST],
            result: DYNAMIC,
            accumulator: |call| new(call, true),
        },
    ],
    examples: &[Example::new(
        "datatable(x:long, n:long)[1, 9, 2, 1] | summarize percentilesw_array(x, n, 50, 99)",
        "[1,2]",
    )],
    naming: Naming::Prefix("percentiles_"),
    ..AggregateFunction::BASE
};

struct Percentiles {
    /// The type of the values.
    ty: Type,
    weighted: bool,
    percentages: Vec<f64>,
    results: Vec<Type>,
    values: Vec<Vec<(Value, i64)>>,
    /// In place of `values` for whole numbers and ticks that all count once.
    wholes: Option<Vec<Vec<i64>>>,
    held: usize,
}

fn new(call: &AggregateCall, weighted: bool) -> Result<Box<dyn Accumulator>, CallError> {
    let first = if weighted { 2 } else { 1 };
    let mut percentages = Vec::new();
    for (position, argument) in call.arguments.iter().enumerate().skip(first) {
        let error = |message: &str| CallError::Argument { position, message: message.to_owned() };
        match argument.constant.as_ref() {
            Some(Value::Dynamic(Dynamic::Array(items))) => {
                percentages
                    .extend(items.iter().filter_map(|item| real(quarry_data::ValueRef::Dynamic(item))));
            }
            Some(constant) => {
                let number = real(constant.as_ref()).ok_or_else(|| error("a percentage must be a number"))?;
                percentages.push(number);
            }
            None => return Err(error("a percentage must be a constant")),
        }
        if percentages.iter().any(|percentage| !(0.0..=100.0).contains(percentage)) {
            return Err(error("a percentage must lie between 0 and 100"));
        }
    }
    let first = call.arguments.first().map(|argument| argument.ty);
    let whole = matches!(first, Some(Type::Int | Type::Long | Type::DateTime | Type::TimeSpan));
    Ok(Box::new(Percentiles {
        ty: first.unwrap_or(Type::Long),
        wholes: (whole && !weighted).then(Vec::new),
        weighted,
        percentages,
        results: call.results.clone(),
        values: Vec::new(),
        held: 0,
    }))
}

impl Accumulator for Percentiles {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        if let Some(wholes) = &mut self.wholes {
            grow(wholes, group_count, Vec::new());
            let held = &mut self.held;
            each_long(input, groups, Condition::new(arguments, None), |group, value| {
                wholes[group].push(value);
                *held += 1;
            });
            return Ok(());
        }
        grow(&mut self.values, group_count, Vec::new());
        for row in 0..groups.rows() {
            let weight = if self.weighted {
                arguments.get(1).and_then(|weights| weights.value(row).as_long()).unwrap_or(0)
            } else {
                1
            };
            let value = input.value(row);
            if weight > 0 && !value.is_null() {
                self.values[groups.id(row)].push((value.to_owned(), weight));
                self.held += 1;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        let percentages = std::mem::take(&mut self.percentages);
        let found: Vec<Vec<Value>> = match self.wholes.take() {
            Some(mut wholes) => {
                grow(&mut wholes, group_count, Vec::new());
                wholes.into_iter().map(|values| self.whole_ranks(values, &percentages)).collect()
            }
            None => {
                grow(&mut self.values, group_count, Vec::new());
                let values = std::mem::take(&mut self.values);
                values.into_iter().map(|values| ranks(values, &percentages)).collect()
            }
        };
        // Each percentage is a column of its own, unless they share an array.
        if let ([Type::Dynamic], true) = (&self.results[..], percentages.len() != 1 || self.is_array(&found))
        {
            let arrays = found.into_iter().map(|values| {
                Dynamic::array(values.iter().map(|value| Dynamic::from_value(value.as_ref())).collect())
            });
            return vec![Column::Dynamic(arrays.collect::<DynamicColumn>())];
        }
        self.results
            .iter()
            .enumerate()
            .map(|(index, ty)| {
                let mut column = ColumnBuilder::with_capacity(*ty, group_count);
                for values in &found {
                    match values.get(index) {
                        Some(value) => column.push(value.as_ref()),
                        None => column.push_missing(),
                    }
                }
                column.finish()
            })
            .collect()
    }

    fn bytes(&self) -> usize {
        self.held * if self.wholes.is_some() { 8 } else { size_of::<(Value, i64)>() }
    }
}

impl Percentiles {
    /// The values at the ranks of the percentages, in the type of their results.
    fn whole_ranks(&self, mut values: Vec<i64>, percentages: &[f64]) -> Vec<Value> {
        if values.is_empty() {
            return Vec::new();
        }
        values.sort_unstable();
        let ty = self.ty;
        percentages
            .iter()
            .map(|percentage| {
                let rank = (percentage / 100.0 * values.len() as f64).ceil() as usize;
                ticks(ty, values[rank.clamp(1, values.len()) - 1])
            })
            .collect()
    }

    /// With a dynamic result, values that are no dynamics can only be elements of an array.
    fn is_array(&self, found: &[Vec<Value>]) -> bool {
        found.iter().flatten().any(|value| !matches!(value, Value::Dynamic(_)))
    }
}

/// The values at the ranks of the percentages; none of no values.
fn ranks(mut values: Vec<(Value, i64)>, percentages: &[f64]) -> Vec<Value> {
    values.sort_by(|a, b| order::compare(a.0.as_ref(), b.0.as_ref()));
    let total: i64 = values.iter().map(|(_, weight)| weight).sum();
    if total == 0 {
        return Vec::new();
    }
    percentages
        .iter()
        .map(|percentage| {
            let rank = ((percentage / 100.0 * total as f64).ceil() as i64).max(1);
            let mut passed = 0;
            values
                .iter()
                .find(|(_, weight)| {
                    passed += weight;
                    passed >= rank
                })
                .map_or(Value::Null, |(value, _)| value.clone())
        })
        .collect()
}
