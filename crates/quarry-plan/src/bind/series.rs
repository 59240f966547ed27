//! Scalar functions that give several columns: `series_stats(x)` and the like.

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{ResultType, scalar};
use quarry_syntax::ast;

use super::Binder;
use super::expr::Scalar;
use super::projection::TuplePart;
use crate::names;
use crate::scope::Row;
use crate::{Expr, ExprKind};

/// The columns of a function's result, which is an array of their values.
fn columns(function: &str) -> Option<&'static [(&'static str, Type)]> {
    scalar::lookup(function)?.signatures.iter().find_map(|signature| match signature.result {
        ResultType::Columns(columns) => Some(columns),
        _ => None,
    })
}

/// The columns of a call that gives several; none for other calls.
pub(crate) fn tuple<'a>(
    binder: &mut Binder<'a>,
    call: &'a ast::Call,
    row: &Row,
    span: Span,
) -> Option<Vec<TuplePart>> {
    let function = call.name.text.as_str();
    let sort = matches!(function, "array_sort_asc" | "array_sort_desc");
    let fixed = columns(function);
    if !sort && fixed.is_none() {
        return None;
    }
    let value = binder.call(call, row, span);
    let has_column = |name: &str| row.position(name).is_some();
    let mut parts = Vec::new();
    if let Some(fixed) = fixed {
        let first = call.arguments.first().and_then(|argument| names::of_expression(argument, &has_column));
        for (position, (name, ty)) in fixed.iter().enumerate() {
            let name = format!("{function}_{}_{name}", first.as_deref().unwrap_or_default());
            let scalar = element(binder, &value, position, *ty, span);
            parts.push(TuplePart { name, scalar, source: None, star: None });
        }
        return Some(parts);
    }
    let arrays: Vec<&ast::Expr> = call
        .arguments
        .iter()
        .filter(|argument| !matches!(&argument.kind, ast::ExprKind::Literal(literal) if literal.kind == ast::LiteralKind::Bool))
        .collect();
    let single = arrays.len() == 1;
    for (position, argument) in arrays.into_iter().enumerate() {
        let name = match names::of_expression(argument, &has_column) {
            Some(name) if !name.is_empty() => format!("{name}_sorted"),
            _ => format!("array{position}_sorted"),
        };
        let scalar =
            if single { value.clone() } else { element(binder, &value, position, Type::Dynamic, span) };
        parts.push(TuplePart { name, scalar, source: None, star: None });
    }
    Some(parts)
}

fn element(binder: &mut Binder<'_>, value: &Scalar, position: usize, ty: Type, span: Span) -> Scalar {
    let index = Expr::constant(Value::Long(position as i64), Type::Long, span);
    let kind = ExprKind::Element { target: Box::new(value.expr.clone()), index: Box::new(index) };
    let element = Scalar::new(Expr { kind, ty: Type::Dynamic, span });
    binder.converted(element, ty, span)
}
