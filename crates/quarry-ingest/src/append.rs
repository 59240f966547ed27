//! Rows of one table from several files: schemas widen, and no text is lost.

use std::sync::Arc;

use quarry_data::{Batch, Column, ColumnBuilder, Field, Schema, Table, Type, ValueRef, encode};

/// Puts the rows of `more` after those of `existing`, under the name of `existing`.
///
/// The result has the columns of both, those of `existing` first. Where the types of a column differ, int
/// and long become long, numbers become real when no digit is lost, anything beside dynamic becomes
/// dynamic, and everything else becomes text.
pub fn append(existing: &Table, more: Table) -> Table {
    let mut fields: Vec<Field> = existing.schema.fields().to_vec();
    for field in more.schema.fields() {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => known.ty = common_type(known.ty, field.ty),
            None => fields.push(field.clone()),
        }
    }
    let schema = Arc::new(Schema::new(fields));
    let segments = existing
        .segments
        .iter()
        .map(|segment| widen(segment, &existing.schema, &schema))
        .chain(more.segments.iter().map(|segment| widen(segment, &more.schema, &schema)))
        .collect();
    Table { name: Arc::clone(&existing.name), schema, segments }
}

/// The type that holds the values of both without loss.
fn common_type(left: Type, right: Type) -> Type {
    match (left, right) {
        (left, right) if left == right => left,
        (Type::Int, Type::Long) | (Type::Long, Type::Int) => Type::Long,
        (Type::Int, Type::Real) | (Type::Real, Type::Int) => Type::Real,
        (Type::Dynamic, other) | (other, Type::Dynamic) if other != Type::String => Type::Dynamic,
        _ => Type::String,
    }
}

/// The segment with the columns of `target`: converted where types differ, missing where it has none.
fn widen(segment: &Batch, source: &Schema, target: &Schema) -> Batch {
    let columns = target
        .fields()
        .iter()
        .map(|field| match source.position(&field.name) {
            Some(index) => convert(segment.column(index), field.ty),
            None => Column::missing(field.ty, segment.rows()),
        })
        .collect();
    Batch::new(columns, segment.rows())
}

/// The values as the type, which [`common_type`] chose.
fn convert(column: &Column, ty: Type) -> Column {
    if column.ty() == ty {
        return column.clone();
    }
    let mut builder = ColumnBuilder::with_capacity(ty, column.len());
    for value in column.iter() {
        match (ty, value) {
            (Type::String, ValueRef::Null) => builder.push(ValueRef::String("")),
            (Type::String, value) => builder.push(ValueRef::String(&encode::display(value))),
            (_, value) => builder.push(value),
        }
    }
    builder.finish()
}
