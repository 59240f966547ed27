//! `take` and `top`: so many rows.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr, Parameter, SortKey};

use super::super::Binder;
use super::super::expr::convert;
use crate::scope::Relation;
use crate::{Expr as BoundExpr, Node};

impl<'a> Binder<'a> {
    pub(super) fn take(
        &mut self,
        input: Relation,
        parameters: &'a [Parameter],
        count: &'a Expr,
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &[]);
        let count = self.row_count(count);
        input.pass(span, |input| Node::Take { input, count })
    }

    pub(super) fn top(
        &mut self,
        input: Relation,
        parameters: &'a [Parameter],
        count: &'a Expr,
        by: &'a SortKey,
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &[]);
        let count = self.row_count(count);
        let row = self.input_row(&input);
        let key = self.sort_key(by, &row);
        let relation = input.pass(span, |input| Node::Top { input, count, keys: vec![key] });
        Relation { serialized: true, ..relation }
    }

    /// A number of rows: an integer that is known before the rows are read.
    pub(crate) fn row_count(&mut self, count: &'a Expr) -> BoundExpr {
        let row = self.no_row();
        let scalar = self.scalar_of(count, &row, Code::ExpectedType, "a whole number", Type::is_integer);
        convert(scalar.expr, Type::Long)
    }
}
