//! `project-by-names`: columns whose names are constants, and `column_names_of`, which gives such.

use std::sync::Arc;

use quarry_data::{Dynamic, Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::Binder;
use super::super::expr::Scalar;
use super::super::table::matches_pattern;
use crate::Expr;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn project_by_names(
        &mut self,
        input: Relation,
        names: &'a [ast::Expr],
        span: Span,
    ) -> Relation {
        let nowhere = self.no_row();
        let mut kept: Vec<usize> = Vec::new();
        let mut broken = input.broken;
        for name in names {
            let scalar = self.scalar(name, &nowhere);
            if scalar.ty.is_unknown() || scalar.is_stand_in() {
                broken = true;
                continue;
            }
            let Some(wanted) = scalar.expr.as_constant().and_then(texts) else {
                self.error(
                    Code::ExpectedConstant,
                    name.span,
                    "a constant text or array of texts is expected",
                );
                continue;
            };
            for wanted in wanted {
                for (index, column) in input.columns.iter().enumerate() {
                    if matches_pattern(&wanted, &column.name) && !kept.contains(&index) {
                        kept.push(index);
                    }
                }
            }
        }
        Relation { open: None, broken, ..self.kept(input, &kept, span) }
    }

    /// The names of a table's columns as a constant array.
    pub(crate) fn column_names_of(&mut self, call: &'a ast::Call, span: Span) -> Scalar {
        let count = call.arguments.len();
        if !self.check_count("column_names_of", call.name.span, std::iter::once((1, 1)), count) {
            return Scalar::unknown(span);
        }
        let table = self.tabular(&call.arguments[0]);
        if table.broken {
            return Scalar::unknown(span);
        }
        let names: Arc<[Dynamic]> =
            table.columns.iter().map(|column| Dynamic::String(Arc::clone(&column.name))).collect();
        Scalar::new(Expr::constant(Value::Dynamic(Dynamic::Array(names)), Type::Dynamic, span))
    }
}

fn texts(value: &Value) -> Option<Vec<Arc<str>>> {
    match value {
        Value::String(text) => Some(vec![Arc::clone(text)]),
        Value::Dynamic(Dynamic::String(text)) => Some(vec![Arc::clone(text)]),
        Value::Dynamic(Dynamic::Array(items)) => items
            .iter()
            .map(|item| match item {
                Dynamic::String(text) => Some(Arc::clone(text)),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
