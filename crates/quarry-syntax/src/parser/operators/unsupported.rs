//! Operators of the language that Quarry does not run. Their arguments are passed over.

use super::prelude::*;

pub(crate) const DEFINITIONS: &[OperatorDefinition] = &[
    OperatorDefinition {
        name: "graph-merge",
        syntax: "G | graph-merge OtherGraph",
        summary: "Puts two graphs together.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "macro-expand",
        syntax: "macro-expand EntityGroup as Name (query)",
        summary: "Runs a query for each member of an entity group.",
        supported: false,
        ..SOURCE
    },
];

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    custom(|input: &mut In<'t, '_>| {
        let keyword = keyword_before(input);
        skip_stage(input);
        Ok(Operator::Unsupported(keyword))
    })
    .boxed()
}
