use std::sync::Arc;

use super::JsonError;
use crate::{Bag, Dynamic};

/// Reads one JSON value and nothing after it. Whole numbers within 64 bits become long, others real.
/// Depth is limited to [`Dynamic::MAX_DEPTH`]. Line breaks within strings are let pass, since event logs
/// have them; lone surrogates become U+FFFD.
pub fn parse(text: &str) -> Result<Dynamic, JsonError> {
    let mut reader = Reader::new(text);
    reader.blanks();
    let value = reader.value(0)?;
    reader.end()?;
    Ok(value)
}

pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Holds a string with escapes while it is read.
    scratch: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, scratch: String::new() }
    }

    /// Checks that nothing but blanks is left.
    pub(super) fn end(&mut self) -> Result<(), JsonError> {
        self.blanks();
        if self.at < self.text.len() { self.fail("more text after the value") } else { Ok(()) }
    }

    pub(super) fn fail<T>(&self, message: &'static str) -> Result<T, JsonError> {
        Err(JsonError { offset: self.at, message })
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline]
    pub(super) fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// A value, `depth` arrays and bags within others.
    pub(super) fn value(&mut self, depth: usize) -> Result<Dynamic, JsonError> {
        match self.peek() {
            Some(b'"') => Ok(Dynamic::string(self.string()?)),
            Some(b'{') => self.bag(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Dynamic::Bool(true)),
            Some(b'f') => self.word("false", Dynamic::Bool(false)),
            Some(b'n') => self.word("null", Dynamic::Null),
            _ => self.fail("a value is expected"),
        }
    }

    fn word(&mut self, word: &str, value: Dynamic) -> Result<Dynamic, JsonError> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fail("a value is expected");
        }
        self.at += word.len();
        Ok(value)
    }

    /// Passes the bracket that opens an array or bag within `depth` others.
    pub(super) fn enter(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth == Dynamic::MAX_DEPTH {
            return self.fail("nested too deeply");
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    /// Passes a comma, or the bracket that closes the array or bag; true for the latter.
    pub(super) fn ends(&mut self, bracket: u8) -> Result<bool, JsonError> {
        self.blanks();
        if self.eat(bracket) {
            return Ok(true);
        }
        if self.eat(b',') {
            return Ok(false);
        }
        self.fail(if bracket == b']' { "',' or ']' is expected" } else { "',' or '}' is expected" })
    }

    /// The name of a property.
    pub(super) fn name(&mut self) -> Result<&str, JsonError> {
        self.blanks();
        if self.peek() != Some(b'"') {
            return self.fail("a property name in quotes is expected");
        }
        self.string()
    }

    /// What stands between the name of a property and its value.
    pub(super) fn colon(&mut self) -> Result<(), JsonError> {
        self.blanks();
        if !self.eat(b':') {
            return self.fail("':' is expected");
        }
        self.blanks();
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<Dynamic, JsonError> {
        self.enter(depth)?;
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Dynamic::array(items));
        }
        loop {
            self.blanks();
            items.push(self.value(depth + 1)?);
            if self.ends(b']')? {
                return Ok(Dynamic::array(items));
            }
        }
    }

    fn bag(&mut self, depth: usize) -> Result<Dynamic, JsonError> {
        self.enter(depth)?;
        let mut entries: Vec<(Arc<str>, Dynamic)> = Vec::new();
        if self.eat(b'}') {
            return Ok(Dynamic::bag(Bag::default()));
        }
        loop {
            let key = self.name()?.into();
            self.colon()?;
            entries.push((key, self.value(depth + 1)?));
            if self.ends(b'}')? {
                return Ok(Dynamic::bag(Bag::from_entries(entries)));
            }
        }
    }

    fn number(&mut self) -> Result<Dynamic, JsonError> {
        let start = self.at;
        let integer = self.number_text()?;
        let number = &self.text[start..self.at];
        if integer && let Ok(long) = number.parse() {
            return Ok(Dynamic::Long(long));
        }
        match number.parse() {
            Ok(real) => Ok(Dynamic::Real(real)),
            Err(_) => self.fail("not a number"),
        }
    }

    /// Passes over a number; true when it is a whole one.
    pub(super) fn number_text(&mut self) -> Result<bool, JsonError> {
        self.eat(b'-');
        let first = self.peek();
        let whole = self.digits()?;
        if first == Some(b'0') && whole > 1 {
            return self.fail("a number may not begin with 0");
        }
        let mut integer = true;
        if self.eat(b'.') {
            integer = false;
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            integer = false;
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(integer)
    }

    /// Checks a string and passes over it.
    pub(super) fn skip_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            self.plain_text();
            if self.eat(b'"') {
                return Ok(());
            }
            if !self.eat(b'\\') {
                return self.fail("the string has no closing quote");
            }
            self.escape()?;
        }
    }

    /// Passes over at least one digit.
    fn digits(&mut self) -> Result<usize, JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { self.fail("a digit is expected") } else { Ok(self.at - start) }
    }

    /// A string, its opening quote ahead. Without escapes it is borrowed from the text.
    pub(super) fn string(&mut self) -> Result<&str, JsonError> {
        self.at += 1;
        let start = self.at;
        self.plain_text();
        if self.eat(b'"') {
            return Ok(&self.text[start..self.at - 1]);
        }
        self.scratch.clear();
        let mut start = start;
        loop {
            let plain = &self.text[start..self.at];
            self.scratch.push_str(plain);
            if self.eat(b'"') {
                return Ok(&self.scratch);
            }
            if !self.eat(b'\\') {
                return self.fail("the string has no closing quote");
            }
            let escaped = self.escape()?;
            self.scratch.push(escaped);
            start = self.at;
            self.plain_text();
        }
    }

    /// Moves to the next quote or backslash, or to the end.
    #[inline]
    fn plain_text(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len());
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, JsonError> {
        let escaped = match self.peek() {
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(same),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code_point();
            }
            _ => return self.fail("an unknown escape"),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// Four hexadecimal digits, and a second escape when they are the first half of a pair.
    fn code_point(&mut self) -> Result<char, JsonError> {
        let unit = self.hex()?;
        if (0xd800..0xdc00).contains(&unit) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let point = 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut number = 0;
        for _ in 0..4 {
            match self.peek().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => number = number << 4 | digit,
                None => return self.fail("four hexadecimal digits are expected"),
            }
            self.at += 1;
        }
        Ok(number)
    }
}
