//! Scalar functions that give several columns: `series_stats(x)` and the like.

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_syntax::ast;

use super::Binder;
use super::expr::Scalar;
use super::projection::TuplePart;
use crate::names;
use crate::scope::Row;
use crate::{Expr, ExprKind};

type Columns = &'static [(&'static str, Type)];

/// The columns of a function's result, which is an array of their values.
fn columns(function: &str) -> Option<Columns> {
    Some(match function {
        "series_stats" => &[
            ("min", Type::Real),
            ("min_idx", Type::Long),
            ("max", Type::Real),
            ("max_idx", Type::Long),
            ("avg", Type::Real),
            ("stdev", Type::Real),
            ("variance", Type::Real),
        ],
        "series_fft" | "series_ifft" => &[("real", Type::Dynamic), ("imag", Type::Dynamic)],
        "series_fit_poly" => &[
            ("rsquare", Type::Real),
            ("coefficients", Type::Dynamic),
            ("variance", Type::Real),
            ("rvariance", Type::Real),
            ("poly_fit", Type::Dynamic),
        ],
        "series_fit_line" => &[
            ("rsquare", Type::Real),
            ("slope", Type::Real),
            ("variance", Type::Real),
            ("rvariance", Type::Real),
            ("interception", Type::Real),
            ("line_fit", Type::Dynamic),
        ],
        "series_fit_2lines" => &[
            ("rsquare", Type::Real),
            ("split_idx", Type::Long),
            ("variance", Type::Real),
            ("rvariance", Type::Real),
            ("line_fit", Type::Dynamic),
            ("right_rsquare", Type::Real),
            ("right_slope", Type::Real),
            ("right_interception", Type::Real),
            ("right_variance", Type::Real),
            ("right_rvariance", Type::Real),
            ("left_rsquare", Type::Real),
            ("left_slope", Type::Real),
            ("left_interception", Type::Real),
            ("left_variance", Type::Real),
            ("left_rvariance", Type::Real),
        ],
        "series_periods_detect" | "series_periods_validate" => {
            &[("periods", Type::Dynamic), ("scores", Type::Dynamic)]
        }
        "series_decompose" | "series_decompose_forecast" => &[
            ("baseline", Type::Dynamic),
            ("seasonal", Type::Dynamic),
            ("trend", Type::Dynamic),
            ("residual", Type::Dynamic),
        ],
        "series_decompose_anomalies" => {
            &[("ad_flag", Type::Dynamic), ("ad_score", Type::Dynamic), ("baseline", Type::Dynamic)]
        }
        _ => return None,
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
