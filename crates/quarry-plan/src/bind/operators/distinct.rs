//! `distinct`: each combination of values once.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn distinct(&mut self, input: Relation, columns: &'a [Expr], span: Span) -> Relation {
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_all(columns, &row, Style::Project, &mut projection);
        let (columns, keys) = projection.into_parts();
        let all = input.open.filter(|_| keys.len() == input.columns.len());
        let relation =
            input.then(columns, span, |input| Node::Aggregate { input, keys, aggregates: Vec::new() });
        Relation { open: all, serialized: false, ..relation }
    }
}
