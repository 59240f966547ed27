//! `evaluate plugin(arguments)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "evaluate",
    syntax: "[T |] evaluate [hint.…] plugin(argument, …) [: ([*,] Column:type, …)]",
    summary: "Calls a plugin, a function that may change the columns of the table.",
    parameters: &[
        Parameter { name: "plugin", meaning: "the name of the plugin" },
        Parameter { name: "argument", meaning: "what the plugin takes" },
        Parameter {
            name: "Column:type",
            meaning: "the columns that come out, where they depend on the data; * stands for those that come in",
        },
    ],
    examples: &["datatable (d:dynamic) [dynamic({\"a\": 1})] | evaluate bag_unpack(d)"],
    ..BOTH
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let schema = token(TokenKind::Colon).ignore_then(row_schema()).or_not();
    parameters(&[])
        .then(expect_call())
        .then(schema)
        .map(|((parameters, call), schema)| Operator::Evaluate { parameters, call, schema })
        .boxed()
}
