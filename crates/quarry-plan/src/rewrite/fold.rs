//! Constant folding: what is known before the first row is computed while binding.

use quarry_data::{Datum, Decimal, Dynamic, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{Argument, CallContext, CallError, CallSite, Purity, ScalarFunction, Signature};

use crate::{Expr, ExprKind};

/// Computes a conversion of a constant where that needs no function.
pub(crate) fn conversion(expr: Expr) -> Expr {
    let ExprKind::Convert(inner) = &expr.kind else { return expr };
    let Some(value) = inner.as_constant() else { return expr };
    match convert_value(value, expr.ty) {
        Some(value) => Expr::constant(value, expr.ty, expr.span),
        None => expr,
    }
}

/// A value as another type; none where that takes more than widening.
fn convert_value(value: &Value, ty: Type) -> Option<Value> {
    Some(match (value, ty) {
        (Value::Null, _) => Value::missing(ty),
        (Value::Dynamic(Dynamic::Null), _) => Value::missing(ty),
        (Value::Int(v), Type::Long) => Value::Long((*v).into()),
        (Value::Int(v), Type::Real) => Value::Real((*v).into()),
        (Value::Int(v), Type::Decimal) => Value::Decimal(Decimal::from(i64::from(*v))),
        (Value::Long(v), Type::Real) => Value::Real(*v as f64),
        (Value::Long(v), Type::Decimal) => Value::Decimal(Decimal::from(*v)),
        (Value::Real(v), Type::Decimal) => Value::Decimal(Decimal::from_real(*v)?),
        (Value::Bool(v), Type::Long) => Value::Long((*v).into()),
        (Value::Bool(v), Type::Int) => Value::Int((*v).into()),
        (value, Type::Dynamic) => Value::Dynamic(Dynamic::from_value(value.as_ref())),
        _ => return None,
    })
}

/// Computes `target.name` and `target[index]` of constants.
pub(crate) fn access(expr: Expr) -> Expr {
    let found = match &expr.kind {
        ExprKind::Property { target, name } => match target.as_constant() {
            Some(Value::Dynamic(value)) => Some(value.property(name).cloned()),
            _ => None,
        },
        ExprKind::Element { target, index } => match (target.as_constant(), index.as_constant()) {
            (Some(Value::Dynamic(value)), Some(Value::Long(position))) => {
                Some(value.element(*position).cloned())
            }
            (Some(Value::Dynamic(value)), Some(Value::String(name))) => Some(value.property(name).cloned()),
            _ => None,
        },
        _ => None,
    };
    match found {
        Some(value) => Expr::constant(Value::Dynamic(value.unwrap_or_default()), Type::Dynamic, expr.span),
        None => expr,
    }
}

/// Joins conditions; constants that decide or do nothing are taken out.
pub(crate) fn logic(and: bool, conditions: Vec<Expr>, span: Span) -> Expr {
    let mut kept = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition.as_constant() {
            Some(Value::Bool(value)) if *value == and => {}
            Some(Value::Bool(value)) => return Expr::constant(Value::Bool(*value), Type::Bool, span),
            _ => kept.push(condition),
        }
    }
    match kept.len() {
        0 => Expr::constant(Value::Bool(and), Type::Bool, span),
        1 => kept.remove(0),
        _ if and => Expr { kind: ExprKind::And(kept), ty: Type::Bool, span },
        _ => Expr { kind: ExprKind::Or(kept), ty: Type::Bool, span },
    }
}

/// A call, computed when its arguments are known and it gives the same for the whole query.
///
/// Also tries out a call whose constants need preparing, such as a regular expression, so that what is
/// wrong with them is said before anything runs.
pub(crate) fn call(
    function: &'static ScalarFunction,
    signature: &'static Signature,
    arguments: Vec<Expr>,
    ty: Type,
    span: Span,
    now: i64,
) -> Result<Expr, CallError> {
    let pure = matches!(function.purity, Purity::Pure | Purity::Query);
    let constant = pure && arguments.iter().all(|argument| argument.as_constant().is_some());
    let prepared = matches!(signature.kernel, quarry_functions::Kernel::Prepared(_))
        && arguments.iter().any(|argument| argument.as_constant().is_some());
    if constant || prepared {
        let described = arguments
            .iter()
            .map(|argument| Argument { ty: argument.ty, constant: argument.as_constant().cloned() })
            .collect();
        let data: Vec<Datum> = arguments
            .iter()
            .map(|argument| match argument.as_constant() {
                Some(value) => Datum::Constant(value.clone()),
                None => Datum::Column(quarry_data::Column::missing(argument.ty, 0)),
            })
            .collect();
        let mut site = CallSite::new(signature, ty, described);
        let cx = CallContext { now, seed: 0, locations: None };
        let result = site.call(&cx, &data, usize::from(constant))?;
        if constant {
            let mut value = result.value(0).to_owned();
            // The service folds a real that is too large for a long to the smallest one, though its engine
            // goes to the largest.
            let too_large = |number: &f64| number.is_finite() && *number >= -(i64::MIN as f64);
            if function.name == "tolong"
                && let Some(Value::Real(number)) = arguments.first().and_then(Expr::as_constant)
                && too_large(number)
            {
                value = Value::Long(i64::MIN);
            }
            return Ok(Expr::constant(value, ty, span));
        }
    }
    Ok(Expr { kind: ExprKind::Call { function, signature, arguments }, ty, span })
}
