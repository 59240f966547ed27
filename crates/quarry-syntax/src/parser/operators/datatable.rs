//! `datatable (columns) [values]`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "datatable",
    syntax: "datatable (Column:type, …) [value, …]",
    summary: "A table written out in the query, row by row.",
    parameters: &[
        Parameter { name: "Column:type", meaning: "names and types of the columns" },
        Parameter { name: "value", meaning: "literals, as many as fill whole rows" },
    ],
    examples: &["datatable (User:string, Count:long) [\"ada\", 2, \"bob\", 1]"],
    ..SOURCE
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let values = loose_list(expect_expression());
    parameters(&[])
        .ignore_then(column_declarations())
        .then(expect_group(TokenKind::LeftBracket, values))
        .map(|(columns, (values, values_span))| {
            Operator::Datatable(Datatable { columns, values, values_span })
        })
        .boxed()
}
