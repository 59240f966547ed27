//! `dcount`, `count_distinct` and their `…if` forms.
//!
//! The service estimates `dcount` from some ten thousand values on; here it is exact.

use quarry_data::{Column, Datum, Type};

use super::distinct::{Distinct, Members, NONE};
use super::input::{Condition, PREDICATE, grow};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const LONG: ResultType = ResultType::Fixed(Type::Long);
const COUNTED: Param = Param::new("expr", TypeSet::ANY, "What to count.");
const SIMPLE: Param = Param::new("expr", TypeSet::NOT_DYNAMIC, "What to count.");
const ACCURACY: Param = Param::new(
    "accuracy",
    TypeSet::NOT_DYNAMIC,
    "How exact an estimate may be, 0 to 4; the count is exact here.",
)
.optional();

pub(super) static COUNT_DISTINCT: AggregateFunction = AggregateFunction {
    name: "count_distinct",
    summary: "Counts the distinct values, exactly.",
    signatures: &[AggregateSignature { params: &[SIMPLE], result: LONG, accumulator: dcount::<false> }],
    notes: &["Nulls are not counted."],
    examples: &[
        Example::new("datatable(x:string)['a', 'b', 'a'] | summarize count_distinct(x)", "2"),
        Example::new("print x = long(null) | summarize count_distinct(x)", "0"),
    ],
    naming: Naming::Prefix("count_distinct_"),
    ..AggregateFunction::BASE
};

pub(super) static COUNT_DISTINCTIF: AggregateFunction = AggregateFunction {
    name: "count_distinctif",
    summary: "Counts the distinct values of the rows where a condition is true, exactly.",
    signatures: &[AggregateSignature {
        params: &[SIMPLE, PREDICATE],
        result: LONG,
        accumulator: dcount::<true>,
    }],
    examples: &[Example::new("range x from 1 to 9 step 1 | summarize count_distinctif(x, x > 6)", "3")],
    naming: Naming::Prefix("count_distinctif_"),
    ..AggregateFunction::BASE
};

pub(super) static DCOUNT: AggregateFunction = AggregateFunction {
    name: "dcount",
    summary: "Counts the distinct values.",
    signatures: &[AggregateSignature {
        params: &[COUNTED, ACCURACY],
        result: LONG,
        accumulator: dcount::<false>,
    }],
    notes: &[
        "The service estimates large counts; Quarry counts them.",
        "Nulls are not counted, empty strings are.",
    ],
    examples: &[
        Example::new("datatable(x:string)['a', 'b', 'a', ''] | summarize dcount(x)", "3"),
        Example::new("print x = long(null) | summarize dcount(x)", "0"),
    ],
    naming: Naming::Prefix("dcount_"),
    ..AggregateFunction::BASE
};

pub(super) static DCOUNTIF: AggregateFunction = AggregateFunction {
    name: "dcountif",
    summary: "Counts the distinct values of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[COUNTED, PREDICATE, ACCURACY],
        result: LONG,
        accumulator: dcount::<true>,
    }],
    examples: &[Example::new("range x from 1 to 9 step 1 | summarize dcountif(x, x > 6)", "3")],
    naming: Naming::Prefix("dcountif_"),
    ..AggregateFunction::BASE
};

struct Dcount {
    condition: Option<usize>,
    distinct: Distinct,
    members: Members,
    counts: Vec<i64>,
}

#[allow(clippy::unnecessary_wraps)]
fn dcount<const IF: bool>(_: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    Ok(Box::new(Dcount {
        condition: IF.then_some(1),
        distinct: Distinct::default(),
        members: Members::default(),
        counts: Vec::new(),
    }))
}

impl Accumulator for Dcount {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        grow(&mut self.counts, group_count, 0);
        let (members, counts) = (&mut self.members, &mut self.counts);
        self.distinct.each(input, groups.rows(), |row, number| {
            let group = groups.id(row);
            if number != NONE && condition.holds(row) && members.insert(group, number) {
                counts[group] += 1;
            }
        });
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.counts, group_count, 0);
        vec![Column::Long(self.counts.into_iter().collect())]
    }

    fn bytes(&self) -> usize {
        self.distinct.bytes() + self.members.bytes() + self.counts.len() * 8
    }
}
