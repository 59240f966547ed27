//! `project-away` and `project-keep`: columns by name and pattern, in the input's order.

use std::collections::HashSet;

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr as SyntaxExpr, ExprKind};

use super::super::Binder;
use super::super::table::matches_pattern;
use crate::scope::{Relation, Row};
use crate::{Expr, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn project_away(
        &mut self,
        input: Relation,
        columns: &'a [SyntaxExpr],
        keep: bool,
        span: Span,
    ) -> Relation {
        let row = self.input_row(&input);
        let mut named = HashSet::new();
        for column in columns {
            named.extend(self.columns_named(column, &row));
        }
        let kept: Vec<usize> = (0..row.columns.len()).filter(|index| named.contains(index) == keep).collect();
        let open = if keep { None } else { input.open };
        Relation { open, ..self.kept(input, &kept, span) }
    }

    /// A relation with the columns at these positions.
    pub(crate) fn kept(&mut self, input: Relation, positions: &[usize], span: Span) -> Relation {
        let columns: Vec<OutputColumn> =
            positions.iter().map(|&index| input.columns[index].clone()).collect();
        let exprs =
            positions.iter().map(|&index| Expr::column(index, input.columns[index].ty, span)).collect();
        input.then(columns, span, |input| Node::Project { input, columns: exprs, window: false })
    }

    /// The positions of the columns that a name or pattern refers to.
    pub(crate) fn columns_named(&mut self, expr: &'a SyntaxExpr, row: &Row) -> Vec<usize> {
        match &expr.unparenthesized().kind {
            ExprKind::Error => Vec::new(),
            ExprKind::Star => (0..row.columns.len()).collect(),
            ExprKind::Wildcard(pattern) => {
                let found: Vec<usize> = (0..row.columns.len())
                    .filter(|&index| matches_pattern(&pattern.text, &row.columns[index].name))
                    .collect();
                if found.is_empty() && row.open.is_none() && !row.broken {
                    self.error(
                        Code::UnknownName,
                        pattern.span,
                        format!("no column matches '{}'", pattern.text),
                    );
                }
                found
            }
            _ => {
                let scalar = self.scalar(expr, row);
                match scalar.column() {
                    Some(index) => vec![index],
                    None => {
                        if !scalar.ty.is_unknown() {
                            self.error(Code::ExpectedColumn, expr.span, "a column is expected here");
                        }
                        Vec::new()
                    }
                }
            }
        }
    }
}
