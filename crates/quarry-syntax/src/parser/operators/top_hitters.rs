//! `top-hitters count of column by weight`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "top-hitters",
    syntax: "T | top-hitters count of expression [by weight]",
    summary: "Returns the most frequent values.",
    parameters: &[
        Parameter { name: "count", meaning: "how many values" },
        Parameter { name: "expression", meaning: "the values" },
        Parameter { name: "weight", meaning: "a number to add up in place of counting rows" },
    ],
    examples: &["datatable (a:string) [\"x\", \"y\", \"x\"] | top-hitters 1 of a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let by = keyword("by").ignore_then(expect_expression()).or_not();
    expect_expression()
        .then_ignore(expect_keyword("of"))
        .then(expect_named())
        .then(by)
        .map(|((count, of), by)| Operator::TopHitters { count, of, by })
        .boxed()
}
