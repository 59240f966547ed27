//! `graph-to-table nodes, edges`

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::GraphTable as Listed;

use super::super::super::Binder;
use super::super::super::expr::Scalar;
use super::super::super::parameters::find;
use super::super::super::part::reads_part;
use super::BoundGraph;
use crate::scope::{Columns, Local, Relation};
use crate::types::Ty;
use crate::{EDGE_ENDS, Expr, GraphTable, NODE_FACTS, Node, OutputColumn, Plan};

impl<'a> Binder<'a> {
    pub(super) fn graph_to_table(
        &mut self,
        input: Relation,
        graph: &BoundGraph,
        tables: &'a [Listed],
        span: Span,
    ) -> Relation {
        if tables.len() > 1 {
            for table in tables.iter().filter(|table| table.as_name.is_none()) {
                self.report(
                    Diagnostic::error(
                        Code::GraphTableNames,
                        table.span,
                        "each of several tables needs a name",
                    )
                    .help("for example graph-to-table nodes as N, edges as E"),
                );
            }
        }
        let mut results = Vec::new();
        let shared = self.shared_graph(graph, tables.len() > 1);
        for table in tables {
            let relation = self.graph_table(input.clone(), &shared, table, span);
            let name = match &table.as_name {
                Some(name) => {
                    let local = Local::Table(Box::new(relation.clone()));
                    self.declare(&name.text, name.span, local);
                    name.text.clone()
                }
                None if results.is_empty() => "PrimaryResult".to_owned(),
                None => format!("PrimaryResult_{}", results.len()),
            };
            results.push((name, relation));
        }
        let Some((_, first)) = results.first().cloned() else { return Relation::broken(span) };
        self.named_branches = tables.iter().all(|table| table.as_name.is_some());
        if results.len() > 1 {
            self.branches = results;
        }
        first
    }

    /// The inputs of a graph that is made more than once are read once.
    fn shared_graph(&mut self, graph: &BoundGraph, several: bool) -> BoundGraph {
        let mut graph = graph.clone();
        if several {
            for plan in std::iter::once(&mut graph.graph.edges).chain(&mut graph.graph.nodes) {
                if reads_part(plan) {
                    continue;
                }
                let (schema, span) = (Arc::clone(&plan.schema), plan.span);
                let shared = self.share(plan.clone());
                *plan = Plan { node: Node::Shared(shared), schema, span };
            }
        }
        graph
    }

    fn graph_table(
        &mut self,
        input: Relation,
        graph: &BoundGraph,
        table: &'a Listed,
        span: Span,
    ) -> Relation {
        let (ids, all, facts): (&[&str], &Columns, usize) = match table.edges {
            true => (&["with_source_id", "with_target_id"], &graph.edges, EDGE_ENDS),
            false => (&["with_node_id"], &graph.nodes, NODE_FACTS),
        };
        self.check_parameters(&table.parameters, ids);
        let mut columns = Vec::new();
        let mut exprs = Vec::new();
        for (position, id) in ids.iter().enumerate() {
            let Some(parameter) = find(&table.parameters, id) else { continue };
            let Some(name) = super::super::super::parameters::word(&parameter.value) else {
                self.error(Code::ExpectedColumn, parameter.value.span, "a name for the column is expected");
                continue;
            };
            let value = Expr::column(position, all[position].ty, span);
            let hash = self.function("hash", vec![Scalar::new(value)], span);
            columns.push(OutputColumn::computed(name, Ty::Known(Type::Long)));
            exprs.push(hash.expr);
        }
        for (index, column) in all.iter().enumerate().skip(facts) {
            columns.push(column.clone());
            exprs.push(Expr::column(index, column.ty, span));
        }
        let read = if table.edges { GraphTable::Edges(exprs) } else { GraphTable::Nodes(exprs) };
        self.read_graph(input, graph.graph.clone(), read, columns, span)
    }
}
