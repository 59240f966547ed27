//! `facet by columns with (operators)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "facet",
    syntax: "T | facet by Column, … [with (operators)]",
    summary: "Returns one table of counts for each column, and the result of the operators.",
    parameters: &[
        Parameter { name: "Column", meaning: "the columns to count values of" },
        Parameter { name: "operators", meaning: "what to do with the rows" },
    ],
    examples: &["datatable (a:string) [\"x\", \"y\", \"x\"] | facet by a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let with = keyword("with").ignore_then(stage_group()).map(|(stages, _)| stages).or_not();
    expect_keyword("by")
        .ignore_then(list(expect_expression(), &["with"]))
        .then(with)
        .map(|(columns, with)| Operator::Facet { columns, with })
        .boxed()
}
