//! `project-rename new = old`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project-rename",
    syntax: "T | project-rename New = Old, …",
    summary: "Renames columns and leaves everything else as it is.",
    parameters: &[
        Parameter { name: "New", meaning: "the new name" },
        Parameter { name: "Old", meaning: "the column" },
    ],
    examples: &["print a = 1 | project-rename b = a"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(expect_named(), &[]).map(|columns| Operator::ProjectRename { columns }).boxed()
}
