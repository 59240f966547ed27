//! `where`: the rows that meet a condition.

use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::Expr;

use super::super::Binder;
use crate::scope::Relation;
use crate::{Expr as BoundExpr, ExprKind, Node};

impl<'a> Binder<'a> {
    pub(super) fn where_(&mut self, input: Relation, predicate: &'a Expr, span: Span) -> Relation {
        let row = self.input_row(&input);
        let predicate = self.condition(predicate, &row);
        self.hint_late_time(&input, &predicate);
        let Some(call) = predicate.window_call() else {
            return input.pass(span, |input| Node::Filter { input, predicate });
        };
        self.check_serialized(&input, call);
        self.filter_by_window(input, predicate, span)
    }

    /// A time range is best given before the rows are joined, expanded or grouped.
    fn hint_late_time(&mut self, input: &Relation, predicate: &BoundExpr) {
        let late = |operator: &str| {
            matches!(
                operator,
                "join" | "lookup" | "summarize" | "mv-expand" | "mv-apply" | "parse" | "make-series"
            )
        };
        let Some(stage) = input.trace.iter().rev().find(|stage| late(stage.operator)) else { return };
        let mut place = None;
        predicate.walk(&mut |expr| {
            if let ExprKind::Column(index) = expr.kind
                && let Some(column) = input.columns.get(index)
                && (column.is_source("Timestamp") || column.is_source("TimeGenerated"))
            {
                place.get_or_insert(expr.span);
            }
        });
        if let Some(place) = place {
            let hint = Diagnostic::info(
                Code::LateTimeFilter,
                place,
                format!("the time is filtered after '{}'", stage.operator),
            );
            self.report(hint.help("filter the time right after the table: fewer rows are worked on"));
        }
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
