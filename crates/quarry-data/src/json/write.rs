use std::fmt::Write;

use crate::{Dynamic, datetime, real, timespan};

/// Writes compact JSON; datetimes, timespans, guids and decimals become strings, and so do reals that
/// JSON has no number for.
pub fn write(value: &Dynamic, out: &mut String) {
    match value {
        Dynamic::Null => out.push_str("null"),
        Dynamic::Bool(v) => out.push_str(if *v { "true" } else { "false" }),
        Dynamic::Long(v) => display(v, out),
        Dynamic::Real(v) => write_real(*v, out),
        Dynamic::Decimal(v) => quoted(out, |out| display(v, out)),
        Dynamic::DateTime(v) => quoted(out, |out| datetime::write(*v, out)),
        Dynamic::TimeSpan(v) => quoted(out, |out| timespan::write(*v, out)),
        Dynamic::Guid(v) => quoted(out, |out| display(v, out)),
        Dynamic::String(v) => write_string(v, out),
        Dynamic::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Dynamic::Bag(bag) => {
            out.push('{');
            for (position, (key, item)) in bag.entries().iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
    }
}

fn write_real(value: f64, out: &mut String) {
    if value.is_finite() {
        real::write(value, out);
    } else {
        quoted(out, |out| real::write_shortest(value, out));
    }
}

pub(crate) fn quoted(out: &mut String, inner: impl FnOnce(&mut String)) {
    out.push('"');
    inner(out);
    out.push('"');
}

pub(crate) fn display(value: impl std::fmt::Display, out: &mut String) {
    write!(out, "{value}").expect("writing to a string can't fail");
}

/// Writes a JSON string literal with its quotes.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[done..at]);
        done = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x8 => out.push_str("\\b"),
            0xc => out.push_str("\\f"),
            _ => write!(out, "\\u{byte:04x}").expect("writing to a string can't fail"),
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}
