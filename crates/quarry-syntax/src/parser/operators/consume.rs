//! `consume`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "consume",
    syntax: "T | consume",
    summary: "Reads all rows and returns none.",
    parameters: &[],
    examples: &["range x from 1 to 3 step 1 | consume"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&["decodeblocks"]).map(|_| Operator::Consume).boxed()
}
