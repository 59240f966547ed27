//! `range`: a column of numbers or times with a step.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr, Name};

use super::super::Binder;
use super::super::expr::convert;
use crate::scope::Relation;
use crate::types::{self, Ty};
use crate::{Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn range(
        &mut self,
        column: &'a Name,
        from: &'a Expr,
        to: &'a Expr,
        step: &'a Expr,
        span: Span,
    ) -> Relation {
        let row = self.no_row();
        let mut bound = |expr| {
            self.scalar_of(
                expr,
                &row,
                Code::ExpectedSummable,
                "a number, timespan or datetime",
                Type::is_summable,
            )
        };
        let (from, to, step) = (bound(from), bound(to), bound(step));
        let ends = types::common_of([from.ty, to.ty]);
        let ty = match (ends, step.ty) {
            (Some(Ty::Known(Type::DateTime)), Ty::Known(Type::TimeSpan)) => Ty::Known(Type::DateTime),
            (Some(ends), step) => types::common_of([ends, step]).unwrap_or(Ty::Unknown),
            (None, _) => Ty::Unknown,
        };
        let all_known = ![from.ty, to.ty, step.ty].iter().any(|ty| ty.is_unknown());
        let column = OutputColumn::computed(column.text.as_str(), ty);
        let Some(ty) = ty.known() else {
            if all_known {
                self.error(Code::ExpectedType, span, "the ends and the step of a range do not go together");
            }
            return Relation { broken: true, ..Relation::new(Node::Error, vec![column], span) };
        };
        let step_ty = if ty == Type::DateTime { Type::TimeSpan } else { ty };
        let node = Node::Range {
            from: convert(from.expr, ty),
            to: convert(to.expr, ty),
            step: convert(step.expr, step_ty),
        };
        Relation::new(node, vec![column], span)
    }
}
