//! `graph-to-table nodes, edges`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "graph-to-table",
    syntax: "G | graph-to-table nodes [as Name] [with_node_id=Name], edges [as Name] [with_source_id=Name] [with_target_id=Name]",
    summary: "Turns the nodes or edges of a graph into tables.",
    parameters: &[
        Parameter { name: "as Name", meaning: "a name for the table" },
        Parameter { name: "with_…=Name", meaning: "columns for the numbers of nodes" },
    ],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-to-table edges",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let as_name = keyword("as").ignore_then(expect_name()).or_not().boxed();
    let ids = parameters(&["with_node_id", "with_source_id", "with_target_id"]).boxed();
    let table = custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let edges = peek_word(input, "edges");
        if take(input, |token| matches!(token.text, "nodes" | "edges")).is_none() {
            let place = in_place_of_next(input);
            report(input, messages::missing_token(place, "nodes"));
        }
        let as_name = input.parse(&as_name)?;
        let parameters = input.parse(&ids)?;
        Ok(GraphTable { edges, as_name, parameters, span: span_since(input, start) })
    });
    super::make_graph::operator(list(table, &["as"]).map(Graph::ToTable))
}
