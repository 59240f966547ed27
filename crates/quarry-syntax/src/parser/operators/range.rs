//! `range name from start to end step step`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "range",
    syntax: "range Name from start to end step step",
    summary: "A table of one column with values at equal distances.",
    parameters: &[
        Parameter { name: "Name", meaning: "the column" },
        Parameter { name: "start, end", meaning: "the first value, and the one not to be passed" },
        Parameter { name: "step", meaning: "the distance" },
    ],
    examples: &["range x from 1 to 5 step 2"],
    ..SOURCE
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    expect_name()
        .then_ignore(expect_keyword("from"))
        .then(expect_expression())
        .then_ignore(expect_keyword("to"))
        .then(expect_expression())
        .then_ignore(expect_keyword("step"))
        .then(expect_expression())
        .map(|(((column, from), to), step)| Operator::Range { column, from, to, step })
        .boxed()
}
