//! `serialize columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "serialize",
    syntax: "T | serialize [Name = expression, …]",
    summary: "Marks the order of the rows as meant, so that row_number(), prev() and next() may be used.",
    parameters: &[Parameter { name: "Name = expression", meaning: "columns to add" }],
    examples: &["range x from 1 to 3 step 1 | serialize n = row_number()"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[])
        .ignore_then(optional_list(expect_named(), &[]))
        .map(|columns| Operator::Serialize { columns })
        .boxed()
}
