//! `graph-where-edges condition`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "graph-where-edges",
    syntax: "G | graph-where-edges condition",
    summary: "Keeps the edges for which the condition is true.",
    parameters: &[Parameter { name: "condition", meaning: "on the properties of the edges" }],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-where-edges true | graph-to-table nodes",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::make_graph::operator(expect_expression().map(Graph::WhereEdges))
}
