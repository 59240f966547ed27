//! `reduce by expression`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "reduce",
    syntax: "T | reduce [kind=kind] by expression [with threshold=number, characters=\"…\"]",
    summary: "Groups similar texts into patterns.",
    parameters: &[
        Parameter { name: "expression", meaning: "the text" },
        Parameter { name: "threshold", meaning: "how much of the rows a pattern must cover" },
        Parameter { name: "characters", meaning: "characters that end words" },
    ],
    examples: &["datatable (s:string) [\"a 1\", \"a 2\"] | reduce by s"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let with = keyword("with").ignore_then(properties()).or_not();
    parameters(&["kind"])
        .then_ignore(expect_keyword("by"))
        .then(expect_expression())
        .then(with)
        .map(|((parameters, by), with)| Operator::Reduce { parameters, by, with: with.unwrap_or_default() })
        .boxed()
}
