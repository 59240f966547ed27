//! `project-keep columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project-keep",
    syntax: "T | project-keep Column, …",
    summary: "Keeps the columns in their old order.",
    parameters: &[Parameter { name: "Column", meaning: "a column, or a pattern with *" }],
    examples: &["print a1 = 1, a2 = 2, b = 3 | project-keep a*"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(wildcard(), &[]).map(|columns| Operator::ProjectKeep { columns }).boxed()
}
