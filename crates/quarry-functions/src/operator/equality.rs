//! `==`, `!=`, `=~` and `!~`.
//!
//! Two nulls give null, null and a value are unequal
//! (<https://learn.microsoft.com/kusto/query/scalar-data-types/null-values>). A dynamic is converted to the
//! type that it is compared with.

use quarry_data::{Column, Datum, Dynamic, Primitive, Type, Value, ValueRef, order};

use crate::conversion;
use crate::kernel::Prepared;
use crate::operand::{Operand, datum, decimals, longs, reals};
use crate::text::{Texts, Verdicts, fold};
use crate::{Argument, CallContext, CallError, Category, Example, Kernel, Param, ResultType};
use crate::{ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Operator, ..ScalarFunction::BASE };
const WHOLE: TypeSet = TypeSet::INTEGER.or(TypeSet::BOOL);
const REALS: TypeSet = WHOLE.or(TypeSet::REAL);
const NUMBERS: TypeSet = TypeSet::NUMBER.or(TypeSet::BOOL);
const TEXT: TypeSet = TypeSet::STRING.or(TypeSet::DYNAMIC);
type Columns = fn(&CallContext, &[Datum], usize) -> Result<Datum, CallError>;

const fn two(left: TypeSet, right: TypeSet) -> [Param; 2] {
    [Param::new("left", left, "The left operand."), Param::new("right", right, "The right operand.")]
}

const fn columns(params: &'static [Param], kernel: Columns) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Bool), kernel: Kernel::Columns(kernel) }
}

const fn text(params: &'static [Param], kernel: crate::Prepare) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Bool), kernel: Kernel::Prepared(kernel) }
}

macro_rules! signatures {
    ($negated:expr) => {
        &[
            columns(&two(WHOLE, WHOLE), |_, a, rows| Ok(equal(a, rows, longs, |x, y| x == y, $negated))),
            columns(&two(REALS, REALS), |_, a, rows| Ok(equal(a, rows, reals, |x, y| x == y, $negated))),
            columns(&two(NUMBERS, NUMBERS), |_, a, rows| {
                Ok(equal(a, rows, decimals, |x, y| x == y, $negated))
            }),
            columns(&two(TypeSet::DATETIME, TypeSet::DATETIME), |_, a, rows| {
                Ok(equal(a, rows, longs, |x, y| x == y, $negated))
            }),
            columns(&two(TypeSet::TIMESPAN, TypeSet::TIMESPAN), |_, a, rows| {
                Ok(equal(a, rows, longs, |x, y| x == y, $negated))
            }),
            text(&two(TypeSet::STRING, TypeSet::STRING), |_, a| Ok(TextEqual::new(a, true, $negated))),
            columns(&two(TypeSet::DYNAMIC, TypeSet::DYNAMIC), |_, a, rows| Ok(values(a, rows, $negated))),
            text(&two(TypeSet::DYNAMIC, TypeSet::STRING), |_, a| Ok(TextEqual::new(a, true, $negated))),
            text(&two(TypeSet::STRING, TypeSet::DYNAMIC), |_, a| Ok(TextEqual::new(a, true, $negated))),
            columns(&two(TypeSet::DYNAMIC, TypeSet::ANY), |_, a, rows| Ok(values(a, rows, $negated))),
            columns(&two(TypeSet::ANY, TypeSet::DYNAMIC), |_, a, rows| Ok(values(a, rows, $negated))),
            columns(&two(TypeSet::GUID, TypeSet::GUID), |_, a, rows| Ok(values(a, rows, $negated))),
            columns(&two(TypeSet::ANY, TypeSet::ANY), |_, a, rows| Ok(values(a, rows, $negated))),
        ]
    };
}

pub(super) static EQUAL: ScalarFunction = ScalarFunction {
    name: "==",
    summary: "Tells whether two values are equal; strings with regard to case.",
    signatures: signatures!(false),
    notes: &["Null equals no value; whether two nulls are equal is null."],
    examples: &[
        Example::new("print 1 == 1.0", "true"),
        Example::new("print 'a' == 'A'", "false"),
        Example::new("print long(null) == 1", "false"),
        Example::new("print long(null) == long(null)", ""),
    ],
    ..BASE
};

pub(super) static NOT_EQUAL: ScalarFunction = ScalarFunction {
    name: "!=",
    aliases: &["<>"],
    summary: "Tells whether two values differ; strings with regard to case.",
    signatures: signatures!(true),
    notes: &["Null differs from every value; whether two nulls differ is null."],
    examples: &[
        Example::new("print 'a' != 'A'", "true"),
        Example::new("print long(null) != 1", "true"),
        Example::new("print dynamic({'x': 1}).x != 1", "false"),
    ],
    ..BASE
};

pub(super) static EQUAL_TILDE: ScalarFunction = ScalarFunction {
    name: "=~",
    summary: "Tells whether two strings are equal but for case.",
    signatures: &[text(&two(TEXT, TEXT), |_, a| Ok(TextEqual::new(a, false, false)))],
    examples: &[
        Example::new("print 'Cmd.EXE' =~ 'cmd.exe'", "true"),
        Example::new("print 'É' =~ 'é'", "true"),
        Example::new("print '' =~ 'x'", "false"),
    ],
    ..BASE
};

pub(super) static NOT_EQUAL_TILDE: ScalarFunction = ScalarFunction {
    name: "!~",
    summary: "Tells whether two strings differ in more than case.",
    signatures: &[text(&two(TEXT, TEXT), |_, a| Ok(TextEqual::new(a, false, true)))],
    examples: &[
        Example::new("print 'Cmd.EXE' !~ 'cmd.exe'", "false"),
        Example::new("print '' !~ 'x'", "true"),
    ],
    ..BASE
};

fn equal<'a, T: Copy + Default>(
    arguments: &'a [Datum],
    rows: usize,
    read: fn(&'a Datum) -> Operand<'a, T>,
    same: fn(T, T) -> bool,
    negated: bool,
) -> Datum {
    let [left, right] = arguments else { return Datum::Constant(Value::Null) };
    let (left, right) = (read(left), read(right));
    let constant = left.is_constant() && right.is_constant();
    if !left.is_constant()
        && left.is_complete()
        && let Some(wanted) = right.fixed()
    {
        return Datum::Column(Column::Bool(left.map(|value| same(value, wanted) != negated)));
    }
    let rows = if constant { 1 } else { rows };
    let values: Primitive<bool> = (0..rows)
        .map(|row| match (left.get(row), right.get(row)) {
            (None, None) => None,
            (Some(left), Some(right)) => Some(same(left, right) != negated),
            _ => Some(negated),
        })
        .collect();
    datum(Column::Bool(values), constant)
}

/// Values of any types: a dynamic as the other's type, otherwise values of different types differ.
fn values(arguments: &[Datum], rows: usize, negated: bool) -> Datum {
    let [left, right] = arguments else { return Datum::Constant(Value::Null) };
    let constant = left.as_constant().is_some() && right.as_constant().is_some();
    let rows = if constant { 1 } else { rows };
    let values: Primitive<bool> = (0..rows)
        .map(|row| match (left.value(row), right.value(row)) {
            (left, right) if left.is_null() && right.is_null() => None,
            (left, right) if left.is_null() || right.is_null() => Some(negated),
            (left, right) => Some(same(left, right) != negated),
        })
        .collect();
    datum(Column::Bool(values), constant)
}

/// Whether two values that are not null are equal.
pub(crate) fn same(left: ValueRef<'_>, right: ValueRef<'_>) -> bool {
    match (left, right) {
        (ValueRef::Dynamic(left), ValueRef::Dynamic(right)) => order::compare_dynamics(left, right).is_eq(),
        (ValueRef::Dynamic(tree), value) | (value, ValueRef::Dynamic(tree)) => as_value(tree, value),
        (left, right) => order::compare(left, right).is_eq(),
    }
}

/// Whether a dynamic is equal to a scalar, after conversion to its type. Numbers keep their fraction.
fn as_value(tree: &Dynamic, value: ValueRef<'_>) -> bool {
    let inner = conversion::unwrapped(tree);
    match value {
        ValueRef::Int(_) | ValueRef::Long(_) | ValueRef::Real(_) | ValueRef::Decimal(_)
            if matches!(tree, Dynamic::Long(_) | Dynamic::Real(_) | Dynamic::Decimal(_)) =>
        {
            order::compare(inner, value).is_eq()
        }
        _ => match value.ty() {
            Some(ty) => order::compare(conversion::convert(inner, ty).as_ref(), value).is_eq(),
            None => false,
        },
    }
}

/// Equality of texts, one of them a constant most of the time.
struct TextEqual {
    /// The constant, and the position of the other operand.
    fixed: Option<(Wanted, usize)>,
    case_sensitive: bool,
    negated: bool,
    verdicts: Verdicts,
}

struct Wanted {
    text: String,
    case_sensitive: bool,
}

impl Texts for Wanted {
    fn test(&mut self, text: &str) -> bool {
        compare(text, &self.text, self.case_sensitive)
    }
}

fn compare(left: &str, right: &str, case_sensitive: bool) -> bool {
    if case_sensitive { left == right } else { fold::equal(left, right) }
}

impl TextEqual {
    #[allow(clippy::new_ret_no_self)]
    fn new(arguments: &[Argument], case_sensitive: bool, negated: bool) -> Box<dyn Prepared> {
        let fixed = arguments.iter().enumerate().find_map(|(position, argument)| {
            let value = argument.constant.as_ref()?;
            let text = conversion::text(value.as_ref());
            Some((Wanted { text, case_sensitive }, 1 - position.min(1)))
        });
        Box::new(Self { fixed, case_sensitive, negated, verdicts: Verdicts::default() })
    }
}

impl Prepared for TextEqual {
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value {
        let [left, right] = arguments else { return Value::Null };
        let same = match &mut self.fixed {
            Some((wanted, position)) => Verdicts::one(wanted, if *position == 0 { *left } else { *right }),
            None => {
                let (left, right) = (conversion::text(*left), conversion::text(*right));
                compare(&left, &right, self.case_sensitive)
            }
        };
        Value::Bool(same != self.negated)
    }

    fn columns(&mut self, arguments: &[Datum], _rows: usize) -> Option<Result<Datum, CallError>> {
        if let Some((wanted, position)) = &mut self.fixed {
            let Some(Datum::Column(column @ Column::String(_))) = arguments.get(*position) else {
                return None;
            };
            return Some(Ok(Datum::Column(self.verdicts.test(wanted, column, self.negated))));
        }
        let [Datum::Column(Column::String(left)), Datum::Column(Column::String(right))] = arguments else {
            return None;
        };
        let pairs = left.iter().zip(right.iter());
        let values: Primitive<bool> =
            pairs.map(|(left, right)| compare(left, right, self.case_sensitive) != self.negated).collect();
        Some(Ok(Datum::Column(Column::Bool(values))))
    }
}
