//! `print name = expression`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "print",
    syntax: "print [Name =] expression, …",
    summary: "A table of one row with the values of the expressions.",
    parameters: &[Parameter {
        name: "Name",
        meaning: "the name of the column; print_0, print_1, … without it",
    }],
    examples: &["print a = 1 + 1, b = strlen(\"abc\")"],
    ..SOURCE
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(expect_named(), &[]).map(|columns| Operator::Print { columns }).boxed()
}
