//! Finding in text: `extract`, `indexof`, `countof` and their kind.

use quarry_data::{Column, Datum, Dynamic, StringBuilder, StringColumn, Type, Value, ValueRef, json};
use regex::CaptureLocations;

use super::declare::{STRINGS, TEXT, constant, constant_text, long_at, param, prepared, sig, text_at};
use crate::Kernel::{Prepared, Scalar, StrToStr};
use crate::kernel;
use crate::text::regex::{Compiled, compile};
use crate::text::{Bounds, Needle};
use crate::{Argument, CallContext, CallError, Example, ScalarFunction, TypeSet};

const STRING: TypeSet = TypeSet::STRING;

pub(super) static EXTRACT: ScalarFunction = ScalarFunction {
    name: "extract",
    summary: "Gives a group of the first match of a regular expression.",
    signatures: &[sig(
        &[
            constant("regex", STRING, "The regular expression."),
            param("captureGroup", TypeSet::INTEGER, "The group, from 1; 0 for the whole match."),
            param("source", STRING, "The text."),
        ],
        Type::String,
        Prepared(extract),
    )],
    notes: &[
        "Without a match the result is empty.",
        "A last argument like typeof(long) converts the result.",
    ],
    examples: &[
        Example::new("print extract(@'x=(\\d+)', 1, 'a x=17 b')", "17"),
        Example::new("print extract(@'x=(\\d+)', 1, 'a x=17 b', typeof(long)) + 1", "18"),
        Example::new("print extract('z', 0, 'abc')", ""),
    ],
    ..STRINGS
};

pub(super) static EXTRACT_ALL: ScalarFunction = ScalarFunction {
    name: "extract_all",
    aliases: &["extractall"],
    summary: "Gives the groups of every match of a regular expression, as an array.",
    signatures: &[
        sig(
            &[
                constant("regex", STRING, "The regular expression, with one to 16 groups."),
                param("source", STRING, "The text."),
            ],
            Type::Dynamic,
            Prepared(|_, arguments| extract_all(arguments, false)),
        ),
        sig(
            &[
                constant("regex", STRING, "The regular expression, with one to 16 groups."),
                param("captureGroups", TypeSet::DYNAMIC, "Which groups to give, by number or name."),
                param("source", STRING, "The text."),
            ],
            Type::Dynamic,
            Prepared(|_, arguments| extract_all(arguments, true)),
        ),
    ],
    notes: &[
        "With one group the result is an array of texts, with more an array of arrays; without a match null.",
    ],
    examples: &[
        Example::new("print extract_all(@'(\\d+)', 'a 1 b 22')", "[\"1\",\"22\"]"),
        Example::new("print extract_all(@'(\\w)(\\d)', 'a1 b2')", "[[\"a\",\"1\"],[\"b\",\"2\"]]"),
        Example::new("print extract_all(@'(z)', 'abc')", ""),
    ],
    ..STRINGS
};

pub(super) static EXTRACT_JSON: ScalarFunction = ScalarFunction {
    name: "extract_json",
    aliases: &["extractjson"],
    summary: "Gives the value at a path of a JSON text.",
    signatures: &[sig(
        &[
            constant("jsonPath", STRING, "A path like `$.a.b[0]`."),
            param("jsonText", STRING, "The JSON text."),
        ],
        Type::String,
        Prepared(extract_json),
    )],
    notes: &["A last argument like typeof(long) converts the result."],
    examples: &[
        Example::new("print extract_json('$.a[1]', '{\"a\": [1, 2]}')", "2"),
        Example::new("print extract_json('$.z', '{\"a\": 1}')", ""),
    ],
    ..STRINGS
};

pub(super) static COUNTOF: ScalarFunction = ScalarFunction {
    name: "countof",
    summary: "Counts the occurrences of a text, overlapping ones too, or the matches of a regular expression.",
    signatures: &[sig(
        &[
            param("source", STRING, "The text."),
            param("search", STRING, "What to look for."),
            constant("kind", STRING, "`normal` (the default) or `regex`.").optional(),
        ],
        Type::Long,
        Prepared(countof),
    )],
    examples: &[
        Example::new("print countof('aaaa', 'aa')", "3"),
        Example::new("print countof('abcabc', 'a.c', 'regex')", "2"),
        Example::new("print countof('', 'a')", "0"),
    ],
    ..STRINGS
};

pub(super) static HAS_ANY_INDEX: ScalarFunction = ScalarFunction {
    name: "has_any_index",
    summary: "Gives the position of the first term of an array that a text has, or -1.",
    signatures: &[sig(
        &[param("source", TEXT, "The text."), param("values", TypeSet::DYNAMIC, "An array of terms.")],
        Type::Long,
        Scalar(has_any_index),
    )],
    examples: &[
        Example::new("print has_any_index('this is an example', dynamic(['not', 'example']))", "1"),
        Example::new("print has_any_index('this', dynamic([]))", "-1"),
    ],
    ..STRINGS
};

pub(super) static INDEXOF: ScalarFunction = ScalarFunction {
    name: "indexof",
    summary: "Gives the position of a text in another, from 0, or -1.",
    signatures: &[sig(
        &[
            param("string", TypeSet::ANY, "The text."),
            param("match", TypeSet::ANY, "What to look for."),
            param("start", TypeSet::INTEGER, "Where to begin; negative ones count from the end.").optional(),
            param("length", TypeSet::INTEGER, "How many characters to look at; -1 for all.").optional(),
            constant("occurrence", TypeSet::INTEGER, "Which occurrence; 1 by default.").optional(),
        ],
        Type::Long,
        Scalar(|_, arguments| match Window::of(arguments) {
            Some(window) => {
                let text = text_at(arguments, 0);
                Value::Long(window.find(&text, &text_at(arguments, 1)).map_or(-1, |place| place as i64))
            }
            None => Value::Null,
        }),
    )],
    notes: &[
        "A negative length other than -1, or an occurrence below 1, gives null.",
        "After each occurrence the search goes on behind its first character, again for the whole length.",
    ],
    examples: &[
        Example::new("print indexof('abcdefg', 'cde')", "2"),
        Example::new("print indexof('abcabc', 'abc', 1)", "3"),
        Example::new("print indexof('ab-ab-ab', 'ab', 0, 5, 3)", "6"),
        Example::new("print indexof('abc', 'z')", "-1"),
    ],
    ..STRINGS
};

pub(super) static INDEXOF_REGEX: ScalarFunction = ScalarFunction {
    name: "indexof_regex",
    summary: "Gives the position of a match of a regular expression, from 0, or -1.",
    signatures: &[sig(
        &[
            param("string", TypeSet::ANY, "The text."),
            constant("match", TypeSet::ANY, "The regular expression."),
            param("start", TypeSet::INTEGER, "Where to begin; negative ones count from the end.").optional(),
            param("length", TypeSet::INTEGER, "How many characters to look at; -1 for all.").optional(),
            constant("occurrence", TypeSet::INTEGER, "Which match; 1 by default.").optional(),
        ],
        Type::Long,
        Prepared(indexof_regex),
    )],
    examples: &[
        Example::new("print indexof_regex('abcabc', 'a.c')", "0"),
        Example::new("print indexof_regex('abcabcdefg', 'a.c', 0, 9, 2)", "3"),
        Example::new("print indexof_regex('abc', 'z')", "-1"),
    ],
    ..STRINGS
};

pub(super) static REGEX_QUOTE: ScalarFunction = ScalarFunction {
    name: "regex_quote",
    summary: "Escapes a text so that a regular expression takes it literally.",
    signatures: &[sig(
        &[param("string", TypeSet::ANY, "The text.")],
        Type::String,
        StrToStr(|text, out| out.push_str(&regex::escape(text))),
    )],
    examples: &[
        Example::new("print regex_quote('(a.b)')", "\\(a\\.b\\)"),
        Example::new("print regex_quote('')", ""),
    ],
    ..STRINGS
};

/// A regex whose groups are taken, one match a text.
struct Extract {
    compiled: Compiled,
    places: CaptureLocations,
}

fn extract(_: &CallContext, arguments: &[Argument]) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let compiled = compile(&constant_text(arguments, 0).unwrap_or_default(), 0)?;
    let places = compiled.regex.capture_locations();
    Ok(Box::new(Extract { compiled, places }))
}

impl Extract {
    /// The text of the group; empty without a match.
    fn group<'t>(&mut self, text: &'t str, group: usize) -> &'t str {
        let found = if group == 0 {
            self.compiled.regex.find(text).map(|found| (found.start(), found.end()))
        } else if self.compiled.regex.captures_read(&mut self.places, text).is_some() {
            self.places.get(group)
        } else {
            None
        };
        found.and_then(|(start, end)| text.get(start..end)).unwrap_or("")
    }
}

impl kernel::Prepared for Extract {
    fn scalar(&mut self, values: &[ValueRef<'_>]) -> Value {
        let text = text_at(values, 2);
        match long_at(values, 1).and_then(|group| usize::try_from(group).ok()) {
            Some(group) if self.compiled.may_match(&text) => Value::string(self.group(&text, group)),
            _ => Value::string(""),
        }
    }

    /// Plain texts are searched as a whole for what every match contains.
    fn columns(&mut self, arguments: &[Datum], rows: usize) -> Option<Result<Datum, CallError>> {
        let [_, Datum::Constant(group), Datum::Column(Column::String(StringColumn::Plain { offsets, text }))] =
            arguments
        else {
            return None;
        };
        let group = usize::try_from(group.as_ref().as_long()?).ok()?;
        let mut marks = vec![false; rows];
        self.compiled.mark_possible(text, offsets, &mut marks);
        let mut builder = StringBuilder::with_capacity(rows);
        for (row, &possible) in marks.iter().enumerate() {
            let source = text.get(offsets[row] as usize..offsets[row + 1] as usize).unwrap_or("");
            builder.push(if possible { self.group(source, group) } else { "" });
        }
        Some(Ok(Datum::Column(Column::String(builder.finish()))))
    }
}

fn extract_all(arguments: &[Argument], chosen: bool) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let compiled = compile(&constant_text(arguments, 0).unwrap_or_default(), 0)?;
    let all: Vec<usize> = (1..compiled.regex.captures_len()).collect();
    if all.is_empty() {
        return Err(CallError::Argument {
            position: 0,
            message: "the regular expression has no group".to_owned(),
        });
    }
    prepared(move |values| {
        let text = text_at(values, if chosen { 2 } else { 1 });
        let groups = match (chosen, values.get(1)) {
            (true, Some(ValueRef::Dynamic(Dynamic::Array(items)))) => items
                .iter()
                .filter_map(|item| match item {
                    Dynamic::Long(number) => usize::try_from(*number).ok(),
                    Dynamic::String(name) => {
                        compiled.regex.capture_names().position(|known| known == Some(&**name))
                    }
                    _ => None,
                })
                .collect(),
            _ => all.clone(),
        };
        let matches: Vec<Dynamic> = compiled
            .regex
            .captures_iter(&text)
            .map(|captures| {
                let group = |number: &usize| {
                    Dynamic::string(captures.get(*number).map_or("", |group| group.as_str()))
                };
                match &groups[..] {
                    [only] => group(only),
                    several => Dynamic::array(several.iter().map(group).collect()),
                }
            })
            .collect();
        Value::Dynamic(if matches.is_empty() { Dynamic::Null } else { Dynamic::array(matches) })
    })
}

/// The steps of a path like `$.a['b c'][0]`.
fn json_path(path: &str) -> Option<Vec<Dynamic>> {
    let mut steps = Vec::new();
    let mut rest = path.trim().strip_prefix('$')?;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inside, after) = after.split_once(']')?;
            let quoted = inside.trim().trim_matches(['\'', '"']);
            steps.push(match inside.trim().parse::<i64>() {
                Ok(index) => Dynamic::Long(index),
                Err(_) => Dynamic::string(quoted),
            });
            rest = after;
        } else {
            // The service also takes a name right after a bracket.
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end > 0 {
                steps.push(Dynamic::string(rest.get(..end)?));
            }
            rest = rest.get(end..)?;
        }
    }
    Some(steps)
}

fn extract_json(_: &CallContext, arguments: &[Argument]) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let path = constant_text(arguments, 0).unwrap_or_default();
    let Some(steps) = json_path(&path) else {
        let message = "the path must begin with '$'".to_owned();
        return Err(CallError::Argument { position: 0, message });
    };
    prepared(move |values| {
        let Ok(root) = json::parse(&text_at(values, 1)) else { return Value::string("") };
        let found = steps.iter().try_fold(&root, |tree, step| match step {
            Dynamic::Long(index) => tree.element(*index),
            Dynamic::String(name) => tree.property(name),
            _ => None,
        });
        Value::string(found.map_or_else(String::new, |tree| crate::conversion::text(ValueRef::Dynamic(tree))))
    })
}

fn countof(_: &CallContext, arguments: &[Argument]) -> Result<Box<dyn kernel::Prepared>, CallError> {
    match constant_text(arguments, 2).as_deref() {
        None | Some("normal") => prepared(|values| {
            let (text, search) = (text_at(values, 0), text_at(values, 1));
            if search.is_empty() {
                return Value::Long(0);
            }
            let (text, search) = (text.as_bytes(), search.as_bytes());
            let finder = memchr::memmem::Finder::new(search);
            let (mut count, mut start) = (0, 0);
            while let Some(found) = text.get(start..).and_then(|rest| finder.find(rest)) {
                count += 1;
                start += found + 1;
            }
            Value::Long(count)
        }),
        Some("regex") => {
            let pattern = constant_text(arguments, 1);
            let message = || "a regular expression must be a constant".to_owned();
            let pattern = pattern.ok_or_else(|| CallError::Argument { position: 1, message: message() })?;
            let compiled = compile(&pattern, 1)?;
            prepared(move |values| Value::Long(compiled.regex.find_iter(&text_at(values, 0)).count() as i64))
        }
        Some(_) => Err(CallError::Argument {
            position: 2,
            message: "the kind must be 'normal' or 'regex'".to_owned(),
        }),
    }
}

fn has_any_index(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [_, ValueRef::Dynamic(Dynamic::Array(terms))] = arguments else { return Value::Long(-1) };
    let text = text_at(arguments, 0);
    let found = terms.iter().position(|term| {
        let term = crate::conversion::text(ValueRef::Dynamic(term));
        Needle::new(&term, false, Bounds::TERM).is_in(&text)
    });
    Value::Long(found.map_or(-1, |position| position as i64))
}

/// Where in a text to search, in characters, and which occurrence to take, from 0.
struct Window {
    start: usize,
    length: usize,
    occurrence: usize,
}

impl Window {
    /// None when the length or the occurrence makes no sense.
    fn of(arguments: &[ValueRef<'_>]) -> Option<Self> {
        let count = text_at(arguments, 0).chars().count() as i64;
        let start = long_at(arguments, 2).unwrap_or(0);
        let start = if start < 0 { (count + start).max(0) } else { start.min(count) };
        let length = match long_at(arguments, 3) {
            None | Some(-1) => count,
            Some(length) if length < 0 => return None,
            Some(length) => length.min(count),
        };
        let occurrence = usize::try_from(long_at(arguments, 4).unwrap_or(1) - 1).ok()?;
        Some(Self { start: start as usize, length: length as usize, occurrence })
    }

    fn cut<'t>(&self, text: &'t str) -> &'t str {
        let rest = &text[bytes(text, self.start)..];
        &rest[..bytes(rest, self.length)]
    }

    /// The character at which the occurrence begins.
    fn find(&self, text: &str, lookup: &str) -> Option<usize> {
        let mut rest = &text[bytes(text, self.start)..];
        let mut end = bytes(rest, self.length);
        let mut before = self.start;
        for left in (0..=self.occurrence).rev() {
            let at = rest[..end].find(lookup)?;
            let skipped = rest[..at].chars().count();
            if left == 0 {
                return Some(before + skipped);
            }
            let next = at + rest[at..].chars().next()?.len_utf8();
            before += skipped + 1;
            // The window moves along, as far as there is text.
            end += bytes(&rest[end..], skipped + 1);
            rest = &rest[next..];
            end -= next;
        }
        None
    }
}

/// How many bytes the first characters of a text have.
fn bytes(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

/// The characters before a byte of the text, and before the text itself.
fn position(text: &str, byte: Option<usize>, offset: i64) -> Value {
    let before = byte.and_then(|byte| text.get(..byte)).map(|before| before.chars().count() as i64);
    Value::Long(before.map_or(-1, |before| before + offset))
}

fn indexof_regex(_: &CallContext, arguments: &[Argument]) -> Result<Box<dyn kernel::Prepared>, CallError> {
    let compiled = compile(&constant_text(arguments, 1).unwrap_or_default(), 1)?;
    prepared(move |values| {
        match Window::of(values).filter(|_| long_at(values, 2).is_none_or(|start| start >= 0)) {
            Some(window) => {
                let text = text_at(values, 0);
                let part = window.cut(&text);
                let found = compiled.regex.find_iter(part).nth(window.occurrence);
                position(part, found.map(|found| found.start()), window.start as i64)
            }
            None => Value::Null,
        }
    })
}
