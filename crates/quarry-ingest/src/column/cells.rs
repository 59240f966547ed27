//! The text of cells, with quotes and escapes taken away.

use crate::block::{Cell, Kind};

/// The text of a cell; none when it is missing. `scratch` holds it where it differs from the file's.
#[inline]
pub(crate) fn text_of<'a>(text: &'a str, cell: Cell, scratch: &'a mut String) -> Option<&'a str> {
    match cell.kind() {
        Kind::Text | Kind::Number | Kind::Bool | Kind::Nested => Some(cell.raw(text)),
        Kind::Missing => None,
        Kind::Quoted => {
            scratch.clear();
            unquote(cell.raw(text), scratch);
            Some(scratch)
        }
        Kind::Escaped => {
            scratch.clear();
            unescape(cell.raw(text), scratch);
            Some(scratch)
        }
    }
}

/// Delimited text from its opening quote on: doubled quotes become one, the closing one goes, and what
/// follows the closing quote stays as it is.
pub(crate) fn unquote(raw: &str, out: &mut String) {
    let mut rest = raw.strip_prefix('"').unwrap_or(raw);
    while let Some(at) = memchr::memchr(b'"', rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        match after.strip_prefix("\"\"") {
            Some(next) => {
                out.push('"');
                rest = next;
            }
            None => {
                rest = after.get(1..).unwrap_or("");
                break;
            }
        }
    }
    out.push_str(rest);
}

/// The inside of a JSON string; escapes that JSON does not know stay as they are.
pub(crate) fn unescape(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let (read, len) = escape(after);
        match read {
            Some(character) => out.push(character),
            None => out.push_str(after.get(..len).unwrap_or("")),
        }
        rest = after.get(len..).unwrap_or("");
    }
    out.push_str(rest);
}

/// The character that an escape stands for, and the bytes it takes.
fn escape(text: &str) -> (Option<char>, usize) {
    let plain = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'u') => return unicode(text),
        Some(_) | None => return (None, 1),
    };
    (Some(plain), 2)
}

/// `\uXXXX`, or a pair of them for characters beyond the first plane. A lone half becomes U+FFFD.
fn unicode(text: &str) -> (Option<char>, usize) {
    let Some(first) = unit(text) else { return (None, 2) };
    if let Some(character) = char::from_u32(first) {
        return (Some(character), 6);
    }
    let second = text.get(6..).and_then(unit).filter(|second| (0xDC00..0xE000).contains(second));
    match second {
        Some(second) if first < 0xDC00 => {
            (char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12)
        }
        _ => (Some(char::REPLACEMENT_CHARACTER), 6),
    }
}

fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_undone() {
        for (raw, expected) in [
            (r#""a""b""#, r#"a"b"#),
            (r#""""#, ""),
            (r#""a"bc"#, "abc"),
            (r#""a"b"c"#, r#"ab"c"#),
            (r#""open"#, "open"),
            (r#""""""""#, r#""""#),
        ] {
            let mut out = String::new();
            unquote(raw, &mut out);
            assert_eq!(out, expected, "{raw}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        for (raw, expected) in [
            (r"C:\\Windows\\x", r"C:\Windows\x"),
            (r#"\"\/\n"#, "\"/\n"),
            (r"\u00e4\ud83d\ude00", "ä😀"),
            (r"\ud83dx", "\u{fffd}x"),
            (r"\q\u12", r"\q\u12"),
            (r"\", r"\"),
        ] {
            let mut out = String::new();
            unescape(raw, &mut out);
            assert_eq!(out, expected, "{raw}");
        }
    }
}
