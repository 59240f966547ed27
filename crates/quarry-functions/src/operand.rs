//! Arguments seen as runs of one number type, and loops over one or two of them.

use std::borrow::Cow;

use quarry_data::{Bitmap, Column, Datum, Decimal, Primitive, ValueRef};

/// A column or a constant as values of one type. A constant is a single value that stands for every row.
pub(crate) struct Operand<'a, T: Copy> {
    values: Cow<'a, [T]>,
    validity: Option<Bitmap>,
    constant: bool,
    /// A constant null.
    null: bool,
}

impl<'a, T: Copy + Default> Operand<'a, T> {
    fn constant(value: Option<T>) -> Self {
        Self {
            values: Cow::Owned(vec![value.unwrap_or_default()]),
            validity: None,
            constant: true,
            null: value.is_none(),
        }
    }

    fn borrowed(column: &'a Primitive<T>) -> Self {
        Self {
            values: Cow::Borrowed(column.values()),
            validity: column.validity().cloned(),
            constant: false,
            null: false,
        }
    }

    fn mapped<S: Copy + Default>(column: &Primitive<S>, change: impl Fn(S) -> T) -> Self {
        Self {
            values: Cow::Owned(column.values().iter().map(|&value| change(value)).collect()),
            validity: column.validity().cloned(),
            constant: false,
            null: false,
        }
    }

    fn collected(column: &Column, change: impl Fn(ValueRef<'_>) -> Option<T>) -> Self {
        let column: Primitive<T> = column.iter().map(change).collect();
        Self {
            validity: column.validity().cloned(),
            values: Cow::Owned(column.values().to_vec()),
            constant: false,
            null: false,
        }
    }

    pub(crate) fn is_constant(&self) -> bool {
        self.constant
    }

    /// Whether no row is null.
    pub(crate) fn is_complete(&self) -> bool {
        self.validity.is_none() && !self.null
    }

    /// The value that stands for every row.
    pub(crate) fn fixed(&self) -> Option<T> {
        if self.constant { self.get(0) } else { None }
    }

    /// The value of a row.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<T> {
        if self.constant {
            return (!self.null).then(|| self.values[0]);
        }
        self.validity.as_ref().is_none_or(|bits| bits.get(row)).then(|| self.values[row])
    }

    /// The column of results of a function that never gives null of its own.
    pub(crate) fn map<R: Copy + Default>(&self, f: impl Fn(T) -> R) -> Primitive<R> {
        let values: Vec<R> = self.values.iter().map(|&value| f(value)).collect();
        Primitive::new(values, self.bits())
    }

    fn bits(&self) -> Option<Bitmap> {
        if self.null { Some(std::iter::once(false).collect()) } else { self.validity.clone() }
    }

    /// The column of results of a function that may give null.
    pub(crate) fn map_checked<R: Copy + Default>(&self, f: impl Fn(T) -> Option<R>) -> Primitive<R> {
        (0..self.values.len()).map(|row| self.get(row).and_then(&f)).collect()
    }
}

/// The ints, longs, datetimes, timespans or bools of an argument.
pub(crate) fn longs(datum: &Datum) -> Operand<'_, i64> {
    match datum {
        Datum::Constant(value) => Operand::constant(long(value.as_ref())),
        Datum::Column(Column::Long(column) | Column::DateTime(column) | Column::TimeSpan(column)) => {
            Operand::borrowed(column)
        }
        Datum::Column(Column::Int(column)) => Operand::mapped(column, i64::from),
        Datum::Column(Column::Bool(column)) => Operand::mapped(column, i64::from),
        Datum::Column(column) => Operand::collected(column, long),
    }
}

/// The numbers of an argument as reals; timespans and datetimes as their ticks.
pub(crate) fn reals(datum: &Datum) -> Operand<'_, f64> {
    match datum {
        Datum::Constant(value) => Operand::constant(real(value.as_ref())),
        Datum::Column(Column::Real(column)) => Operand::borrowed(column),
        Datum::Column(Column::Int(column)) => Operand::mapped(column, f64::from),
        Datum::Column(Column::Long(column) | Column::DateTime(column) | Column::TimeSpan(column)) => {
            Operand::mapped(column, |value| value as f64)
        }
        Datum::Column(column) => Operand::collected(column, real),
    }
}

/// The numbers of an argument as decimals.
pub(crate) fn decimals(datum: &Datum) -> Operand<'_, Decimal> {
    match datum {
        Datum::Constant(value) => Operand::constant(decimal(value.as_ref())),
        Datum::Column(Column::Decimal(column)) => Operand::borrowed(column),
        Datum::Column(column) => Operand::collected(column, decimal),
    }
}

/// The truth values of an argument; numbers are true unless they are zero.
pub(crate) fn bools(datum: &Datum) -> Operand<'_, bool> {
    match datum {
        Datum::Constant(value) => Operand::constant(boolean(value.as_ref())),
        Datum::Column(Column::Bool(column)) => Operand::borrowed(column),
        Datum::Column(column) => Operand::collected(column, boolean),
    }
}

/// An integer, or the ticks of a time.
pub(crate) fn long(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v),
        ValueRef::Bool(v) => Some(v.into()),
        ValueRef::Real(v) => Some(v as i64),
        ValueRef::Decimal(v) => v.to_long(),
        other => other.as_long(),
    }
}

/// A number of any type, or the ticks of a time.
pub(crate) fn real(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Decimal(v) => Some(v.to_real()),
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v as f64),
        ValueRef::Bool(v) => Some(f64::from(u8::from(v))),
        other => other.as_real(),
    }
}

pub(crate) fn decimal(value: ValueRef<'_>) -> Option<Decimal> {
    match value {
        ValueRef::Decimal(v) => Some(v),
        ValueRef::Int(v) => Some(i64::from(v).into()),
        ValueRef::Long(v) => Some(v.into()),
        ValueRef::Real(v) => Decimal::from_real(v),
        _ => None,
    }
}

fn boolean(value: ValueRef<'_>) -> Option<bool> {
    value.as_bool().or_else(|| value.as_long().map(|v| v != 0))
}

/// A result for each row, or a constant when both operands are.
pub(crate) struct Zipped<R> {
    pub(crate) values: Primitive<R>,
    constant: bool,
}

impl<R: Copy + Default> Zipped<R> {
    pub(crate) fn into_datum(self, wrap: fn(Primitive<R>) -> Column) -> Datum {
        datum(wrap(self.values), self.constant)
    }
}

/// A column of one row as a constant when it stands for all.
pub(crate) fn datum(column: Column, constant: bool) -> Datum {
    if constant { Datum::Constant(column.value(0).to_owned()) } else { Datum::Column(column) }
}

/// Combines two operands by a function that never gives null of its own.
pub(crate) fn zip<A: Copy + Default, B: Copy + Default, R: Copy + Default>(
    left: &Operand<'_, A>,
    right: &Operand<'_, B>,
    f: impl Fn(A, B) -> R,
) -> Zipped<R> {
    let constant = left.constant && right.constant;
    let rows = if left.constant { right.values.len() } else { left.values.len() };
    if left.null || right.null {
        let nothing: Bitmap = std::iter::repeat_n(false, rows).collect();
        return Zipped { values: Primitive::new(vec![R::default(); rows], Some(nothing)), constant };
    }
    let (a, b) = (&*left.values, &*right.values);
    let values: Vec<R> = match (left.constant, right.constant) {
        (true, _) => {
            let fixed = a[0];
            b.iter().map(|&value| f(fixed, value)).collect()
        }
        (false, true) => {
            let fixed = b[0];
            a.iter().map(|&value| f(value, fixed)).collect()
        }
        (false, false) => a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect(),
    };
    let validity = match (&left.validity, &right.validity) {
        (Some(left), Some(right)) => Some(left.and(right)),
        (only, None) | (None, only) => only.clone(),
    };
    Zipped { values: Primitive::new(values, validity), constant }
}

/// Combines two operands by a function that may give null.
pub(crate) fn zip_checked<A: Copy + Default, B: Copy + Default, R: Copy + Default>(
    left: &Operand<'_, A>,
    right: &Operand<'_, B>,
    f: impl Fn(A, B) -> Option<R>,
) -> Zipped<R> {
    let rows = if left.constant { right.values.len() } else { left.values.len() };
    let values = (0..rows).map(|row| f(left.get(row)?, right.get(row)?)).collect();
    Zipped { values, constant: left.constant && right.constant }
}
