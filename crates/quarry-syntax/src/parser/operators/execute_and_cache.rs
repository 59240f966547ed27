//! `execute-and-cache`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "execute-and-cache",
    syntax: "T | execute-and-cache",
    summary: "Passes the table on; the service keeps what it read so far for later stages.",
    parameters: &[],
    examples: &["range x from 1 to 3 step 1 | execute-and-cache | count"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[]).map(|_| Operator::ExecuteAndCache).boxed()
}
