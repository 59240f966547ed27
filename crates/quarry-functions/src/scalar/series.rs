//! What the series functions share: reading arrays of numbers and writing them back.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use crate::{Category, Param, ResultType, ScalarFunction, TypeSet};

/// The start of every series function's record.
pub(super) const SERIES: ScalarFunction =
    ScalarFunction { category: Category::Series, ..ScalarFunction::BASE };
pub(super) const DYNAMIC: ResultType = ResultType::Fixed(Type::Dynamic);
pub(super) const REAL: ResultType = ResultType::Fixed(Type::Real);
pub(super) const ONE: &[Param] = &[Param::new("series", TypeSet::DYNAMIC, "An array of numbers.")];
pub(super) const TWO: &[Param] = &[
    Param::new("series1", TypeSet::DYNAMIC, "An array of numbers."),
    Param::new("series2", TypeSet::DYNAMIC, "An array of numbers of the same length."),
];

/// A number of a series: whole numbers stay whole where the arithmetic allows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Long(i64),
    Real(f64),
}

impl Number {
    pub(super) fn of(value: &Dynamic) -> Option<Self> {
        match value {
            Dynamic::Long(v) => Some(Self::Long(*v)),
            Dynamic::Real(v) => Some(Self::Real(*v)),
            Dynamic::Decimal(v) => Some(Self::Real(v.to_real())),
            _ => None,
        }
    }

    pub(super) fn real(self) -> f64 {
        match self {
            Self::Long(v) => v as f64,
            Self::Real(v) => v,
        }
    }

    pub(super) fn to_dynamic(self) -> Dynamic {
        match self {
            Self::Long(v) => Dynamic::Long(v),
            Self::Real(v) => Dynamic::Real(v),
        }
    }
}

/// The elements of a dynamic array.
pub(super) fn items<'a>(value: ValueRef<'a>) -> Option<&'a [Dynamic]> {
    match value {
        ValueRef::Dynamic(Dynamic::Array(items)) => Some(items),
        _ => None,
    }
}

/// The numbers of an array, none for elements that are no numbers.
pub(super) fn optional_reals(value: ValueRef<'_>) -> Option<Vec<Option<f64>>> {
    Some(items(value)?.iter().map(|item| Number::of(item).map(Number::real)).collect())
}

/// The numbers of an array; none when an element is no number.
pub(super) fn reals(value: ValueRef<'_>) -> Option<Vec<f64>> {
    items(value)?.iter().map(|item| Number::of(item).map(Number::real)).collect()
}

/// An array of reals.
pub(super) fn real_array(values: impl IntoIterator<Item = f64>) -> Value {
    Value::Dynamic(Dynamic::array(values.into_iter().map(Dynamic::Real).collect()))
}

/// An array of anything.
pub(super) fn array(values: impl IntoIterator<Item = Dynamic>) -> Value {
    Value::Dynamic(Dynamic::array(values.into_iter().collect()))
}
