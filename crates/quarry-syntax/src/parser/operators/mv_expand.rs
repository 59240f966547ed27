//! `mv-expand columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "mv-expand",
    syntax: "T | mv-expand [bagexpansion=bag|array] [with_itemindex=Name] [Name =] array [to typeof(type)], … [limit count]",
    summary: "Makes a row of each element of an array or property bag.",
    parameters: &[
        Parameter { name: "array", meaning: "a dynamic column or expression" },
        Parameter { name: "type", meaning: "the type of the elements" },
        Parameter {
            name: "count",
            meaning: "at most so many rows for each input row; 128 for the older mvexpand",
        },
    ],
    examples: &["print a = dynamic([1, 2]) | mv-expand a to typeof(long)"],
    aliases: &["mvexpand"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&["bagexpansion", "kind", "with_itemindex"])
        .then(columns())
        .then(limit())
        .map(|((parameters, columns), limit)| {
            Operator::MvExpand(MvExpand { parameters, columns, limit, legacy: false })
        })
        .boxed()
}

/// `name = array to typeof(type)`
pub(super) fn columns<'t>() -> impl Rule<'t, Vec<ExpandColumn>> {
    let ty = keyword("to").ignore_then(expect_type_of()).or_not();
    list(expect_named().then(ty).map(|(value, ty)| ExpandColumn { value, ty }), &["to", "limit", "on"])
}

/// `limit count`
pub(super) fn limit<'t>() -> impl Rule<'t, Option<Expr>> {
    keyword("limit").ignore_then(expect_expression()).or_not()
}
