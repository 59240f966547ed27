//! `print`: one row of expressions.

use quarry_data::Batch;
use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn print(&mut self, columns: &'a [Expr], span: Span) -> Relation {
        let row = self.no_row();
        let mut projection = Projection::default();
        self.project_all(columns, &row, Style::Print, &mut projection);
        let one = Relation::new(Node::Values(Batch::new(Vec::new(), 1)), Vec::new(), span);
        self.projected(one, projection, span)
    }
}
