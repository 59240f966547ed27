//! `lookup kind=… (table) on columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "lookup",
    syntax: "T | lookup [kind=leftouter|inner] (Table) on Column, …",
    summary: "Adds the columns of a small table to the rows with the same key.",
    parameters: &[
        Parameter { name: "kind", meaning: "leftouter (the default) or inner" },
        Parameter { name: "Table", meaning: "the small table" },
        Parameter { name: "Column", meaning: "a column of both sides, or $left.A == $right.B" },
    ],
    examples: &[
        "let N = datatable (id:long, name:string) [1, \"ada\"]; datatable (id:long) [1, 2] | lookup N on id",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::join::clauses().map(Operator::Lookup).boxed()
}
