//! Operators of the language that Quarry does not run. Their arguments are passed over.

use super::prelude::*;

pub(crate) const DEFINITIONS: &[OperatorDefinition] = &[
    OperatorDefinition {
        name: "assert-schema",
        syntax: "T | assert-schema (Column:type, …)",
        summary: "Fails unless the table has these columns.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "execute-and-cache",
        syntax: "T | execute-and-cache",
        summary: "Runs the query so far and keeps its result.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-mark-components",
        syntax: "G | graph-mark-components [kind=weak|strong] [with_component_id=Name]",
        summary: "Numbers the connected parts of a graph.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-match",
        syntax: "G | graph-match (a)-[e]->(b) where condition project Column, …",
        summary: "Finds patterns in a graph.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-merge",
        syntax: "G | graph-merge OtherGraph",
        summary: "Puts two graphs together.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-shortest-paths",
        syntax: "G | graph-shortest-paths (a)-[e*1..5]->(b) where condition project Column, …",
        summary: "Finds shortest paths in a graph.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-to-table",
        syntax: "G | graph-to-table nodes | edges",
        summary: "Turns a graph into tables.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-where-edges",
        syntax: "G | graph-where-edges condition",
        summary: "Keeps the edges for which the condition is true.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "graph-where-nodes",
        syntax: "G | graph-where-nodes condition",
        summary: "Keeps the nodes for which the condition is true.",
        supported: false,
        ..PIPED
    },
    OperatorDefinition {
        name: "macro-expand",
        syntax: "macro-expand EntityGroup as Name (query)",
        summary: "Runs a query for each member of an entity group.",
        supported: false,
        ..SOURCE
    },
    OperatorDefinition {
        name: "make-graph",
        syntax: "Edges | make-graph Source --> Target with Nodes on Key",
        summary: "Makes a graph of tables.",
        supported: false,
        ..PIPED
    },
];

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    custom(|input: &mut In<'t, '_>| {
        let at = index(input).saturating_sub(1);
        let keyword = input.state().tokens.get(at).copied().ok_or(Mistake::NoMatch)?;
        skip_stage(input);
        Ok(Operator::Unsupported(Name { text: keyword.text.to_owned(), span: keyword.span }))
    })
    .boxed()
}
