//! Words, numbers and typed literals.

use chumsky::input::InputRef;
use chumsky::prelude::*;

use super::Extra;
use crate::token::TokenKind;
use crate::words::{DASHED, TIME_UNITS, TYPED_LITERALS};

pub(super) type In<'t, 'p> = InputRef<'t, 'p, &'t str, Extra>;

fn starts_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$')
}

fn continues_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// The error of a form that does not begin here; nobody reads it.
pub(super) fn other() -> EmptyErr {
    EmptyErr::default()
}

/// Passes over all characters that fit and says how many bytes they are.
pub(super) fn skip_while(input: &mut In<'_, '_>, fits: impl Fn(char) -> bool) -> usize {
    let mut length = 0;
    while let Some(character) = input.peek()
        && fits(character)
    {
        input.skip();
        length += character.len_utf8();
    }
    length
}

/// A name or keyword, with the dash of `mv-expand`, the `!` of `!has` and the `~` of `in~`.
pub(super) fn word<'t>() -> impl Parser<'t, &'t str, TokenKind, Extra> + Clone {
    custom(|input: &mut In<'t, '_>| {
        let start = input.cursor();
        let negated = input.peek() == Some('!');
        if negated {
            input.skip();
        }
        if !input.peek().is_some_and(starts_word) {
            return Err(other());
        }
        skip_while(input, continues_word);
        let text = input.slice_since(&start..);
        if matches!(text, "in" | "!in") && input.peek() == Some('~') {
            input.skip();
            return Ok(TokenKind::OperatorWord);
        }
        if negated {
            return Ok(TokenKind::OperatorWord);
        }
        if input.peek() == Some('-') {
            join_dashes(input, text);
        }
        Ok(TokenKind::Word)
    })
}

/// Extends a word over its dashes when the whole is a keyword.
fn join_dashes<'t>(input: &mut In<'t, '_>, head: &'t str) {
    if !DASHED.iter().any(|word| word.starts_with(head)) {
        return;
    }
    let start = input.cursor();
    let rest = input.slice_from(&start..);
    let longest = DASHED
        .iter()
        .filter_map(|word| word.strip_prefix(head))
        .filter(|tail| {
            tail.starts_with('-')
                && rest
                    .strip_prefix(tail)
                    .is_some_and(|after| !after.chars().next().is_some_and(continues_word))
        })
        .map(str::len)
        .max();
    for _ in 0..longest.unwrap_or(0) {
        input.skip();
    }
}

/// An integer, hexadecimal number, real or timespan.
pub(super) fn number<'t>() -> impl Parser<'t, &'t str, TokenKind, Extra> + Clone {
    custom(|input: &mut In<'t, '_>| {
        let start = input.cursor();
        if skip_while(input, |c| c.is_ascii_digit()) == 0 {
            return Err(other());
        }
        if input.slice_since(&start..) == "0" && matches!(input.peek(), Some('x' | 'X')) {
            input.skip();
            skip_while(input, |c| c.is_ascii_hexdigit());
            return Ok(TokenKind::Integer);
        }
        let mut kind = TokenKind::Integer;
        let before_dot = input.save();
        if input.peek() == Some('.') {
            input.skip();
            let digits = skip_while(input, |c| c.is_ascii_digit());
            if digits == 0 && input.peek().is_some_and(|c| starts_word(c) || matches!(c, '.' | '[')) {
                input.rewind(before_dot);
            } else {
                kind = TokenKind::Real;
            }
        }
        if exponent(input) {
            return Ok(TokenKind::Real);
        }
        let before_unit = input.save();
        let unit_start = input.cursor();
        let letters = skip_while(input, continues_word);
        if TIME_UNITS.contains(&input.slice_since(&unit_start..)) {
            return Ok(TokenKind::TimeSpan);
        }
        // Names may begin with digits: `2022Events`.
        if letters > 0 && kind == TokenKind::Integer {
            return Ok(TokenKind::Word);
        }
        input.rewind(before_unit);
        Ok(kind)
    })
}

/// `e5`, `E-3`
fn exponent(input: &mut In<'_, '_>) -> bool {
    let before = input.save();
    if matches!(input.peek(), Some('e' | 'E')) {
        input.skip();
        if matches!(input.peek(), Some('+' | '-')) {
            input.skip();
        }
        if skip_while(input, |c| c.is_ascii_digit()) > 0 && !input.peek().is_some_and(continues_word) {
            return true;
        }
    }
    input.rewind(before);
    false
}

/// `datetime(2020-01-01)`: all up to the closing parenthesis is the literal's text.
pub(super) fn typed_literal<'t>() -> impl Parser<'t, &'t str, (), Extra> + Clone {
    custom(|input: &mut In<'t, '_>| {
        let start = input.cursor();
        if !input.peek().is_some_and(|c| c.is_ascii_lowercase()) {
            return Err(other());
        }
        skip_while(input, continues_word);
        if !TYPED_LITERALS.contains(&input.slice_since(&start..)) {
            return Err(other());
        }
        skip_while(input, |c| matches!(c, ' ' | '\t'));
        if input.peek() != Some('(') {
            return Err(other());
        }
        input.skip();
        skip_while(input, |c| !matches!(c, ')' | '\n' | '\r'));
        if input.peek() == Some(')') {
            input.skip();
        }
        Ok(())
    })
}
