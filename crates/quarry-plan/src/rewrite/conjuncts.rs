//! Cheap conditions first: `a == 1 and b matches regex "…"` tests `a` before it runs the pattern.

use quarry_data::Type;
use quarry_functions::Kernel;

use crate::{Expr, ExprKind};

/// Orders the parts of `and` and `or` by what they cost; parts of one cost keep their order.
pub(crate) fn order(expr: &mut Expr) {
    if let ExprKind::And(parts) | ExprKind::Or(parts) = &mut expr.kind {
        parts.iter_mut().for_each(order);
        if !parts.iter().any(Expr::is_volatile) {
            parts.sort_by_cached_key(cost);
        }
    }
}

/// What evaluating an expression for a row costs, roughly, in comparisons of numbers.
fn cost(expr: &Expr) -> u32 {
    let inside: u32 = expr.children().into_iter().map(cost).fold(0, u32::saturating_add);
    inside.saturating_add(match &expr.kind {
        ExprKind::Column(_) | ExprKind::Constant(_) | ExprKind::Scalar(_) => 0,
        ExprKind::And(_) | ExprKind::Or(_) => 0,
        ExprKind::Convert(inner) => {
            if inner.ty == Type::Dynamic {
                8
            } else {
                1
            }
        }
        ExprKind::Property { .. } | ExprKind::Element { .. } => 4,
        ExprKind::InShared { .. } => 8,
        ExprKind::Call { function, arguments, signature } => {
            let text = arguments.iter().any(|argument| matches!(argument.ty, Type::String | Type::Dynamic));
            call_cost(function.name, text, arguments.len(), signature.kernel)
        }
    })
}

fn call_cost(name: &str, text: bool, arguments: usize, kernel: Kernel) -> u32 {
    match name {
        "==" | "!=" | "isnotempty" | "isempty" | "isnull" | "isnotnull" => {
            if text {
                2
            } else {
                1
            }
        }
        "<" | "<=" | ">" | ">=" | "between" | "!between" => 1,
        "in" | "!in" => {
            if text {
                3
            } else {
                2
            }
        }
        "in~" | "!in~" | "=~" | "!~" | "startswith" | "endswith" | "!startswith" | "!endswith" => 4,
        "startswith_cs" | "endswith_cs" | "!startswith_cs" | "!endswith_cs" => 3,
        "has_any" | "has_all" => 8 + arguments as u32,
        "matches regex" => 40,
        "parse_json" | "todynamic" | "parse_xml" | "extract" | "extract_all" | "replace_regex" => 60,
        _ => match kernel {
            Kernel::LongToLong(_) | Kernel::LongLongToLong(_) | Kernel::RealToReal(_) => 2,
            _ => 8,
        },
    }
}
