//! `project-rename`: other names for columns, at their places.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr as SyntaxExpr, ExprKind};

use super::super::Binder;
use crate::scope::Relation;
use crate::{Expr, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn project_rename(
        &mut self,
        input: Relation,
        columns: &'a [SyntaxExpr],
        span: Span,
    ) -> Relation {
        let row = self.input_row(&input);
        let mut renamed: Vec<OutputColumn> = row.columns.to_vec();
        for column in columns {
            let ExprKind::Named { names, value, .. } = &column.kind else {
                if !matches!(column.kind, ExprKind::Error) {
                    self.error(Code::ExpectedColumn, column.span, "'new = old' is expected here");
                }
                continue;
            };
            let scalar = self.scalar(value, &row);
            let Some(name) = names.first() else { continue };
            let Some(index) = scalar.column() else {
                if !scalar.ty.is_unknown() {
                    self.error(Code::ExpectedColumn, value.span, "a column is expected here");
                }
                continue;
            };
            let taken = renamed
                .iter()
                .enumerate()
                .any(|(other, column)| other != index && *column.name == *name.text);
            if taken {
                self.error(
                    Code::DuplicateColumn,
                    name.span,
                    format!("the column '{}' is already there", name.text),
                );
                continue;
            }
            renamed[index] = renamed[index].renamed(name.text.as_str());
        }
        let exprs =
            renamed.iter().enumerate().map(|(index, column)| Expr::column(index, column.ty, span)).collect();
        input.then(renamed, span, |input| Node::Project { input, columns: exprs, window: false })
    }
}
