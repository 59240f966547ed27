//! `sample` and `sample-distinct`: some rows, some values.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn sample(&mut self, input: Relation, count: &'a Expr, span: Span) -> Relation {
        let count = self.row_count(count);
        input.pass(span, |input| Node::Sample { input, count })
    }

    pub(super) fn sample_distinct(
        &mut self,
        input: Relation,
        count: &'a Expr,
        of: &'a Expr,
        span: Span,
    ) -> Relation {
        let count = self.row_count(count);
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_one(of, &row, Style::Project, &mut projection, 0);
        let (columns, keys) = projection.into_parts();
        let distinct =
            input.then(columns, span, |input| Node::Aggregate { input, keys, aggregates: Vec::new() });
        let relation = distinct.pass(span, |input| Node::Take { input, count });
        Relation { open: None, ..relation }
    }
}
