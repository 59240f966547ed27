//! The columns that expressions look at.

use quarry_plan::{Expr, ExprKind};

/// The positions of all columns that the expressions use, ascending, each once.
pub(super) fn used_columns<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<usize> {
    let mut used = Vec::new();
    for expr in exprs {
        map_columns(expr, &mut |column| {
            used.push(column);
            column
        });
    }
    used.sort_unstable();
    used.dedup();
    used
}

/// The expression with other column positions. Depth is that of the query, which the parser limits.
pub(super) fn map_columns(expr: &Expr, map: &mut dyn FnMut(usize) -> usize) -> Expr {
    let mut all = |exprs: &[Expr]| -> Vec<Expr> { exprs.iter().map(|expr| map_columns(expr, map)).collect() };
    let kind = match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Scalar(_) => expr.kind.clone(),
        ExprKind::Call { function, signature, arguments } => {
            ExprKind::Call { function, signature, arguments: all(arguments) }
        }
        ExprKind::And(terms) => ExprKind::And(all(terms)),
        ExprKind::Or(terms) => ExprKind::Or(all(terms)),
        ExprKind::Column(column) => ExprKind::Column(map(*column)),
        ExprKind::Convert(operand) => ExprKind::Convert(Box::new(map_columns(operand, map))),
        ExprKind::Property { target, name } => {
            ExprKind::Property { target: Box::new(map_columns(target, map)), name: name.clone() }
        }
        ExprKind::Element { target, index } => ExprKind::Element {
            target: Box::new(map_columns(target, map)),
            index: Box::new(map_columns(index, map)),
        },
        ExprKind::InShared { sign, operand, shared } => {
            ExprKind::InShared { sign, operand: Box::new(map_columns(operand, map)), shared: *shared }
        }
    };
    Expr { kind, ty: expr.ty, span: expr.span }
}
