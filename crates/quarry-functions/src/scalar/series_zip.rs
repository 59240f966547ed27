//! Functions of two series, element by element; either side may be one number for all elements.

use quarry_data::{Dynamic, Value, ValueRef};

use super::series::{self, DYNAMIC, Number, SERIES, TWO};
use crate::Kernel::{self, Strict};
use crate::{Example, Param, ScalarFunction, Signature, TypeSet};

const SERIES_NUMBER: &[Param] = &[
    Param::new("series1", TypeSet::DYNAMIC, "An array of numbers."),
    Param::new("series2", TypeSet::NUMBER, "A number to use with every element."),
];
const NUMBER_SERIES: &[Param] = &[
    Param::new("series1", TypeSet::NUMBER, "A number to use with every element."),
    Param::new("series2", TypeSet::DYNAMIC, "An array of numbers."),
];

/// One side of the pairing.
enum Side<'a> {
    Items(&'a [Dynamic]),
    One(Dynamic),
}

impl<'a> Side<'a> {
    fn of(value: ValueRef<'a>) -> Option<Self> {
        match series::items(value) {
            Some(items) => Some(Self::Items(items)),
            None => {
                let one = Dynamic::from_value(value);
                Number::of(&one).is_some().then_some(Self::One(one))
            }
        }
    }

    fn len(&self) -> Option<usize> {
        match self {
            Self::Items(items) => Some(items.len()),
            Self::One(_) => None,
        }
    }

    fn number(&self, index: usize) -> Option<Number> {
        match self {
            Self::Items(items) => items.get(index).and_then(Number::of),
            Self::One(one) => Number::of(one),
        }
    }
}

/// Pairs the sides up; where one has no number the result is null.
fn zip(arguments: &[ValueRef<'_>], f: fn(Number, Number) -> Dynamic) -> Value {
    let [left, right] = arguments else { return Value::Null };
    let (Some(left), Some(right)) = (Side::of(*left), Side::of(*right)) else { return Value::Null };
    let Some(len) = left.len().into_iter().chain(right.len()).max() else { return Value::Null };
    series::array((0..len).map(|index| match (left.number(index), right.number(index)) {
        (Some(a), Some(b)) => f(a, b),
        _ => Dynamic::Null,
    }))
}

fn arithmetic(a: Number, b: Number, whole: fn(i64, i64) -> i64, real: fn(f64, f64) -> f64) -> Dynamic {
    match (a, b) {
        (Number::Long(a), Number::Long(b)) => Dynamic::Long(whole(a, b)),
        (a, b) => Dynamic::Real(real(a.real(), b.real())),
    }
}

/// A record of a function of two series.
macro_rules! zip_function {
    ($static:ident, $name:literal, $summary:literal, $f:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = {
            const KERNEL: Kernel = Strict(|_, arguments| zip(arguments, $f));
            ScalarFunction {
                name: $name,
                summary: $summary,
                signatures: &[
                    Signature { params: TWO, result: DYNAMIC, kernel: KERNEL },
                    Signature { params: SERIES_NUMBER, result: DYNAMIC, kernel: KERNEL },
                    Signature { params: NUMBER_SERIES, result: DYNAMIC, kernel: KERNEL },
                ],
                examples: &[Example::new($query, $result)],
                ..SERIES
            }
        };
    };
}

zip_function!(SERIES_ADD, "series_add", "Adds two series element by element.",
    |a, b| arithmetic(a, b, i64::wrapping_add, |a, b| a + b),
    "print series_add(dynamic([1, 2, 4]), dynamic([4, 2, 'x']))" => "[5,4,null]");
zip_function!(SERIES_DIVIDE, "series_divide", "Divides two series element by element.",
    |a, b| Dynamic::Real(a.real() / b.real()),
    "print series_divide(dynamic([1, 2, 4]), 2)" => "[0.5,1.0,2.0]");
zip_function!(SERIES_EQUALS, "series_equals", "Says for each pair whether both elements are equal.",
    |a, b| Dynamic::Bool(a.real() == b.real()),
    "print series_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[false,true,false]");
zip_function!(SERIES_GREATER, "series_greater", "Says for each pair whether the first element is greater.",
    |a, b| Dynamic::Bool(a.real() > b.real()),
    "print series_greater(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[false,false,true]");
zip_function!(SERIES_GREATER_EQUALS, "series_greater_equals",
    "Says for each pair whether the first element is greater or equal.",
    |a, b| Dynamic::Bool(a.real() >= b.real()),
    "print series_greater_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[false,true,true]");
zip_function!(SERIES_LESS, "series_less", "Says for each pair whether the first element is less.",
    |a, b| Dynamic::Bool(a.real() < b.real()),
    "print series_less(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[true,false,false]");
zip_function!(SERIES_LESS_EQUALS, "series_less_equals",
    "Says for each pair whether the first element is less or equal.",
    |a, b| Dynamic::Bool(a.real() <= b.real()),
    "print series_less_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[true,true,false]");
zip_function!(SERIES_MULTIPLY, "series_multiply", "Multiplies two series element by element.",
    |a, b| arithmetic(a, b, i64::wrapping_mul, |a, b| a * b),
    "print series_multiply(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[4,4,4]");
zip_function!(SERIES_NOT_EQUALS, "series_not_equals", "Says for each pair whether the elements differ.",
    |a, b| Dynamic::Bool(a.real() != b.real()),
    "print series_not_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[true,false,true]");
zip_function!(SERIES_POW, "series_pow", "Raises each element to the power of its partner.",
    |a, b| Dynamic::Real(a.real().powf(b.real())),
    "print series_pow(dynamic([1, 2, 3]), 2)" => "[1.0,4.0,9.0]");
zip_function!(SERIES_SUBTRACT, "series_subtract", "Subtracts two series element by element.",
    |a, b| arithmetic(a, b, i64::wrapping_sub, |a, b| a - b),
    "print series_subtract(dynamic([1, 2, 4]), dynamic([4, 2, 1]))" => "[-3,0,3]");
