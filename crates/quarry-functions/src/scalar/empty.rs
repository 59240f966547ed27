//! Tests for nothing: `isempty`, `isnotempty`, `isnull`, `isnotnull`; and for kinds of numbers and text.

use quarry_data::{Type, Value, ValueRef};

use super::declare::{param, sig};
use crate::conversion::is_empty;
use crate::{Category, Example, Kernel, Param, ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::String, ..ScalarFunction::BASE };
const VALUE: &[Param] = &[param("value", TypeSet::ANY, "The value to test.")];
const NUMBER: &[Param] = &[param("number", TypeSet::REAL, "The number to test.")];

const fn test(kernel: fn(&crate::CallContext, &[ValueRef<'_>]) -> Value) -> Signature {
    sig(VALUE, Type::Bool, Kernel::Scalar(kernel))
}

fn first<'a>(arguments: &[ValueRef<'a>]) -> ValueRef<'a> {
    arguments.first().copied().unwrap_or(ValueRef::Null)
}

pub(super) static ISEMPTY: ScalarFunction = ScalarFunction {
    name: "isempty",
    summary: "Tells whether a value is null or the empty string.",
    signatures: &[
        sig(
            &[param("value", TypeSet::STRING, "The text to test.")],
            Type::Bool,
            Kernel::StrToBool(str::is_empty),
        ),
        test(|_, arguments| Value::Bool(is_empty(first(arguments)))),
    ],
    examples: &[
        Example::new("print isempty('')", "true"),
        Example::new("print isempty(' ')", "false"),
        Example::new("print isempty(long(null))", "true"),
    ],
    ..BASE
};

pub(super) static ISNOTEMPTY: ScalarFunction = ScalarFunction {
    name: "isnotempty",
    aliases: &["notempty"],
    summary: "Tells whether a value is neither null nor the empty string.",
    signatures: &[
        sig(
            &[param("value", TypeSet::STRING, "The text to test.")],
            Type::Bool,
            Kernel::StrToBool(|text| !text.is_empty()),
        ),
        test(|_, arguments| Value::Bool(!is_empty(first(arguments)))),
    ],
    examples: &[
        Example::new("print isnotempty('x')", "true"),
        Example::new("print isnotempty('')", "false"),
        Example::new("print isnotempty(0)", "true"),
    ],
    ..BASE
};

pub(super) static ISNULL: ScalarFunction = ScalarFunction {
    name: "isnull",
    summary: "Tells whether a value is null.",
    signatures: &[test(|_, arguments| Value::Bool(first(arguments).is_null()))],
    notes: &["A string is never null; use isempty for strings."],
    examples: &[
        Example::new("print isnull(long(null))", "true"),
        Example::new("print isnull('')", "false"),
        Example::new("print isnull(dynamic(null))", "true"),
    ],
    ..BASE
};

pub(super) static ISNOTNULL: ScalarFunction = ScalarFunction {
    name: "isnotnull",
    aliases: &["notnull"],
    summary: "Tells whether a value is not null.",
    signatures: &[test(|_, arguments| Value::Bool(!first(arguments).is_null()))],
    notes: &["A string is never null; use isnotempty for strings."],
    examples: &[
        Example::new("print isnotnull(1)", "true"),
        Example::new("print isnotnull(long(null))", "false"),
        Example::new("print isnotnull('')", "true"),
    ],
    ..BASE
};

/// A test of a real; null is none of the kinds.
macro_rules! number_test {
    ($test:expr) => {
        &[sig(
            NUMBER,
            Type::Bool,
            Kernel::Strict(|_, arguments| Value::Bool(first(arguments).as_real().is_some_and($test))),
        )]
    };
}

pub(super) static ISFINITE: ScalarFunction = ScalarFunction {
    name: "isfinite",
    category: Category::Math,
    summary: "Tells whether a real is neither infinite nor NaN.",
    signatures: number_test!(f64::is_finite),
    examples: &[
        Example::new("print isfinite(1.5)", "true"),
        Example::new("print isfinite(1.0 / 0.0)", "false"),
        Example::new("print isfinite(real(null))", ""),
    ],
    ..BASE
};

pub(super) static ISINF: ScalarFunction = ScalarFunction {
    name: "isinf",
    category: Category::Math,
    summary: "Tells whether a real is infinite.",
    signatures: number_test!(f64::is_infinite),
    examples: &[Example::new("print isinf(-1.0 / 0.0)", "true"), Example::new("print isinf(1.0)", "false")],
    ..BASE
};

pub(super) static ISNAN: ScalarFunction = ScalarFunction {
    name: "isnan",
    category: Category::Math,
    summary: "Tells whether a real is NaN, not a number.",
    signatures: number_test!(f64::is_nan),
    examples: &[
        Example::new("print isnan(0.0 / 0.0)", "true"),
        Example::new("print isnan(1.0)", "false"),
        Example::new("print isnan(real(null))", ""),
    ],
    ..BASE
};

pub(super) static ISASCII: ScalarFunction = ScalarFunction {
    name: "isascii",
    summary: "Tells whether a text has ASCII characters only.",
    signatures: &[sig(VALUE, Type::Bool, Kernel::StrToBool(str::is_ascii))],
    examples: &[
        Example::new("print isascii('some text')", "true"),
        Example::new("print isascii('naïve')", "false"),
    ],
    ..BASE
};

pub(super) static ISUTF8: ScalarFunction = ScalarFunction {
    name: "isutf8",
    summary: "Tells whether a text is valid UTF-8, as every text here is.",
    signatures: &[sig(VALUE, Type::Bool, Kernel::StrToBool(|_| true))],
    examples: &[Example::new("print isutf8('some text')", "true")],
    ..BASE
};
