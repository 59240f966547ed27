//! `take count`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "take",
    syntax: "T | take count",
    summary: "Returns at most so many rows, whichever come first.",
    parameters: &[Parameter { name: "count", meaning: "how many rows" }],
    examples: &["range x from 1 to 9 step 1 | take 2"],
    aliases: &["limit"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[])
        .then(expect_expression())
        .map(|(parameters, count)| Operator::Take { parameters, count })
        .boxed()
}
