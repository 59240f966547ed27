//! `as Name`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "as",
    syntax: "T | as [hint.materialized=true] Name",
    summary: "Gives the rows so far a name that later parts of the query can use.",
    parameters: &[Parameter { name: "Name", meaning: "the name for the rows" }],
    examples: &["range x from 1 to 3 step 1 | as T | join kind=inner (T | project x) on x"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[]).then(expect_name()).map(|(parameters, name)| Operator::As { name, parameters }).boxed()
}
