//! `graph-mark-components`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "graph-mark-components",
    syntax: "G | graph-mark-components [kind=weak|strong] [with_component_id=Name]",
    summary: "Gives each node the number of the connected part of the graph that it belongs to.",
    parameters: &[
        Parameter {
            name: "kind",
            meaning: "weak: the direction of edges does not matter (the default); strong: it does",
        },
        Parameter { name: "Name", meaning: "the property for the number; ComponentId without it" },
    ],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-mark-components | graph-to-table nodes",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    super::make_graph::operator(parameters(&["kind", "with_component_id"]).map(Graph::MarkComponents))
}
