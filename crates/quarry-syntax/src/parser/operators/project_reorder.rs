//! `project-reorder columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project-reorder",
    syntax: "T | project-reorder Column [asc|desc|granny-asc|granny-desc], …",
    summary: "Moves columns to the front.",
    parameters: &[
        Parameter { name: "Column", meaning: "a column, or a pattern with *" },
        Parameter {
            name: "asc, desc",
            meaning: "the order of the columns that a pattern means; granny- counts numbers in names",
        },
    ],
    examples: &["print b = 1, a = 2 | project-reorder a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let order = choice((
        keyword("asc").to(ReorderOrder::Asc),
        keyword("desc").to(ReorderOrder::Desc),
        keyword("granny-asc").to(ReorderOrder::GrannyAsc),
        keyword("granny-desc").to(ReorderOrder::GrannyDesc),
    ));
    let column = wildcard().then(order.or_not()).map(|(column, order)| ReorderColumn { column, order });
    list(column, &[]).map(|columns| Operator::ProjectReorder { columns }).boxed()
}
