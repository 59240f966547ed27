//! String literals: where they end, and what they mean.
//!
//! Beside Kusto's own forms, typographic quotes delimit strings, since blogs and word processors turn
//! plain quotes into them.

use chumsky::prelude::*;

use super::Extra;
use super::scan::{In, other};

/// Marks that stand for `"`.
const DOUBLE: [char; 9] = ['“', '”', '„', '‟', '″', '«', '»', '＂', '〞'];
/// Marks that stand for `'`.
const SINGLE: [char; 8] = ['‘', '’', '‚', '‛', '′', '´', '‹', '＇'];

/// A string literal, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) value: String,
    pub(crate) terminated: bool,
    /// A delimiter is not a plain quote.
    pub(crate) typographic: bool,
    /// The plain quote that the delimiters are or stand for, or the fence of a multi-line string.
    pub(crate) quote: &'static str,
}

/// Where a literal's parts are, in bytes from its start.
struct Shape {
    verbatim: bool,
    fence: bool,
    typographic: bool,
    quote: &'static str,
    content: std::ops::Range<usize>,
    terminated: bool,
    end: usize,
}

/// A string literal of any form.
pub(super) fn string<'t>() -> impl Parser<'t, &'t str, (), Extra> + Clone {
    custom(|input: &mut In<'t, '_>| {
        if !input.peek().is_some_and(may_begin) {
            return Err(other());
        }
        let start = input.cursor();
        let rest = input.slice_from(&start..);
        let shape = shape(rest).ok_or_else(other)?;
        let length = rest.get(..shape.end).unwrap_or(rest).chars().count();
        for _ in 0..length {
            input.skip();
        }
        Ok(())
    })
}

fn may_begin(character: char) -> bool {
    matches!(character, '"' | '\'' | '@' | 'h' | 'H' | '`' | '~')
        || DOUBLE.contains(&character)
        || SINGLE.contains(&character)
}

/// Reads a literal as the lexer cut it out.
pub(crate) fn decode(text: &str) -> Decoded {
    let Some(shape) = shape(text) else {
        return Decoded { value: String::new(), terminated: false, typographic: false, quote: "\"" };
    };
    let content = text.get(shape.content.clone()).unwrap_or("");
    let value = if shape.fence {
        content.to_owned()
    } else if shape.verbatim {
        content.replace(&shape.quote.repeat(2), shape.quote)
    } else {
        unescape(content)
    };
    Decoded { value, terminated: shape.terminated, typographic: shape.typographic, quote: shape.quote }
}

/// The literal with plain quotes as delimiters, its content unchanged in meaning.
pub(crate) fn straightened(text: &str) -> String {
    let Some(shape) = shape(text) else { return text.to_owned() };
    let content = text.get(shape.content.clone()).unwrap_or("");
    let prefix = if text.starts_with(['h', 'H']) { "h" } else { "" };
    let at = if shape.verbatim { "@" } else { "" };
    let quote = shape.quote;
    let content = if shape.verbatim {
        content.replace(&quote.repeat(2), quote).replace(quote, &quote.repeat(2))
    } else {
        escape_quote(content, quote)
    };
    format!("{prefix}{at}{quote}{content}{quote}")
}

/// Puts a backslash before each quote that has none.
fn escape_quote(content: &str, quote: &str) -> String {
    let mut escaped = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        if character == '\\' {
            escaped.push(character);
            escaped.extend(characters.next());
        } else {
            if quote.starts_with(character) {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    escaped
}

fn shape(text: &str) -> Option<Shape> {
    let mut offset = 0;
    let mut rest = text;
    if let Some(after) = rest.strip_prefix(['h', 'H'])
        && after.starts_with(|mark| mark != 'h' && mark != 'H' && may_begin(mark))
    {
        rest = after;
        offset = 1;
    }
    for fence in ["```", "~~~"] {
        if let Some(body) = rest.strip_prefix(fence) {
            return Some(fenced(offset, fence, body));
        }
    }
    let verbatim = rest.starts_with('@');
    if verbatim {
        rest = rest.get(1..)?;
        offset += 1;
    }
    let open = rest.chars().next()?;
    let quote = plain(open)?;
    let body = rest.get(open.len_utf8()..)?;
    let start = offset + open.len_utf8();
    let line_end = body.find(['\n', '\r']).unwrap_or(body.len());
    let line = body.get(..line_end)?;
    let close = if quote.starts_with(open) {
        straight_end(line, quote, verbatim)
    } else {
        typographic_end(line, quote, verbatim)
    };
    Some(match close {
        Some((at, mark)) => Shape {
            verbatim,
            fence: false,
            typographic: !quote.starts_with(open) || !quote.starts_with(mark),
            quote,
            content: start..start + at,
            terminated: true,
            end: start + at + mark.len_utf8(),
        },
        None => Shape {
            verbatim,
            fence: false,
            typographic: !quote.starts_with(open),
            quote,
            content: start..start + line_end,
            terminated: false,
            end: start + line_end,
        },
    })
}

fn fenced(offset: usize, fence: &'static str, body: &str) -> Shape {
    let start = offset + fence.len();
    let close = body.find(fence);
    let content = start..start + close.unwrap_or(body.len());
    Shape {
        verbatim: true,
        fence: true,
        typographic: false,
        quote: fence,
        terminated: close.is_some(),
        end: content.end + if close.is_some() { fence.len() } else { 0 },
        content,
    }
}

/// The plain quote that a delimiter is or stands for.
fn plain(mark: char) -> Option<&'static str> {
    if mark == '"' || DOUBLE.contains(&mark) {
        Some("\"")
    } else if mark == '\'' || SINGLE.contains(&mark) {
        Some("'")
    } else {
        None
    }
}

/// The places in a line where a mark of the same family stands unescaped.
fn marks<'l>(line: &'l str, quote: &'static str, verbatim: bool) -> impl Iterator<Item = (usize, char)> + 'l {
    let mut escaped = false;
    let mut doubled = false;
    line.char_indices().filter(move |(at, character)| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        if *character == '\\' && !verbatim {
            escaped = true;
            return false;
        }
        if verbatim && quote.starts_with(*character) {
            let next = line.get(at + 1..).is_some_and(|rest| rest.starts_with(*character));
            if std::mem::take(&mut doubled) {
                return false;
            }
            if next {
                doubled = true;
                return false;
            }
        }
        plain(*character) == Some(quote)
    })
}

/// A string that a plain quote opened ends at the next one; at a typographic one when there is none.
fn straight_end(line: &str, quote: &'static str, verbatim: bool) -> Option<(usize, char)> {
    let straight = marks(line, quote, verbatim).find(|(_, mark)| quote.starts_with(*mark));
    straight.or_else(|| marks(line, quote, verbatim).find(|(at, mark)| !is_apostrophe(line, *at, *mark)))
}

/// A string that a typographic quote opened ends at the next one. A plain quote before it ends the string
/// where it looks like a closing one; a pair around a word is text.
fn typographic_end(line: &str, quote: &'static str, verbatim: bool) -> Option<(usize, char)> {
    let mut quoted = false;
    let mut straight = None;
    for (at, mark) in marks(line, quote, verbatim) {
        if !quote.starts_with(mark) {
            if is_apostrophe(line, at, mark) {
                continue;
            }
            return Some((at, mark));
        }
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + 1..).and_then(|text| text.chars().next());
        let letter_follows = after.is_some_and(char::is_alphanumeric);
        if quoted {
            quoted = false;
        } else if before.is_none_or(char::is_whitespace) && after.is_some_and(|after| !after.is_whitespace())
        {
            quoted = true;
        } else if !letter_follows {
            return Some((at, mark));
        }
        straight.get_or_insert((at, mark));
    }
    straight
}

/// A right single mark between two letters, with another one later in the line to close the string.
fn is_apostrophe(line: &str, at: usize, mark: char) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + mark.len_utf8()..).unwrap_or("");
    mark == '’'
        && before.is_some_and(char::is_alphanumeric)
        && after.starts_with(char::is_alphanumeric)
        && after.contains(['’', '\''])
}

/// The text with its escapes read; an unknown escape stands for the character after the backslash.
fn unescape(content: &str) -> String {
    let mut value = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('a') => value.push('\u{7}'),
            Some('b') => value.push('\u{8}'),
            Some('f') => value.push('\u{c}'),
            Some('v') => value.push('\u{b}'),
            Some(first @ '0'..='7') => value.extend(octal(first, &mut characters)),
            Some('x') => value.extend(code_unit(&mut characters, 2)),
            Some('u') => value.extend(unicode_escape(&mut characters)),
            Some('U') => value.extend(code_unit(&mut characters, 8)),
            Some(other) => value.push(other),
            None => value.push('\\'),
        }
    }
    value
}

fn hexadecimal(characters: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let text = characters.as_str().get(..digits)?;
    let number = u32::from_str_radix(text, 16).ok()?;
    for _ in 0..digits {
        characters.next();
    }
    Some(number)
}

fn code_unit(characters: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    hexadecimal(characters, digits)
        .map(|number| char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// One to three octal digits.
fn octal(first: char, characters: &mut std::str::Chars<'_>) -> Option<char> {
    let mut number = first.to_digit(8)?;
    for _ in 0..2 {
        let Some(digit) = characters.as_str().chars().next().and_then(|next| next.to_digit(8)) else { break };
        if number * 8 + digit > 255 {
            break;
        }
        number = number * 8 + digit;
        characters.next();
    }
    char::from_u32(number)
}

/// `\uXXXX`; two of them may be the halves of one character.
fn unicode_escape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let high = hexadecimal(characters, 4)?;
    if (0xD800..0xDC00).contains(&high) && characters.as_str().starts_with("\\u") {
        let mut ahead = characters.clone();
        ahead.nth(1);
        if let Some(low @ 0xDC00..0xE000) = hexadecimal(&mut ahead, 4) {
            *characters = ahead;
            return char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
    }
    Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
}
