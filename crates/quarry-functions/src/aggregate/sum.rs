//! `sum`, `avg` and their `…if` forms.

use quarry_data::{Column, ColumnBuilder, Datum, Decimal, Type, Value, ValueRef};

use super::input::{Condition, PREDICATE, each_long, each_real, grow, ticks};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const SUMMED: Param = Param::new("expr", TypeSet::SUMMABLE.or(TypeSet::DYNAMIC), "What to add up.");
const PROMOTED: ResultType = ResultType::Custom(|types| match types.first() {
    Some(Type::Int) | None => Type::Long,
    Some(Type::Dynamic) => Type::Real,
    Some(other) => *other,
});
const AVERAGE: ResultType = ResultType::Custom(|types| match types.first() {
    Some(Type::Decimal) => Type::Decimal,
    Some(Type::TimeSpan) => Type::TimeSpan,
    Some(Type::DateTime) => Type::DateTime,
    _ => Type::Real,
});

pub(super) static SUM: AggregateFunction = AggregateFunction {
    name: "sum",
    summary: "Adds the values up.",
    signatures: &[AggregateSignature { params: &[SUMMED], result: PROMOTED, accumulator: sum::<false> }],
    notes: &["Nulls are passed over; of nothing the sum is 0."],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize sum(x)", "10"),
        Example::new("print x = long(null) | summarize sum(x)", "0"),
    ],
    naming: Naming::Prefix("sum_"),
    ..AggregateFunction::BASE
};

pub(super) static SUMIF: AggregateFunction = AggregateFunction {
    name: "sumif",
    summary: "Adds up the values of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[SUMMED, PREDICATE],
        result: PROMOTED,
        accumulator: sum::<true>,
    }],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize sumif(x, x > 2)", "7"),
        Example::new("range x from 1 to 4 step 1 | summarize sumif(x, x > 9)", "0"),
    ],
    naming: Naming::Prefix("sumif_"),
    ..AggregateFunction::BASE
};

pub(super) static AVG: AggregateFunction = AggregateFunction {
    name: "avg",
    summary: "Gives the average of the values.",
    signatures: &[AggregateSignature { params: &[SUMMED], result: AVERAGE, accumulator: avg::<false> }],
    notes: &["Nulls are passed over; of nothing the average is NaN."],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize avg(x)", "2.5"),
        Example::new("print x = long(null) | summarize avg(x)", "NaN"),
    ],
    naming: Naming::Prefix("avg_"),
    ..AggregateFunction::BASE
};

pub(super) static AVGIF: AggregateFunction = AggregateFunction {
    name: "avgif",
    summary: "Gives the average of the values of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[SUMMED, PREDICATE],
        result: AVERAGE,
        accumulator: avg::<true>,
    }],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize avgif(x, x > 2)", "3.5"),
        Example::new("range x from 1 to 4 step 1 | summarize avgif(x, x > 9)", "NaN"),
    ],
    naming: Naming::Prefix("avgif_"),
    ..AggregateFunction::BASE
};

/// Sums and counts of each group, in the arithmetic of the result.
struct Sums {
    condition: Option<usize>,
    average: bool,
    result: Type,
    counts: Vec<u64>,
    state: State,
}

enum State {
    /// Whole numbers and ticks; the sum wraps like the service's.
    Whole(Vec<i64>),
    Real(Vec<f64>),
    /// None after an overflow.
    Decimal(Vec<Option<Decimal>>),
}

fn sum<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, IF, false)
}

fn avg<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, IF, true)
}

#[allow(clippy::unnecessary_wraps)]
fn new(call: &AggregateCall, condition: bool, average: bool) -> Result<Box<dyn Accumulator>, CallError> {
    let input = call.arguments.first().map_or(Type::Long, |argument| argument.ty);
    let result = call.results.first().copied().unwrap_or(Type::Long);
    let state = match (input, result) {
        (Type::Decimal, _) => State::Decimal(Vec::new()),
        (Type::Real | Type::Dynamic, _) => State::Real(Vec::new()),
        _ => State::Whole(Vec::new()),
    };
    Ok(Box::new(Sums { condition: condition.then_some(1), average, result, counts: Vec::new(), state }))
}

impl Accumulator for Sums {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        let counts = &mut self.counts;
        grow(counts, group_count, 0);
        match &mut self.state {
            State::Whole(sums) => {
                grow(sums, group_count, 0);
                each_long(input, groups, condition, |group, value| {
                    sums[group] = sums[group].wrapping_add(value);
                    counts[group] += 1;
                });
            }
            State::Real(sums) => {
                grow(sums, group_count, 0.0);
                each_real(input, groups, condition, |group, value| {
                    sums[group] += value;
                    counts[group] += 1;
                });
            }
            State::Decimal(sums) => {
                grow(sums, group_count, Some(Decimal::default()));
                for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                    if let ValueRef::Decimal(value) = input.value(row) {
                        let group = groups.id(row);
                        sums[group] = sums[group].and_then(|sum| sum.checked_add(value));
                        counts[group] += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.counts, group_count, 0);
        let mut column = ColumnBuilder::with_capacity(self.result, group_count);
        for group in 0..group_count {
            column.push(self.value(group).as_ref());
        }
        vec![column.finish()]
    }

    fn bytes(&self) -> usize {
        self.counts.len() * 16
    }
}

impl Sums {
    fn value(&self, group: usize) -> Value {
        let count = self.counts[group];
        match &self.state {
            State::Whole(sums) => {
                let sum = sums.get(group).copied().unwrap_or(0);
                match (self.average, i64::try_from(count)) {
                    // The sum has wrapped by now if it was too large, as the service's does.
                    (true, _) if self.result == Type::Real => Value::Real(sum as f64 / count as f64),
                    (false, _) => ticks(self.result, sum),
                    (true, Ok(count)) if count > 0 => ticks(self.result, sum / count),
                    (true, _) => Value::Null,
                }
            }
            State::Real(sums) => {
                let sum = sums.get(group).copied().unwrap_or(0.0);
                Value::Real(if self.average { sum / count as f64 } else { sum })
            }
            State::Decimal(sums) => {
                let sum = sums.get(group).copied().unwrap_or(Some(Decimal::default()));
                let value = if self.average {
                    sum.and_then(|sum| sum.checked_div(Decimal::from(count as i64)))
                } else {
                    sum
                };
                value.map_or(Value::Null, Value::Decimal)
            }
        }
    }
}
