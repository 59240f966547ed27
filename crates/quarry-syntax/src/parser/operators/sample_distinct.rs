//! `sample-distinct count of column`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "sample-distinct",
    syntax: "T | sample-distinct count of Column",
    summary: "Returns so many different values of a column.",
    parameters: &[
        Parameter { name: "count", meaning: "how many values" },
        Parameter { name: "Column", meaning: "the column" },
    ],
    examples: &["datatable (a:long) [1, 1, 2] | sample-distinct 1 of a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    expect_expression()
        .then_ignore(expect_keyword("of"))
        .then(expect_named())
        .map(|(count, of)| Operator::SampleDistinct { count, of })
        .boxed()
}
