//! Builders that grow a column value by value.

use std::sync::Arc;

use crate::column::{Column, DynamicColumn, Primitive, StringColumn};
use crate::{BitmapBuilder, Decimal, Dynamic, Guid, Type, ValueRef};

/// Grows a column of one type.
#[derive(Debug)]
pub enum ColumnBuilder {
    Bool(PrimitiveBuilder<bool>),
    Int(PrimitiveBuilder<i32>),
    Long(PrimitiveBuilder<i64>),
    Real(PrimitiveBuilder<f64>),
    Decimal(PrimitiveBuilder<Decimal>),
    DateTime(PrimitiveBuilder<i64>),
    TimeSpan(PrimitiveBuilder<i64>),
    Guid(PrimitiveBuilder<Guid>),
    String(StringBuilder),
    Dynamic(Vec<Dynamic>),
}

/// Grows fixed-size values; the validity bitmap exists only after the first null.
#[derive(Debug)]
pub struct PrimitiveBuilder<T> {
    values: Vec<T>,
    validity: Option<BitmapBuilder>,
}

/// Grows plain strings: one text and the offsets in it.
#[derive(Debug)]
pub struct StringBuilder {
    offsets: Vec<u32>,
    text: String,
}

impl<T: Copy + Default> PrimitiveBuilder<T> {
    pub fn with_capacity(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), validity: None }
    }

    #[inline]
    pub fn push(&mut self, value: Option<T>) {
        match (&mut self.validity, value) {
            (None, Some(_)) => {}
            (None, None) => {
                let mut bits = BitmapBuilder::default();
                bits.extend(true, self.values.len());
                bits.push(false);
                self.validity = Some(bits);
            }
            (Some(bits), value) => bits.push(value.is_some()),
        }
        self.values.push(value.unwrap_or_default());
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Gives back memory that growing took beyond the values.
    pub fn shrink_to_fit(&mut self) {
        self.values.shrink_to_fit();
    }

    pub fn finish(self) -> Primitive<T> {
        Primitive::new(self.values, self.validity.map(BitmapBuilder::finish))
    }
}

impl Default for StringBuilder {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl StringBuilder {
    pub fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, text: String::new() }
    }

    #[inline]
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.end_row();
    }

    /// Lets `write` append to the text of the next row.
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        let before = self.text.len();
        write(&mut self.text);
        assert!(self.text.len() >= before, "a row may only append");
        self.end_row();
    }

    fn end_row(&mut self) {
        self.offsets
            .push(u32::try_from(self.text.len()).expect("a column part holds less than 4 GiB of text"));
    }

    pub fn extend_from(&mut self, column: &StringColumn) {
        if let StringColumn::Plain { offsets, text } = column {
            let (start, end) = (offsets[0], offsets[offsets.len() - 1]);
            let base = self.text.len();
            self.text.push_str(text.get(start as usize..end as usize).unwrap_or(""));
            u32::try_from(self.text.len()).expect("a column part holds less than 4 GiB of text");
            self.offsets.extend(offsets.iter().skip(1).map(|offset| offset - start + base as u32));
        } else {
            for text in column.iter() {
                self.push(text);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of text so far.
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Gives back memory that growing took beyond the text.
    pub fn shrink_to_fit(&mut self) {
        self.offsets.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    pub fn finish(self) -> StringColumn {
        StringColumn::Plain { offsets: self.offsets.into(), text: Arc::new(self.text) }
    }
}

impl ColumnBuilder {
    pub fn new(ty: Type) -> Self {
        Self::with_capacity(ty, 0)
    }

    pub fn with_capacity(ty: Type, rows: usize) -> Self {
        match ty {
            Type::Bool => Self::Bool(PrimitiveBuilder::with_capacity(rows)),
            Type::Int => Self::Int(PrimitiveBuilder::with_capacity(rows)),
            Type::Long => Self::Long(PrimitiveBuilder::with_capacity(rows)),
            Type::Real => Self::Real(PrimitiveBuilder::with_capacity(rows)),
            Type::Decimal => Self::Decimal(PrimitiveBuilder::with_capacity(rows)),
            Type::DateTime => Self::DateTime(PrimitiveBuilder::with_capacity(rows)),
            Type::TimeSpan => Self::TimeSpan(PrimitiveBuilder::with_capacity(rows)),
            Type::Guid => Self::Guid(PrimitiveBuilder::with_capacity(rows)),
            Type::String => Self::String(StringBuilder::with_capacity(rows)),
            Type::Dynamic => Self::Dynamic(Vec::with_capacity(rows)),
        }
    }

    /// Appends a value of the builder's type or a missing value. Ints widen to long and real, longs to
    /// real, and anything to dynamic; another type is a mistake of ours.
    pub fn push(&mut self, value: ValueRef<'_>) {
        match (self, value) {
            (Self::Bool(inner), ValueRef::Bool(v)) => inner.push(Some(v)),
            (Self::Int(inner), ValueRef::Int(v)) => inner.push(Some(v)),
            (Self::Long(inner), ValueRef::Long(v)) => inner.push(Some(v)),
            (Self::Long(inner), ValueRef::Int(v)) => inner.push(Some(v.into())),
            (Self::Real(inner), ValueRef::Real(v)) => inner.push(Some(v)),
            (Self::Real(inner), ValueRef::Int(v)) => inner.push(Some(v.into())),
            (Self::Real(inner), ValueRef::Long(v)) => inner.push(Some(v as f64)),
            (Self::Decimal(inner), ValueRef::Decimal(v)) => inner.push(Some(v)),
            (Self::Decimal(inner), ValueRef::Int(v)) => inner.push(Some(Decimal::from(i64::from(v)))),
            (Self::Decimal(inner), ValueRef::Long(v)) => inner.push(Some(Decimal::from(v))),
            (Self::DateTime(inner), ValueRef::DateTime(v)) => inner.push(Some(v)),
            (Self::TimeSpan(inner), ValueRef::TimeSpan(v)) => inner.push(Some(v)),
            (Self::Guid(inner), ValueRef::Guid(v)) => inner.push(Some(v)),
            (Self::String(inner), ValueRef::String(v)) => inner.push(v),
            (Self::Dynamic(inner), value) => inner.push(Dynamic::from_value(value)),
            (builder, ValueRef::Null | ValueRef::Dynamic(Dynamic::Null)) => builder.push_missing(),
            (builder, value) => panic!("a {:?} pushed to a column of {}", value.ty(), builder.ty()),
        }
    }

    /// Appends null, or `""` for strings.
    pub fn push_missing(&mut self) {
        match self {
            Self::Bool(inner) => inner.push(None),
            Self::Int(inner) => inner.push(None),
            Self::Long(inner) => inner.push(None),
            Self::Real(inner) => inner.push(None),
            Self::Decimal(inner) => inner.push(None),
            Self::DateTime(inner) | Self::TimeSpan(inner) => inner.push(None),
            Self::Guid(inner) => inner.push(None),
            Self::String(inner) => inner.push(""),
            Self::Dynamic(inner) => inner.push(Dynamic::Null),
        }
    }

    pub fn extend_from(&mut self, column: &Column) {
        if let (Self::String(inner), Column::String(strings)) = (&mut *self, column) {
            return inner.extend_from(strings);
        }
        for value in column.iter() {
            self.push(value);
        }
    }

    pub fn ty(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Long(_) => Type::Long,
            Self::Real(_) => Type::Real,
            Self::Decimal(_) => Type::Decimal,
            Self::DateTime(_) => Type::DateTime,
            Self::TimeSpan(_) => Type::TimeSpan,
            Self::Guid(_) => Type::Guid,
            Self::String(_) => Type::String,
            Self::Dynamic(_) => Type::Dynamic,
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Bool(inner) => inner.len(),
            Self::Int(inner) => inner.len(),
            Self::Long(inner) | Self::DateTime(inner) | Self::TimeSpan(inner) => inner.len(),
            Self::Real(inner) => inner.len(),
            Self::Decimal(inner) => inner.len(),
            Self::Guid(inner) => inner.len(),
            Self::String(inner) => inner.len(),
            Self::Dynamic(inner) => inner.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn finish(self) -> Column {
        match self {
            Self::Bool(inner) => Column::Bool(inner.finish()),
            Self::Int(inner) => Column::Int(inner.finish()),
            Self::Long(inner) => Column::Long(inner.finish()),
            Self::Real(inner) => Column::Real(inner.finish()),
            Self::Decimal(inner) => Column::Decimal(inner.finish()),
            Self::DateTime(inner) => Column::DateTime(inner.finish()),
            Self::TimeSpan(inner) => Column::TimeSpan(inner.finish()),
            Self::Guid(inner) => Column::Guid(inner.finish()),
            Self::String(inner) => Column::String(inner.finish()),
            Self::Dynamic(inner) => Column::Dynamic(DynamicColumn::Plain(inner.into())),
        }
    }
}
