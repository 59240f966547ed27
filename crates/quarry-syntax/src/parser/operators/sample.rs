//! `sample count`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "sample",
    syntax: "T | sample count",
    summary: "Returns so many rows, chosen at random.",
    parameters: &[Parameter { name: "count", meaning: "how many rows" }],
    examples: &["range x from 1 to 9 step 1 | sample 2"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    expect_expression().map(|count| Operator::Sample { count }).boxed()
}
