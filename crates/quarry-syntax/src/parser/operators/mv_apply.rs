//! `mv-apply columns on (operators)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "mv-apply",
    syntax: "T | mv-apply [with_itemindex=Name] [Name =] array [to typeof(type)], … [limit count] on (operators)",
    summary: "Runs operators on the elements of arrays, for each row on its own.",
    parameters: &[
        Parameter { name: "array", meaning: "a dynamic column or expression" },
        Parameter { name: "type", meaning: "the type of the elements" },
        Parameter { name: "count", meaning: "at most so many elements" },
        Parameter { name: "operators", meaning: "what to do with the expanded rows" },
    ],
    examples: &["print a = dynamic([3, 1, 2]) | mv-apply a to typeof(long) on (top 1 by a)"],
    aliases: &["mvapply"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&["with_itemindex", "bagexpansion", "kind", "id"])
        .then(super::mv_expand::columns())
        .then(super::mv_expand::limit())
        .then_ignore(expect_keyword("on"))
        .then(stage_group())
        .map(|(((parameters, columns), limit), (stages, body_span))| {
            Operator::MvApply(MvApply { parameters, columns, limit, stages, body_span })
        })
        .boxed()
}
