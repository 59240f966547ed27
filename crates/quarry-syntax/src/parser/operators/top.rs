//! `top count by column`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "top",
    syntax: "T | top count by expression [asc|desc] [nulls first|nulls last]",
    summary: "Returns so many rows, the greatest first unless asc is given.",
    parameters: &[
        Parameter { name: "count", meaning: "how many rows" },
        Parameter { name: "expression", meaning: "what to compare" },
    ],
    examples: &["datatable (a:long) [2, 1, 3] | top 2 by a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[])
        .then(expect_expression())
        .then_ignore(expect_keyword("by"))
        .then(sort_key())
        .map(|((parameters, count), by)| Operator::Top { parameters, count, by })
        .boxed()
}
