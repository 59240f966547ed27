//! What the functions on arrays and bags share.

use std::hash::Hasher;

use quarry_data::{Bag, Dynamic, Type, Value, ValueRef, order};
use rustc_hash::{FxHashMap, FxHasher};

use crate::{Category, Param, ResultType, ScalarFunction, TypeSet};

/// The start of every record of a function on arrays and bags.
pub(super) const TREE: ScalarFunction =
    ScalarFunction { category: Category::Dynamic, ..ScalarFunction::BASE };
pub(super) const DYNAMIC: ResultType = ResultType::Fixed(Type::Dynamic);
pub(super) const LONG: ResultType = ResultType::Fixed(Type::Long);
pub(super) const BOOL: ResultType = ResultType::Fixed(Type::Bool);
pub(super) const ARRAY: Param = Param::new("array", TypeSet::DYNAMIC, "An array.");
pub(super) const BAG: Param = Param::new("bag", TypeSet::DYNAMIC, "A property bag.");

pub(super) fn items(value: ValueRef<'_>) -> Option<&[Dynamic]> {
    match value {
        ValueRef::Dynamic(Dynamic::Array(items)) => Some(items),
        _ => None,
    }
}

/// The elements of the argument at the position.
pub(super) fn items_at<'a>(arguments: &[ValueRef<'a>], position: usize) -> Option<&'a [Dynamic]> {
    arguments.get(position).and_then(|value| items(*value))
}

/// The bag at the position.
pub(super) fn bag_at<'a>(arguments: &[ValueRef<'a>], position: usize) -> Option<&'a Bag> {
    match arguments.get(position) {
        Some(ValueRef::Dynamic(Dynamic::Bag(bag))) => Some(bag),
        _ => None,
    }
}

/// The whole number at the position, also out of a dynamic.
pub(super) fn long_at(arguments: &[ValueRef<'_>], position: usize) -> Option<i64> {
    match arguments.get(position)? {
        ValueRef::Dynamic(Dynamic::Long(number)) => Some(*number),
        other => other.as_long(),
    }
}

pub(super) fn array(items: impl IntoIterator<Item = Dynamic>) -> Value {
    Value::Dynamic(Dynamic::array(items.into_iter().collect()))
}

pub(super) fn array_or_null(items: Option<impl IntoIterator<Item = Dynamic>>) -> Value {
    items.map_or(Value::Null, array)
}

/// Elements by value, to find them without comparing each with each.
#[derive(Default)]
pub(super) struct ElementSet<'a>(FxHashMap<u64, Vec<&'a Dynamic>>);

impl<'a> ElementSet<'a> {
    pub(super) fn of(items: &'a [Dynamic]) -> Self {
        let mut set = Self::default();
        for item in items {
            set.insert(item);
        }
        set
    }

    /// True when the element was not there.
    pub(super) fn insert(&mut self, item: &'a Dynamic) -> bool {
        let known = self.0.entry(hash(item)).or_default();
        let new = !known.iter().any(|other| same(other, item));
        if new {
            known.push(item);
        }
        new
    }

    pub(super) fn contains(&self, item: &Dynamic) -> bool {
        self.0.get(&hash(item)).is_some_and(|known| known.iter().any(|other| same(other, item)))
    }
}

fn hash(item: &Dynamic) -> u64 {
    let mut hasher = FxHasher::default();
    order::hash(ValueRef::Dynamic(item), &mut hasher);
    hasher.finish()
}

pub(super) fn same(left: &Dynamic, right: &Dynamic) -> bool {
    order::same_group(ValueRef::Dynamic(left), ValueRef::Dynamic(right))
}
