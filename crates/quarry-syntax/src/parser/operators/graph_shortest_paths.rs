//! `graph-shortest-paths (a)-[e*1..5]->(b) where condition project columns`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "graph-shortest-paths",
    syntax: "G | graph-shortest-paths [output=any|all] (a)-[e*from..to]->(b) [where condition] project Column, …",
    summary: "Finds the shortest ways between nodes of a graph.",
    parameters: &[
        Parameter { name: "output", meaning: "one of several equally short ways (any, the default), or all" },
        Parameter { name: "condition", meaning: "which nodes are the ends" },
        Parameter { name: "Column", meaning: "the columns of the result" },
    ],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-shortest-paths (p)-[e*1..3]->(q) project p.id, q.id",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::make_graph::operator(super::graph_match::clauses().map(Graph::ShortestPaths))
}
