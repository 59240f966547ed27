//! `count` and `countif`.

use quarry_data::{Column, Datum, Type};

use super::input::{Condition, PREDICATE, grow};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const LONG: ResultType = ResultType::Fixed(Type::Long);

pub(super) static COUNT: AggregateFunction = AggregateFunction {
    name: "count",
    aliases: &["cnt"],
    summary: "Counts the rows.",
    signatures: &[
        AggregateSignature { params: &[], result: LONG, accumulator: count },
        AggregateSignature {
            params: &[Param::new(
                "expr",
                TypeSet::ANY,
                "A condition; of anything else all rows are counted.",
            )],
            result: LONG,
            accumulator: count,
        },
    ],
    notes: &["Rows with nulls are counted too; use countif to leave them out."],
    examples: &[
        Example::new("range x from 1 to 5 step 1 | summarize count()", "5"),
        Example::new("range x from 1 to 5 step 1 | where x > 9 | summarize count()", "0"),
    ],
    naming: Naming::Fixed("count_"),
    ..AggregateFunction::BASE
};

pub(super) static COUNTIF: AggregateFunction = AggregateFunction {
    name: "countif",
    summary: "Counts the rows where a condition is true.",
    signatures: &[AggregateSignature { params: &[PREDICATE], result: LONG, accumulator: count }],
    examples: &[
        Example::new("range x from 1 to 5 step 1 | summarize countif(x > 3)", "2"),
        Example::new("print x = bool(null) | summarize countif(x)", "0"),
    ],
    naming: Naming::Fixed("countif_"),
    ..AggregateFunction::BASE
};

struct Count {
    condition: Option<usize>,
    counts: Vec<i64>,
}

#[allow(clippy::unnecessary_wraps)]
fn count(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    let condition = call.arguments.first().filter(|argument| argument.ty == Type::Bool).map(|_| 0);
    Ok(Box::new(Count { condition, counts: Vec::new() }))
}

impl Accumulator for Count {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        grow(&mut self.counts, group_count, 0);
        let condition = Condition::new(arguments, self.condition);
        match groups {
            Groups::One { rows } if condition.is_always() => self.counts[0] += rows as i64,
            Groups::Ids(ids) if condition.is_always() => {
                for group in ids {
                    self.counts[*group as usize] += 1;
                }
            }
            Groups::One { .. } | Groups::Ids(_) => {
                for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                    self.counts[groups.id(row)] += 1;
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.counts, group_count, 0);
        vec![Column::Long(self.counts.into_iter().collect())]
    }

    fn bytes(&self) -> usize {
        self.counts.len() * 8
    }
}
