//! `partition`: a pipeline over the rows of each value of a column.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, PartitionBody};

use super::super::Binder;
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn partition(
        &mut self,
        input: Relation,
        partition: &'a ast::Partition,
        span: Span,
    ) -> Relation {
        let row = self.input_row(&input);
        let by = self.scalar(&partition.by, &row);
        if by.column().is_none() && !by.ty.is_unknown() {
            self.error(Code::ExpectedColumn, partition.by.span, "a column is expected here");
        }
        let mut inner = Relation::new(Node::Input, std::sync::Arc::clone(&input.columns), span);
        inner.open = input.open;
        inner.broken = input.broken;
        inner.serialized = input.serialized;
        let first = self.open_count();
        let body = match &partition.body {
            PartitionBody::Stages { stages, span } => self.table_stages(inner, stages, *span),
            PartitionBody::Query(query) => self.tabular(query),
        };
        let (open, broken) = (body.open, input.broken || body.broken);
        let depth = input.depth + body.depth + 1;
        let columns = std::sync::Arc::clone(&body.columns);
        let body = Box::new(body.plan);
        let by = by.expr;
        let relation = input.then(columns, span, |input| Node::Partition { input, by, body });
        self.ask_over_parts(first, &relation.plan);
        Relation { open, broken, depth, serialized: false, ..relation }
    }
}
