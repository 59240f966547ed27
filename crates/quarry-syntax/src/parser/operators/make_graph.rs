//! `make-graph source --> target with …`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "make-graph",
    syntax: "Edges | make-graph Source --> Target [with_node_id=Name | with Nodes on Key, …] [partitioned-by Column (operators)]",
    summary: "Makes a graph of a table of edges, and of tables of nodes.",
    parameters: &[
        Parameter {
            name: "Source, Target",
            meaning: "columns of the edges that name the nodes at both ends",
        },
        Parameter { name: "Name", meaning: "a column for the key of each node" },
        Parameter { name: "Nodes", meaning: "a table of nodes" },
        Parameter { name: "Key", meaning: "the column that the edges name" },
        Parameter { name: "Column", meaning: "a graph of its own for each value, given to the operators" },
    ],
    examples: &[
        "datatable (a:string, b:string) [\"x\", \"y\", \"y\", \"z\"] | make-graph a --> b with_node_id=id | graph-to-table nodes",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let arrow = expect_token(TokenKind::Minus, "-->")
        .then(expect_token(TokenKind::Minus, "-->"))
        .then(expect_token(TokenKind::Greater, "-->"));
    let table = expect_operand().then_ignore(expect_keyword("on")).then(expect_name());
    let tables = keyword("with").ignore_then(list(table, &["partitioned-by"])).map(GraphNodes::Tables);
    let id = keyword("with_node_id")
        .ignore_then(expect_token(TokenKind::Assign, "="))
        .ignore_then(expect_name())
        .map(GraphNodes::Id);
    let partition = keyword("partitioned-by")
        .ignore_then(expect_name())
        .then(stage_group())
        .map(|(by, (stages, span))| GraphPartition { by, stages, span });
    let rest = expect_name()
        .then_ignore(arrow)
        .then(expect_name())
        .then(tables.or(id).or_not())
        .then(partition.or_not())
        .map(|(((source, target), nodes), partition)| {
            let nodes = nodes.unwrap_or(GraphNodes::Edges);
            Graph::Make(MakeGraph { source, target, nodes, partition })
        });
    operator(rest)
}

/// The operator, with the keyword that was read before.
pub(super) fn operator<'t>(rest: impl Rule<'t, Graph>) -> Boxed<'t, Operator> {
    custom(move |input: &mut In<'t, '_>| {
        let name = keyword_before(input);
        let graph = input.parse(&rest)?;
        Ok(Operator::Graph { name, graph })
    })
    .boxed()
}
