//! `make-graph source --> target with …`

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{GraphNodes, MakeGraph, Name};

use super::super::super::Binder;
use super::super::super::expr::{Scalar, convert};
use super::BoundGraph;
use crate::scope::{Columns, Relation};
use crate::types::{self, Ty};
use crate::{EDGE_ENDS, Expr, Graph, GraphPartition, NODE_FACTS, Node, OutputColumn};

/// The name of the id while tables of nodes are put together; no column can have it.
const ID: &str = "\0id";

/// A table of nodes and the column that the edges name.
struct NodeTable {
    relation: Relation,
    key: Scalar,
    name: Arc<str>,
}

impl<'a> Binder<'a> {
    pub(super) fn make_graph(&mut self, input: Relation, make: &'a MakeGraph, span: Span) -> Relation {
        let row = self.input_row(&input);
        let ends = [&make.source, &make.target].map(|name| self.name(name, &row));
        let mut tables = Vec::new();
        if let GraphNodes::Tables(listed) = &make.nodes {
            for (table, key) in listed {
                tables.extend(self.node_table(table, key));
            }
            if tables.len() < listed.len() {
                return Relation::broken(span);
            }
        }
        if input.broken || ends.iter().any(|end| end.ty.is_unknown()) {
            return Relation::broken(span);
        }
        let keys = tables.iter().map(|table| table.key.ty);
        let Some(id) = types::common_of(ends.iter().map(|end| end.ty).chain(keys)).and_then(Ty::known) else {
            let types: Vec<String> = ends
                .iter()
                .map(|end| &end.expr)
                .chain(tables.iter().map(|table| &table.key.expr))
                .map(|expr| expr.ty.to_string())
                .collect();
            self.report(
                Diagnostic::error(
                    Code::ExpectedType,
                    make.source.span.to(make.target.span),
                    format!("the ids of nodes must be of one type, not {}", types.join(", ")),
                )
                .help("convert them before: extend Id = tostring(Id)"),
            );
            return Relation::broken(span);
        };
        for (end, name) in ends.iter().zip([&make.source, &make.target]) {
            if end.ty.known() == Some(Type::Dynamic) {
                self.report(
                    Diagnostic::error(
                        Code::GraphIdType,
                        name.span,
                        format!("'{}' is dynamic, which the ids of nodes can't be", name.text),
                    )
                    .help(format!("convert it before: extend {0} = tostring({0})", name.text)),
                );
            }
        }
        let partition = match &make.partition {
            Some(partition) => self.name(&partition.by, &row).column(),
            None => None,
        };
        let edges: Columns = hidden(&[id; EDGE_ENDS]).chain(input.columns.iter().cloned()).collect();
        let (depth, trace, open) = (input.depth, input.trace.clone(), input.open);
        let edge_plan = with_first(input, ends.map(|end| convert(end.expr, id)).into(), span);
        let mut graph = Graph {
            edges: edge_plan.plan,
            nodes: None,
            node_types: Vec::new(),
            node_keys: Vec::new(),
            id,
            partition: partition.map(|edges| GraphPartition { edges: edges + EDGE_ENDS, nodes: None }),
            steps: Vec::new(),
        };
        let properties = match &make.nodes {
            GraphNodes::Edges => Vec::new(),
            GraphNodes::Id(name) => {
                graph.node_keys = vec![0];
                vec![OutputColumn::computed(name.text.as_str(), Ty::Known(id))]
            }
            GraphNodes::Tables(_) => self.node_tables(tables, id, &mut graph, span),
        };
        graph.node_types = properties.iter().map(|column| column.ty).collect();
        if let (Some(partition), Some(wanted)) = (&mut graph.partition, &make.partition) {
            let place = properties.iter().position(|column| *column.name == *wanted.by.text);
            partition.nodes = place.filter(|_| graph.nodes.is_some()).map(|place| place + 1);
        }
        let nodes: Columns = hidden(&[id, Type::Long, Type::Long]).chain(properties).collect();
        debug_assert!(nodes.len() >= NODE_FACTS);
        let bound = BoundGraph { graph, nodes, edges };
        let relation = Relation::new(Node::Error, Vec::new(), span);
        let relation = Relation { graph: Some(Box::new(bound)), depth: depth + 1, trace, open, ..relation };
        match &make.partition {
            Some(partition) => self.graph_parts(relation, partition),
            None => relation,
        }
    }

    fn node_table(&mut self, table: &'a quarry_syntax::ast::Expr, key: &'a Name) -> Option<NodeTable> {
        let relation = self.tabular(table);
        let relation = self.refuse_graph(relation, "the nodes come from", table.span);
        let row = self.input_row(&relation);
        let key_value = self.name(key, &row);
        let unknown = relation.broken || key_value.ty.is_unknown();
        (!unknown).then(|| NodeTable { relation, key: key_value, name: key.text.as_str().into() })
    }

    /// The tables as one, and its properties.
    fn node_tables(
        &mut self,
        tables: Vec<NodeTable>,
        id: Type,
        graph: &mut Graph,
        span: Span,
    ) -> Vec<OutputColumn> {
        let names: Vec<Arc<str>> = tables.iter().map(|table| Arc::clone(&table.name)).collect();
        let mut relations: Vec<Relation> = tables
            .into_iter()
            .map(|table| with_first(table.relation, vec![convert(table.key.expr, id)], span))
            .collect();
        let all = match relations.len() {
            1 => relations.remove(0),
            _ => self.union_of(relations, None, span),
        };
        let properties: Vec<OutputColumn> = all.columns.iter().skip(1).cloned().collect();
        let is_key = |column: &OutputColumn| column.ty == id && names.contains(&column.name);
        graph.node_keys = (0..properties.len()).filter(|&index| is_key(&properties[index])).collect();
        graph.nodes = Some(all.plan);
        properties
    }
}

/// Columns that have no name in the query.
fn hidden(types: &[Type]) -> impl Iterator<Item = OutputColumn> {
    types.iter().map(|&ty| OutputColumn::computed("", Ty::Known(ty)))
}

/// A relation with ids in front of its columns.
fn with_first(relation: Relation, ids: Vec<Expr>, span: Span) -> Relation {
    let first = ids.iter().map(|id| OutputColumn::computed(ID, Ty::Known(id.ty)));
    let columns: Vec<OutputColumn> = first.chain(relation.columns.iter().cloned()).collect();
    let rest =
        relation.columns.iter().enumerate().map(|(index, column)| Expr::column(index, column.ty, span));
    let exprs: Vec<Expr> = ids.into_iter().chain(rest).collect();
    relation.then(columns, span, |input| Node::Project { input, columns: exprs, window: false })
}
