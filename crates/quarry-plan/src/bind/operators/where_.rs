//! `where`: the rows that meet a condition.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use crate::scope::Relation;
use crate::{Expr as BoundExpr, Node};

impl<'a> Binder<'a> {
    pub(super) fn where_(&mut self, input: Relation, predicate: &'a Expr, span: Span) -> Relation {
        let row = self.input_row(&input);
        let predicate = self.condition(predicate, &row);
        if !predicate.looks_around() {
            return input.pass(span, |input| Node::Filter { input, predicate });
        }
        self.filter_by_window(input, predicate, span)
    }

    /// A condition that looks at other rows is computed as a column first.
    fn filter_by_window(&mut self, input: Relation, predicate: BoundExpr, span: Span) -> Relation {
        let width = input.columns.len();
        let mut exprs: Vec<BoundExpr> = input
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| BoundExpr::column(index, column.ty, span))
            .collect();
        let ty = predicate.ty;
        exprs.push(predicate);
        let mut columns = input.columns.to_vec();
        columns.push(crate::OutputColumn::computed("", crate::types::Ty::Known(ty)));
        let original = std::sync::Arc::clone(&input.columns);
        let kept: Vec<BoundExpr> = exprs[..width].to_vec();
        input
            .then(columns, span, |input| Node::Project { input, columns: exprs, window: true })
            .pass(span, |input| Node::Filter { input, predicate: BoundExpr::column(width, ty, span) })
            .then(original, span, |input| Node::Project { input, columns: kept, window: false })
    }
}
