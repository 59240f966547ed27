//! `parse-where source with pattern`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "parse-where",
    syntax: "T | parse-where [kind=simple|regex] [flags=flags] source with [*] \"text\" Column[:type] … [*]",
    summary: "As parse, but rows that do not match are dropped.",
    parameters: &[
        Parameter { name: "source", meaning: "the text" },
        Parameter { name: "Column:type", meaning: "where the text between two fixed parts goes" },
    ],
    examples: &["datatable (s:string) [\"id=7\", \"none\"] | parse-where s with \"id=\" Id:long"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::parse::clauses().map(Operator::ParseWhere).boxed()
}
