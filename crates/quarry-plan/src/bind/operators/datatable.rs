//! `datatable`: rows that are written out.

use quarry_data::{Batch, ColumnBuilder, Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, Datatable};

use super::super::Binder;
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn datatable(&mut self, datatable: &'a Datatable, span: Span) -> Relation {
        let columns = self.declared_columns(&datatable.columns);
        let width = columns.len();
        if width == 0 {
            return Relation::broken(span);
        }
        if !datatable.values.len().is_multiple_of(width) {
            self.error(
                Code::DatatableValues,
                datatable.values_span,
                format!("{} values do not fill rows of {width} columns", datatable.values.len()),
            );
        }
        let rows = datatable.values.len() / width;
        let mut builders: Vec<ColumnBuilder> =
            columns.iter().map(|column| ColumnBuilder::with_capacity(column.ty, rows)).collect();
        let row = self.no_row();
        for (position, value) in datatable.values.iter().take(rows * width).enumerate() {
            let ty = columns[position % width].ty;
            if matches!(value.unparenthesized().kind, ast::ExprKind::Binary { .. }) {
                self.error(Code::ExpectedLiteral, value.span, "the values of a datatable must be literals");
                continue;
            }
            let scalar = self.scalar(value, &row);
            let cell = if scalar.ty.is_unknown() {
                Value::missing(ty)
            } else {
                let converted = self.converted(scalar, ty, value.span);
                match converted.expr.as_constant() {
                    Some(value) => constant_of(value, ty),
                    None => {
                        self.error(
                            Code::ExpectedConstant,
                            value.span,
                            "the values of a datatable must be constants",
                        );
                        Value::missing(ty)
                    }
                }
            };
            builders[position % width].push(cell.as_ref());
        }
        if builders.iter().any(|builder| builder.len() != rows) {
            return Relation { broken: true, ..Relation::new(Node::Error, columns, span) };
        }
        let cells = builders.into_iter().map(ColumnBuilder::finish).collect();
        Relation::new(Node::Values(Batch::new(cells, rows)), columns, span)
    }
}

/// A value that fits a builder of the type.
fn constant_of(value: &Value, ty: Type) -> Value {
    match value.ty() {
        Some(found) if found == ty => value.clone(),
        _ => Value::missing(ty),
    }
}
