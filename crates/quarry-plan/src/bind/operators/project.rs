//! `project`: the columns that go on.

use quarry_diagnostics::{Code, Diagnostic, Span};
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

    /// A call that looks at other rows needs them in an order, as `sort` and `serialize` give it
    /// (documentation of window functions).
    pub(crate) fn check_serialized(&mut self, input: &Relation, call: Span) {
        if !input.serialized && !input.broken {
            let diagnostic =
                Diagnostic::error(Code::NotSerialized, call, "a window function needs rows in an order");
            self.report(diagnostic.help("put '| sort by …' or '| serialize' before this stage"));
        }
    }

    /// A relation with the columns of a projection.
    pub(crate) fn projected(&mut self, input: Relation, projection: Projection, span: Span) -> Relation {
        let (columns, exprs) = projection.into_parts();
        let window = exprs.iter().find_map(Expr::window_call);
        if let Some(place) = window {
            self.check_serialized(&input, place);
        }
        let window = window.is_some();
        input.then(columns, span, |input| Node::Project { input, columns: exprs, window })
    }
}
