//! Arrays: joining, cutting, turning and looking things up.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::tree::{self, ARRAY, DYNAMIC, LONG, TREE, array, array_or_null, items_at, long_at};
use crate::Kernel::{Scalar, Strict};
use crate::{CallContext, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const COUNT: Param =
    Param::new("count", TypeSet::INTEGER, "How many places; negative ones go the other way.");
const DEFAULT: Param =
    Param::new("default_value", TypeSet::ANY, "What to put in the free places; null by default.").optional();

pub(super) static ARRAY_CONCAT: ScalarFunction = ScalarFunction {
    name: "array_concat",
    summary: "Joins arrays to one.",
    signatures: &[Signature { params: &[ARRAY.repeated(1, 64)], result: DYNAMIC, kernel: Scalar(concat) }],
    notes: &["What is no array is passed over."],
    examples: &[
        Example::new("print array_concat(dynamic([1, 2]), dynamic([3]))", "[1,2,3]"),
        Example::new("print array_concat(dynamic([1]), dynamic(null))", "[1]"),
    ],
    ..TREE
};

pub(super) static ARRAY_IFF: ScalarFunction = ScalarFunction {
    name: "array_iff",
    aliases: &["array_iif"],
    summary: "Chooses for each condition of an array between two values.",
    signatures: &[Signature {
        params: &[
            Param::new(
                "condition_array",
                TypeSet::DYNAMIC,
                "An array of conditions; numbers are true unless 0.",
            ),
            Param::new("when_true", TypeSet::ANY, "An array to choose from, or one value for all."),
            Param::new("when_false", TypeSet::ANY, "An array to choose from, or one value for all."),
        ],
        result: DYNAMIC,
        kernel: Strict(array_iff),
    }],
    notes: &["A condition that is neither bool nor number gives null."],
    examples: &[
        Example::new("print array_iff(dynamic([true, false]), dynamic([1, 2]), dynamic([3, 4]))", "[1,4]"),
        Example::new("print array_iff(dynamic([1, 0, 'x']), 'yes', 'no')", "[\"yes\",\"no\",null]"),
    ],
    ..TREE
};

pub(super) static ARRAY_INDEX_OF: ScalarFunction = ScalarFunction {
    name: "array_index_of",
    summary: "Finds a value in an array and gives its position, from 0, or -1.",
    signatures: &[Signature {
        params: &[
            ARRAY,
            Param::new("value", TypeSet::ANY, "What to look for."),
            Param::new("start", TypeSet::INTEGER, "Where to begin; negative ones count from the end.")
                .optional(),
            Param::new("length", TypeSet::INTEGER, "How many elements to look at; -1 for all.").optional(),
            Param::new("occurrence", TypeSet::INTEGER, "Which match to give; 1 by default.").optional(),
        ],
        result: LONG,
        kernel: Scalar(index_of),
    }],
    examples: &[
        Example::new("print array_index_of(dynamic(['a', 'b', 'a']), 'b')", "1"),
        Example::new("print array_index_of(dynamic(['a', 'b', 'a']), 'a', 0, -1, 2)", "2"),
        Example::new("print array_index_of(dynamic(['a']), 'z')", "-1"),
    ],
    ..TREE
};

pub(super) static ARRAY_LENGTH: ScalarFunction = ScalarFunction {
    name: "array_length",
    aliases: &["arraylength"],
    summary: "Counts the elements of an array.",
    signatures: &[Signature {
        params: &[ARRAY],
        result: LONG,
        kernel: Strict(|_, arguments| {
            items_at(arguments, 0).map_or(Value::Null, |items| Value::Long(items.len() as i64))
        }),
    }],
    notes: &["Of anything but an array the result is null."],
    examples: &[
        Example::new("print array_length(dynamic([1, 2, 'x']))", "3"),
        Example::new("print array_length(dynamic({'a': 1}))", ""),
    ],
    ..TREE
};

pub(super) static ARRAY_REVERSE: ScalarFunction = ScalarFunction {
    name: "array_reverse",
    summary: "Turns the order of an array round.",
    signatures: &[Signature {
        params: &[ARRAY],
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            array_or_null(items_at(arguments, 0).map(|items| items.iter().rev().cloned()))
        }),
    }],
    examples: &[
        Example::new("print array_reverse(dynamic([1, 2, 3]))", "[3,2,1]"),
        Example::new("print array_reverse(dynamic(7))", ""),
    ],
    ..TREE
};

pub(super) static ARRAY_ROTATE_LEFT: ScalarFunction = ScalarFunction {
    name: "array_rotate_left",
    summary: "Moves elements to the left; what falls out comes in again on the right.",
    signatures: &[Signature {
        params: &[ARRAY, COUNT],
        result: DYNAMIC,
        kernel: Strict(|_, arguments| rotate(arguments, 1)),
    }],
    examples: &[
        Example::new("print array_rotate_left(dynamic([1, 2, 3]), 1)", "[2,3,1]"),
        Example::new("print array_rotate_left(dynamic([1, 2, 3]), -1)", "[3,1,2]"),
    ],
    ..TREE
};

pub(super) static ARRAY_ROTATE_RIGHT: ScalarFunction = ScalarFunction {
    name: "array_rotate_right",
    summary: "Moves elements to the right; what falls out comes in again on the left.",
    signatures: &[Signature {
        params: &[ARRAY, COUNT],
        result: DYNAMIC,
        kernel: Strict(|_, arguments| rotate(arguments, -1)),
    }],
    examples: &[
        Example::new("print array_rotate_right(dynamic([1, 2, 3]), 1)", "[3,1,2]"),
        Example::new("print array_rotate_right(dynamic([]), 1)", "[]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SHIFT_LEFT: ScalarFunction = ScalarFunction {
    name: "array_shift_left",
    summary: "Moves elements to the left; the free places get a value.",
    signatures: &[Signature {
        params: &[ARRAY, COUNT, DEFAULT],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| shift(arguments, 1)),
    }],
    examples: &[
        Example::new("print array_shift_left(dynamic([1, 2, 3]), 1)", "[2,3,null]"),
        Example::new("print array_shift_left(dynamic([1, 2, 3]), -1, 0)", "[0,1,2]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SHIFT_RIGHT: ScalarFunction = ScalarFunction {
    name: "array_shift_right",
    summary: "Moves elements to the right; the free places get a value.",
    signatures: &[Signature {
        params: &[ARRAY, COUNT, DEFAULT],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| shift(arguments, -1)),
    }],
    examples: &[
        Example::new("print array_shift_right(dynamic([1, 2, 3]), 1)", "[null,1,2]"),
        Example::new("print array_shift_right(dynamic([1, 2, 3]), 5, 0)", "[0,0,0]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SLICE: ScalarFunction = ScalarFunction {
    name: "array_slice",
    summary: "Cuts a piece out of an array, from one position to another, both included.",
    signatures: &[Signature {
        params: &[
            ARRAY,
            Param::new("start", TypeSet::INTEGER, "The first position; negative ones count from the end."),
            Param::new("end", TypeSet::INTEGER, "The last position; negative ones count from the end."),
        ],
        result: DYNAMIC,
        kernel: Strict(slice),
    }],
    examples: &[
        Example::new("print array_slice(dynamic([1, 2, 3]), 1, 2)", "[2,3]"),
        Example::new("print array_slice(dynamic([1, 2, 3, 4, 5]), -3, -2)", "[3,4]"),
        Example::new("print array_slice(dynamic([1, 2, 3]), 2, 1)", "[]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SPLIT: ScalarFunction = ScalarFunction {
    name: "array_split",
    summary: "Cuts an array into pieces at the given positions.",
    signatures: &[
        Signature {
            params: &[
                ARRAY,
                Param::new("index", TypeSet::INTEGER, "Where to cut; negative ones count from the end."),
            ],
            result: DYNAMIC,
            kernel: Strict(split),
        },
        Signature {
            params: &[ARRAY, Param::new("indices", TypeSet::DYNAMIC, "An array of positions to cut at.")],
            result: DYNAMIC,
            kernel: Strict(split),
        },
    ],
    examples: &[
        Example::new("print array_split(dynamic([1, 2, 3]), 1)", "[[1],[2,3]]"),
        Example::new("print array_split(dynamic([1, 2, 3, 4, 5]), dynamic([1, 3]))", "[[1],[2,3],[4,5]]"),
    ],
    ..TREE
};

pub(super) static ARRAY_SUM: ScalarFunction = ScalarFunction {
    name: "array_sum",
    summary: "Adds the numbers of an array up.",
    signatures: &[Signature { params: &[ARRAY], result: ResultType::Fixed(Type::Real), kernel: Strict(sum) }],
    notes: &["Nulls are passed over; another element that is no number gives null."],
    examples: &[
        Example::new("print array_sum(dynamic([1, 2, null]))", "3"),
        Example::new("print array_sum(dynamic([1, 'x']))", ""),
    ],
    obsolete: Some("series_sum"),
    ..TREE
};

pub(super) static ZIP: ScalarFunction = ScalarFunction {
    name: "zip",
    summary: "Pairs up the elements of arrays that stand at the same position.",
    signatures: &[Signature { params: &[ARRAY.repeated(2, 64)], result: DYNAMIC, kernel: Scalar(zip) }],
    notes: &["Shorter arrays are filled up with nulls."],
    examples: &[
        Example::new("print zip(dynamic([1, 3]), dynamic([2, 4]))", "[[1,2],[3,4]]"),
        Example::new("print zip(dynamic([1, 3]), dynamic([2]))", "[[1,2],[3,null]]"),
    ],
    ..TREE
};

fn concat(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let mut found = false;
    let mut joined = Vec::new();
    for items in arguments.iter().filter_map(|argument| tree::items(*argument)) {
        found = true;
        joined.extend_from_slice(items);
    }
    if found { array(joined) } else { Value::Null }
}

fn array_iff(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [_, when_true, when_false] = arguments else { return Value::Null };
    let choose = |value: ValueRef<'_>, index: usize| match tree::items(value) {
        Some(items) => items.get(index).cloned().unwrap_or_default(),
        None => Dynamic::from_value(value),
    };
    array_or_null(items_at(arguments, 0).map(|conditions| {
        conditions.iter().enumerate().map(|(index, condition)| {
            let holds = match condition {
                Dynamic::Bool(holds) => *holds,
                Dynamic::Long(number) => *number != 0,
                Dynamic::Real(number) => *number != 0.0,
                _ => return Dynamic::Null,
            };
            choose(if holds { *when_true } else { *when_false }, index)
        })
    }))
}

fn index_of(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(items), Some(value)) = (items_at(arguments, 0), arguments.get(1)) else { return Value::Null };
    let wanted = Dynamic::from_value(*value);
    let len = items.len() as i64;
    let start = long_at(arguments, 2).unwrap_or(0);
    let start = if start < 0 { (len + start).max(0) } else { start };
    let end = match long_at(arguments, 3) {
        None => len,
        Some(length) if length < 0 => len,
        Some(length) => start.saturating_add(length).min(len),
    };
    let occurrence = long_at(arguments, 4).unwrap_or(1);
    let found = (start..end)
        .filter(|index| {
            usize::try_from(*index).ok().and_then(|i| items.get(i)).is_some_and(|i| tree::same(i, &wanted))
        })
        .nth(usize::try_from(occurrence - 1).unwrap_or(usize::MAX));
    Value::Long(found.unwrap_or(-1))
}

fn rotate(arguments: &[ValueRef<'_>], direction: i64) -> Value {
    let (Some(items), Some(count)) = (items_at(arguments, 0), long_at(arguments, 1)) else {
        return Value::Null;
    };
    if items.is_empty() {
        return array([]);
    }
    let mut turned = items.to_vec();
    let places = count.wrapping_mul(direction).rem_euclid(items.len() as i64);
    turned.rotate_left(places as usize);
    array(turned)
}

fn shift(arguments: &[ValueRef<'_>], direction: i64) -> Value {
    let (Some(items), Some(count)) = (items_at(arguments, 0), long_at(arguments, 1)) else {
        return Value::Null;
    };
    let filler = arguments.get(2).map_or(Dynamic::Null, |value| Dynamic::from_value(*value));
    let places = count.saturating_mul(direction);
    array((0..items.len() as i64).map(|index| {
        let source = index.checked_add(places).and_then(|source| usize::try_from(source).ok());
        source.and_then(|source| items.get(source)).unwrap_or(&filler).clone()
    }))
}

fn slice(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(items), Some(start), Some(end)) =
        (items_at(arguments, 0), long_at(arguments, 1), long_at(arguments, 2))
    else {
        return Value::Null;
    };
    let len = items.len() as i64;
    let place = |position: i64| if position < 0 { position + len } else { position };
    let (start, end) = (place(start).clamp(0, len), place(end).saturating_add(1).clamp(0, len));
    array(items.get(start as usize..end as usize).unwrap_or(&[]).iter().cloned())
}

fn split(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(items) = items_at(arguments, 0) else { return Value::Null };
    let cuts: Vec<i64> = match items_at(arguments, 1) {
        Some(cuts) => cuts
            .iter()
            .filter_map(|cut| if let Dynamic::Long(cut) = cut { Some(*cut) } else { None })
            .collect(),
        None => match long_at(arguments, 1) {
            Some(cut) => vec![cut],
            None => return Value::Null,
        },
    };
    let len = items.len() as i64;
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for cut in cuts {
        let cut = if cut < 0 { cut + len } else { cut }.clamp(start as i64, len) as usize;
        pieces.push(Dynamic::array(items[start..cut].to_vec()));
        start = cut;
    }
    pieces.push(Dynamic::array(items[start..].to_vec()));
    array(pieces)
}

fn sum(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(items) = items_at(arguments, 0) else { return Value::Null };
    let mut sum = 0.0;
    for item in items {
        sum += match item {
            Dynamic::Null => 0.0,
            Dynamic::Long(number) => *number as f64,
            Dynamic::Real(number) => *number,
            Dynamic::Decimal(number) => number.to_real(),
            _ => return Value::Null,
        };
    }
    Value::Real(sum)
}

fn zip(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(arrays) = arguments.iter().map(|argument| tree::items(*argument)).collect::<Option<Vec<_>>>()
    else {
        return Value::Null;
    };
    let len = arrays.iter().map(|items| items.len()).max().unwrap_or(0);
    array((0..len).map(|index| {
        Dynamic::array(arrays.iter().map(|items| items.get(index).cloned().unwrap_or_default()).collect())
    }))
}
