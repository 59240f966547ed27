//! `distinct columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "distinct",
    syntax: "T | distinct Column, …",
    summary: "Keeps one row for each different combination of the columns.",
    parameters: &[Parameter { name: "Column", meaning: "columns or expressions; * for all columns" }],
    examples: &["datatable (a:long, b:string) [1, \"x\", 1, \"x\", 2, \"y\"] | distinct a, b"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[])
        .ignore_then(list(expect_named(), &[]))
        .map(|columns| Operator::Distinct { columns })
        .boxed()
}
