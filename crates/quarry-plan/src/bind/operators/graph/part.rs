//! `make-graph … partitioned-by Column (operators)`: every operator sees one part of the graph.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::Span;
use quarry_syntax::ast::{Graph, GraphPartition, Operator, Stage};

use super::super::super::Binder;
use crate::scope::{Columns, Relation, schema_of};
use crate::types::Ty;
use crate::{Expr, Node, OutputColumn};

/// The name of the part's number; no column can have it.
const PART: &str = "\0part";

impl<'a> Binder<'a> {
    /// The graph's own operators run part by part anyway; what follows after the table is a partition of it.
    pub(super) fn graph_parts(&mut self, graph: Relation, partition: &'a GraphPartition) -> Relation {
        let stages = partition.stages.as_slice();
        let read = stages.iter().position(reads).map_or(stages.len(), |place| place + 1);
        let (of_graph, of_table) = stages.split_at(read);
        let end = of_table.first().map_or(partition.span.end, |stage| stage.pipe_span.start);
        let start = partition.span.start.min(end);
        let table = self.table_stages(graph, of_graph, Span::new(start, end));
        if of_table.is_empty() {
            return table;
        }
        self.parts_of_table(table, of_table, partition.span)
    }

    fn parts_of_table(&mut self, mut table: Relation, stages: &'a [Stage], span: Span) -> Relation {
        let Node::Graph(read) = &mut table.plan.node else {
            return self.stages(table, stages, span);
        };
        read.numbered = true;
        let visible = Arc::clone(&table.columns);
        let number = OutputColumn::computed(PART, Ty::Known(Type::Long));
        let all: Columns = visible.iter().cloned().chain([number]).collect();
        table.plan.schema = Arc::new(schema_of(&all));
        table.columns = Arc::clone(&all);
        let columns: Vec<Expr> =
            visible.iter().enumerate().map(|(index, column)| Expr::column(index, column.ty, span)).collect();
        let by = Expr::column(visible.len(), Type::Long, span);
        let part = Relation::new(Node::Input, all, span);
        let part = part.then(visible, span, |input| Node::Project { input, columns, window: false });
        let first = self.open_count();
        let body = self.table_stages(part, stages, span);
        let (open, broken) = (body.open, table.broken || body.broken);
        let depth = table.depth + body.depth + 1;
        let shown = Arc::clone(&body.columns);
        let body = Box::new(body.plan);
        let relation = table.then(shown, span, |input| Node::Partition { input, by, body });
        self.ask_over_parts(first, &relation.plan);
        Relation { open, broken, depth, serialized: false, ..relation }
    }
}

/// Whether an operator makes a table of a graph.
fn reads(stage: &Stage) -> bool {
    matches!(
        stage.operator,
        Operator::Graph { graph: Graph::Match(_) | Graph::ShortestPaths(_) | Graph::ToTable(_), .. }
    )
}
