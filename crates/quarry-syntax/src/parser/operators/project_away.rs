//! `project-away columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project-away",
    syntax: "T | project-away Column, …",
    summary: "Drops the columns.",
    parameters: &[Parameter { name: "Column", meaning: "a column, or a pattern with *" }],
    examples: &["print a1 = 1, a2 = 2, b = 3 | project-away a*"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(wildcard(), &[]).map(|columns| Operator::ProjectAway { columns }).boxed()
}
