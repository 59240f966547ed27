//! `project`: the columns that go on.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::Expr as SyntaxExpr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::scope::Relation;
use crate::{Expr, Node};

impl<'a> Binder<'a> {
    pub(super) fn project(&mut self, input: Relation, columns: &'a [SyntaxExpr], span: Span) -> Relation {
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_all(columns, &row, Style::Project, &mut projection);
        let relation = self.projected(input, projection, span);
        Relation { open: None, ..relation }
    }

    /// A relation with the columns of a projection.
    pub(crate) fn projected(&mut self, input: Relation, projection: Projection, span: Span) -> Relation {
        let (columns, exprs) = projection.into_parts();
        let window = exprs.iter().any(Expr::looks_around);
        if window && !input.serialized && !input.broken {
            self.warning(
                Code::NotSerialized,
                span,
                "window functions need rows in an order; sort or serialize before this stage",
            );
        }
        input.then(columns, span, |input| Node::Project { input, columns: exprs, window })
    }
}
