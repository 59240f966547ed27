//! `union tables`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "union",
    syntax: "[T |] union [kind=outer|inner] [withsource=Name] [isfuzzy=true] Table, …",
    summary: "Puts the rows of tables one after another.",
    parameters: &[
        Parameter {
            name: "kind",
            meaning: "outer: all columns (the default); inner: those that all tables have",
        },
        Parameter { name: "Name", meaning: "a column that tells the table of each row" },
        Parameter { name: "isfuzzy", meaning: "tables that do not exist are passed over" },
        Parameter {
            name: "Table",
            meaning: "tables, patterns with *, or tabular expressions in parentheses",
        },
    ],
    examples: &["union (print a = 1), (print a = 2)"],
    ..BOTH
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&["kind", "withsource", "with_source", "isfuzzy"])
        .then(list(table(), &[]))
        .map(|(parameters, tables)| Operator::Union(Union { parameters, tables }))
        .boxed()
}
