//! `project columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project",
    syntax: "T | project Column, [Name =] expression, …",
    summary: "Keeps just these columns, in this order.",
    parameters: &[
        Parameter { name: "Column", meaning: "a column to keep" },
        Parameter { name: "Name = expression", meaning: "a computed column" },
    ],
    examples: &["print a = 1, b = 2 | project b, c = a + b"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(expect_named(), &[]).map(|columns| Operator::Project { columns }).boxed()
}
