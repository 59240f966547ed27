//! `extend`: more columns, or new values for columns of the same name.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn extend(&mut self, input: Relation, columns: &'a [Expr], span: Span) -> Relation {
        let row = self.input_row(&input);
        let mut projection = Projection::of_row(&row, span);
        self.project_all(columns, &row, Style::Extend, &mut projection);
        self.projected(input, projection, span)
    }
}
