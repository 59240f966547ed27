//! Replacing in text, trimming it and splitting it.

use memchr::memmem;
use quarry_data::{Dynamic, Type, Value, ValueRef};
use regex::Regex;

use super::declare::{STRINGS, constant, constant_text, long_at, param, prepared, sig, text_at};
use crate::Kernel::{Prepared, Scalar};
use crate::kernel;
use crate::text::regex::{compile, compile_within};
use crate::{Argument, CallContext, CallError, Example, ScalarFunction, TypeSet};

const STRING: TypeSet = TypeSet::STRING;

pub(super) static REPLACE_REGEX: ScalarFunction = ScalarFunction {
    name: "replace_regex",
    summary: "Replaces every match of a regular expression.",
    signatures: &[sig(
        &[
            param("source", STRING, "The text."),
            constant("lookup_regex", STRING, "The regular expression."),
            constant(
                "rewrite_pattern",
                STRING,
                "What to put there; `\\1` stands for the first group, `\\0` for the match.",
            ),
        ],
        Type::String,
        Prepared(|_, arguments| replace_matches(arguments, 1, 2, 0)),
    )],
    examples: &[
        Example::new("print replace_regex('Number is 1', @'is (\\d+)', @'was: \\1')", "Number was: 1"),
        Example::new("print replace_regex('', 'a', 'b')", ""),
    ],
    ..STRINGS
};

pub(super) static REPLACE: ScalarFunction = ScalarFunction {
    name: "replace",
    summary: "Replaces every match of a regular expression; an older form of replace_regex with another order of arguments.",
    signatures: &[sig(
        &[
            constant("regex", STRING, "The regular expression."),
            constant(
                "rewrite",
                STRING,
                "What to put there; `\\1` stands for the first group, `\\0` for the match.",
            ),
            param("source", STRING, "The text."),
        ],
        Type::String,
        Prepared(|_, arguments| replace_matches(arguments, 0, 1, 2)),
    )],
    examples: &[
        Example::new("print replace('net', 'net1', 'net user')", "net1 user"),
        Example::new("print replace(@'(\\d)', @'<\\1>', 'a1')", "a<1>"),
    ],
    obsolete: Some("replace_regex"),
    ..STRINGS
};

pub(super) static REPLACE_STRING: ScalarFunction = ScalarFunction {
    name: "replace_string",
    summary: "Replaces every occurrence of a text.",
    signatures: &[sig(
        &[
            param("text", STRING, "The text."),
            param("lookup", STRING, "What to look for."),
            param("rewrite", STRING, "What to put there."),
        ],
        Type::String,
        Scalar(|_, arguments| {
            let (text, lookup) = (text_at(arguments, 0), text_at(arguments, 1));
            Value::string(if lookup.is_empty() {
                text.into_owned()
            } else {
                text.replace(&*lookup, &text_at(arguments, 2))
            })
        }),
    )],
    examples: &[
        Example::new("print replace_string('a cat', 'cat', 'dog')", "a dog"),
        Example::new("print replace_string('a.b', '.', '')", "ab"),
        Example::new("print replace_string('abc', '', 'x')", "abc"),
    ],
    ..STRINGS
};

pub(super) static REPLACE_STRINGS: ScalarFunction = ScalarFunction {
    name: "replace_strings",
    summary: "Replaces every occurrence of several texts in one pass; what a replacement brings in stays.",
    signatures: &[sig(
        &[
            param("text", STRING, "The text."),
            param("lookups", TypeSet::DYNAMIC, "An array of what to look for."),
            param("rewrites", TypeSet::DYNAMIC, "An array of what to put there."),
        ],
        Type::String,
        Scalar(replace_strings),
    )],
    notes: &["What was replaced is not looked at again."],
    examples: &[
        Example::new(
            "print replace_strings('a cat and a dog', dynamic(['cat', 'dog']), dynamic(['dog', 'bird']))",
            "a dog and a bird",
        ),
        Example::new("print replace_strings('abc', dynamic([]), dynamic([]))", "abc"),
    ],
    ..STRINGS
};

pub(super) static TRIM: ScalarFunction = ScalarFunction {
    name: "trim",
    summary: "Removes a match of a regular expression from both ends of a text.",
    signatures: &[sig(
        &[constant("regex", STRING, "The regular expression."), param("source", STRING, "The text.")],
        Type::String,
        Prepared(|_, arguments| trim(arguments, true, true)),
    )],
    examples: &[
        Example::new("print trim('--', '--a--b--')", "a--b"),
        Example::new("print trim(@'\\s+', '')", ""),
    ],
    ..STRINGS
};

pub(super) static TRIM_END: ScalarFunction = ScalarFunction {
    name: "trim_end",
    summary: "Removes a match of a regular expression from the end of a text.",
    signatures: &[sig(
        &[constant("regex", STRING, "The regular expression."), param("source", STRING, "The text.")],
        Type::String,
        Prepared(|_, arguments| trim(arguments, false, true)),
    )],
    examples: &[
        Example::new("print trim_end('.com', 'bing.com')", "bing"),
        Example::new("print trim_end('x', '')", ""),
    ],
    ..STRINGS
};

pub(super) static TRIM_START: ScalarFunction = ScalarFunction {
    name: "trim_start",
    summary: "Removes a match of a regular expression from the start of a text.",
    signatures: &[sig(
        &[constant("regex", STRING, "The regular expression."), param("source", STRING, "The text.")],
        Type::String,
        Prepared(|_, arguments| trim(arguments, true, false)),
    )],
    examples: &[
        Example::new("print trim_start('https://', 'https://bing.com')", "bing.com"),
        Example::new("print trim_start('x', '')", ""),
    ],
    ..STRINGS
};

pub(super) static SPLIT: ScalarFunction = ScalarFunction {
    name: "split",
    summary: "Splits a text at each delimiter into an array.",
    signatures: &[sig(
        &[
            param("source", TypeSet::ANY, "The text."),
            param("delimiter", STRING, "Where to split."),
            param("requestedIndex", TypeSet::INTEGER, "The only piece to give, from 0.").optional(),
        ],
        Type::Dynamic,
        Scalar(split),
    )],
    examples: &[
        Example::new("print split('a,b,,c', ',')", "[\"a\",\"b\",\"\",\"c\"]"),
        Example::new("print split('a,b', ',', 1)", "[\"b\"]"),
        Example::new("print split('', ',')", "[\"\"]"),
    ],
    ..STRINGS
};

/// `\1` of Kusto as `${1}` of the `regex` crate.
fn rewrite(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 4);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                out.push_str("${");
                out.push(*digit);
                out.push('}');
                chars.next();
            }
            ('\\', Some('\\')) => {
                out.push('\\');
                chars.next();
            }
            ('$', _) => out.push_str("$$"),
            (other, _) => out.push(other),
        }
    }
    out
}

fn replace_matches(
    arguments: &[Argument],
    regex: usize,
    replacement: usize,
    source: usize,
) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let compiled = compile(&constant_text(arguments, regex).unwrap_or_default(), regex)?;
    let replacement = rewrite(&constant_text(arguments, replacement).unwrap_or_default());
    prepared(move |values| {
        Value::string(compiled.regex.replace_all(&text_at(values, source), replacement.as_str()))
    })
}

fn replace_strings(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let text = text_at(arguments, 0);
    let [_, ValueRef::Dynamic(Dynamic::Array(lookups)), ValueRef::Dynamic(Dynamic::Array(rewrites))] =
        arguments
    else {
        return Value::string(text);
    };
    let pairs = lookups.iter().zip(rewrites.iter()).filter_map(|(lookup, rewrite)| match (lookup, rewrite) {
        (Dynamic::String(lookup), Dynamic::String(rewrite)) => Some((&**lookup, &**rewrite)),
        (Dynamic::String(lookup), _) => Some((&**lookup, &**lookup)),
        _ => None,
    });
    Value::string(replace_pairs(&text, pairs.filter(|(lookup, _)| !lookup.is_empty())))
}

/// Replaces pair after pair; what was replaced is not looked at again.
fn replace_pairs<'a>(text: &'a str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    // Parts of the text, and whether they are still to be looked at.
    let mut parts = vec![(text, true)];
    for (lookup, rewrite) in pairs {
        let mut next = Vec::with_capacity(parts.len());
        for (part, open) in parts {
            if !open {
                next.push((part, false));
                continue;
            }
            for (position, piece) in part.split(lookup).enumerate() {
                if position > 0 {
                    next.push((rewrite, false));
                }
                next.push((piece, true));
            }
        }
        parts = next;
    }
    parts.into_iter().map(|(part, _)| part).collect()
}

fn trim(arguments: &[Argument], start: bool, end: bool) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let pattern = constant_text(arguments, 0).unwrap_or_default();
    let at_start: Option<Regex> = start.then(|| compile_within("^", &pattern, "", 0)).transpose()?;
    let at_end: Option<Regex> = end.then(|| compile_within("", &pattern, "$", 0)).transpose()?;
    prepared(move |values| {
        let text = text_at(values, 1);
        let mut kept: &str = &text;
        if let Some(found) = at_start.as_ref().and_then(|regex| regex.find(kept)) {
            kept = kept.get(found.end()..).unwrap_or("");
        }
        if let Some(found) = at_end.as_ref().and_then(|regex| regex.find(kept)) {
            kept = kept.get(..found.start()).unwrap_or("");
        }
        Value::string(kept)
    })
}

fn split(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (text, delimiter) = (text_at(arguments, 0), text_at(arguments, 1));
    let mut pieces: Vec<Dynamic> = Vec::new();
    let mut start = 0;
    if !delimiter.is_empty() {
        for found in memmem::find_iter(text.as_bytes(), delimiter.as_bytes()) {
            pieces.push(Dynamic::string(text.get(start..found).unwrap_or("")));
            start = found + delimiter.len();
        }
    }
    pieces.push(Dynamic::string(text.get(start..).unwrap_or("")));
    if arguments.len() > 2 {
        let wanted = long_at(arguments, 2).and_then(|index| usize::try_from(index).ok());
        pieces = wanted.and_then(|index| pieces.get(index).cloned()).into_iter().collect();
    }
    Value::Dynamic(Dynamic::array(pieces))
}
