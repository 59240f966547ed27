//! Letters of a string: case, length, order, pieces by position.

use quarry_data::{Column, Datum, Dynamic, StringBuilder, Type, Value, ValueRef, encode};

use super::declare::{STRINGS, TEXT, long_at, param, sig, text_at};
use crate::Kernel::{Columns, Scalar, StrToLong, StrToStr, Strict};
use crate::{CallContext, Example, ScalarFunction, TypeSet};

const ANY: TypeSet = TypeSet::ANY;

pub(super) static REVERSE: ScalarFunction = ScalarFunction {
    name: "reverse",
    summary: "Turns the order of a text's characters round; other scalars are written as text first.",
    signatures: &[sig(
        &[param("value", ANY, "The value.")],
        Type::String,
        StrToStr(|text, out| out.extend(text.chars().rev())),
    )],
    examples: &[
        Example::new("print reverse('abc')", "cba"),
        Example::new("print reverse(3h)", "00:00:30"),
        Example::new("print reverse('')", ""),
    ],
    ..STRINGS
};

pub(super) static STRCAT: ScalarFunction = ScalarFunction {
    name: "strcat",
    summary: "Joins values as text.",
    signatures: &[sig(
        &[param("arg", ANY, "What to join.").repeated(1, 64)],
        Type::String,
        Columns(|_, arguments, rows| Ok(join(arguments, rows, &Datum::Constant(Value::string(""))))),
    )],
    notes: &["Nulls are joined as empty text."],
    examples: &[
        Example::new("print strcat('a', 1, true)", "a1True"),
        Example::new("print strcat('a', long(null))", "a"),
    ],
    ..STRINGS
};

pub(super) static STRCAT_DELIM: ScalarFunction = ScalarFunction {
    name: "strcat_delim",
    summary: "Joins values as text, with a delimiter between them.",
    signatures: &[sig(
        &[
            param("delimiter", ANY, "What to put between."),
            param("arg", ANY, "What to join.").repeated(2, 64),
        ],
        Type::String,
        Columns(|_, arguments, rows| {
            let Some((delimiter, rest)) = arguments.split_first() else {
                return Ok(Datum::Constant(Value::string("")));
            };
            Ok(join(rest, rows, delimiter))
        }),
    )],
    examples: &[
        Example::new("print strcat_delim('-', 1, '2', 3s)", "1-2-00:00:03"),
        Example::new("print strcat_delim('-', 'a', '')", "a-"),
    ],
    ..STRINGS
};

pub(super) static STRCAT_ARRAY: ScalarFunction = ScalarFunction {
    name: "strcat_array",
    aliases: &["array_strcat"],
    summary: "Joins the elements of an array as text, with a delimiter between them.",
    signatures: &[sig(
        &[param("array", TypeSet::DYNAMIC, "An array."), param("delimiter", ANY, "What to put between.")],
        Type::String,
        Strict(|_, arguments| match arguments {
            [ValueRef::Dynamic(Dynamic::Array(items)), _] => {
                let texts: Vec<String> =
                    items.iter().map(|item| crate::conversion::text(ValueRef::Dynamic(item))).collect();
                Value::string(texts.join(&text_at(arguments, 1)))
            }
            _ => Value::string(""),
        }),
    )],
    examples: &[
        Example::new("print strcat_array(dynamic([1, 'b']), '->')", "1->b"),
        Example::new("print strcat_array(dynamic([]), '->')", ""),
    ],
    ..STRINGS
};

pub(super) static STRCMP: ScalarFunction = ScalarFunction {
    name: "strcmp",
    summary: "Compares two texts: 0 when equal, -1 when the first comes first, 1 when the second does.",
    signatures: &[sig(
        &[param("s1", ANY, "The first text."), param("s2", ANY, "The second text.")],
        Type::Long,
        Scalar(|_, arguments| Value::Long(text_at(arguments, 0).cmp(&text_at(arguments, 1)) as i64)),
    )],
    examples: &[
        Example::new("print strcmp('ABC', 'ABC')", "0"),
        Example::new("print strcmp('abc', 'ABC')", "1"),
        Example::new("print strcmp('ABC', 'abc')", "-1"),
    ],
    ..STRINGS
};

pub(super) static STRING_SIZE: ScalarFunction = ScalarFunction {
    name: "string_size",
    summary: "Counts the bytes that a text takes in UTF-8.",
    signatures: &[sig(
        &[param("string", TEXT, "The text.")],
        Type::Long,
        StrToLong(|text| Some(text.len() as i64)),
    )],
    examples: &[Example::new("print string_size('naïve')", "6"), Example::new("print string_size('')", "0")],
    ..STRINGS
};

pub(super) static STRLEN: ScalarFunction = ScalarFunction {
    name: "strlen",
    summary: "Counts the Unicode code points of a text.",
    signatures: &[sig(
        &[param("string", TEXT, "The text.")],
        Type::Long,
        StrToLong(|text| Some(if text.is_ascii() { text.len() } else { text.chars().count() } as i64)),
    )],
    examples: &[Example::new("print strlen('naïve')", "5"), Example::new("print strlen('')", "0")],
    ..STRINGS
};

pub(super) static STRREP: ScalarFunction = ScalarFunction {
    name: "strrep",
    summary: "Repeats a value as text, with a delimiter between if one is given.",
    signatures: &[sig(
        &[
            param("value", ANY, "What to repeat."),
            param("multiplier", TypeSet::LONG, "How often, 1 to 1024."),
            param("delimiter", ANY, "What to put between.").optional(),
        ],
        Type::String,
        Scalar(|_, arguments| {
            let times = long_at(arguments, 1).unwrap_or(0).clamp(0, 1024) as usize;
            Value::string(vec![text_at(arguments, 0).into_owned(); times].join(&text_at(arguments, 2)))
        }),
    )],
    examples: &[
        Example::new("print strrep('ab', 3)", "ababab"),
        Example::new("print strrep(1s, 2, '|')", "00:00:01|00:00:01"),
        Example::new("print strrep('ab', 0)", ""),
    ],
    ..STRINGS
};

pub(super) static SUBSTRING: ScalarFunction = ScalarFunction {
    name: "substring",
    summary: "Cuts a piece out of a text by position.",
    signatures: &[sig(
        &[
            param("string", ANY, "The text."),
            param("start", TypeSet::INTEGER, "Where to begin, from 0; negative ones count from the end."),
            param("length", TypeSet::INTEGER, "How many characters; all that follow by default.").optional(),
        ],
        Type::String,
        Strict(substring),
    )],
    examples: &[
        Example::new("print substring('123456', 2, 2)", "34"),
        Example::new("print substring('123456', -2)", "56"),
        Example::new("print substring('123', 9)", ""),
    ],
    ..STRINGS
};

pub(super) static TOLOWER: ScalarFunction = ScalarFunction {
    name: "tolower",
    summary: "Writes a text in lower case.",
    signatures: &[sig(
        &[param("value", ANY, "The text.")],
        Type::String,
        StrToStr(|text, out| out.extend(text.chars().flat_map(|c| one(c, c.to_lowercase())))),
    )],
    examples: &[
        Example::new("print tolower('Straße ÄB')", "straße äb"),
        Example::new("print tolower('')", ""),
    ],
    ..STRINGS
};

pub(super) static TOUPPER: ScalarFunction = ScalarFunction {
    name: "toupper",
    summary: "Writes a text in upper case.",
    signatures: &[sig(
        &[param("value", ANY, "The text.")],
        Type::String,
        StrToStr(|text, out| out.extend(text.chars().flat_map(|c| one(c, c.to_uppercase())))),
    )],
    notes: &["Characters whose upper case has several letters stay: `ß` is not made `SS`."],
    examples: &[
        Example::new("print toupper('straße äb')", "STRAßE ÄB"),
        Example::new("print toupper('')", ""),
    ],
    ..STRINGS
};

pub(super) static TRANSLATE: ScalarFunction = ScalarFunction {
    name: "translate",
    summary: "Replaces characters one by one: each of a list by the one at its place in another list.",
    signatures: &[sig(
        &[
            param("searchList", TypeSet::STRING, "The characters to replace."),
            param(
                "replacementList",
                TypeSet::STRING,
                "What to put in their place; its last stands for those beyond.",
            ),
            param("source", TypeSet::STRING, "The text."),
        ],
        Type::String,
        Scalar(translate),
    )],
    notes: &["With an empty replacement list the characters are removed."],
    examples: &[
        Example::new("print translate('krasp', 'otsku', 'spark')", "kusto"),
        Example::new("print translate('abc', 'x', 'abcd')", "xxxd"),
        Example::new("print translate('abc', '', 'ab')", ""),
    ],
    ..STRINGS
};

/// A character in another case, when that is one character.
fn one(c: char, mut mapped: impl Iterator<Item = char>) -> Option<char> {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => Some(only),
        _ => Some(c),
    }
}

/// The values of each row as text, one after the other.
fn join(arguments: &[Datum], rows: usize, delimiter: &Datum) -> Datum {
    let write = |row: usize, out: &mut String| {
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                write_text(delimiter.value(row), out);
            }
            write_text(argument.value(row), out);
        }
    };
    if arguments.iter().chain([delimiter]).all(|argument| argument.as_constant().is_some()) {
        let mut text = String::new();
        write(0, &mut text);
        return Datum::Constant(Value::string(text));
    }
    let mut builder = StringBuilder::with_capacity(rows);
    for row in 0..rows {
        builder.push_with(|out| write(row, out));
    }
    Datum::Column(Column::String(builder.finish()))
}

fn write_text(value: ValueRef<'_>, out: &mut String) {
    match value {
        ValueRef::String(text) => out.push_str(text),
        other => encode::write_tostring(other, out),
    }
}

fn substring(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let text = text_at(arguments, 0);
    let Some(start) = long_at(arguments, 1) else { return Value::string("") };
    let length = match arguments.get(2) {
        None => usize::MAX,
        Some(_) => long_at(arguments, 2).and_then(|length| usize::try_from(length).ok()).unwrap_or(0),
    };
    let start = if start < 0 { (text.chars().count() as i64 + start).max(0) } else { start };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let place = |text: &str, characters: usize| {
        if text.is_ascii() {
            characters.min(text.len())
        } else {
            text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
        }
    };
    let rest = text.get(place(&text, start)..).unwrap_or("");
    Value::string(rest.get(..place(rest, length)).unwrap_or(""))
}

fn translate(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (search, replacement) = (text_at(arguments, 0), text_at(arguments, 1));
    let replacement: Vec<char> = replacement.chars().collect();
    let translated: String = text_at(arguments, 2)
        .chars()
        .filter_map(|c| match search.chars().position(|searched| searched == c) {
            Some(place) => replacement.get(place).or(replacement.last()).copied(),
            None => Some(c),
        })
        .collect();
    Value::string(translated)
}
