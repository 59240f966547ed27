//! Values that carry the types of their file, on their way to columns that may have another one.

use std::ops::Range;

use quarry_data::{Column, Primitive, Type, ValueRef, encode};

use super::fixed::Fixed;
use super::{ColumnSink, PushContext, Store};
use crate::block::{Cell, Kind};
use crate::typed::{TooLarge, TypedColumn};

/// The most text that one segment may hold.
const MOST_TEXT: usize = 1 << 30;
/// Bytes of text that values become at a time, where they have to.
const PIECE: usize = 1 << 20;
/// Values that become text at a time.
const PIECE_ROWS: usize = 4_096;

impl ColumnSink {
    /// Appends rows of a column of the file.
    pub(crate) fn push_typed(
        &mut self,
        column: &TypedColumn,
        rows: Range<usize>,
        cx: &mut PushContext,
    ) -> Result<(), TooLarge> {
        let len = rows.len();
        match (&mut self.store, column) {
            (Store::Bool(fixed), TypedColumn::Values(Column::Bool(values))) => extend(fixed, values, rows),
            (Store::Int(fixed), TypedColumn::Values(Column::Int(values))) => extend(fixed, values, rows),
            (Store::Long(fixed), TypedColumn::Values(Column::Long(values))) if self.expected.is_some() => {
                extend(fixed, values, rows);
            }
            (Store::Long(fixed), TypedColumn::Values(Column::Int(values))) if self.expected.is_some() => {
                let values = values.slice(rows.start, len);
                values.iter().for_each(|value| fixed.current.push(value.map(i64::from)));
            }
            (Store::Real(fixed), TypedColumn::Values(Column::Real(values))) => extend(fixed, values, rows),
            (Store::Decimal(fixed), TypedColumn::Values(Column::Decimal(values))) => {
                extend(fixed, values, rows);
            }
            (Store::DateTime(fixed), TypedColumn::Values(Column::DateTime(values)))
            | (Store::TimeSpan(fixed), TypedColumn::Values(Column::TimeSpan(values))) => {
                extend(fixed, values, rows);
            }
            (Store::DateTime(fixed), TypedColumn::LocalTimes(times)) => {
                cx.dates.begin(self.utc);
                for time in times.slice(rows.start, len).iter() {
                    fixed.current.push(time.and_then(|ticks| cx.dates.local(ticks)));
                }
                self.local_times |= cx.dates.met_local;
            }
            (Store::Guid(fixed), TypedColumn::Values(Column::Guid(values))) => extend(fixed, values, rows),
            (Store::Text(store), TypedColumn::Texts(texts))
                if matches!(self.expected, Some(Type::String | Type::Dynamic)) =>
            {
                if store.segment_bytes() + column.text_bytes(rows.clone()) > MOST_TEXT {
                    return Err(TooLarge);
                }
                store.push_coded(texts, rows);
                store.decide();
            }
            _ => {
                self.push_as_text(column, rows, cx);
                return Ok(());
            }
        }
        self.rows += len;
        Ok(())
    }

    /// Appends values as if the file held their texts.
    fn push_as_text(&mut self, column: &TypedColumn, rows: Range<usize>, cx: &mut PushContext) {
        let json = self.expected == Some(Type::Dynamic);
        let kind = if json { Kind::Nested } else { kind(column) };
        let (mut text, mut cells) = (String::new(), Vec::new());
        for row in rows {
            let start = text.len();
            match column {
                TypedColumn::LocalTimes(times) if json => {
                    if times.is_valid(row) {
                        text.push('"');
                        column.write(row, &mut text);
                        text.push('"');
                    }
                }
                TypedColumn::Values(values) if json => match values.value(row) {
                    ValueRef::Null => {}
                    value => encode::write_json(value, &mut text),
                },
                column => column.write(row, &mut text),
            }
            cells.push(match text.len() {
                end if end == start => Cell::MISSING,
                end => Cell::new(kind, start, end),
            });
            if text.len() > PIECE || cells.len() == PIECE_ROWS {
                self.push(&text, &cells, cx);
                cx.first_record += cells.len() as u64;
                text.clear();
                cells.clear();
            }
        }
        self.push(&text, &cells, cx);
    }
}

/// How the texts of the values are to be read.
fn kind(column: &TypedColumn) -> Kind {
    match column {
        TypedColumn::Texts(_) | TypedColumn::LocalTimes(_) => Kind::Text,
        TypedColumn::Values(column) => match column.ty() {
            Type::Bool => Kind::Bool,
            Type::Int | Type::Long | Type::Real => Kind::Number,
            Type::Decimal | Type::DateTime | Type::TimeSpan | Type::Guid | Type::String => Kind::Text,
            Type::Dynamic => Kind::Nested,
        },
    }
}

fn extend<T: Copy + Default>(fixed: &mut Fixed<T>, values: &Primitive<T>, rows: Range<usize>) {
    let values = values.slice(rows.start, rows.len());
    values.iter().for_each(|value| fixed.current.push(value));
}
