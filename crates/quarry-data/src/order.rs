//! Order, equality and hashing of values, in one place for `sort`, `summarize`, `join` and comparisons.
//!
//! | question | answer |
//! |---|---|
//! | `NaN` when grouping | one group |
//! | `-0.0` and `0.0` | equal, one group |
//! | null when grouping | one group of its own |
//! | null and `NaN` when sorting | side by side at the end that `nulls first` or `nulls last` names, null outermost, whatever the direction (<https://learn.microsoft.com/kusto/query/sort-operator>) |
//! | strings | by code point |
//! | dynamic | null, booleans, numbers, datetimes, timespans, guids, strings, arrays, bags |

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::{Bag, Decimal, Dynamic, ValueRef};

/// The end of a sorted table at which nulls stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    First,
    Last,
}

/// How `sort` places two values of one column.
pub fn compare_sorted(left: ValueRef<'_>, right: ValueRef<'_>, descending: bool, nulls: Nulls) -> Ordering {
    let place = match nulls {
        Nulls::First => missing_rank(right).cmp(&missing_rank(left)),
        Nulls::Last => missing_rank(left).cmp(&missing_rank(right)),
    };
    place.then_with(|| {
        let order = compare(left, right);
        if descending { order.reverse() } else { order }
    })
}

/// 0 for a value, 1 for `NaN`, 2 for null.
fn missing_rank(value: ValueRef<'_>) -> u8 {
    match value {
        ValueRef::Real(v) if v.is_nan() => 1,
        value if value.is_null() => 2,
        _ => 0,
    }
}

/// Compares two values of the same type, or two numbers. Null comes first, then `NaN`; this is a total
/// order, also over values of different types, which stand in the order of [`crate::Type::ALL`].
pub fn compare(left: ValueRef<'_>, right: ValueRef<'_>) -> Ordering {
    match (left, right) {
        (ValueRef::String(left), ValueRef::String(right)) => left.cmp(right),
        (ValueRef::Long(left), ValueRef::Long(right))
        | (ValueRef::DateTime(left), ValueRef::DateTime(right))
        | (ValueRef::TimeSpan(left), ValueRef::TimeSpan(right)) => left.cmp(&right),
        (ValueRef::Int(left), ValueRef::Int(right)) => left.cmp(&right),
        (ValueRef::Real(left), ValueRef::Real(right)) => compare_reals(left, right),
        (ValueRef::Bool(left), ValueRef::Bool(right)) => left.cmp(&right),
        (ValueRef::Guid(left), ValueRef::Guid(right)) => left.cmp(&right),
        (ValueRef::Decimal(left), ValueRef::Decimal(right)) => left.cmp(&right),
        (ValueRef::Dynamic(left), ValueRef::Dynamic(right)) => compare_dynamics(left, right),
        _ => compare_mixed(left, right),
    }
}

/// Compares reals: `NaN` comes first and equals itself, `-0.0` equals `0.0`.
pub fn compare_reals(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| right.is_nan().cmp(&left.is_nan()))
}

fn compare_mixed(left: ValueRef<'_>, right: ValueRef<'_>) -> Ordering {
    match (left.is_null(), right.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => match (number(left), number(right)) {
            (Some(left), Some(right)) => left.compare(right),
            _ => left.ty().cmp(&right.ty()),
        },
    }
}

/// A number of any type.
#[derive(Clone, Copy)]
enum Number {
    Long(i64),
    Real(f64),
    Decimal(Decimal),
}

fn number(value: ValueRef<'_>) -> Option<Number> {
    Some(match value {
        ValueRef::Int(v) => Number::Long(v.into()),
        ValueRef::Long(v) => Number::Long(v),
        ValueRef::Real(v) => Number::Real(v),
        ValueRef::Decimal(v) => Number::Decimal(v),
        _ => return None,
    })
}

impl Number {
    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Long(left), Self::Long(right)) => left.cmp(&right),
            (Self::Decimal(left), Self::Decimal(right)) => left.cmp(&right),
            (Self::Long(left), Self::Decimal(right)) => Decimal::from(left).cmp(&right),
            (Self::Decimal(left), Self::Long(right)) => left.cmp(&Decimal::from(right)),
            (left, right) => compare_reals(left.real(), right.real()),
        }
    }

    fn real(self) -> f64 {
        match self {
            Self::Long(v) => v as f64,
            Self::Real(v) => v,
            Self::Decimal(v) => v.to_real(),
        }
    }
}

/// Compares dynamic values: by kind, then arrays element by element and bags key by key.
pub fn compare_dynamics(left: &Dynamic, right: &Dynamic) -> Ordering {
    match (left, right) {
        (Dynamic::Array(left), Dynamic::Array(right)) => {
            let items = left.iter().zip(right.iter()).map(|(left, right)| compare_dynamics(left, right));
            first_difference(items).then_with(|| left.len().cmp(&right.len()))
        }
        (Dynamic::Bag(left), Dynamic::Bag(right)) => compare_bags(left, right),
        (Dynamic::String(left), Dynamic::String(right)) => left.cmp(right),
        _ => match (scalar(left), scalar(right)) {
            (Some(left), Some(right)) => rank(left).cmp(&rank(right)).then_with(|| compare(left, right)),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => matches!(left, Dynamic::Bag(_)).cmp(&matches!(right, Dynamic::Bag(_))),
        },
    }
}

fn compare_bags(left: &Bag, right: &Bag) -> Ordering {
    let entries = left.entries().iter().zip(right.entries());
    let entries = entries.map(|((left_key, left), (right_key, right))| {
        left_key.cmp(right_key).then_with(|| compare_dynamics(left, right))
    });
    first_difference(entries).then_with(|| left.len().cmp(&right.len()))
}

fn first_difference(mut orders: impl Iterator<Item = Ordering>) -> Ordering {
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The value in a dynamic that is no array and no bag.
fn scalar(value: &Dynamic) -> Option<ValueRef<'_>> {
    Some(match value {
        Dynamic::Null => ValueRef::Null,
        Dynamic::Bool(v) => ValueRef::Bool(*v),
        Dynamic::Long(v) => ValueRef::Long(*v),
        Dynamic::Real(v) => ValueRef::Real(*v),
        Dynamic::Decimal(v) => ValueRef::Decimal(*v),
        Dynamic::DateTime(v) => ValueRef::DateTime(*v),
        Dynamic::TimeSpan(v) => ValueRef::TimeSpan(*v),
        Dynamic::Guid(v) => ValueRef::Guid(*v),
        Dynamic::String(v) => ValueRef::String(v),
        Dynamic::Array(_) | Dynamic::Bag(_) => return None,
    })
}

fn rank(value: ValueRef<'_>) -> u8 {
    match value {
        ValueRef::Null => 0,
        ValueRef::Bool(_) => 1,
        ValueRef::Int(_) | ValueRef::Long(_) | ValueRef::Real(_) | ValueRef::Decimal(_) => 2,
        ValueRef::DateTime(_) => 3,
        ValueRef::TimeSpan(_) => 4,
        ValueRef::Guid(_) => 5,
        ValueRef::String(_) => 6,
        ValueRef::Dynamic(_) => 7,
    }
}

/// Whether two values fall into one group: nulls do, and so do `NaN`s.
pub fn same_group(left: ValueRef<'_>, right: ValueRef<'_>) -> bool {
    compare(left, right).is_eq()
}

/// Feeds a value to a hasher, so that values of one type in one group have one hash.
pub fn hash<H: Hasher>(value: ValueRef<'_>, state: &mut H) {
    match value {
        ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => state.write_u8(0),
        ValueRef::Bool(v) => v.hash(state),
        ValueRef::Int(v) => i64::from(v).hash(state),
        ValueRef::Long(v) | ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => v.hash(state),
        ValueRef::Real(v) => key_bits(v).hash(state),
        ValueRef::Decimal(v) => v.hash(state),
        ValueRef::Guid(v) => v.hash(state),
        ValueRef::String(v) => v.hash(state),
        ValueRef::Dynamic(v) => hash_dynamic(v, state),
    }
}

fn hash_dynamic<H: Hasher>(value: &Dynamic, state: &mut H) {
    match value {
        Dynamic::Array(items) => {
            state.write_usize(items.len());
            for item in items.iter() {
                hash_dynamic(item, state);
            }
        }
        Dynamic::Bag(bag) => {
            state.write_usize(bag.len());
            for (key, item) in bag.entries() {
                key.hash(state);
                hash_dynamic(item, state);
            }
        }
        // Numbers of different types may be equal, so they are hashed alike.
        Dynamic::Long(v) => key_bits(*v as f64).hash(state),
        Dynamic::Decimal(v) => key_bits(v.to_real()).hash(state),
        other => hash(scalar(other).unwrap_or(ValueRef::Null), state),
    }
}

/// The bits that stand for a real in a group key: one `NaN`, one zero.
#[inline]
pub fn key_bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use rustc_hash::FxHasher;

    fn sorted(descending: bool, nulls: Nulls) -> Vec<String> {
        let numbers = [f64::INFINITY, 5.0, f64::NAN, -5.0, f64::NEG_INFINITY];
        let mut values: Vec<ValueRef<'_>> = numbers.into_iter().map(ValueRef::Real).collect();
        values.push(ValueRef::Null);
        values.sort_by(|left, right| compare_sorted(*left, *right, descending, nulls));
        values.into_iter().map(crate::encode::display).collect()
    }

    #[test]
    fn special_reals_stand_with_nulls() {
        assert_eq!(sorted(false, Nulls::First), ["", "NaN", "-Infinity", "-5", "5", "Infinity"]);
        assert_eq!(sorted(false, Nulls::Last), ["-Infinity", "-5", "5", "Infinity", "NaN", ""]);
        assert_eq!(sorted(true, Nulls::First), ["", "NaN", "Infinity", "5", "-5", "-Infinity"]);
        assert_eq!(sorted(true, Nulls::Last), ["Infinity", "5", "-5", "-Infinity", "NaN", ""]);
    }

    #[test]
    fn equal_values_have_equal_hashes() {
        let hashed = |value: ValueRef<'_>| {
            let mut state = FxHasher::default();
            hash(value, &mut state);
            state.finish()
        };
        let long = Dynamic::Long(1);
        let real = Dynamic::Real(1.0);
        for (left, right) in [
            (ValueRef::Real(0.0), ValueRef::Real(-0.0)),
            (ValueRef::Real(f64::NAN), ValueRef::Real(-f64::NAN)),
            (ValueRef::Null, ValueRef::Dynamic(&Dynamic::Null)),
            (ValueRef::Dynamic(&long), ValueRef::Dynamic(&real)),
            (ValueRef::Int(7), ValueRef::Long(7)),
        ] {
            assert!(same_group(left, right), "{left:?}");
            assert_eq!(hashed(left), hashed(right), "{left:?}");
        }
    }

    #[test]
    fn dynamic_values_have_a_total_order() {
        let texts =
            ["null", "false", "1", "1.5", "2", "\"10\"", "\"9\"", "[1]", "[1,2]", "[2]", "{}", r#"{"a":1}"#];
        let values: Vec<Dynamic> = texts.iter().map(|text| json::parse(text).unwrap()).collect();
        for (left_at, left) in values.iter().enumerate() {
            for (right_at, right) in values.iter().enumerate() {
                assert_eq!(compare_dynamics(left, right), left_at.cmp(&right_at), "{left:?} {right:?}");
            }
        }
    }
}
