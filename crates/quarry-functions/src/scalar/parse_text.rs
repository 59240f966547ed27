//! `parse_…`: text in well-known forms to dynamics.

use std::sync::Arc;

use quarry_data::{Bag, Decimal, Dynamic, Type, Value, ValueRef};

use super::declare::{STRINGS, TEXT, param, sig, text_at};
use crate::Kernel::{Scalar, StrToDynamic, Strict};
use crate::{CallContext, Example, ScalarFunction, TypeSet};

const STRING: TypeSet = TypeSet::STRING;

pub(super) static PARSE_COMMAND_LINE: ScalarFunction = ScalarFunction {
    name: "parse_command_line",
    summary: "Splits a command line into its arguments, by the rules of Windows.",
    signatures: &[sig(
        &[param("command", TypeSet::ANY, "The command line."), param("parser", STRING, "`windows`.")],
        Type::Dynamic,
        Scalar(parse_command_line),
    )],
    examples: &[
        Example::new(
            "print parse_command_line('echo \"hello world!\" x', 'windows')",
            "[\"echo\",\"hello world!\",\"x\"]",
        ),
        Example::new("print parse_command_line('', 'windows')", ""),
    ],
    ..STRINGS
};

pub(super) static PARSE_CSV: ScalarFunction = ScalarFunction {
    name: "parse_csv",
    summary: "Splits a record of comma-separated values into an array.",
    signatures: &[sig(&[param("csv_text", TEXT, "The record.")], Type::Dynamic, StrToDynamic(parse_csv))],
    notes: &["Of several records only the first is read."],
    examples: &[
        Example::new("print parse_csv('aa,\"b,\"\"b\",')", "[\"aa\",\"b,\\\"b\",\"\"]"),
        Example::new("print parse_csv('a,b\\nc,d')", "[\"a\",\"b\"]"),
    ],
    ..STRINGS
};

pub(super) static PARSE_PATH: ScalarFunction = ScalarFunction {
    name: "parse_path",
    summary: "Takes a file path apart.",
    signatures: &[sig(&[param("path", STRING, "The path.")], Type::Dynamic, StrToDynamic(parse_path))],
    examples: &[
        Example::new("print parse_path('C:\\\\temp\\\\file.txt').Filename", "file.txt"),
        Example::new("print parse_path('/usr/lib/file.txt').DirectoryName", "lib"),
    ],
    ..STRINGS
};

pub(super) static PARSE_URL: ScalarFunction = ScalarFunction {
    name: "parse_url",
    aliases: &["parseurl"],
    summary: "Takes a URL apart.",
    signatures: &[sig(&[param("url", STRING, "The URL.")], Type::Dynamic, StrToDynamic(parse_url))],
    examples: &[
        Example::new("print parse_url('https://user:pw@host:81/a/b?k=v#f').Port", "81"),
        Example::new("print parse_url('https://host/a?k=v')['Query Parameters'].k", "v"),
    ],
    ..STRINGS
};

pub(super) static PARSE_URLQUERY: ScalarFunction = ScalarFunction {
    name: "parse_urlquery",
    aliases: &["parseurlquery"],
    summary: "Takes the query part of a URL apart.",
    signatures: &[sig(
        &[param("query", STRING, "The query, with or without `?`.")],
        Type::Dynamic,
        StrToDynamic(|text| {
            bag([("Query Parameters", query_parameters(text.strip_prefix('?').unwrap_or(text)))])
        }),
    )],
    examples: &[Example::new(
        "print parse_urlquery('k1=v1&k2=v2')",
        "{\"Query Parameters\":{\"k1\":\"v1\",\"k2\":\"v2\"}}",
    )],
    ..STRINGS
};

pub(super) static PARSE_VERSION: ScalarFunction = ScalarFunction {
    name: "parse_version",
    summary: "Gives a version number as a decimal that compares like it.",
    signatures: &[sig(
        &[param("version", STRING, "One to four numbers with dots.")],
        Type::Decimal,
        Strict(parse_version),
    )],
    examples: &[
        Example::new("print parse_version('0.0.0.7') < parse_version('0.0.1')", "true"),
        Example::new("print parse_version('1.2.3.4.5')", ""),
    ],
    ..STRINGS
};

pub(super) static PARSE_XML: ScalarFunction = ScalarFunction {
    name: "parse_xml",
    summary: "Turns XML into a dynamic: attributes begin with `@`, text is `#text`, repeated elements become arrays.",
    signatures: &[sig(
        &[param("xml_text", TEXT, "The XML.")],
        Type::Dynamic,
        StrToDynamic(super::xml::parse),
    )],
    notes: &["What is not XML gives null."],
    examples: &[
        Example::new(
            "print parse_xml('<a x=\"1\"><b>t</b><b>u</b></a>')",
            "{\"a\":{\"@x\":\"1\",\"b\":[\"t\",\"u\"]}}",
        ),
        Example::new("print parse_xml('<a>')", ""),
    ],
    ..STRINGS
};

fn bag<const N: usize>(entries: [(&str, Dynamic); N]) -> Dynamic {
    Dynamic::bag(Bag::from_entries(entries.map(|(key, value)| (Arc::from(key), value))))
}

/// Backslashes count only before a quote; two quotes in a quoted part are one.
fn parse_command_line(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let text = text_at(arguments, 0);
    if !text_at(arguments, 1).eq_ignore_ascii_case("windows") || text.trim().is_empty() {
        return Value::Null;
    }
    let mut parts: Vec<Dynamic> = Vec::new();
    let mut chars = text.chars().peekable();
    let (mut part, mut quoted, mut open) = (String::new(), false, false);
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' if !quoted => {
                if open {
                    parts.push(Dynamic::string(std::mem::take(&mut part)));
                    open = false;
                }
            }
            '"' => {
                if quoted && chars.peek() == Some(&'"') {
                    part.push('"');
                    chars.next();
                } else {
                    quoted = !quoted;
                }
                open = true;
            }
            '\\' => {
                let mut count = 1;
                while chars.next_if_eq(&'\\').is_some() {
                    count += 1;
                }
                open = true;
                if chars.peek() == Some(&'"') {
                    part.extend(std::iter::repeat_n('\\', count / 2));
                    if count % 2 == 1 {
                        part.push('"');
                        chars.next();
                    }
                } else {
                    part.extend(std::iter::repeat_n('\\', count));
                }
            }
            other => {
                part.push(other);
                open = true;
            }
        }
    }
    if open {
        parts.push(Dynamic::string(part));
    }
    Value::Dynamic(Dynamic::array(parts))
}

fn parse_csv(text: &str) -> Dynamic {
    let mut fields: Vec<Dynamic> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => fields.push(Dynamic::string(std::mem::take(&mut field))),
            '\n' if !quoted => break,
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            other => field.push(other),
        }
    }
    fields.push(Dynamic::string(field));
    Dynamic::array(fields)
}

fn parse_path(text: &str) -> Dynamic {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => (scheme, rest),
        _ => ("", text),
    };
    let separators = ['\\', '/'];
    let cut = rest.rfind(separators);
    let (directory, file) = match cut {
        Some(at) => (rest.get(..at).unwrap_or(""), rest.get(at + 1..).unwrap_or("")),
        None => ("", rest),
    };
    let (file, stream) = file.split_once(':').unwrap_or((file, ""));
    let root = match rest.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => rest.get(..2).unwrap_or(""),
        _ => "",
    };
    let name = directory.rsplit(separators).next().filter(|name| *name != root).unwrap_or("");
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    bag([
        ("Scheme", Dynamic::string(scheme)),
        ("RootPath", Dynamic::string(root)),
        ("DirectoryPath", Dynamic::string(directory)),
        ("DirectoryName", Dynamic::string(name)),
        ("Filename", Dynamic::string(file)),
        ("Extension", Dynamic::string(extension)),
        ("AlternateDataStreamName", Dynamic::string(stream)),
    ])
}

fn query_parameters(text: &str) -> Dynamic {
    let decode = |part: &str| {
        let mut out = String::new();
        super::encoding::decode_url(part, &mut out);
        out
    };
    Dynamic::bag(Bag::from_entries(text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (Arc::from(decode(key)), Dynamic::string(decode(value)))
    })))
}

fn parse_url(text: &str) -> Dynamic {
    let (before_fragment, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (before_query, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    let (scheme, rest) = before_query.split_once("://").unwrap_or(("", before_query));
    let path_at = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = if scheme.is_empty() { ("", rest) } else { rest.split_at(path_at) };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (username, password) = user.split_once(':').unwrap_or((user, ""));
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (host, ""),
    };
    bag([
        ("Scheme", Dynamic::string(scheme)),
        ("Host", Dynamic::string(host)),
        ("Port", Dynamic::string(port)),
        ("Path", Dynamic::string(path)),
        ("Username", Dynamic::string(username)),
        ("Password", Dynamic::string(password)),
        ("Query Parameters", query_parameters(query)),
        ("Fragment", Dynamic::string(fragment)),
    ])
}

/// Each part takes eight digits.
fn parse_version(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let text = text_at(arguments, 0);
    let parts: Option<Vec<u64>> =
        text.trim().split('.').map(|part| part.parse().ok().filter(|n| *n < 100_000_000)).collect();
    match parts {
        Some(parts) if parts.len() <= 4 => {
            let digits: String =
                (0..4).map(|place| format!("{:08}", parts.get(place).copied().unwrap_or(0))).collect();
            Decimal::parse(digits.trim_start_matches('0'))
                .or_else(|| Decimal::parse("0"))
                .map_or(Value::Null, Value::Decimal)
        }
        _ => Value::Null,
    }
}
