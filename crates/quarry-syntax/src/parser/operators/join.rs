//! `join kind=… (table) on columns`, and what it shares with `lookup`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "join",
    syntax: "T | join [kind=kind] [hint.…] (Table) on Column, …",
    summary: "Puts together the rows of two tables whose key columns are equal. Without a kind it is innerunique, which first drops rows of the left side with equal keys.",
    parameters: &[
        Parameter {
            name: "kind",
            meaning: "innerunique, inner, leftouter, rightouter, fullouter, leftanti, rightanti, leftsemi or rightsemi",
        },
        Parameter { name: "Table", meaning: "the right side" },
        Parameter { name: "Column", meaning: "a column of both sides, or $left.A == $right.B" },
    ],
    examples: &[
        "let A = datatable (k:long, a:string) [1, \"x\", 2, \"y\"]; let B = datatable (k:long, b:string) [2, \"z\"]; A | join kind=inner B on k",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    clauses().map(Operator::Join).boxed()
}

/// The parameters, the right side and the condition.
pub(super) fn clauses<'t>() -> impl Rule<'t, Join> {
    let on = keyword("on").ignore_then(list(expect_expression(), &[]));
    let missing = custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        report(input, messages::missing(place, "join condition ('on …')"));
        Ok(Vec::new())
    });
    parameters(&["kind", "withsource", "isfuzzy"])
        .then(expect_operand())
        .then(on.or(missing))
        .map(|((parameters, right), on)| Join { parameters, right: Box::new(right), on })
}
