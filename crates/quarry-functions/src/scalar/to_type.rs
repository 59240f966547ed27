//! Conversions: `tobool`, `todatetime`, `todecimal`, `todynamic`, `toguid`, `toint`, `tolong`, `toreal`,
//! `tostring`, `totimespan`, and `gettype`.

use quarry_data::{Column, Datum, Dynamic, DynamicColumn, StringBuilder, Type, Value, ValueRef, encode};

use super::declare::{TEXT, param, sig};
use crate::conversion::{self, convert};
use crate::kernel::Prepared;
use crate::{CallContext, CallError, Category, Example, Kernel, Param, ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Conversion, ..ScalarFunction::BASE };
const VALUE: &[Param] = &[param("value", TypeSet::ANY, "The value to convert.")];

/// The signature of a conversion to one type.
macro_rules! to {
    ($ty:ident) => {
        &[sig(VALUE, Type::$ty, Kernel::Strict(|_, arguments| only(arguments, Type::$ty)))]
    };
}

fn only(arguments: &[ValueRef<'_>], ty: Type) -> Value {
    arguments.first().map_or(Value::Null, |value| convert(*value, ty))
}

pub(super) static TOBOOL: ScalarFunction = ScalarFunction {
    name: "tobool",
    aliases: &["toboolean"],
    summary: "Converts a value to a bool.",
    signatures: to!(Bool),
    notes: &["The texts true and false in any case are understood, and whole numbers: zero is false."],
    examples: &[
        Example::new("print tobool('TRUE')", "true"),
        Example::new("print tobool(0)", "false"),
        Example::new("print tobool('x')", ""),
    ],
    ..BASE
};

pub(super) static TODATETIME: ScalarFunction = ScalarFunction {
    name: "todatetime",
    summary: "Converts a value to a datetime.",
    signatures: to!(DateTime),
    notes: &["Text without a zone is UTC; a number is taken as 100 ns ticks since the year 1."],
    examples: &[
        Example::new("print todatetime('2020-06-15T13:45:09Z')", "2020-06-15T13:45:09.0000000Z"),
        Example::new("print todatetime('2020-13-01')", ""),
        Example::new("print todatetime(1)", "0001-01-01T00:00:00.0000001Z"),
    ],
    ..BASE
};

pub(super) static TODECIMAL: ScalarFunction = ScalarFunction {
    name: "todecimal",
    summary: "Converts a value to a decimal.",
    signatures: to!(Decimal),
    examples: &[
        Example::new("print todecimal('123.45678')", "123.45678"),
        Example::new("print todecimal('abc')", ""),
    ],
    ..BASE
};

pub(super) static TOGUID: ScalarFunction = ScalarFunction {
    name: "toguid",
    summary: "Converts text to a guid.",
    signatures: &[sig(
        &[param("value", TEXT.or(TypeSet::GUID), "The text to convert.")],
        Type::Guid,
        Kernel::Strict(|_, arguments| only(arguments, Type::Guid)),
    )],
    examples: &[
        Example::new(
            "print toguid('0123456789abcdef0123456789abcdef')",
            "01234567-89ab-cdef-0123-456789abcdef",
        ),
        Example::new("print toguid('no guid')", ""),
    ],
    ..BASE
};

pub(super) static TOINT: ScalarFunction = ScalarFunction {
    name: "toint",
    summary: "Converts a value to an int.",
    signatures: to!(Int),
    notes: &["A real is cut towards zero; text must be a whole number, decimal or hexadecimal after 0x."],
    examples: &[
        Example::new("print toint('123')", "123"),
        Example::new("print toint(-2.9)", "-2"),
        Example::new("print toint('3.14')", ""),
        Example::new("print toint('2147483648')", ""),
    ],
    ..BASE
};

pub(super) static TOLONG: ScalarFunction = ScalarFunction {
    name: "tolong",
    summary: "Converts a value to a long.",
    signatures: to!(Long),
    notes: &["A real is cut towards zero; text must be a whole number, decimal or hexadecimal after 0x."],
    examples: &[
        Example::new("print tolong('0x10')", "16"),
        Example::new("print tolong(9.99)", "9"),
        Example::new("print tolong('abc')", ""),
    ],
    ..BASE
};

pub(super) static TOREAL: ScalarFunction = ScalarFunction {
    name: "toreal",
    aliases: &["todouble"],
    summary: "Converts a value to a real.",
    signatures: to!(Real),
    examples: &[
        Example::new("print toreal('1.5e3')", "1500"),
        Example::new("print toreal(2)", "2"),
        Example::new("print toreal('0x1F')", ""),
    ],
    ..BASE
};

/// `tostring`, with whole columns written into one text.
struct ToString;

impl Prepared for ToString {
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value {
        match arguments.first() {
            Some(value) if !value.is_null() => convert(*value, Type::String),
            _ => Value::string(""),
        }
    }

    fn columns(&mut self, arguments: &[Datum], rows: usize) -> Option<Result<Datum, CallError>> {
        let Some(Datum::Column(column)) = arguments.first() else { return None };
        // Each distinct value is converted once by the caller.
        if matches!(column, Column::String(_) | Column::Dynamic(DynamicColumn::Dictionary { .. })) {
            return None;
        }
        let mut builder = StringBuilder::with_capacity(rows);
        for value in column.iter() {
            builder.push_with(|out| {
                if !value.is_null() {
                    encode::write_tostring(value, out);
                }
            });
        }
        Some(Ok(Datum::Column(Column::String(builder.finish()))))
    }
}

pub(super) static TOSTRING: ScalarFunction = ScalarFunction {
    name: "tostring",
    summary: "Converts a value to text.",
    signatures: &[sig(VALUE, Type::String, Kernel::Prepared(|_, _| Ok(Box::new(ToString))))],
    notes: &["Null gives the empty string; a bool gives True or False; a dynamic array or bag gives JSON."],
    examples: &[
        Example::new("print tostring(123)", "123"),
        Example::new("print tostring(true)", "True"),
        Example::new("print tostring(dynamic({'a': 1}))", "{\"a\":1}"),
        Example::new("print isempty(tostring(long(null)))", "true"),
    ],
    ..BASE
};

pub(super) static TOTIMESPAN: ScalarFunction = ScalarFunction {
    name: "totimespan",
    aliases: &["totime"],
    summary: "Converts a value to a timespan.",
    signatures: to!(TimeSpan),
    examples: &[
        Example::new("print totimespan('1.02:03:04.5')", "1.02:03:04.5000000"),
        Example::new("print totimespan('90s')", "00:01:30"),
        Example::new("print totimespan('1.5')", ""),
    ],
    ..BASE
};

const JSON: &[Param] = &[param("text", TypeSet::ANY, "The JSON text.")];
const PARSE: &[Signature] = &[
    sig(
        &[param("text", TypeSet::STRING, "The JSON text.")],
        Type::Dynamic,
        Kernel::StrToDynamic(conversion::parse_dynamic),
    ),
    sig(JSON, Type::Dynamic, Kernel::Scalar(parse)),
];

fn parse(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    match arguments.first() {
        Some(ValueRef::Dynamic(Dynamic::String(text))) => Value::Dynamic(conversion::parse_dynamic(text)),
        Some(other) => Value::Dynamic(conversion::dynamic(*other)),
        None => Value::Null,
    }
}

pub(super) static PARSE_JSON: ScalarFunction = ScalarFunction {
    name: "parse_json",
    aliases: &["parsejson", "todynamic", "toobject"],
    summary: "Reads JSON text as a dynamic.",
    signatures: PARSE,
    notes: &["Text that is no JSON becomes a dynamic that holds the text."],
    examples: &[
        Example::new("print parse_json('{\"a\": [1, 2]}').a[1]", "2"),
        Example::new("print parse_json('not json')", "not json"),
        Example::new("print isnull(parse_json(''))", "true"),
    ],
    ..BASE
};

pub(super) static DYNAMIC_TO_JSON: ScalarFunction = ScalarFunction {
    name: "dynamic_to_json",
    summary: "Writes a dynamic as JSON text with the keys of bags in order.",
    signatures: &[sig(
        &[param("value", TypeSet::ANY, "The value to write.")],
        Type::String,
        Kernel::Scalar(to_json),
    )],
    examples: &[
        Example::new("print dynamic_to_json(dynamic({'b': 1, 'a': 2}))", "{\"a\":2,\"b\":1}"),
        Example::new("print dynamic_to_json(dynamic(null))", "null"),
    ],
    ..BASE
};

fn to_json(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let tree = sorted(&arguments.first().map_or(Dynamic::Null, |value| Dynamic::from_value(*value)));
    let mut out = String::new();
    quarry_data::json::write(&tree, &mut out);
    Value::string(out)
}

/// The tree with the keys of every bag in order. The depth of a dynamic is bounded.
fn sorted(tree: &Dynamic) -> Dynamic {
    match tree {
        Dynamic::Array(items) => Dynamic::array(items.iter().map(sorted).collect()),
        Dynamic::Bag(bag) => {
            let mut entries: Vec<_> =
                bag.entries().iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|left, right| left.0.cmp(&right.0));
            Dynamic::bag(quarry_data::Bag::from_entries(entries))
        }
        other => other.clone(),
    }
}

pub(super) static GETTYPE: ScalarFunction = ScalarFunction {
    name: "gettype",
    summary: "Names the type of a value at run time.",
    signatures: &[sig(
        &[param("value", TypeSet::ANY, "The value.")],
        Type::String,
        Kernel::Scalar(|_, arguments| {
            Value::string(arguments.first().map_or("null", |value| type_name(*value)))
        }),
    )],
    notes: &["A dynamic gives array, dictionary, or the type of the scalar in it; null gives null."],
    examples: &[
        Example::new("print gettype(1 + 1.0)", "real"),
        Example::new("print gettype(dynamic({'a': 1}))", "dictionary"),
        Example::new("print gettype(dynamic(null))", "null"),
    ],
    ..BASE
};

fn type_name(value: ValueRef<'_>) -> &'static str {
    match value {
        ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => "null",
        ValueRef::Dynamic(Dynamic::Array(_)) => "array",
        ValueRef::Dynamic(Dynamic::Bag(_)) => "dictionary",
        ValueRef::Dynamic(Dynamic::Real(_)) => "double",
        ValueRef::Dynamic(inner) => type_name(conversion::unwrapped(inner)),
        other => other.ty().map_or("null", Type::name),
    }
}
