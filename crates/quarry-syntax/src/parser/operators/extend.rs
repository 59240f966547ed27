//! `extend name = expression`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "extend",
    syntax: "T | extend [Name =] expression, …",
    summary: "Adds computed columns, or replaces columns of the same name.",
    parameters: &[
        Parameter { name: "Name", meaning: "the new column; without it a name is made up" },
        Parameter { name: "expression", meaning: "the value for each row" },
    ],
    examples: &["print a = 1 | extend b = a + 1"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(expect_named(), &[]).map(|columns| Operator::Extend { columns }).boxed()
}
