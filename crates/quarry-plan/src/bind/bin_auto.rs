//! `bin_auto(value)`: `bin_at` with the size and the start that `set` gave.

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, Literal};

use super::Binder;
use super::expr::Scalar;
use crate::Expr;
use crate::scope::Row;

/// The query properties `query_bin_auto_size` and `query_bin_auto_at`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BinAuto<'a> {
    size: Option<(&'a Literal, Span)>,
    at: Option<(&'a Literal, Span)>,
}

impl<'a> Binder<'a> {
    /// Takes note of a query property.
    pub(crate) fn set_property(&mut self, name: &ast::Name, value: Option<&'a Literal>, span: Span) {
        let value = value.map(|value| (value, span));
        match name.text.as_str() {
            "query_bin_auto_size" => self.bin_auto.size = value,
            "query_bin_auto_at" => self.bin_auto.at = value,
            _ => {}
        }
    }

    pub(crate) fn bin_auto_call(&mut self, call: &'a ast::Call, row: &Row, span: Span) -> Scalar {
        let [argument] = call.arguments.as_slice() else {
            self.check_count("bin_auto", call.name.span, std::iter::once((1, 1)), call.arguments.len());
            return Scalar::unknown(span);
        };
        let value = self.scalar(argument, row);
        let BinAuto { size, at } = self.bin_auto;
        let Some((size, place)) = size else {
            self.error(
                Code::ExpectedConstant,
                call.name.span,
                "the size of the bins is missing: set query_bin_auto_size = 1h;",
            );
            return Scalar { ty: value.ty, ..Scalar::unknown(span) };
        };
        let size = self.literal(size, place);
        let at = match at {
            Some((at, place)) => self.literal(at, place),
            None => {
                let (zero, ty) = match value.expr.ty {
                    Type::DateTime => (Value::DateTime(0), Type::DateTime),
                    Type::TimeSpan => (Value::TimeSpan(0), Type::TimeSpan),
                    _ => (Value::Long(0), Type::Long),
                };
                Scalar::new(Expr::constant(zero, ty, span))
            }
        };
        self.function("bin_at", vec![value, size, at], span)
    }
}
