//! `getschema`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "getschema",
    syntax: "T | getschema",
    summary: "Returns the columns of the table as rows.",
    parameters: &[],
    examples: &["print a = 1 | getschema"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&["kind"]).map(|_| Operator::Getschema).boxed()
}
