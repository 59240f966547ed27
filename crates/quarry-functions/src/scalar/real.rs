//! Functions of one or two reals: trigonometry, exponents, logarithms and their like.

use crate::Kernel::{RealRealToReal, RealToReal};
use crate::{Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};
use quarry_data::Type;

const NUMBER: &[Param] = &[Param::new("number", TypeSet::NUMBER, "Any number.")];

/// A function from a number to a real.
const fn of_number(
    name: &'static str,
    summary: &'static str,
    signatures: &'static [Signature],
    examples: &'static [Example],
) -> ScalarFunction {
    ScalarFunction { name, category: Category::Math, summary, signatures, examples, ..ScalarFunction::BASE }
}

const fn real(params: &'static [Param], kernel: fn(f64) -> f64) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Real), kernel: RealToReal(kernel) }
}

const fn real2(params: &'static [Param], kernel: fn(f64, f64) -> f64) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Real), kernel: RealRealToReal(kernel) }
}

pub(super) static ACOS: ScalarFunction = of_number(
    "acos",
    "Gives the angle, in radians, whose cosine is the number.",
    &[real(NUMBER, f64::acos)],
    &[Example::new("print acos(1)", "0"), Example::new("print acos(2)", "NaN")],
);

pub(super) static ASIN: ScalarFunction = of_number(
    "asin",
    "Gives the angle, in radians, whose sine is the number.",
    &[real(NUMBER, f64::asin)],
    &[Example::new("print asin(0)", "0"), Example::new("print asin(2)", "NaN")],
);

pub(super) static ATAN: ScalarFunction = of_number(
    "atan",
    "Gives the angle, in radians, whose tangent is the number.",
    &[real(NUMBER, f64::atan)],
    &[Example::new("print atan(0)", "0"), Example::new("print atan(real(null))", "")],
);

pub(super) static ATAN2: ScalarFunction = of_number(
    "atan2",
    "Gives the angle, in radians, between the x axis and the ray to the point (x, y).",
    &[real2(
        &[
            Param::new("y", TypeSet::NUMBER, "The y coordinate."),
            Param::new("x", TypeSet::NUMBER, "The x coordinate."),
        ],
        f64::atan2,
    )],
    &[Example::new("print atan2(0, 1)", "0"), Example::new("print atan2(1, 0) == pi() / 2", "true")],
);

pub(super) static COS: ScalarFunction = of_number(
    "cos",
    "Gives the cosine of an angle in radians.",
    &[real(NUMBER, f64::cos)],
    &[Example::new("print cos(0)", "1"), Example::new("print cos(real(null))", "")],
);

pub(super) static COT: ScalarFunction = of_number(
    "cot",
    "Gives the cotangent of an angle in radians.",
    &[real(NUMBER, |x| 1.0 / x.tan())],
    &[Example::new("print round(cot(1), 6)", "0.642093"), Example::new("print cot(real(null))", "")],
);

pub(super) static DEGREES: ScalarFunction = of_number(
    "degrees",
    "Turns an angle in radians into degrees.",
    &[real(NUMBER, |x| (180.0 / std::f64::consts::PI) * x)],
    &[Example::new("print degrees(pi())", "180"), Example::new("print degrees(0)", "0")],
);

pub(super) static EXP: ScalarFunction = of_number(
    "exp",
    "Raises e to the power of the number.",
    &[real(NUMBER, f64::exp)],
    &[Example::new("print exp(0)", "1"), Example::new("print exp(real(null))", "")],
);

pub(super) static EXP10: ScalarFunction = of_number(
    "exp10",
    "Raises 10 to the power of the number.",
    &[real(NUMBER, |x| 10f64.powf(x))],
    &[Example::new("print exp10(3)", "1000"), Example::new("print exp10(real(null))", "")],
);

pub(super) static EXP2: ScalarFunction = of_number(
    "exp2",
    "Raises 2 to the power of the number.",
    &[real(NUMBER, f64::exp2)],
    &[Example::new("print exp2(3)", "8"), Example::new("print exp2(real(null))", "")],
);

/// A logarithm: null for numbers below zero.
const fn logarithm(
    kernel: fn(&crate::CallContext, &[quarry_data::ValueRef<'_>]) -> quarry_data::Value,
) -> Signature {
    Signature { params: NUMBER, result: ResultType::Fixed(Type::Real), kernel: crate::Kernel::Strict(kernel) }
}

fn log_of(arguments: &[quarry_data::ValueRef<'_>], log: fn(f64) -> f64) -> quarry_data::Value {
    match arguments.first().and_then(|value| crate::operand::real(*value)) {
        Some(number) if number >= 0.0 || number.is_nan() => quarry_data::Value::Real(log(number)),
        _ => quarry_data::Value::Null,
    }
}

pub(super) static LOG: ScalarFunction = of_number(
    "log",
    "Gives the natural logarithm.",
    &[logarithm(|_, arguments| log_of(arguments, f64::ln))],
    &[Example::new("print log(1)", "0"), Example::new("print log(-1)", "")],
);

pub(super) static LOG10: ScalarFunction = of_number(
    "log10",
    "Gives the logarithm to base 10.",
    &[logarithm(|_, arguments| log_of(arguments, f64::log10))],
    &[Example::new("print log10(1000)", "3"), Example::new("print log10(0)", "-Infinity")],
);

pub(super) static LOG2: ScalarFunction = of_number(
    "log2",
    "Gives the logarithm to base 2.",
    &[logarithm(|_, arguments| log_of(arguments, f64::log2))],
    &[Example::new("print log2(8)", "3"), Example::new("print log2(real(null))", "")],
);

pub(super) static PI: ScalarFunction = ScalarFunction {
    name: "pi",
    category: Category::Math,
    summary: "Gives the ratio of a circle's circumference to its diameter.",
    signatures: &[Signature {
        params: &[],
        result: ResultType::Fixed(Type::Real),
        kernel: crate::Kernel::Strict(|_, _| quarry_data::Value::Real(std::f64::consts::PI)),
    }],
    examples: &[Example::new("print round(pi(), 4)", "3.1416")],
    ..ScalarFunction::BASE
};

pub(super) static POW: ScalarFunction = of_number(
    "pow",
    "Raises a number to a power.",
    &[real2(
        &[
            Param::new("base", TypeSet::NUMBER, "The number to raise."),
            Param::new("exponent", TypeSet::NUMBER, "The power."),
        ],
        f64::powf,
    )],
    &[Example::new("print pow(2, 10)", "1024"), Example::new("print pow(-8, 0.5)", "NaN")],
);

pub(super) static RADIANS: ScalarFunction = of_number(
    "radians",
    "Turns an angle in degrees into radians.",
    &[real(NUMBER, |x| (std::f64::consts::PI / 180.0) * x)],
    &[Example::new("print radians(180) == pi()", "true"), Example::new("print radians(0)", "0")],
);

pub(super) static SIGN: ScalarFunction = of_number(
    "sign",
    "Gives 1 for numbers above zero, -1 for numbers below, 0 for zero.",
    &[real(NUMBER, |x| {
        if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        }
    })],
    &[Example::new("print sign(-4.2)", "-1"), Example::new("print sign(0)", "0")],
);

pub(super) static SIN: ScalarFunction = of_number(
    "sin",
    "Gives the sine of an angle in radians.",
    &[real(NUMBER, f64::sin)],
    &[Example::new("print sin(0)", "0"), Example::new("print sin(real(null))", "")],
);

pub(super) static SQRT: ScalarFunction = of_number(
    "sqrt",
    "Gives the square root.",
    &[real(NUMBER, f64::sqrt)],
    &[Example::new("print sqrt(16)", "4"), Example::new("print sqrt(-1)", "NaN")],
);

pub(super) static TAN: ScalarFunction = of_number(
    "tan",
    "Gives the tangent of an angle in radians.",
    &[real(NUMBER, f64::tan)],
    &[Example::new("print tan(0)", "0"), Example::new("print tan(real(null))", "")],
);
