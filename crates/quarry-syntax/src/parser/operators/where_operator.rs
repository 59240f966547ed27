//! `where predicate`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "where",
    syntax: "T | where predicate",
    summary: "Keeps the rows for which the predicate is true.",
    parameters: &[Parameter { name: "predicate", meaning: "a condition on the columns" }],
    examples: &["range x from 1 to 5 step 1 | where x > 3"],
    aliases: &["filter"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[]).ignore_then(expect_expression()).map(|predicate| Operator::Where { predicate }).boxed()
}
