//! Numbers for the values of one key column of any type.

use std::sync::Arc;

use quarry_data::{Column, ColumnBuilder, Datum, Decimal, Dynamic, Guid, Primitive, Type, ValueRef, json};

use super::NONE;
use super::fixed::FixedTable;
use super::text::TextTable;

/// Distinct values of one type in the order of first appearance. Null is a value like any other, as in
/// Kusto's `summarize` and `join`; so is NaN, and -0.0 is 0.0.
#[derive(Debug)]
pub(crate) struct Interner {
    ty: Type,
    values: Values,
    /// The number of null.
    null: Option<u32>,
    /// For fixed values: the position in the table of each number. Shifted by one behind null.
    count: u32,
}

#[derive(Debug)]
enum Values {
    Bits(FixedTable<u64>),
    Decimals(FixedTable<Decimal>),
    Guids(FixedTable<Guid>),
    Texts(Box<TextTable>),
    /// Dynamic values by their JSON text; the trees are kept for the result.
    Trees(Box<TextTable>, Vec<Dynamic>),
}

impl Interner {
    pub(crate) fn new(ty: Type) -> Self {
        let values = match ty {
            Type::Bool | Type::Int | Type::Long | Type::Real | Type::DateTime | Type::TimeSpan => {
                Values::Bits(FixedTable::default())
            }
            Type::Decimal => Values::Decimals(FixedTable::default()),
            Type::Guid => Values::Guids(FixedTable::default()),
            Type::String => Values::Texts(Box::default()),
            Type::Dynamic => Values::Trees(Box::default(), Vec::new()),
        };
        Self { ty, values, null: None, count: 0 }
    }

    /// How many distinct values there are.
    pub(crate) fn len(&self) -> usize {
        self.count as usize
    }

    pub(crate) fn bytes(&self) -> usize {
        match &self.values {
            Values::Bits(table) => table.bytes(),
            Values::Decimals(table) => table.bytes(),
            Values::Guids(table) => table.bytes(),
            Values::Texts(table) => table.bytes(),
            Values::Trees(table, trees) => table.bytes() + trees.len() * size_of::<Dynamic>(),
        }
    }

    /// Appends the number of each row's value, new values numbered on.
    pub(crate) fn intern(&mut self, values: &Datum, rows: usize, out: &mut Vec<u32>) {
        match values {
            Datum::Constant(value) => {
                if rows > 0 {
                    let id = self.intern_value(value.as_ref());
                    out.resize(out.len() + rows, id);
                }
            }
            Datum::Column(Column::String(column)) => {
                if let Values::Texts(table) = &mut self.values {
                    table.insert_column(column, out);
                    self.count = table.len() as u32;
                }
            }
            Datum::Column(Column::Long(column) | Column::DateTime(column) | Column::TimeSpan(column)) => {
                self.intern_longs(column, out);
            }
            Datum::Column(column) => {
                for value in column.iter() {
                    let id = self.intern_value(value);
                    out.push(id);
                }
            }
        }
    }

    fn intern_longs(&mut self, column: &Primitive<i64>, out: &mut Vec<u32>) {
        let Values::Bits(table) = &mut self.values else { return };
        if column.validity().is_some() || self.null.is_some() {
            for value in column.iter() {
                let id = self.intern_value(value.map_or(ValueRef::Null, ValueRef::Long));
                out.push(id);
            }
            return;
        }
        let mut last = (0, NONE);
        out.extend(column.values().iter().map(|&value| {
            if last.1 == NONE || last.0 != value {
                last = (value, table.insert(value as u64));
            }
            last.1
        }));
        self.count = table.keys().len() as u32;
    }

    /// Appends the number of each row's value, [`NONE`] for unknown ones.
    pub(crate) fn find(&mut self, values: &Datum, rows: usize, out: &mut Vec<u32>) {
        match values {
            Datum::Constant(value) => {
                let id = self.find_value(value.as_ref());
                out.resize(out.len() + rows, id);
            }
            Datum::Column(Column::String(column)) => {
                if let Values::Texts(table) = &mut self.values {
                    table.find_column(column, out);
                }
            }
            Datum::Column(column) => {
                for value in column.iter() {
                    let id = self.find_value(value);
                    out.push(id);
                }
            }
        }
    }

    fn intern_value(&mut self, value: ValueRef<'_>) -> u32 {
        if value.is_null() {
            return *self.null.get_or_insert_with(|| {
                self.count += 1;
                self.count - 1
            });
        }
        let position = match (&mut self.values, value) {
            (Values::Texts(table), ValueRef::String(text)) => table.insert(text),
            (Values::Bits(table), value) => table.insert(bits(value)),
            (Values::Decimals(table), ValueRef::Decimal(number)) => table.insert(number),
            (Values::Guids(table), ValueRef::Guid(guid)) => table.insert(guid),
            (Values::Trees(table, trees), ValueRef::Dynamic(value)) => {
                let position = table.insert(&json_text(value));
                if position as usize == trees.len() {
                    trees.push(value.clone());
                }
                position
            }
            _ => return NONE,
        };
        let id = self.number(position);
        self.count = self.count.max(id + 1);
        id
    }

    fn find_value(&mut self, value: ValueRef<'_>) -> u32 {
        if value.is_null() {
            return self.null.unwrap_or(NONE);
        }
        let position = match (&mut self.values, value) {
            (Values::Texts(table), ValueRef::String(text)) => table.find(text),
            (Values::Bits(table), value) => table.find(bits(value)),
            (Values::Decimals(table), ValueRef::Decimal(number)) => table.find(number),
            (Values::Guids(table), ValueRef::Guid(guid)) => table.find(guid),
            (Values::Trees(table, _), ValueRef::Dynamic(value)) => table.find(&json_text(value)),
            _ => NONE,
        };
        if position == NONE { NONE } else { self.number(position) }
    }

    /// The number of the value at a position of the table: null has one of its own in between.
    fn number(&self, position: u32) -> u32 {
        position + u32::from(self.null.is_some_and(|null| position >= null))
    }

    fn position(&self, id: u32) -> Option<usize> {
        match self.null {
            _ if id == NONE => None,
            Some(null) if id == null => None,
            Some(null) => Some((id - u32::from(id > null)) as usize),
            None => Some(id as usize),
        }
    }

    /// The values of the numbers, as a column.
    pub(crate) fn column(&self, ids: impl Iterator<Item = u32> + Clone) -> Column {
        if let Values::Texts(table) = &self.values {
            return Column::String(table.column(ids));
        }
        let mut builder = ColumnBuilder::with_capacity(self.ty, ids.size_hint().0);
        for id in ids {
            match self.position(id) {
                Some(position) => builder.push(self.value(position)),
                None => builder.push_missing(),
            }
        }
        builder.finish()
    }

    fn value(&self, position: usize) -> ValueRef<'_> {
        match &self.values {
            Values::Bits(table) => from_bits(self.ty, table.keys()[position]),
            Values::Decimals(table) => ValueRef::Decimal(table.keys()[position]),
            Values::Guids(table) => ValueRef::Guid(table.keys()[position]),
            Values::Texts(table) => ValueRef::String(table.get(position as u32)),
            Values::Trees(_, trees) => ValueRef::Dynamic(&trees[position]),
        }
    }
}

fn bits(value: ValueRef<'_>) -> u64 {
    match value {
        ValueRef::Bool(bit) => bit.into(),
        ValueRef::Int(number) => i64::from(number) as u64,
        ValueRef::Long(number) | ValueRef::DateTime(number) | ValueRef::TimeSpan(number) => number as u64,
        ValueRef::Real(number) if number.is_nan() => f64::NAN.to_bits(),
        // Adding zero turns -0.0 into 0.0.
        ValueRef::Real(number) => (number + 0.0).to_bits(),
        _ => 0,
    }
}

fn from_bits(ty: Type, bits: u64) -> ValueRef<'static> {
    match ty {
        Type::Bool => ValueRef::Bool(bits != 0),
        Type::Int => ValueRef::Int(bits as i32),
        Type::Real => ValueRef::Real(f64::from_bits(bits)),
        Type::DateTime => ValueRef::DateTime(bits as i64),
        Type::TimeSpan => ValueRef::TimeSpan(bits as i64),
        _ => ValueRef::Long(bits as i64),
    }
}

fn json_text(value: &Dynamic) -> Arc<str> {
    let mut text = String::new();
    json::write(value, &mut text);
    text.into()
}

#[cfg(test)]
mod tests {
    use super::Interner;
    use quarry_data::{Column, Datum, Primitive, Type};

    #[test]
    fn null_is_a_value_of_its_own() {
        let mut interner = Interner::new(Type::Long);
        let mut ids = Vec::new();
        let first = Column::Long(Primitive::from_iter([Some(7), None, Some(8), Some(7), None]));
        interner.intern(&Datum::Column(first), 5, &mut ids);
        interner.intern(&Datum::Column(Column::Long(Primitive::from_iter([9i64, 8]))), 2, &mut ids);
        assert_eq!(ids, [0, 1, 2, 0, 1, 3, 2]);
        assert_eq!(interner.len(), 4);
        let Column::Long(values) = interner.column(0..4) else { panic!("longs") };
        assert_eq!(values.iter().collect::<Vec<_>>(), [Some(7), None, Some(8), Some(9)]);
    }
}
