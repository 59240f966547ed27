//! Arrays as sets.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::tree::{self, BOOL, DYNAMIC, ElementSet, TREE, array, items_at};
use crate::Kernel::Strict;
use crate::{CallContext, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const SET: Param = Param::new("set", TypeSet::DYNAMIC, "An array.");
const SETS: &[Param] = &[SET.repeated(2, 64)];

pub(super) static JACCARD_INDEX: ScalarFunction = ScalarFunction {
    name: "jaccard_index",
    summary: "Says how alike two sets are: the share of their elements that both have.",
    signatures: &[Signature {
        params: &[SET.repeated(2, 2)],
        result: ResultType::Fixed(Type::Dynamic),
        kernel: Strict(jaccard),
    }],
    examples: &[
        Example::new("print jaccard_index(dynamic([1, 2, 3]), dynamic([1, 2, 3, 4]))", "0.75"),
        Example::new("print jaccard_index(dynamic([1]), dynamic([2]))", "0.0"),
    ],
    ..TREE
};

pub(super) static SET_DIFFERENCE: ScalarFunction = ScalarFunction {
    name: "set_difference",
    summary: "Gives the distinct elements of the first array that no other array has.",
    signatures: &[Signature { params: SETS, result: DYNAMIC, kernel: Strict(difference) }],
    examples: &[
        Example::new("print set_difference(dynamic([1, 2, 2, 3]), dynamic([3]))", "[1,2]"),
        Example::new("print set_difference(dynamic([1]), dynamic([1]))", "[]"),
    ],
    ..TREE
};

pub(super) static SET_EQUALS: ScalarFunction = ScalarFunction {
    name: "set_equals",
    summary: "Says whether two arrays have the same distinct elements.",
    signatures: &[Signature {
        params: &[
            Param::new("set1", TypeSet::DYNAMIC, "An array."),
            Param::new("set2", TypeSet::DYNAMIC, "An array."),
        ],
        result: BOOL,
        kernel: Strict(equals),
    }],
    examples: &[
        Example::new("print set_equals(dynamic([1, 2]), dynamic([2, 1, 1]))", "true"),
        Example::new("print set_equals(dynamic([1, 2]), dynamic([1]))", "false"),
    ],
    ..TREE
};

pub(super) static SET_HAS_ELEMENT: ScalarFunction = ScalarFunction {
    name: "set_has_element",
    summary: "Says whether an array has an element.",
    signatures: &[Signature {
        params: &[SET, Param::new("value", TypeSet::ANY, "What to look for.")],
        result: BOOL,
        kernel: Strict(has_element),
    }],
    notes: &["Types must agree: a number is no string."],
    examples: &[
        Example::new("print set_has_element(dynamic([1, 2]), 2)", "true"),
        Example::new("print set_has_element(dynamic([1, 2]), '2')", "false"),
        Example::new("print set_has_element(dynamic({'a': 1}), 'a')", ""),
    ],
    ..TREE
};

pub(super) static SET_INTERSECT: ScalarFunction = ScalarFunction {
    name: "set_intersect",
    summary: "Gives the distinct elements that all arrays have.",
    signatures: &[Signature { params: SETS, result: DYNAMIC, kernel: Strict(intersect) }],
    examples: &[
        Example::new("print set_intersect(dynamic([1, 2, 3]), dynamic([3, 2]))", "[2,3]"),
        Example::new("print set_intersect(dynamic([1]), dynamic([2]))", "[]"),
    ],
    ..TREE
};

pub(super) static SET_UNION: ScalarFunction = ScalarFunction {
    name: "set_union",
    summary: "Gives the distinct elements that any of the arrays has.",
    signatures: &[Signature { params: SETS, result: DYNAMIC, kernel: Strict(union) }],
    examples: &[
        Example::new("print set_union(dynamic([1, 2]), dynamic([2, 3]))", "[1,2,3]"),
        Example::new("print set_union(dynamic([]), dynamic([]))", "[]"),
    ],
    ..TREE
};

/// All arguments, when they are arrays.
fn arrays<'a>(arguments: &[ValueRef<'a>]) -> Option<Vec<&'a [Dynamic]>> {
    arguments.iter().map(|argument| tree::items(*argument)).collect()
}

/// The distinct elements for which `keep` holds.
fn distinct<'a>(items: impl IntoIterator<Item = &'a Dynamic>, keep: impl Fn(&Dynamic) -> bool) -> Value {
    let mut seen = ElementSet::default();
    array(items.into_iter().filter(|item| keep(item) && seen.insert(item)).cloned())
}

fn difference(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(arrays) = arrays(arguments) else { return Value::Null };
    let Some((first, others)) = arrays.split_first() else { return Value::Null };
    let others: Vec<ElementSet<'_>> = others.iter().map(|items| ElementSet::of(items)).collect();
    distinct(*first, |item| !others.iter().any(|set| set.contains(item)))
}

fn intersect(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(arrays) = arrays(arguments) else { return Value::Null };
    let Some((first, others)) = arrays.split_first() else { return Value::Null };
    let others: Vec<ElementSet<'_>> = others.iter().map(|items| ElementSet::of(items)).collect();
    distinct(*first, |item| others.iter().all(|set| set.contains(item)))
}

fn union(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    match arrays(arguments) {
        Some(arrays) => distinct(arrays.into_iter().flatten(), |_| true),
        None => Value::Null,
    }
}

fn equals(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(left), Some(right)) = (items_at(arguments, 0), items_at(arguments, 1)) else {
        return Value::Null;
    };
    let (left_set, right_set) = (ElementSet::of(left), ElementSet::of(right));
    Value::Bool(
        left.iter().all(|item| right_set.contains(item)) && right.iter().all(|item| left_set.contains(item)),
    )
}

fn has_element(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(items), Some(value)) = (items_at(arguments, 0), arguments.get(1)) else { return Value::Null };
    let wanted = Dynamic::from_value(*value);
    Value::Bool(items.iter().any(|item| tree::same(item, &wanted)))
}

fn jaccard(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(left), Some(right)) = (items_at(arguments, 0), items_at(arguments, 1)) else {
        return Value::Null;
    };
    let right_set = ElementSet::of(right);
    let (mut all, mut both) = (ElementSet::default(), 0u32);
    let mut count = 0u32;
    for item in left {
        if all.insert(item) {
            count += 1;
            both += u32::from(right_set.contains(item));
        }
    }
    count += right.iter().filter(|item| all.insert(item)).count() as u32;
    Value::Dynamic(Dynamic::Real(f64::from(both) / f64::from(count)))
}
