//! `project`: the columns that go on.

use quarry_diagnostics::{Code, Span};
use quarry_functions::Purity;
use quarry_syntax::ast::Expr as SyntaxExpr;

use super::super::Binder;
use super::super::projection::{Projection, Style};
use crate::scope::Relation;
use crate::{Expr, ExprKind, Node};

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
        let window = exprs.iter().any(looks_around);
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

/// Whether an expression looks at other rows.
pub(crate) fn looks_around(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Column(_) | ExprKind::Constant(_) | ExprKind::Scalar(_) => false,
        ExprKind::Call { function, arguments, .. } => {
            function.purity == Purity::Window || arguments.iter().any(looks_around)
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().any(looks_around),
        ExprKind::Convert(inner) => looks_around(inner),
        ExprKind::Property { target, .. } => looks_around(target),
        ExprKind::Element { target, index } => looks_around(target) || looks_around(index),
        ExprKind::InShared { operand, .. } => looks_around(operand),
    }
}
