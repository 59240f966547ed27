//! Bits of whole numbers.

use quarry_data::Type;

use crate::Kernel::{LongLongToLong, LongToLong};
use crate::{Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const LONG: ResultType = ResultType::Fixed(Type::Long);
const VALUE: Param = Param::new("value", TypeSet::INTEGER, "The number.");
const TWO: &[Param] = &[
    Param::new("value1", TypeSet::INTEGER, "The first number."),
    Param::new("value2", TypeSet::INTEGER, "The second number."),
];
const SHIFT: &[Param] = &[VALUE, Param::new("shift", TypeSet::INTEGER, "How many places to shift.")];
const BASE: ScalarFunction = ScalarFunction { category: Category::Binary, ..ScalarFunction::BASE };

pub(super) static BINARY_AND: ScalarFunction = ScalarFunction {
    name: "binary_and",
    summary: "Keeps the bits that are set in both numbers.",
    signatures: &[Signature { params: TWO, result: LONG, kernel: LongLongToLong(|a, b| Some(a & b)) }],
    examples: &[
        Example::new("print binary_and(12, 10)", "8"),
        Example::new("print binary_and(1, long(null))", ""),
    ],
    ..BASE
};

pub(super) static BINARY_NOT: ScalarFunction = ScalarFunction {
    name: "binary_not",
    summary: "Flips every bit.",
    signatures: &[Signature { params: &[VALUE], result: LONG, kernel: LongToLong(|a| Some(!a)) }],
    examples: &[
        Example::new("print binary_not(100)", "-101"),
        Example::new("print binary_not(long(null))", ""),
    ],
    ..BASE
};

pub(super) static BINARY_OR: ScalarFunction = ScalarFunction {
    name: "binary_or",
    summary: "Keeps the bits that are set in one number or the other.",
    signatures: &[Signature { params: TWO, result: LONG, kernel: LongLongToLong(|a, b| Some(a | b)) }],
    examples: &[
        Example::new("print binary_or(12, 10)", "14"),
        Example::new("print binary_or(1, long(null))", ""),
    ],
    ..BASE
};

pub(super) static BINARY_SHIFT_LEFT: ScalarFunction = ScalarFunction {
    name: "binary_shift_left",
    summary: "Moves the bits of a number to the left.",
    notes: &["The shift is taken modulo 64; a negative one gives null."],
    signatures: &[Signature {
        params: SHIFT,
        result: LONG,
        kernel: LongLongToLong(|a, places| (places >= 0).then(|| a.wrapping_shl((places % 64) as u32))),
    }],
    examples: &[
        Example::new("print binary_shift_left(1, 4)", "16"),
        Example::new("print binary_shift_left(1, 64)", "1"),
        Example::new("print binary_shift_left(1, -1)", ""),
    ],
    ..BASE
};

pub(super) static BINARY_SHIFT_RIGHT: ScalarFunction = ScalarFunction {
    name: "binary_shift_right",
    summary: "Moves the bits of a number to the right, keeping its sign.",
    notes: &["The shift is taken modulo 64; a negative one gives null."],
    signatures: &[Signature {
        params: SHIFT,
        result: LONG,
        kernel: LongLongToLong(|a, places| (places >= 0).then(|| a.wrapping_shr((places % 64) as u32))),
    }],
    examples: &[
        Example::new("print binary_shift_right(16, 4)", "1"),
        Example::new("print binary_shift_right(1, -1)", ""),
    ],
    ..BASE
};

pub(super) static BINARY_XOR: ScalarFunction = ScalarFunction {
    name: "binary_xor",
    summary: "Keeps the bits that are set in exactly one of the numbers.",
    signatures: &[Signature { params: TWO, result: LONG, kernel: LongLongToLong(|a, b| Some(a ^ b)) }],
    examples: &[
        Example::new("print binary_xor(12, 10)", "6"),
        Example::new("print binary_xor(1, long(null))", ""),
    ],
    ..BASE
};

pub(super) static BITSET_COUNT_ONES: ScalarFunction = ScalarFunction {
    name: "bitset_count_ones",
    summary: "Counts the bits that are set.",
    signatures: &[Signature {
        params: &[VALUE],
        result: LONG,
        kernel: LongToLong(|a| Some(i64::from(a.count_ones()))),
    }],
    examples: &[
        Example::new("print bitset_count_ones(7)", "3"),
        Example::new("print bitset_count_ones(-1)", "64"),
    ],
    ..BASE
};
