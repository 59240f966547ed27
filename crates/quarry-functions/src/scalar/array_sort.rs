//! `array_sort_asc` and `array_sort_desc`.

use std::cmp::Ordering;

use quarry_data::{Dynamic, Value, ValueRef, order};

use super::tree::{self, ARRAY, TREE, array};
use crate::Kernel::Scalar;
use crate::{ArgumentRule, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const NULLS_LAST: Param =
    Param::new("nulls_last", TypeSet::BOOL, "Whether nulls come last; true by default.")
        .optional()
        .rule(ArgumentRule::Constant);
const PARAMS: &[Param] = &[ARRAY.repeated(1, 64), NULLS_LAST];
const NOTES: &[&str] = &[
    "Several arrays give one array each; those of another length than the first give null.",
    "Numbers, times and spans come first, then texts, guids and all others, in both directions.",
];
const ONE: ResultType = ResultType::Fixed(quarry_data::Type::Dynamic);

pub(super) static ARRAY_SORT_ASC: ScalarFunction = ScalarFunction {
    name: "array_sort_asc",
    summary: "Sorts an array upwards, and others along with it.",
    signatures: &[Signature {
        params: PARAMS,
        result: ONE,
        kernel: Scalar(|_, arguments| sort(arguments, false)),
    }],
    notes: NOTES,
    examples: &[
        Example::new("print array_sort_asc(dynamic([3, 1, 2]))", "[1,2,3]"),
        Example::new("print array_sort_asc(dynamic([null, 'b', 'a']), false)", "[null,\"a\",\"b\"]"),
        Example::new("print array_sort_asc(dynamic([true, [1], 'b', 2]))", "[2,\"b\",true,[1]]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SORT_DESC: ScalarFunction = ScalarFunction {
    name: "array_sort_desc",
    summary: "Sorts an array downwards, and others along with it.",
    signatures: &[Signature {
        params: PARAMS,
        result: ONE,
        kernel: Scalar(|_, arguments| sort(arguments, true)),
    }],
    notes: NOTES,
    examples: &[
        Example::new("print array_sort_desc(dynamic([3, 1, 2]))", "[3,2,1]"),
        Example::new("print array_sort_desc(dynamic([null, 'a', 'b']))", "[\"b\",\"a\",null]"),
        Example::new("print array_sort_desc(dynamic(['a', 1, 'b', 2]))", "[2,1,\"b\",\"a\"]"),
    ],
    ..TREE
};

/// The sorted array; of several arrays an array of them, which the binder takes apart.
fn sort(arguments: &[ValueRef<'_>], descending: bool) -> Value {
    let (arrays, nulls_last) = match arguments.split_last() {
        Some((ValueRef::Bool(last), rest)) => (rest, *last),
        _ => (arguments, true),
    };
    let Some(keys) = arrays.first().and_then(|first| tree::items(*first)) else {
        return if arrays.len() < 2 { Value::Null } else { array(arrays.iter().map(|_| Dynamic::Null)) };
    };
    let mut places: Vec<usize> = (0..keys.len()).collect();
    places.sort_by(|a, b| compare(&keys[*a], &keys[*b], descending, nulls_last));
    let sorted = |value: &ValueRef<'_>| match tree::items(*value) {
        Some(items) if items.len() == keys.len() => {
            Dynamic::array(places.iter().map(|place| items[*place].clone()).collect())
        }
        _ => Dynamic::Null,
    };
    match arrays {
        [only] => Value::Dynamic(sorted(only)),
        several => array(several.iter().map(sorted)),
    }
}

fn compare(left: &Dynamic, right: &Dynamic, descending: bool, nulls_last: bool) -> Ordering {
    let null = |item: &Dynamic| (*item == Dynamic::Null) == nulls_last;
    null(left).cmp(&null(right)).then_with(|| kind(left).cmp(&kind(right))).then_with(|| {
        let order = order::compare_dynamics(left, right);
        if descending { order.reverse() } else { order }
    })
}

/// The place of an element among those of other kinds, which is the same downwards.
fn kind(item: &Dynamic) -> u8 {
    match item {
        Dynamic::Long(_)
        | Dynamic::Real(_)
        | Dynamic::Decimal(_)
        | Dynamic::DateTime(_)
        | Dynamic::TimeSpan(_) => 0,
        Dynamic::String(_) => 1,
        Dynamic::Guid(_) => 2,
        Dynamic::Null | Dynamic::Bool(_) | Dynamic::Array(_) | Dynamic::Bag(_) => 3,
    }
}
