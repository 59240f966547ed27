//! `iff`, `case`, `coalesce`, `not`, `min_of`, `max_of`.

use std::cmp::Ordering;
use std::sync::Arc;

use quarry_data::{
    Column, ColumnBuilder, Datum, StringColumn, StringDictionary, Type, Value, ValueRef, order,
};

use super::declare::{param, sig};
use crate::TypeSet;
use crate::call::fit;
use crate::operand::{Operand, bools};
use crate::{CallContext, CallError, Category, Example, Kernel, ResultType, ScalarFunction, Signature};

const BASE: ScalarFunction = ScalarFunction { category: Category::Conditional, ..ScalarFunction::BASE };

pub(super) static NOT: ScalarFunction = ScalarFunction {
    name: "not",
    summary: "Turns true into false and false into true.",
    signatures: &[sig(
        &[param("condition", TypeSet::BOOL, "The condition.")],
        Type::Bool,
        Kernel::Columns(|_, arguments, _| {
            let Some(condition) = arguments.first() else { return Ok(Datum::Constant(Value::Null)) };
            let condition = bools(condition);
            let column = Column::Bool(condition.map(|value| !value));
            Ok(crate::operand::datum(column, condition.is_constant()))
        }),
    )],
    examples: &[
        Example::new("print not(1 > 2)", "true"),
        Example::new("print not(true)", "false"),
        Example::new("print not(bool(null))", ""),
    ],
    ..BASE
};

pub(super) static IFF: ScalarFunction = ScalarFunction {
    name: "iff",
    aliases: &["iif"],
    summary: "Gives one value where a condition is true and another elsewhere.",
    signatures: &[Signature {
        params: &[
            param("if", TypeSet::BOOL, "The condition."),
            param("then", TypeSet::ANY, "The value where it is true."),
            param("else", TypeSet::ANY, "The value where it is false or null."),
        ],
        result: ResultType::Common(1),
        kernel: Kernel::Columns(choose),
    }],
    examples: &[
        Example::new("print iff(1 < 2, 'yes', 'no')", "yes"),
        Example::new("print iff(bool(null), 'yes', 'no')", "no"),
        Example::new("print iff(true, long(null), 1)", ""),
    ],
    ..BASE
};

pub(super) static CASE: ScalarFunction = ScalarFunction {
    name: "case",
    summary: "Gives the value that stands after the first condition that is true, or else the last value.",
    signatures: &[Signature {
        params: &[param(
            "argument",
            TypeSet::ANY,
            "A condition, then the value for it, …; last the value otherwise.",
        )
        .repeated(3, 32767)],
        result: ResultType::Custom(|types| types.last().copied().unwrap_or(Type::Dynamic)),
        kernel: Kernel::Columns(choose),
    }],
    examples: &[
        Example::new("print x = 7 | project case(x <= 3, 'small', x <= 10, 'medium', 'large')", "medium"),
        Example::new("print case(bool(null), 1, 2)", "2"),
    ],
    ..BASE
};

pub(super) static COALESCE: ScalarFunction = ScalarFunction {
    name: "coalesce",
    summary: "Gives the first argument that is not null; for strings, the first that is not empty.",
    signatures: &[Signature {
        params: &[param("arg", TypeSet::ANY, "A value.").repeated(2, 64)],
        result: ResultType::Common(0),
        kernel: Kernel::Scalar(|_, arguments| {
            let found = arguments.iter().find(|value| !crate::conversion::is_empty(**value));
            found.or(arguments.last()).map_or(Value::Null, |value| ValueRef::to_owned(*value))
        }),
    }],
    examples: &[
        Example::new("print coalesce(long(null), 42, 43)", "42"),
        Example::new("print coalesce('', 'x')", "x"),
        Example::new("print coalesce(real(null), real(null))", ""),
    ],
    ..BASE
};

const ORDERED: TypeSet = TypeSet::ANY;

/// The outermost argument in one direction; nulls do not count.
macro_rules! outermost {
    ($ordering:expr) => {
        &[Signature {
            params: &[param("arg", ORDERED, "A value.").repeated(2, 64)],
            result: ResultType::Common(0),
            kernel: Kernel::Scalar(|_, arguments| {
                let values = arguments.iter().filter(|value| !value.is_null());
                let best =
                    values.reduce(
                        |best, value| {
                            if order::compare(*value, *best) == $ordering { value } else { best }
                        },
                    );
                best.map_or(Value::Null, |value| ValueRef::to_owned(*value))
            }),
        }]
    };
}

pub(super) static MAX_OF: ScalarFunction = ScalarFunction {
    name: "max_of",
    category: Category::Math,
    summary: "Gives the largest of its arguments.",
    signatures: outermost!(Ordering::Greater),
    notes: &["Nulls do not count unless all arguments are null."],
    examples: &[
        Example::new("print max_of(10, 1, -3, 17)", "17"),
        Example::new("print max_of(1, long(null), 3)", "3"),
    ],
    ..BASE
};

pub(super) static MIN_OF: ScalarFunction = ScalarFunction {
    name: "min_of",
    category: Category::Math,
    summary: "Gives the smallest of its arguments.",
    signatures: outermost!(Ordering::Less),
    notes: &["Nulls do not count unless all arguments are null."],
    examples: &[
        Example::new("print min_of(10, 1, -3, 17)", "-3"),
        Example::new("print min_of(int(null), 5)", "5"),
    ],
    ..BASE
};

/// Conditions and values in turn, then the value otherwise.
fn choose(_: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
    let Some((otherwise, pairs)) = arguments.split_last() else { return Ok(Datum::Constant(Value::Null)) };
    let pairs: Vec<(Operand<'_, bool>, &Datum)> = pairs
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [condition, value] => Some((bools(condition), value)),
            _ => None,
        })
        .collect();
    let values: Vec<&Datum> = pairs.iter().map(|(_, value)| *value).chain([otherwise]).collect();
    let branch = |row: usize| {
        pairs.iter().position(|(condition, _)| condition.get(row) == Some(true)).unwrap_or(pairs.len())
    };
    if pairs.iter().all(|(condition, _)| condition.is_constant()) {
        return Ok(values[branch(0)].clone());
    }
    if let Some(texts) = constant_texts(&values) {
        return Ok(Datum::Column(Column::String(chosen_texts(&texts, rows, branch))));
    }
    let Some(ty) = result_type(&values) else { return Ok(Datum::Constant(Value::Null)) };
    let mut builder = ColumnBuilder::with_capacity(ty, rows);
    for row in 0..rows {
        let value = values[branch(row)].value(row);
        if value.ty().is_none_or(|found| found == ty) {
            builder.push(value);
        } else {
            builder.push(fit(value.to_owned(), ty).as_ref());
        }
    }
    Ok(Datum::Column(builder.finish()))
}

/// The type of the branches, which the binder made the same; a constant null has none.
fn result_type(values: &[&Datum]) -> Option<Type> {
    let of = |datum: &&Datum| match datum {
        Datum::Column(column) => Some(column.ty()),
        Datum::Constant(value) => value.ty(),
    };
    values.iter().find_map(of)
}

fn constant_texts<'a>(values: &[&'a Datum]) -> Option<Vec<&'a str>> {
    values
        .iter()
        .map(|datum| match datum {
            Datum::Constant(Value::String(text)) => Some(&**text),
            _ => None,
        })
        .collect()
}

/// Constant texts as codes.
fn chosen_texts(texts: &[&str], rows: usize, branch: impl Fn(usize) -> usize) -> StringColumn {
    let mut distinct: Vec<&str> = Vec::new();
    let codes: Vec<u32> = texts
        .iter()
        .map(|text| {
            let known = distinct.iter().position(|other| other == text);
            known.unwrap_or_else(|| {
                distinct.push(text);
                distinct.len() - 1
            }) as u32
        })
        .collect();
    let dictionary = Arc::new(StringDictionary::from_distinct(distinct));
    let rows: Vec<u32> = (0..rows).map(|row| codes[branch(row)]).collect();
    StringColumn::Dictionary { codes: rows.into(), dictionary }
}
