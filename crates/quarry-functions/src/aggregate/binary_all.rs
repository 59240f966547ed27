//! `binary_all_and`, `binary_all_or`, `binary_all_xor`: bits over all rows of a group.

use quarry_data::{Column, Datum, Primitive, Type};

use super::input::{Condition, each_long, grow};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const PARAMS: &[Param] = &[Param::new("expr", TypeSet::INTEGER, "The numbers.")];
const LONG: ResultType = ResultType::Fixed(Type::Long);

struct Bits {
    combine: fn(i64, i64) -> i64,
    results: Vec<Option<i64>>,
}

macro_rules! bits_function {
    ($static:ident, $name:literal, $summary:literal, $combine:expr, $result:literal) => {
        pub(super) static $static: AggregateFunction = AggregateFunction {
            name: $name,
            summary: $summary,
            signatures: &[AggregateSignature {
                params: PARAMS,
                result: LONG,
                accumulator: |call| new(call, $combine),
            }],
            notes: &["Nulls are passed over; of nothing the result is null."],
            examples: &[Example::new(
                concat!("datatable(x:long)[12, 10] | summarize ", $name, "(x)"),
                $result,
            )],
            naming: Naming::Argument,
            ..AggregateFunction::BASE
        };
    };
}

bits_function!(
    BINARY_ALL_AND,
    "binary_all_and",
    "Keeps the bits that are set in all numbers.",
    |a, b| a & b,
    "8"
);
bits_function!(
    BINARY_ALL_OR,
    "binary_all_or",
    "Keeps the bits that are set in any number.",
    |a, b| a | b,
    "14"
);
bits_function!(
    BINARY_ALL_XOR,
    "binary_all_xor",
    "Keeps the bits that are set in an odd count of numbers.",
    |a, b| a ^ b,
    "6"
);

#[allow(clippy::unnecessary_wraps)]
fn new(_: &AggregateCall, combine: fn(i64, i64) -> i64) -> Result<Box<dyn Accumulator>, CallError> {
    Ok(Box::new(Bits { combine, results: Vec::new() }))
}

impl Accumulator for Bits {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let (results, combine) = (&mut self.results, self.combine);
        grow(results, group_count, None);
        each_long(input, groups, Condition::new(arguments, None), |group, value| {
            results[group] = Some(results[group].map_or(value, |known| combine(known, value)));
        });
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.results, group_count, None);
        vec![Column::Long(self.results.into_iter().collect::<Primitive<i64>>())]
    }

    fn bytes(&self) -> usize {
        self.results.len() * 16
    }
}
