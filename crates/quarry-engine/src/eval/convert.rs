//! Conversions between types, as the binder asks for them.

use std::sync::Arc;

use quarry_data::{
    Column, Datum, Decimal, Dynamic, DynamicColumn, Primitive, StringColumn, StringDictionary,
};
use quarry_data::{Type, Value, ValueRef};
use quarry_diagnostics::Span;
use quarry_functions::{CallContext, CallSite, scalar};

use crate::error::{RunError, call_error, internal};

/// Turns values of one type into another.
pub(crate) struct Converter {
    to: Type,
    span: Span,
    how: How,
}

enum How {
    Same,
    /// Int to long.
    Widen,
    /// Int or long to real.
    Real,
    /// Int or long to decimal.
    Decimal,
    /// Anything to dynamic; keeps the last dictionary, since batches share it.
    Dynamic(Option<(Arc<StringDictionary>, Arc<Vec<Dynamic>>)>),
    /// By the conversion function of the type.
    Function(Box<CallSite>),
}

impl Converter {
    pub(crate) fn new(from: Type, to: Type, span: Span) -> Result<Self, RunError> {
        let how = match (from, to) {
            _ if from == to => How::Same,
            (_, Type::Dynamic) => How::Dynamic(None),
            (Type::Int, Type::Long) => How::Widen,
            (Type::Int | Type::Long, Type::Real) => How::Real,
            (Type::Int | Type::Long, Type::Decimal) => How::Decimal,
            _ => How::Function(Box::new(function(from, to, span)?)),
        };
        Ok(Self { to, span, how })
    }

    pub(crate) fn convert(&mut self, cx: &CallContext, value: Datum, rows: usize) -> Result<Datum, RunError> {
        match (&mut self.how, value) {
            (How::Same, value) => Ok(value),
            (How::Function(site), value) => site
                .call(cx, &[value], rows)
                .map_err(|error| call_error(error, "the conversion", self.span, |_| None)),
            (_, Datum::Constant(value)) => Ok(Datum::Constant(scalar_value(self.to, value.as_ref()))),
            (How::Widen, Datum::Column(Column::Int(values))) => {
                Ok(Datum::Column(Column::Long(map(&values, i64::from))))
            }
            (How::Real, Datum::Column(Column::Int(values))) => {
                Ok(Datum::Column(Column::Real(map(&values, f64::from))))
            }
            (How::Real, Datum::Column(Column::Long(values))) => {
                Ok(Datum::Column(Column::Real(map(&values, |value| value as f64))))
            }
            (
                How::Dynamic(known),
                Datum::Column(Column::String(StringColumn::Dictionary { codes, dictionary })),
            ) if dictionary.len() <= 2 * rows
                || known.as_ref().is_some_and(|(last, _)| Arc::ptr_eq(last, &dictionary)) =>
            {
                let values = dictionary_values(known, dictionary);
                Ok(Datum::Column(Column::Dynamic(DynamicColumn::Dictionary { codes, values })))
            }
            (How::Dynamic(_), Datum::Column(column)) => {
                Ok(Datum::Column(Column::Dynamic(column.iter().map(Dynamic::from_value).collect())))
            }
            (How::Widen | How::Real | How::Decimal, Datum::Column(column)) => {
                let to = self.to;
                let mut builder = quarry_data::ColumnBuilder::with_capacity(to, rows);
                for value in column.iter() {
                    builder.push(scalar_value(to, value).as_ref());
                }
                Ok(Datum::Column(builder.finish()))
            }
        }
    }
}

fn dictionary_values(
    known: &mut Option<(Arc<StringDictionary>, Arc<Vec<Dynamic>>)>,
    dictionary: Arc<StringDictionary>,
) -> Arc<Vec<Dynamic>> {
    if let Some((last, values)) = known
        && Arc::ptr_eq(last, &dictionary)
    {
        return Arc::clone(values);
    }
    let values: Arc<Vec<Dynamic>> = Arc::new(dictionary.iter().map(Dynamic::string).collect());
    *known = Some((dictionary, Arc::clone(&values)));
    values
}

fn scalar_value(to: Type, value: ValueRef<'_>) -> Value {
    if to == Type::Dynamic {
        return Value::Dynamic(Dynamic::from_value(value));
    }
    match (to, value.as_long()) {
        (Type::Long, Some(number)) => Value::Long(number),
        (Type::Real, Some(number)) => Value::Real(number as f64),
        (Type::Decimal, Some(number)) => Value::Decimal(Decimal::from(number)),
        _ => Value::missing(to),
    }
}

fn map<T: Copy + Default, U: Copy + Default>(values: &Primitive<T>, change: impl Fn(T) -> U) -> Primitive<U> {
    let changed: Vec<U> = values.values().iter().map(|&value| change(value)).collect();
    Primitive::new(changed, values.validity().cloned())
}

/// The conversion function of a type, for arguments of another.
fn function(from: Type, to: Type, span: Span) -> Result<CallSite, RunError> {
    scalar::conversion(from, to)
        .ok_or_else(|| internal(span, &format!("there is no conversion from {from} to {to}")))
}
