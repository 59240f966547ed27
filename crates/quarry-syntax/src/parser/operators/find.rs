//! `find in (tables) where predicate project columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "find",
    syntax: "find [withsource=Name] [in (Table, …)] where predicate [project Column, … | project-smart] [project-away Column, …]",
    summary: "Rows of any of the tables for which the predicate is true.",
    parameters: &[
        Parameter { name: "Table", meaning: "tables or patterns with *; all tables when left out" },
        Parameter { name: "predicate", meaning: "a condition; a column that a table lacks makes it false" },
        Parameter { name: "Column", meaning: "the columns of the result" },
    ],
    examples: &["let T = datatable (a:long) [1, 2]; find in (T) where a > 1"],
    ..BOTH
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let ends = &["project", "project-smart", "project-away"];
    let tables = keyword("in").ignore_then(table_list()).or_not().map(Option::unwrap_or_default);
    let predicate =
        keyword("where").or_not().ignore_then(at_word(ends).not().ignore_then(expect_expression()).or_not());
    let smart = keyword("project-smart").map(|_| FindProject::Smart);
    let columns = keyword("project").ignore_then(list(column(), ends)).map(|columns| {
        let pack = columns.iter().any(Option::is_none);
        FindProject::Columns { columns: columns.into_iter().flatten().collect(), pack }
    });
    let away =
        keyword("project-away").ignore_then(list(wildcard(), &[])).or_not().map(Option::unwrap_or_default);
    parameters(&["withsource", "datascope"])
        .then(tables)
        .then(predicate)
        .then(smart.or(columns).or_not())
        .then(away)
        .map(|((((parameters, tables), predicate), project), project_away)| {
            Operator::Find(Find { parameters, tables, predicate, project, project_away })
        })
        .boxed()
}

/// `name`, `name:type`, or `pack(*)`, which is nothing here.
fn column<'t>() -> impl Rule<'t, Option<(Name, Option<TypeName>)>> {
    let pack = keyword("pack")
        .then(group(TokenKind::LeftParenthesis, token(TokenKind::Star).or_not()))
        .map(|_| None);
    let ty = token(TokenKind::Colon).ignore_then(expect_type()).or_not();
    pack.or(expect_name().then(ty).map(Some))
}
