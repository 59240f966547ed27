//! `assert-schema (column:type, …)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "assert-schema",
    syntax: "T | assert-schema ([*,] Column:type, …)",
    summary: "Passes the table on, and fails unless its columns are these.",
    parameters: &[
        Parameter { name: "*", meaning: "other columns may stand beside those that are listed" },
        Parameter { name: "Column:type", meaning: "a column that the table must have, in its place" },
    ],
    examples: &["print a = 1, b = \"x\" | assert-schema (a:long, b:string)"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    row_schema()
        .map(|columns| {
            let others = columns.iter().any(Option::is_none);
            Operator::AssertSchema { columns: columns.into_iter().flatten().collect(), others }
        })
        .boxed()
}
