//! `__partitionby column (operators)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "partition-by",
    syntax: "T | partition-by Column (operators)",
    summary: "Runs operators on the rows of each value of a column, and puts the results together.",
    parameters: &[
        Parameter { name: "Column", meaning: "the column whose values make the parts" },
        Parameter { name: "operators", meaning: "what to do with each part" },
    ],
    examples: &["datatable (g:string, v:long) [\"a\", 1, \"a\", 2, \"b\", 3] | partition-by g (top 1 by v)"],
    aliases: &["__partitionby"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[]).then(super::partition::parts()).map(super::partition::operator).boxed()
}
