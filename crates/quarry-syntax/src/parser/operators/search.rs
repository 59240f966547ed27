//! `search in (tables) predicate`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "search",
    syntax: "[T |] search [kind=case_sensitive] [in (Table, …)] predicate",
    summary: "Rows in which a term is found in any column, or for which a condition is true.",
    parameters: &[
        Parameter { name: "Table", meaning: "tables or patterns with *" },
        Parameter {
            name: "predicate",
            meaning: "\"term\", Column:\"term\", Column == value, and and/or of them",
        },
    ],
    examples: &["let T = datatable (a:string) [\"net user\", \"whoami\"]; search in (T) \"user\""],
    ..BOTH
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let tables = keyword("in").ignore_then(table_list()).or_not().map(Option::unwrap_or_default);
    parameters(&["kind"])
        .then(tables)
        .then(parameters(&["kind"]))
        .then(expect_expression())
        .map(|(((mut parameters, tables), mut more), predicate)| {
            parameters.append(&mut more);
            Operator::Search(Search { parameters, tables, predicate })
        })
        .boxed()
}
