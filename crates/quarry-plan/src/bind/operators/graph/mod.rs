//! The graph operators: `make-graph` and those that need its graph.

mod elements;
mod make;
mod part;
mod pattern;
mod table;

use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, Graph as Operator};

use super::super::Binder;
use super::super::parameters::find_word;
use crate::scope::{Columns, Relation, Row};
use crate::types::Ty;
use crate::{Graph, GraphRead, GraphStep, GraphTable, Node, OutputColumn};

pub(crate) use elements::{ElementScope, PatternScope, is_element_function};

/// A graph and the columns that expressions over its elements see.
#[derive(Clone)]
pub(crate) struct BoundGraph {
    pub(crate) graph: Graph,
    /// The facts and then the properties of nodes.
    pub(crate) nodes: Columns,
    /// The ends and then the properties of edges.
    pub(crate) edges: Columns,
}

impl<'a> Binder<'a> {
    pub(super) fn graph(
        &mut self,
        input: Relation,
        operator: &'a Operator,
        name: &ast::Name,
        span: Span,
    ) -> Relation {
        if let Operator::Make(make) = operator {
            let input = self.refuse_graph(input, "the edges come from", span);
            return self.make_graph(input, make, span);
        }
        if input.broken {
            return Relation::broken(span);
        }
        let Some(graph) = input.graph.clone() else {
            let message = format!("'{}' needs a graph, and its input is a table", name.text);
            self.report(
                Diagnostic::error(Code::ExpectedTabular, name.span, message)
                    .help("make one: Edges | make-graph Source --> Target with Nodes on Id"),
            );
            return Relation::broken(span);
        };
        match operator {
            Operator::Make(_) => input,
            Operator::Match(of) => self.graph_match(input, *graph, of, false, span),
            Operator::ShortestPaths(of) => self.graph_match(input, *graph, of, true, span),
            Operator::ToTable(tables) => self.graph_to_table(input, &graph, tables, span),
            Operator::MarkComponents(parameters) => {
                self.check_parameters(parameters, &["kind", "with_component_id"]);
                let strong = self.choice(parameters, "kind", &["weak", "strong"]) == "strong";
                let id = find_word(parameters, "with_component_id").map_or("ComponentId", |(name, _)| name);
                let column = OutputColumn::computed(id, Ty::Known(quarry_data::Type::Long));
                let mut graph = graph;
                graph.nodes = graph.nodes.iter().cloned().chain([column]).collect();
                graph.graph.steps.push(GraphStep::Components { strong });
                Relation { graph: Some(graph), ..input }
            }
            Operator::WhereNodes(condition) | Operator::WhereEdges(condition) => {
                let of_nodes = matches!(operator, Operator::WhereNodes(_));
                let scope = if of_nodes { ElementScope::Node } else { ElementScope::Edge };
                let mut graph = graph;
                let columns = if of_nodes { &graph.nodes } else { &graph.edges };
                let row = self.element_row(columns);
                let outer = self.pattern.replace(PatternScope::of_elements(&graph, scope));
                let condition = self.condition(condition, &row);
                self.pattern = outer;
                graph.graph.steps.push(match scope {
                    ElementScope::Node => GraphStep::Nodes(condition),
                    _ => GraphStep::Edges(condition),
                });
                Relation { graph: Some(graph), ..input }
            }
        }
    }

    /// The row that an expression over nodes or edges sees.
    pub(super) fn element_row(&mut self, columns: &Columns) -> Row {
        Row { columns: std::sync::Arc::clone(columns), ..self.no_row() }
    }

    /// The relation that a table made of a graph is.
    pub(super) fn read_graph(
        &mut self,
        input: Relation,
        graph: Graph,
        table: GraphTable,
        columns: Vec<OutputColumn>,
        span: Span,
    ) -> Relation {
        let node = Node::Graph(Box::new(GraphRead { graph, table, numbered: false }));
        let depth = input.depth + 1;
        let relation = Relation::new(node, columns, span);
        Relation { depth, trace: input.trace, ..relation }
    }

    /// Says that a graph stands where a table is needed.
    pub(crate) fn refuse_graph(&mut self, relation: Relation, what: &str, span: Span) -> Relation {
        if relation.graph.is_none() || relation.broken {
            return relation;
        }
        self.report(
            Diagnostic::error(Code::ExpectedTabular, span, format!("{what} a table, and this is a graph"))
                .help("go on with graph-match, graph-shortest-paths or graph-to-table"),
        );
        Relation::broken(span)
    }
}
