//! `min`, `max` and their `…if` forms.

use std::cmp::Ordering;

use quarry_data::{Column, ColumnBuilder, Datum, Type, Value, ValueRef, order};

use super::input::{Condition, PREDICATE, each_long, grow, ticks};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const COMPARED: Param = Param::new("expr", TypeSet::ANY, "What to compare.");
const SAME: ResultType = ResultType::Argument(0);

pub(super) static MAX: AggregateFunction = AggregateFunction {
    name: "max",
    summary: "Gives the greatest value.",
    signatures: &[AggregateSignature { params: &[COMPARED], result: SAME, accumulator: max::<false> }],
    notes: &["Nulls are passed over; of nothing the result is null."],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize max(x)", "4"),
        Example::new("print x = long(null) | summarize max(x)", ""),
    ],
    naming: Naming::Prefix("max_"),
    ..AggregateFunction::BASE
};

pub(super) static MAXIF: AggregateFunction = AggregateFunction {
    name: "maxif",
    summary: "Gives the greatest value of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[COMPARED, PREDICATE],
        result: SAME,
        accumulator: max::<true>,
    }],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize maxif(x, x < 3)", "2"),
        Example::new("range x from 1 to 4 step 1 | summarize maxif(x, x > 9)", ""),
    ],
    naming: Naming::Prefix("maxif_"),
    ..AggregateFunction::BASE
};

pub(super) static MIN: AggregateFunction = AggregateFunction {
    name: "min",
    summary: "Gives the least value.",
    signatures: &[AggregateSignature { params: &[COMPARED], result: SAME, accumulator: min::<false> }],
    notes: &["Nulls are passed over; of nothing the result is null."],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize min(x)", "1"),
        Example::new("print x = datetime(null) | summarize min(x)", ""),
    ],
    naming: Naming::Prefix("min_"),
    ..AggregateFunction::BASE
};

pub(super) static MINIF: AggregateFunction = AggregateFunction {
    name: "minif",
    summary: "Gives the least value of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[COMPARED, PREDICATE],
        result: SAME,
        accumulator: min::<true>,
    }],
    examples: &[
        Example::new("range x from 1 to 4 step 1 | summarize minif(x, x > 2)", "3"),
        Example::new("range x from 1 to 4 step 1 | summarize minif(x, x > 9)", ""),
    ],
    naming: Naming::Prefix("minif_"),
    ..AggregateFunction::BASE
};

struct Extremes {
    condition: Option<usize>,
    better: Ordering,
    result: Type,
    state: State,
}

enum State {
    Whole(Vec<Option<i64>>),
    Any(Vec<Value>),
}

fn max<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, IF, Ordering::Greater)
}

fn min<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, IF, Ordering::Less)
}

#[allow(clippy::unnecessary_wraps)]
fn new(call: &AggregateCall, condition: bool, better: Ordering) -> Result<Box<dyn Accumulator>, CallError> {
    let state = match call.arguments.first().map(|argument| argument.ty) {
        Some(Type::Int | Type::Long | Type::DateTime | Type::TimeSpan) => State::Whole(Vec::new()),
        _ => State::Any(Vec::new()),
    };
    let result = call.results.first().copied().unwrap_or(Type::Long);
    Ok(Box::new(Extremes { condition: condition.then_some(1), better, result, state }))
}

/// Whether a value takes the place of the best so far. `NaN` beats every number and stays.
pub(super) fn beats(value: ValueRef<'_>, best: ValueRef<'_>, better: Ordering) -> bool {
    let nan = |value: ValueRef<'_>| matches!(value, ValueRef::Real(number) if number.is_nan());
    best.is_null() || !nan(best) && (nan(value) || order::compare(value, best) == better)
}

impl Accumulator for Extremes {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        let better = self.better;
        match &mut self.state {
            State::Whole(best) => {
                grow(best, group_count, None);
                each_long(input, groups, condition, |group, value| {
                    if best[group].is_none_or(|known| value.cmp(&known) == better) {
                        best[group] = Some(value);
                    }
                });
            }
            State::Any(best) => {
                grow(best, group_count, Value::Null);
                for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                    let value = input.value(row);
                    if value.is_null() {
                        continue;
                    }
                    let known = &mut best[groups.id(row)];
                    if beats(value, known.as_ref(), better) {
                        *known = value.to_owned();
                    }
                }
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, group_count: usize) -> Vec<Column> {
        let mut column = ColumnBuilder::with_capacity(self.result, group_count);
        match self.state {
            State::Whole(mut best) => {
                grow(&mut best, group_count, None);
                for value in best {
                    column.push(value.map_or(Value::Null, |value| ticks(self.result, value)).as_ref());
                }
            }
            State::Any(mut best) => {
                grow(&mut best, group_count, Value::Null);
                for value in best {
                    column.push(value.as_ref());
                }
            }
        }
        vec![column.finish()]
    }

    fn bytes(&self) -> usize {
        match &self.state {
            State::Whole(best) => best.len() * size_of::<Option<i64>>(),
            State::Any(best) => best.len() * size_of::<Value>(),
        }
    }
}
