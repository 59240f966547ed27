//! Functions that work on each element of a series by itself.

use quarry_data::{Dynamic, Value, ValueRef};

use super::series::{self, DYNAMIC, Number, ONE, SERIES};
use crate::Kernel::Strict;
use crate::{Example, ScalarFunction, Signature};

/// Applies `f` to each number; other elements become null.
fn map(arguments: &[ValueRef<'_>], f: fn(Number) -> Number) -> Value {
    let Some(items) = arguments.first().and_then(|argument| series::items(*argument)) else {
        return Value::Null;
    };
    series::array(
        items.iter().map(|item| Number::of(item).map_or(Dynamic::Null, |number| f(number).to_dynamic())),
    )
}

/// The record of a function from real to real.
macro_rules! real_map {
    ($static:ident, $name:literal, $summary:literal, $f:expr, [$($example:expr),*]) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            summary: $summary,
            signatures: &[Signature {
                params: ONE,
                result: DYNAMIC,
                kernel: Strict(|_, arguments| {
                    map(arguments, |number| {
                        let f: fn(f64) -> f64 = $f;
                        Number::Real(f(number.real()))
                    })
                }),
            }],
            examples: &[$($example),*],
            ..SERIES
        };
    };
}

real_map!(
    SERIES_ACOS,
    "series_acos",
    "Gives the arc cosine of each element.",
    f64::acos,
    [Example::new("print series_acos(dynamic([1, 'x']))", "[0.0,null]")]
);
real_map!(
    SERIES_ASIN,
    "series_asin",
    "Gives the arc sine of each element.",
    f64::asin,
    [Example::new("print series_asin(dynamic([0, 'x']))", "[0.0,null]")]
);
real_map!(
    SERIES_ATAN,
    "series_atan",
    "Gives the arc tangent of each element.",
    f64::atan,
    [Example::new("print series_atan(dynamic([0, 'x']))", "[0.0,null]")]
);
real_map!(
    SERIES_CEILING,
    "series_ceiling",
    "Rounds each element up.",
    f64::ceil,
    [Example::new("print series_ceiling(dynamic([-1.5, 1, 2.5]))", "[-1.0,1.0,3.0]")]
);
real_map!(
    SERIES_COS,
    "series_cos",
    "Gives the cosine of each element.",
    f64::cos,
    [Example::new("print series_cos(dynamic([0, 'x']))", "[1.0,null]")]
);
real_map!(
    SERIES_EXP,
    "series_exp",
    "Raises e to the power of each element.",
    f64::exp,
    [Example::new("print series_exp(dynamic([0, 'x']))", "[1.0,null]")]
);
real_map!(
    SERIES_FLOOR,
    "series_floor",
    "Rounds each element down.",
    f64::floor,
    [Example::new("print series_floor(dynamic([-1.5, 1, 2.5]))", "[-2.0,1.0,2.0]")]
);
real_map!(
    SERIES_LOG,
    "series_log",
    "Gives the natural logarithm of each element.",
    f64::ln,
    [Example::new("print series_log(dynamic([1, 'x']))", "[0.0,null]")]
);
real_map!(
    SERIES_SIN,
    "series_sin",
    "Gives the sine of each element.",
    f64::sin,
    [Example::new("print series_sin(dynamic([0, 'x']))", "[0.0,null]")]
);
real_map!(
    SERIES_TAN,
    "series_tan",
    "Gives the tangent of each element.",
    f64::tan,
    [Example::new("print series_tan(dynamic([0, 'x']))", "[0.0,null]")]
);

pub(super) static SERIES_ABS: ScalarFunction = ScalarFunction {
    name: "series_abs",
    summary: "Gives the absolute value of each element.",
    signatures: &[Signature {
        params: ONE,
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            map(arguments, |number| match number {
                Number::Long(v) => Number::Long(v.wrapping_abs()),
                Number::Real(v) => Number::Real(v.abs()),
            })
        }),
    }],
    examples: &[Example::new("print series_abs(dynamic([-6.5, 0, 8.2]))", "[6.5,0,8.2]")],
    ..SERIES
};

pub(super) static SERIES_SIGN: ScalarFunction = ScalarFunction {
    name: "series_sign",
    summary: "Gives 1, 0 or -1 for each element, by its sign.",
    signatures: &[Signature {
        params: ONE,
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            map(arguments, |number| match number {
                Number::Long(v) => Number::Long(v.signum()),
                Number::Real(v) if v == 0.0 || v.is_nan() => Number::Real(v),
                Number::Real(v) => Number::Real(v.signum()),
            })
        }),
    }],
    examples: &[Example::new("print series_sign(dynamic([-6, 0, 8]))", "[-1,0,1]")],
    ..SERIES
};
