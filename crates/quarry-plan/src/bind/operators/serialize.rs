//! `serialize`: the rows as they stand have an order.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn serialize(&mut self, input: Relation, columns: &'a [Expr], span: Span) -> Relation {
        let input = Relation { serialized: true, ..input };
        let row = self.input_row(&input);
        if columns.is_empty() {
            return input;
        }
        let mut projection = Projection::of_row(&row, span);
        self.project_all(columns, &row, Style::Extend, &mut projection);
        self.projected(input, projection, span)
    }
}
