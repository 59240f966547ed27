//! `count [as Name]`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "count",
    syntax: "T | count [as Name]",
    summary: "Returns one row with the number of rows.",
    parameters: &[Parameter {
        name: "Name",
        meaning: "the name of the result column; Count when it is left out",
    }],
    examples: &["range x from 1 to 3 step 1 | count"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let as_name = keyword("as").ignore_then(expect_name()).or_not();
    parameters(&[]).ignore_then(as_name).map(|as_name| Operator::Count { as_name }).boxed()
}
