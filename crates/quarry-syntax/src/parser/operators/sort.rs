//! `sort by columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "sort",
    syntax: "T | sort by expression [asc|desc] [nulls first|nulls last], …",
    summary: "Puts the rows in order, the greatest first unless asc is given.",
    parameters: &[
        Parameter { name: "expression", meaning: "what to compare" },
        Parameter { name: "asc, desc", meaning: "the direction" },
        Parameter { name: "nulls first, nulls last", meaning: "where rows without a value go" },
    ],
    examples: &["datatable (a:long) [2, 1, 3] | sort by a asc"],
    aliases: &["order"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[])
        .then(expect_keyword("by"))
        .then(list(sort_key(), &[]))
        .map(|((parameters, by_span), by)| Operator::Sort { parameters, by, by_span: Some(by_span) })
        .boxed()
}
