//! The cells of a sheet, gathered by column: what type each column has is known when all are read.

use calamine::{DataRef, ExcelDateTime};
use quarry_data::datetime::{self, TICKS_PER_DAY};
use quarry_data::{Column, PrimitiveBuilder, Type, real, timespan};

use crate::typed::{CodedTexts, TypedColumn};

/// 30 December 1899, from which on Excel counts days; before March 1900 it is a day off.
const EPOCH: i64 = 693_593 * TICKS_PER_DAY;
/// 1 January 1904, where old Macintoshes began to count.
const EPOCH_1904: i64 = 695_055 * TICKS_PER_DAY;
/// The first day that both Excel and the calendar agree on.
const FIRST_RIGHT_DAY: f64 = 60.0;
const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;
const TICKS_PER_MILLISECOND: i64 = 10_000;
/// Whole numbers up to here are exact in a cell.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The value of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    Empty,
    Bool(bool),
    Number(f64),
    /// Ticks of a time without a zone.
    Time(i64),
    /// Ticks of a time of the day, or of a duration.
    Span(i64),
    /// The code of a text.
    Text(u32),
}

/// The cells of a column, one a row from the first row on; rows at the end may be missing.
#[derive(Debug, Default)]
pub(super) struct Cells {
    values: Vec<Value>,
    texts: CodedTexts,
    last_text: Option<u32>,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    Value,
    Nothing,
    /// The cell holds an error such as `#N/A`.
    Error,
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Bytes of text.
    pub(super) fn text_len(&self) -> usize {
        self.texts.text_len()
    }

    /// Whether there is no value from that row on.
    pub(super) fn is_empty_from(&self, row: usize) -> bool {
        self.values.iter().skip(row).all(|value| *value == Value::Empty)
    }

    pub(super) fn get(&self, row: usize) -> Value {
        self.values.get(row).copied().unwrap_or(Value::Empty)
    }

    /// Sets the value of a row; `is_1904` says from where on days are counted.
    pub(super) fn set(&mut self, row: usize, data: &DataRef<'_>, is_1904: bool) -> Pushed {
        let value = match data {
            DataRef::Empty => return Pushed::Nothing,
            DataRef::Error(_) => return Pushed::Error,
            DataRef::Int(value) => Value::Number(*value as f64),
            DataRef::Float(value) => Value::Number(*value),
            DataRef::Bool(value) => Value::Bool(*value),
            DataRef::DateTime(time) => time_of(*time, is_1904),
            DataRef::DateTimeIso(text) => match datetime::parse(text) {
                Some(ticks) => Value::Time(ticks),
                None => self.text(text),
            },
            DataRef::String(text) | DataRef::DurationIso(text) => self.text(text),
            DataRef::SharedString(text) => self.text(text),
        };
        if value == Value::Text(0) {
            return Pushed::Nothing;
        }
        if row >= self.values.len() {
            self.values.resize(row + 1, Value::Empty);
        }
        if let Some(place) = self.values.get_mut(row) {
            *place = value;
        }
        Pushed::Value
    }

    fn text(&mut self, text: &str) -> Value {
        if text.is_empty() {
            return Value::Text(0);
        }
        let last = self.last_text.filter(|last| self.texts.get(*last) == text);
        let code = last.unwrap_or_else(|| {
            let code = self.texts.next_code();
            self.texts.add(|out| out.push_str(text));
            code
        });
        self.last_text = Some(code);
        Value::Text(code)
    }

    /// The type that holds all values from that row on as they are.
    pub(super) fn ty(&self, from: usize) -> Type {
        let mut types = self.values.iter().skip(from).filter_map(|value| match value {
            Value::Empty => None,
            Value::Bool(_) => Some(Type::Bool),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < MOST_EXACT => Some(Type::Long),
            Value::Number(_) => Some(Type::Real),
            Value::Time(_) => Some(Type::DateTime),
            Value::Span(_) => Some(Type::TimeSpan),
            Value::Text(_) => Some(Type::String),
        });
        let Some(first) = types.next() else { return Type::String };
        types.fold(first, |ty, other| match (ty, other) {
            (Type::Long | Type::Real, Type::Long | Type::Real) if ty != other => Type::Real,
            _ if ty == other => ty,
            _ => Type::String,
        })
    }

    /// Writes a value as people read it.
    pub(super) fn write(&self, value: Value, out: &mut String) {
        match value {
            Value::Empty => {}
            Value::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Value::Number(value) => {
                real::write_shortest(value, out);
                if out.ends_with(".0") {
                    out.truncate(out.len() - 2);
                }
            }
            Value::Time(ticks) => {
                datetime::write(ticks, out);
                // The letter at the end says that it is UTC.
                out.pop();
            }
            Value::Span(ticks) => timespan::write(ticks, out),
            Value::Text(code) => out.push_str(self.texts.get(code)),
        }
    }

    /// The values of `rows` rows from that row on.
    pub(super) fn into_column(mut self, from: usize, rows: usize) -> TypedColumn {
        let ty = self.ty(from);
        let values = std::mem::take(&mut self.values);
        let values = values.into_iter().skip(from).chain(std::iter::repeat(Value::Empty)).take(rows);
        match ty {
            Type::Bool => TypedColumn::Values(Column::Bool(collect(values, |value| match value {
                Value::Bool(value) => Some(value),
                _ => None,
            }))),
            Type::Long => TypedColumn::Values(Column::Long(collect(values, |value| match value {
                Value::Number(number) => Some(number as i64),
                _ => None,
            }))),
            Type::Real => TypedColumn::Values(Column::Real(collect(values, |value| match value {
                Value::Number(number) => Some(number),
                _ => None,
            }))),
            Type::DateTime => TypedColumn::LocalTimes(collect(values, |value| match value {
                Value::Time(ticks) => Some(ticks),
                _ => None,
            })),
            Type::TimeSpan => TypedColumn::Values(Column::TimeSpan(collect(values, |value| match value {
                Value::Span(ticks) => Some(ticks),
                _ => None,
            }))),
            _ => {
                let mut text = String::new();
                for value in values {
                    match value {
                        Value::Empty => self.texts.codes.push(0),
                        Value::Text(code) => self.texts.codes.push(code),
                        value => {
                            text.clear();
                            self.write(value, &mut text);
                            self.texts.push(|out| out.push_str(&text));
                        }
                    }
                }
                TypedColumn::Texts(self.texts)
            }
        }
    }
}

fn collect<T: Copy + Default>(
    values: impl Iterator<Item = Value>,
    read: impl Fn(Value) -> Option<T>,
) -> quarry_data::Primitive<T> {
    let mut builder = PrimitiveBuilder::with_capacity(0);
    values.for_each(|value| builder.push(read(value)));
    builder.finish()
}

/// A date, a time of the day or a duration. Cells are exact to a millisecond.
fn time_of(time: ExcelDateTime, is_1904: bool) -> Value {
    let serial = time.as_f64();
    let milliseconds = (serial * MILLISECONDS_PER_DAY).round();
    if !milliseconds.is_finite() || milliseconds.abs() >= MOST_EXACT / 64.0 {
        return Value::Number(serial);
    }
    let ticks = milliseconds as i64 * TICKS_PER_MILLISECOND;
    if time.is_duration() || (0.0..1.0).contains(&serial) {
        return Value::Span(ticks);
    }
    let epoch = if is_1904 {
        EPOCH_1904
    } else if serial < FIRST_RIGHT_DAY {
        EPOCH + TICKS_PER_DAY
    } else {
        EPOCH
    };
    datetime::checked(epoch + ticks).map_or(Value::Number(serial), Value::Time)
}
