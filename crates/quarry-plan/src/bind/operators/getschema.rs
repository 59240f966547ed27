//! `getschema`: the columns as rows.

use std::sync::Arc;

use quarry_data::{Batch, ColumnBuilder, Type, ValueRef};
use quarry_diagnostics::Span;

use super::super::Binder;
use super::super::projection::known;
use crate::scope::Relation;
use crate::{Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn getschema(&mut self, input: Relation, span: Span) -> Relation {
        let types = [Type::String, Type::Long, Type::String, Type::String];
        let names = ["ColumnName", "ColumnOrdinal", "DataType", "ColumnType"];
        let rows = input.columns.len();
        let mut cells: Vec<ColumnBuilder> = types.map(|ty| ColumnBuilder::with_capacity(ty, rows)).into();
        for (index, column) in input.columns.iter().enumerate() {
            let values = [
                ValueRef::String(&column.name),
                ValueRef::Long(index as i64),
                ValueRef::String(runtime_type(column.ty)),
                ValueRef::String(column.ty.name()),
            ];
            for (builder, value) in cells.iter_mut().zip(values) {
                builder.push(value);
            }
        }
        let columns: Vec<OutputColumn> =
            names.iter().zip(types).map(|(name, ty)| OutputColumn::computed(*name, known(ty))).collect();
        let cells = cells.into_iter().map(ColumnBuilder::finish).collect();
        let mut relation = Relation::new(Node::Values(Batch::new(cells, rows)), Arc::from(columns), span);
        relation.trace = input.trace;
        relation
    }
}

/// The .NET type that the service names beside its own.
fn runtime_type(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "System.SByte",
        Type::Int => "System.Int32",
        Type::Long => "System.Int64",
        Type::Real => "System.Double",
        Type::Decimal => "System.Data.SqlTypes.SqlDecimal",
        Type::DateTime => "System.DateTime",
        Type::TimeSpan => "System.TimeSpan",
        Type::Guid => "System.Guid",
        Type::String => "System.String",
        Type::Dynamic => "System.Object",
    }
}
