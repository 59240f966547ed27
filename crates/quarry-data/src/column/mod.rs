//! Columns of one type.

mod dynamic;
mod primitive;
mod string;

pub use dynamic::DynamicColumn;
pub use primitive::Primitive;
pub use string::{StringColumn, StringDictionary};

use std::sync::Arc;

use crate::{ColumnBuilder, Decimal, Guid, Type, Value, ValueRef};

/// Values of one type, one a row; immutable, cheap to clone and slice.
#[derive(Clone, Debug)]
pub enum Column {
    Bool(Primitive<bool>),
    Int(Primitive<i32>),
    Long(Primitive<i64>),
    Real(Primitive<f64>),
    Decimal(Primitive<Decimal>),
    DateTime(Primitive<i64>),
    TimeSpan(Primitive<i64>),
    Guid(Primitive<Guid>),
    String(StringColumn),
    Dynamic(DynamicColumn),
}

/// The row that stands for "no row" in [`Column::take`].
pub const NO_ROW: u32 = u32::MAX;

/// Runs the same expression on whichever variant the column is.
macro_rules! each {
    ($column:expr, $inner:ident => $body:expr) => {
        match $column {
            Column::Bool($inner) => $body,
            Column::Int($inner) => $body,
            Column::Long($inner) => $body,
            Column::Real($inner) => $body,
            Column::Decimal($inner) => $body,
            Column::DateTime($inner) => $body,
            Column::TimeSpan($inner) => $body,
            Column::Guid($inner) => $body,
            Column::String($inner) => $body,
            Column::Dynamic($inner) => $body,
        }
    };
}

/// Rebuilds the same variant from an expression on its inside.
macro_rules! map {
    ($column:expr, $inner:ident => $body:expr) => {
        match $column {
            Column::Bool($inner) => Column::Bool($body),
            Column::Int($inner) => Column::Int($body),
            Column::Long($inner) => Column::Long($body),
            Column::Real($inner) => Column::Real($body),
            Column::Decimal($inner) => Column::Decimal($body),
            Column::DateTime($inner) => Column::DateTime($body),
            Column::TimeSpan($inner) => Column::TimeSpan($body),
            Column::Guid($inner) => Column::Guid($body),
            Column::String($inner) => Column::String($body),
            Column::Dynamic($inner) => Column::Dynamic($body),
        }
    };
}

/// Makes one column of the insides of several of the type `ty`.
macro_rules! join {
    ($ty:expr, $columns:expr, $parts:ident => $method:ident($($argument:expr),*)) => {
        match $ty {
            Type::Bool => join!(@ Bool, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::Int => join!(@ Int, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::Long => join!(@ Long, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::Real => join!(@ Real, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::Decimal => join!(@ Decimal, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::DateTime => join!(@ DateTime, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::TimeSpan => join!(@ TimeSpan, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::Guid => join!(@ Guid, Primitive, $ty, $columns, $parts, $method, $($argument),*),
            Type::String => join!(@ String, StringColumn, $ty, $columns, $parts, $method, $($argument),*),
            Type::Dynamic => join!(@ Dynamic, DynamicColumn, $ty, $columns, $parts, $method, $($argument),*),
        }
    };
    (@ $variant:ident, $inside:ident, $ty:expr, $columns:expr, $parts:ident, $method:ident, $($argument:expr),*) => {{
        let $parts: Vec<_> = $columns
            .iter()
            .map(|column| match column {
                Column::$variant(inner) => inner,
                other => unreachable!("a column of {} among those of {}", other.ty(), $ty),
            })
            .collect();
        Column::$variant($inside::$method($($argument),*))
    }};
}

impl Column {
    pub fn ty(&self) -> Type {
        match self {
            Column::Bool(_) => Type::Bool,
            Column::Int(_) => Type::Int,
            Column::Long(_) => Type::Long,
            Column::Real(_) => Type::Real,
            Column::Decimal(_) => Type::Decimal,
            Column::DateTime(_) => Type::DateTime,
            Column::TimeSpan(_) => Type::TimeSpan,
            Column::Guid(_) => Type::Guid,
            Column::String(_) => Type::String,
            Column::Dynamic(_) => Type::Dynamic,
        }
    }

    pub fn len(&self) -> usize {
        each!(self, inner => inner.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row.
    #[inline]
    pub fn value(&self, row: usize) -> ValueRef<'_> {
        match self {
            Column::Bool(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Bool),
            Column::Int(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Int),
            Column::Long(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Long),
            Column::Real(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Real),
            Column::Decimal(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Decimal),
            Column::DateTime(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::DateTime),
            Column::TimeSpan(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::TimeSpan),
            Column::Guid(inner) => inner.get(row).map_or(ValueRef::Null, ValueRef::Guid),
            Column::String(inner) => ValueRef::String(inner.get(row)),
            Column::Dynamic(inner) => ValueRef::Dynamic(inner.get(row)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = ValueRef<'_>> {
        (0..self.len()).map(|row| self.value(row))
    }

    /// Rows `offset .. offset + len`, without copying.
    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        map!(self, inner => inner.slice(offset, len))
    }

    /// The rows in the order of `rows`; [`NO_ROW`] gives a missing value.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        map!(self, inner => inner.take(rows))
    }

    /// All columns one after the other; they have the type `ty`.
    pub fn concat(ty: Type, columns: &[&Column]) -> Self {
        if let [only] = columns {
            return (*only).clone();
        }
        join!(ty, columns, parts => concat(&parts))
    }

    /// The values of rows of several columns, which have the type `ty`; see [`Rows::take`](crate::Rows::take).
    pub(crate) fn gather(ty: Type, columns: &[&Column], ids: &[u32]) -> Self {
        join!(ty, columns, parts => gather(&parts, ids))
    }

    /// The same value `rows` times.
    pub fn constant(ty: Type, value: &Value, rows: usize) -> Self {
        if let (Type::String, Value::String(text)) = (ty, value) {
            return Column::String(StringColumn::constant(text, rows));
        }
        let mut builder = ColumnBuilder::with_capacity(ty, rows);
        for _ in 0..rows {
            builder.push(value.as_ref());
        }
        builder.finish()
    }

    /// `rows` missing values.
    pub fn missing(ty: Type, rows: usize) -> Self {
        Self::constant(ty, &Value::missing(ty), rows)
    }

    /// Bytes of the rows alone, without the dictionary, which others may share.
    pub fn own_bytes(&self) -> usize {
        match self {
            Column::String(StringColumn::Dictionary { codes, .. })
            | Column::Dynamic(DynamicColumn::Dictionary { codes, .. }) => codes.bytes(),
            other => other.bytes(),
        }
    }

    /// What tells the dictionary from others, and its bytes.
    pub(crate) fn dictionary_bytes(&self) -> Option<(usize, usize)> {
        let identity = match self {
            Column::String(StringColumn::Dictionary { dictionary, .. }) => Arc::as_ptr(dictionary).addr(),
            Column::Dynamic(DynamicColumn::Dictionary { values, .. }) => Arc::as_ptr(values).addr(),
            _ => return None,
        };
        Some((identity, self.bytes() - self.own_bytes()))
    }

    /// Bytes that this column's rows take, shared dictionaries included.
    pub fn bytes(&self) -> usize {
        each!(self, inner => inner.bytes())
    }
}
