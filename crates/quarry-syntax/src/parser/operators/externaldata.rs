//! `externaldata (columns) [addresses] with (properties)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "externaldata",
    syntax: "externaldata (Column:type, …) [\"address\", …] [with (property = value, …)]",
    summary: "A table read from files at the addresses.",
    parameters: &[
        Parameter { name: "Column:type", meaning: "names and types of the columns" },
        Parameter { name: "address", meaning: "where the file is" },
        Parameter {
            name: "property",
            meaning: "format, ignoreFirstRecord and others that say how to read it",
        },
    ],
    examples: &["externaldata (Indicator:string) [\"https://example.org/list.csv\"] with (format=\"csv\")"],
    aliases: &["external_data"],
    ..SOURCE
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let addresses = expect_group(TokenKind::LeftBracket, list(expect_expression(), &[]));
    parameters(&[])
        .ignore_then(column_declarations())
        .then(addresses)
        .then(with_properties())
        .map(|((columns, (addresses, _)), properties)| {
            Operator::Externaldata(Externaldata { columns, addresses, properties })
        })
        .boxed()
}
