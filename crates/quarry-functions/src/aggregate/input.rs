//! How aggregates read their arguments: conditions of the `…if` forms, and numbers out of any column.

use quarry_data::{Column, Datum, Dynamic, Primitive, Type, Value, ValueRef};

use super::Groups;
use crate::{Param, TypeSet};

pub(super) const PREDICATE: Param =
    Param::new("predicate", TypeSet::BOOL, "Only rows where this is true are looked at.");

/// Which rows an aggregate looks at.
#[derive(Clone, Copy)]
pub(super) struct Condition<'a>(Option<&'a Datum>);

impl<'a> Condition<'a> {
    /// The condition at the position, or every row.
    pub(super) fn new(arguments: &'a [Datum], position: Option<usize>) -> Self {
        Self(position.and_then(|position| arguments.get(position)))
    }

    #[inline]
    pub(super) fn holds(self, row: usize) -> bool {
        match self.0 {
            None => true,
            Some(Datum::Column(Column::Bool(bits))) => bits.get(row) == Some(true),
            Some(other) => is_true(other.value(row)),
        }
    }

    pub(super) fn is_always(self) -> bool {
        self.0.is_none()
    }
}

fn is_true(value: ValueRef<'_>) -> bool {
    matches!(value, ValueRef::Bool(true) | ValueRef::Dynamic(Dynamic::Bool(true)))
}

/// Makes room for new groups.
pub(super) fn grow<T: Clone>(states: &mut Vec<T>, group_count: usize, empty: T) {
    if states.len() < group_count {
        states.resize(group_count, empty);
    }
}

/// Calls `f` with group and value of every row that has one. Whole numbers and the ticks of datetimes and
/// timespans are read.
pub(super) fn each_long(
    datum: &Datum,
    groups: Groups<'_>,
    condition: Condition<'_>,
    mut f: impl FnMut(usize, i64),
) {
    match datum {
        Datum::Column(Column::Long(column) | Column::DateTime(column) | Column::TimeSpan(column)) => {
            each(column, groups, condition, f);
        }
        Datum::Column(Column::Int(column)) => each(column, groups, condition, |group, v| f(group, v.into())),
        other => {
            for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                if let Some(number) = long(other.value(row)) {
                    f(groups.id(row), number);
                }
            }
        }
    }
}

/// Calls `f` with group and value of every row that has a number, as a real.
pub(super) fn each_real(
    datum: &Datum,
    groups: Groups<'_>,
    condition: Condition<'_>,
    mut f: impl FnMut(usize, f64),
) {
    match datum {
        Datum::Column(Column::Real(column)) => each(column, groups, condition, f),
        Datum::Column(Column::Long(column) | Column::DateTime(column) | Column::TimeSpan(column)) => {
            each(column, groups, condition, |group, v| f(group, v as f64));
        }
        other => {
            for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                if let Some(number) = real(other.value(row)) {
                    f(groups.id(row), number);
                }
            }
        }
    }
}

/// Calls `f` with group and value of every row that is not null.
pub(super) fn each<T: Copy + Default>(
    column: &Primitive<T>,
    groups: Groups<'_>,
    condition: Condition<'_>,
    mut f: impl FnMut(usize, T),
) {
    if condition.is_always() && column.validity().is_none() {
        match groups {
            Groups::One { .. } => column.values().iter().for_each(|value| f(0, *value)),
            Groups::Ids(ids) => {
                for (group, value) in ids.iter().zip(column.values()) {
                    f(*group as usize, *value);
                }
            }
        }
        return;
    }
    for row in 0..column.len() {
        if condition.holds(row)
            && let Some(value) = column.get(row)
        {
            f(groups.id(row), value);
        }
    }
}

fn long(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v),
        ValueRef::Dynamic(Dynamic::Long(v)) => Some(*v),
        other => other.as_long(),
    }
}

pub(super) fn real(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v as f64),
        ValueRef::Decimal(v) => Some(v.to_real()),
        ValueRef::Dynamic(Dynamic::Long(v)) => Some(*v as f64),
        ValueRef::Dynamic(Dynamic::Real(v)) => Some(*v),
        other => other.as_real(),
    }
}

/// A number as a value of the type.
pub(super) fn ticks(ty: Type, number: i64) -> Value {
    match ty {
        Type::Int => i32::try_from(number).map_or(Value::Null, Value::Int),
        Type::DateTime => Value::DateTime(number),
        Type::TimeSpan => Value::TimeSpan(number),
        Type::Real => Value::Real(number as f64),
        _ => Value::Long(number),
    }
}
