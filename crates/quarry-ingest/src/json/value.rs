//! Where JSON values begin and end.

use std::cell::Cell as Flag;

use crate::block::{Cell, Kind};
use crate::scan::string_end;

/// How deeply a record may be nested, itself included.
const MOST_DEPTH: u32 = 128;

/// Why reading stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The text ends here; more of it may complete the value.
    Incomplete,
    /// This is no JSON; with the place and the reason.
    Bad { at: usize, reason: &'static str },
}

/// What values may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// A value may span lines.
    Spanning,
    /// A value ends before its line does.
    Single,
}

/// Reads values from a text that may end in the middle of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'a> {
    pub(crate) text: &'a str,
    bytes: &'a [u8],
    lines: Lines,
    /// Nothing follows the text, so a number may end with it.
    at_end: bool,
    /// Set when a string has an escape that stands for no character.
    odd: Option<&'a Flag<bool>>,
}

fn bad<T>(at: usize, reason: &'static str) -> Result<T, Stop> {
    Err(Stop::Bad { at, reason })
}

impl<'a> Values<'a> {
    pub(crate) fn new(text: &'a str, lines: Lines) -> Self {
        Self { text, bytes: text.as_bytes(), lines, at_end: false, odd: None }
    }

    /// The same values, of a text that nothing follows.
    pub(crate) fn ending(self, at_end: bool) -> Self {
        Self { at_end, ..self }
    }

    /// The same values; `odd` takes note of escapes that stand for no character.
    pub(crate) fn noting(self, odd: &'a Flag<bool>) -> Self {
        Self { odd: Some(odd), ..self }
    }

    #[inline]
    pub(crate) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    #[inline]
    pub(crate) fn part(&self, start: usize, end: usize) -> Option<&'a [u8]> {
        self.bytes.get(start..end)
    }

    /// The byte at or after `at` that is no space, and its place.
    #[inline]
    pub(crate) fn token(&self, mut at: usize) -> Result<(u8, usize), Stop> {
        loop {
            match self.bytes.get(at) {
                Some(b' ' | b'\t' | b'\r') => at += 1,
                Some(b'\n') if self.lines == Lines::Spanning => at += 1,
                Some(b'\n') => return bad(at, "the line ends in the record"),
                Some(&byte) => return Ok((byte, at)),
                None => return Err(Stop::Incomplete),
            }
        }
    }

    /// The value at `at`, which must be no space, and where it ends.
    #[inline]
    pub(crate) fn value(&self, at: usize) -> Result<(Cell, usize), Stop> {
        match self.bytes.get(at) {
            Some(b'"') => {
                let (escaped, end) = self.string(at)?;
                let kind = if escaped { Kind::Escaped } else { Kind::Text };
                Ok((Cell::new(kind, at + 1, end - 1), end))
            }
            Some(b'{' | b'[') => {
                let end = self.nested(at)?;
                Ok((Cell::new(Kind::Nested, at, end), end))
            }
            Some(b'-' | b'0'..=b'9') => {
                let end = self.number(at)?;
                Ok((Cell::new(Kind::Number, at, end), end))
            }
            Some(b't') => Ok((Cell::new(Kind::Bool, at, at + 4), self.literal(at, b"true")?)),
            Some(b'f') => Ok((Cell::new(Kind::Bool, at, at + 5), self.literal(at, b"false")?)),
            Some(b'n') => Ok((Cell::MISSING, self.literal(at, b"null")?)),
            Some(_) => bad(at, "a value is expected"),
            None => Err(Stop::Incomplete),
        }
    }

    /// The end of the string that begins at `at`, behind its quote, and whether it has escapes.
    #[inline]
    pub(crate) fn string(&self, at: usize) -> Result<(bool, usize), Stop> {
        let mut from = at + 1;
        let mut escaped = false;
        loop {
            let Some(end) = string_end(self.bytes, from) else { return Err(Stop::Incomplete) };
            match self.bytes.get(end) {
                Some(b'"') => return Ok((escaped, end + 1)),
                Some(b'\\') => {
                    escaped = true;
                    let (len, known) = escape(self.bytes.get(end + 1..).unwrap_or(&[]));
                    from = end + 1 + len;
                    if !known && let Some(odd) = self.odd {
                        odd.set(true);
                    }
                    if self.bytes.get(end + 1) == Some(&b'\n') {
                        return bad(end + 1, "a string is broken by the end of the line");
                    }
                }
                _ => return bad(end, "a string is broken by the end of the line"),
            }
        }
    }

    fn literal(&self, at: usize, word: &[u8]) -> Result<usize, Stop> {
        let end = at + word.len();
        match self.bytes.get(at..end) {
            Some(found) if found == word => Ok(end),
            Some(_) => bad(at, "a value is expected"),
            None if word.starts_with(self.bytes.get(at..).unwrap_or(&[])) => Err(Stop::Incomplete),
            None => bad(at, "a value is expected"),
        }
    }

    #[inline]
    fn number(&self, at: usize) -> Result<usize, Stop> {
        let mut end = at;
        let mut plain = true;
        loop {
            match self.bytes.get(end) {
                Some(b'0'..=b'9') => {}
                Some(b'-' | b'+' | b'.' | b'e' | b'E') => plain &= end == at,
                Some(_) => break,
                None if self.at_end => break,
                None => return Err(Stop::Incomplete),
            }
            end += 1;
        }
        let text = self.bytes.get(at..end).unwrap_or(&[]);
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let simple = plain && (digits.len() == 1 || !matches!(digits, [] | [b'0', ..]));
        if simple || is_number(digits) { Ok(end) } else { bad(at, "this is no number") }
    }

    /// The end of the array or object at `at`. Its brackets and strings are checked, the rest when the value
    /// is read.
    pub(crate) fn nested(&self, at: usize) -> Result<usize, Stop> {
        // One bit a level, set for objects.
        let mut levels = 0_u128;
        let mut depth = 0;
        let mut at = at;
        loop {
            let Some(&byte) = self.bytes.get(at) else { return Err(Stop::Incomplete) };
            match byte {
                b'"' => {
                    at = self.string(at)?.1;
                    continue;
                }
                b'{' | b'[' => {
                    depth += 1;
                    if depth >= MOST_DEPTH {
                        return bad(at, "the record is nested deeper than 128 levels");
                    }
                    levels = levels << 1 | u128::from(byte == b'{');
                }
                b'}' | b']' => {
                    if (levels & 1 == 1) != (byte == b'}') {
                        return bad(at, "a bracket is closed by one of another kind");
                    }
                    levels >>= 1;
                    depth -= 1;
                    if depth == 0 {
                        return Ok(at + 1);
                    }
                }
                b'\n' if self.lines == Lines::Single => return bad(at, "the line ends in the record"),
                _ => {}
            }
            at += 1;
        }
    }
}

/// How many bytes of an escape stand behind its backslash, and whether it stands for a character. What the
/// text cuts off is taken for known: more of it decides.
fn escape(rest: &[u8]) -> (usize, bool) {
    match rest {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => (1, true),
        [b'u', ..] => match unit(rest) {
            None => (1, is_cut(rest)),
            Some(0xD800..0xDC00) => match rest.get(5..) {
                Some([b'\\', low @ ..]) => match unit(low) {
                    Some(0xDC00..0xE000) => (11, true),
                    _ => (5, is_cut(low)),
                },
                other => (5, other.is_none_or(<[u8]>::is_empty)),
            },
            Some(0xDC00..0xE000) => (5, false),
            Some(_) => (5, true),
        },
        other => (1, other.is_empty()),
    }
}

/// Whether the text ends before `uXXXX` does.
fn is_cut(text: &[u8]) -> bool {
    match text {
        [b'u', digits @ ..] => digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit),
        other => other.is_empty(),
    }
}

/// The number in `uXXXX`.
fn unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
}

/// A JSON number without its sign.
fn is_number(digits: &[u8]) -> bool {
    let count = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = count(digits);
    let mut rest = digits.get(whole..).unwrap_or(&[]);
    if whole == 0 || (whole > 1 && digits.first() == Some(&b'0')) {
        return false;
    }
    if let [b'.', fraction @ ..] = rest {
        let len = count(fraction);
        if len == 0 {
            return false;
        }
        rest = fraction.get(len..).unwrap_or(&[]);
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
        let len = count(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Result<usize, Stop> {
        Values::new(text, Lines::Spanning).value(0).map(|(_, end)| end)
    }

    #[test]
    fn values_end_where_they_end() {
        for (text, len) in [
            (r#""a\"b" "#, 6),
            ("12,", 2),
            ("-0.5e+3]", 7),
            ("true", 4),
            ("null}", 4),
            (r#"{"a":[1,{"b":"]"}]},"#, 19),
        ] {
            assert_eq!(end(text), Ok(len), "{text}");
        }
        for text in ["\"a", "12", "tr", "{\"a\":[", "\"a\\"] {
            assert_eq!(end(text), Err(Stop::Incomplete), "{text}");
        }
        for text in ["01 ", "1. ", "-", "trve", "[}", "\"a\nb\"", "x", "1e ", "--1 "] {
            let text = format!("{text} ");
            assert!(matches!(end(&text), Err(Stop::Bad { .. })), "{text}");
        }
        assert!(matches!(end(&"[".repeat(200)), Err(Stop::Bad { .. })));
    }

    #[test]
    fn escapes_for_no_character_are_noted() {
        for (text, expected) in [
            (r#""\"\\/\b\u00e4""#, false),
            (r#""\ud83d\ude00x""#, false),
            (r#""\\ud83d""#, false),
            (r#""C:\Windows""#, true),
            (r#""\ud83d""#, true),
            (r#""\ud83d\n""#, true),
            (r#""\ude00""#, true),
            (r#"["\u12"]"#, true),
            (r#"{"\x":1}"#, true),
        ] {
            let odd = Flag::new(false);
            let values = Values::new(text, Lines::Spanning).noting(&odd);
            assert_eq!(values.value(0).map(|(_, end)| end), Ok(text.len()), "{text}");
            assert_eq!(odd.get(), expected, "{text}");
        }
    }
}
