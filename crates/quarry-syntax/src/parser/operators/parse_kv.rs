//! `parse-kv source as (columns) with (properties)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "parse-kv",
    syntax: "T | parse-kv source as (Key:type, …) [with (pair_delimiter=\"…\", kv_delimiter=\"…\", quote=\"…\", escape=\"…\", greedy=true)]",
    summary: "Takes values out of a text of keys and values.",
    parameters: &[
        Parameter { name: "source", meaning: "the text" },
        Parameter { name: "Key:type", meaning: "the keys to take, which become columns" },
        Parameter {
            name: "pair_delimiter, kv_delimiter",
            meaning: "what stands between pairs, and between key and value",
        },
    ],
    examples: &[
        "print s = \"a=1;b=2\" | parse-kv s as (a:long, b:long) with (pair_delimiter=\";\", kv_delimiter=\"=\")",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    expect_expression()
        .then_ignore(expect_keyword("as"))
        .then(column_declarations())
        .then(with_properties())
        .map(|((source, columns), properties)| Operator::ParseKv(ParseKv { source, columns, properties }))
        .boxed()
}
