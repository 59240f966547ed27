//! Literals, `dynamic(…)` among them.

use chumsky::prelude::*;

use super::combine::{bracket_text, missing_expression, take};
use super::messages;
use super::state::{In, Mistake, Rule, ahead, in_place_of_next, index, report, span_since};
use crate::ast::{Expr, ExprKind, Literal, LiteralKind};
use crate::lexer::string;
use crate::token::{Token, TokenKind};

/// A literal of any type but dynamic. Strings that follow one another are one.
pub(super) fn literal<'t>() -> impl Rule<'t, Expr> {
    custom(|input: &mut In<'t, '_>| {
        let start = index(input);
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let mut literal = read(token).ok_or(Mistake::NoMatch)?;
        input.skip();
        if literal.kind == LiteralKind::String {
            while let Some(next) = input.peek()
                && next.kind == TokenKind::String
            {
                literal.text.push_str(&string::decode(next.text).value);
                input.skip();
            }
        }
        Ok(Expr::new(ExprKind::Literal(literal), span_since(input, start)))
    })
}

/// The literal that one token is.
pub(super) fn read(token: Token<'_>) -> Option<Literal> {
    let (kind, text) = match token.kind {
        TokenKind::Integer => (LiteralKind::Long, token.text.to_owned()),
        TokenKind::Real => (LiteralKind::Real, token.text.to_owned()),
        TokenKind::TimeSpan => (LiteralKind::TimeSpan, token.text.to_owned()),
        TokenKind::String => (LiteralKind::String, string::decode(token.text).value),
        TokenKind::TypedLiteral => return typed(token.text),
        TokenKind::Word if matches!(token.text, "true" | "false" | "True" | "False" | "TRUE" | "FALSE") => {
            (LiteralKind::Bool, token.text.to_ascii_lowercase())
        }
        _ => return None,
    };
    Some(Literal { kind, text })
}

/// `datetime(2020-01-01)`
fn typed(text: &str) -> Option<Literal> {
    let (name, rest) = text.split_once('(')?;
    let kind = match name.trim_end() {
        "bool" | "boolean" => LiteralKind::Bool,
        "int" | "int32" => LiteralKind::Int,
        "long" | "int64" => LiteralKind::Long,
        "real" | "double" => LiteralKind::Real,
        "decimal" => LiteralKind::Decimal,
        "datetime" | "date" => LiteralKind::DateTime,
        "timespan" | "time" => LiteralKind::TimeSpan,
        "guid" | "uuid" | "uniqueid" => LiteralKind::Guid,
        _ => return None,
    };
    let text = rest.strip_suffix(')').unwrap_or(rest).trim();
    Some(Literal { kind, text: text.to_owned() })
}

/// `dynamic(…)`: JSON whose strings may have any of Kusto's forms and whose values may be typed
/// literals. The node's text is JSON again, with the typed literals as they were written. Brackets are
/// kept on a stack of its own, so depth costs no recursion.
pub(super) fn dynamic<'t>() -> impl Rule<'t, ExprKind> {
    custom(|input: &mut In<'t, '_>| {
        input.skip();
        let start = index(input);
        let partner = input.state().partners.get(start).copied().flatten();
        input.skip();
        let mut json = Json::default();
        if !json.read(input) {
            while partner.is_some_and(|partner| index(input) <= partner) {
                input.skip();
            }
            return Ok(ExprKind::Error);
        }
        if take(input, |token| token.kind == TokenKind::RightParenthesis).is_none() {
            let place = in_place_of_next(input);
            report(input, messages::missing_token(place, ")"));
            while partner.is_some_and(|partner| index(input) <= partner) {
                input.skip();
            }
        }
        Ok(ExprKind::Literal(Literal { kind: LiteralKind::Dynamic, text: json.text }))
    })
}

#[derive(Default)]
struct Json {
    text: String,
    /// The closing brackets that are still to come.
    open: Vec<TokenKind>,
}

impl Json {
    /// Reads one value with all that is in it; false after a report.
    fn read(&mut self, input: &mut In<'_, '_>) -> bool {
        loop {
            if self.at_close(input) {
                if !self.after_value(input) {
                    return self.open.is_empty();
                }
                continue;
            }
            if self.open.last() == Some(&TokenKind::RightBrace) && !self.key(input) {
                return false;
            }
            match self.value(input) {
                Some(true) => {}
                Some(false) => continue,
                None => return false,
            }
            if !self.after_value(input) {
                return self.open.is_empty();
            }
        }
    }

    fn at_close(&self, input: &mut In<'_, '_>) -> bool {
        match (self.open.last(), input.peek()) {
            (Some(close), Some(token)) => token.kind == *close,
            _ => false,
        }
    }

    /// `"key":`
    fn key(&mut self, input: &mut In<'_, '_>) -> bool {
        match input.peek() {
            Some(token) if token.kind == TokenKind::String => {
                push_json_string(&mut self.text, &string::decode(token.text).value);
                input.skip();
            }
            Some(token) if token.kind == TokenKind::Word => {
                push_json_string(&mut self.text, token.text);
                input.skip();
            }
            _ => {
                missing_expression(input);
                return false;
            }
        }
        if take(input, |token| token.kind == TokenKind::Colon).is_none() {
            let place = in_place_of_next(input);
            report(input, messages::missing_token(place, ":"));
            return false;
        }
        self.text.push(':');
        true
    }

    /// A whole value (true), the beginning of an array or bag (false), or nothing.
    fn value(&mut self, input: &mut In<'_, '_>) -> Option<bool> {
        let Some(token) = input.peek() else {
            missing_expression(input);
            return None;
        };
        match token.kind {
            TokenKind::LeftBracket => self.begin(input, '[', TokenKind::RightBracket),
            TokenKind::LeftBrace => self.begin(input, '{', TokenKind::RightBrace),
            TokenKind::Minus | TokenKind::Plus => {
                if token.kind == TokenKind::Minus {
                    self.text.push('-');
                }
                input.skip();
                self.scalar(input)
            }
            _ => self.scalar(input),
        }
    }

    fn begin(&mut self, input: &mut In<'_, '_>, open: char, close: TokenKind) -> Option<bool> {
        self.text.push(open);
        self.open.push(close);
        input.skip();
        Some(false)
    }

    fn scalar(&mut self, input: &mut In<'_, '_>) -> Option<bool> {
        let token = input.peek()?;
        match token.kind {
            TokenKind::String => {
                let mut value = string::decode(token.text).value;
                while let Some(next) = ahead(input, 1)
                    && next.kind == TokenKind::String
                {
                    input.skip();
                    value.push_str(&string::decode(next.text).value);
                }
                push_json_string(&mut self.text, &value);
            }
            TokenKind::Integer | TokenKind::Real | TokenKind::TimeSpan | TokenKind::TypedLiteral => {
                self.text.push_str(token.text);
            }
            TokenKind::Word if matches!(token.text, "null" | "NaN" | "nan" | "Infinity") => {
                self.text.push_str(token.text);
            }
            TokenKind::Word => match read(token) {
                Some(literal) => self.text.push_str(&literal.text),
                None => {
                    missing_expression(input);
                    return None;
                }
            },
            _ => {
                missing_expression(input);
                return None;
            }
        }
        input.skip();
        Some(true)
    }

    /// Closing brackets and a comma after a value; false when there is no further value.
    fn after_value(&mut self, input: &mut In<'_, '_>) -> bool {
        while let Some(close) = self.open.last().copied() {
            match input.peek().map(|token| token.kind) {
                Some(kind) if kind == close => {
                    input.skip();
                    self.open.pop();
                    self.text.push_str(bracket_text(close));
                }
                Some(TokenKind::Comma) => {
                    input.skip();
                    if !self.at_close(input) {
                        self.text.push(',');
                    }
                    return true;
                }
                _ => {
                    let place = in_place_of_next(input);
                    report(input, messages::missing_token(place, bracket_text(close)));
                    return false;
                }
            }
        }
        false
    }
}

/// Appends the text as a JSON string.
fn push_json_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
}
