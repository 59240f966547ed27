//! `project-by-names names`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "project-by-names",
    syntax: "T | project-by-names names, …",
    summary: "Keeps the columns with these names, in this order.",
    parameters: &[Parameter {
        name: "names",
        meaning: "a constant text, with * for any part, or an array of them; names of no column are left out",
    }],
    examples: &["print a1 = 1, a2 = 2, b = 3 | project-by-names 'b', dynamic(['a*'])"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    list(expect_named(), &[]).map(|names| Operator::ProjectByNames { names }).boxed()
}
