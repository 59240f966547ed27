//! Small rules that the grammar is built from. Those named `expect_…` never fail: what is missing is
//! reported, and parsing goes on as if it were there.

use std::cell::OnceCell;
use std::rc::Rc;

use chumsky::prelude::*;
use quarry_diagnostics::Span;

use super::deferred::{Deferred, Finished, MAX_RECURSION, MAX_RECURSION_UNCLOSED, any_content};
use super::messages;
use super::state::{
    Boxed, Grammar, In, Mistake, OpenGroup, Rule, after_previous, ahead, in_place_of_next, index, peek_kind,
    report, span_since,
};
use crate::ast::{Expr, ExprKind, Name};
use crate::lexer::string;
use crate::token::{Token, TokenKind};
use crate::words;

/// A rule that is built on first use and may call itself.
pub(super) fn lazy<'t, O: 't>(
    cell: for<'g> fn(&'g Grammar<'t>) -> &'g OnceCell<Boxed<'t, O>>,
    build: fn() -> Boxed<'t, O>,
) -> impl Rule<'t, O> {
    custom(move |input: &mut In<'t, '_>| {
        let grammar = Rc::clone(&input.state().grammar);
        let rule = cell(&grammar).get_or_init(build);
        input.parse(rule)
    })
}

/// A token of this kind.
pub(super) fn token<'t>(kind: TokenKind) -> impl Rule<'t, Span> {
    custom(move |input: &mut In<'t, '_>| take(input, |token| token.kind == kind).ok_or(Mistake::NoMatch))
}

/// This word.
pub(super) fn keyword<'t>(word: &'static str) -> impl Rule<'t, Span> {
    custom(move |input: &mut In<'t, '_>| {
        take(input, |token| token.kind == TokenKind::Word && token.text == word).ok_or(Mistake::NoMatch)
    })
}

/// Reads the next token if it fits.
pub(super) fn take<'t>(input: &mut In<'t, '_>, fits: impl Fn(Token<'t>) -> bool) -> Option<Span> {
    let token = input.peek().filter(|token| fits(*token))?;
    input.skip();
    Some(token.span)
}

/// A token of this kind; when it is missing, the empty span in its place.
pub(super) fn expect_token<'t>(kind: TokenKind, text: &'static str) -> impl Rule<'t, Span> {
    token(kind).or(custom(move |input: &mut In<'t, '_>| {
        let place = in_place_of_next(input);
        report(input, messages::missing_token(place, text));
        Ok(after_previous(input))
    }))
}

/// This word, or a report that it is missing.
pub(super) fn expect_keyword<'t>(word: &'static str) -> impl Rule<'t, Span> {
    keyword(word).or(custom(move |input: &mut In<'t, '_>| {
        let place = in_place_of_next(input);
        report(input, messages::missing_token(place, word));
        Ok(after_previous(input))
    }))
}

/// Succeeds without reading when the next token is one of these words.
pub(super) fn at_word<'t>(words: &'static [&'static str]) -> impl Rule<'t, ()> {
    custom(move |input: &mut In<'t, '_>| match input.peek() {
        Some(token) if token.kind == TokenKind::Word && words.contains(&token.text) => Ok(()),
        _ => Err(Mistake::NoMatch),
    })
}

/// An identifier: a word that is not reserved, or a quoted name in brackets.
pub(super) fn name<'t>() -> impl Rule<'t, Name> {
    custom(|input: &mut In<'t, '_>| {
        take_name(input, |word| !words::is_reserved(word)).ok_or(Mistake::NoMatch)
    })
}

/// An identifier; where nothing else may stand, keywords are names too.
pub(super) fn any_name<'t>() -> impl Rule<'t, Name> {
    custom(|input: &mut In<'t, '_>| take_name(input, |_| true).ok_or(Mistake::NoMatch))
}

/// An identifier, or a report that it is missing.
pub(super) fn expect_name<'t>() -> impl Rule<'t, Name> {
    name().or(custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        report(input, messages::missing(place, "name"));
        Ok(Name { text: String::new(), span: place })
    }))
}

/// Reads an identifier if there is one.
pub(super) fn take_name<'t>(input: &mut In<'t, '_>, fits: impl Fn(&str) -> bool) -> Option<Name> {
    let token = input.peek()?;
    match token.kind {
        TokenKind::Word if fits(token.text) => {
            input.skip();
            Some(Name { text: token.text.to_owned(), span: token.span })
        }
        TokenKind::LeftBracket => {
            let text = ahead(input, 1).filter(|text| text.kind == TokenKind::String)?;
            let decoded = string::decode(text.text);
            let closed = ahead(input, 2).is_some_and(|close| close.kind == TokenKind::RightBracket);
            if decoded.terminated && !closed {
                return None;
            }
            let start = index(input);
            for _ in 0..if closed { 3 } else { 2 } {
                input.skip();
            }
            Some(Name { text: decoded.value, span: span_since(input, start) })
        }
        _ => None,
    }
}

/// Whether an expression may begin with the token.
fn begins_expression(token: Token<'_>, next: Option<Token<'_>>) -> bool {
    match token.kind {
        TokenKind::Word if token.text == "dynamic" => {
            next.is_some_and(|next| next.kind == TokenKind::LeftParenthesis)
        }
        TokenKind::Word => !words::is_reserved(token.text),
        TokenKind::Integer
        | TokenKind::Real
        | TokenKind::TimeSpan
        | TokenKind::TypedLiteral
        | TokenKind::String
        | TokenKind::LeftParenthesis
        | TokenKind::LeftBracket
        | TokenKind::Plus
        | TokenKind::Minus
        | TokenKind::Star => true,
        _ => false,
    }
}

/// Whether an expression may begin here.
pub(super) fn at_expression<'t>(input: &mut In<'t, '_>) -> bool {
    expression_ahead(input, 0)
}

/// Whether an expression may begin so many tokens further on.
pub(super) fn expression_ahead<'t>(input: &mut In<'t, '_>, distance: usize) -> bool {
    let next = ahead(input, distance + 1);
    ahead(input, distance).is_some_and(|token| begins_expression(token, next))
}

/// Reports a missing expression.
pub(super) fn missing_expression<'t>(input: &mut In<'t, '_>) -> Expr {
    let place = after_previous(input);
    let next = input.peek();
    report(input, messages::missing_expression(place, next));
    Expr::new(ExprKind::Error, place)
}

/// One or more items between commas; the item must not fail. A missing comma is reported where another
/// item begins, unless that is one of the words `ends`, which go on with the operator.
pub(super) fn list<'t, O: 't>(
    item: impl Rule<'t, O>,
    ends: &'static [&'static str],
) -> impl Rule<'t, Vec<O>> {
    custom(move |input: &mut In<'t, '_>| {
        let mut items = Vec::new();
        let mut garbled = false;
        loop {
            let start = index(input);
            items.push(input.parse(&item)?);
            let Some(token) = input.peek() else { return Ok(items) };
            if token.kind == TokenKind::Comma {
                input.skip();
            } else if index(input) > start && at_expression(input) && !is_end(token, ends) {
                let place = after_previous(input);
                // Words in a row, or a quote at the wrong place: one mistake for the whole list.
                if !std::mem::replace(&mut garbled, true) {
                    report(input, messages::missing_comma(place, token));
                }
            } else {
                return Ok(items);
            }
        }
    })
}

fn is_end(token: Token<'_>, ends: &[&str]) -> bool {
    matches!(token.kind, TokenKind::Plus | TokenKind::Minus | TokenKind::Star)
        || (token.kind == TokenKind::Word && ends.contains(&token.text))
}

/// The list, or nothing when no item begins here.
pub(super) fn optional_list<'t, O: 't>(
    item: impl Rule<'t, O>,
    ends: &'static [&'static str],
) -> impl Rule<'t, Vec<O>> {
    let list = list(item, ends);
    custom(move |input: &mut In<'t, '_>| {
        let expression = at_expression(input);
        let begins = input.peek().is_some_and(|token| {
            token.kind == TokenKind::Comma
                || expression && !(token.kind == TokenKind::Word && ends.contains(&token.text))
        });
        if begins { input.parse(&list) } else { Ok(Vec::new()) }
    })
}

/// A list that may be empty and may end with a comma, as in `datatable`.
pub(super) fn loose_list<'t, O: 't>(item: impl Rule<'t, O>) -> impl Rule<'t, Vec<O>> {
    let item = custom(move |input: &mut In<'t, '_>| {
        if peek_kind(input).is_some_and(|kind| closes_open_group(input, kind)) {
            return Ok(None);
        }
        input.parse(&item).map(Some)
    });
    optional_list(item, &[]).map(|items| items.into_iter().flatten().collect())
}

/// What a group may hold: it must be possible to put it off.
pub(super) trait Hold: Default + 'static {}
impl<T: Default + 'static> Hold for T {}

/// `inner` between brackets, and the span of both brackets. The closing bracket may be missing.
pub(super) fn group<'t, O: Hold>(open: TokenKind, inner: impl Rule<'t, O>) -> impl Rule<'t, (O, Span)> {
    custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let Some(open_span) = take(input, |token| token.kind == open) else {
            return Err(Mistake::NoMatch);
        };
        let partner = input.state().partners.get(start).copied().flatten();
        input.state().groups.push(OpenGroup { open, closed: partner.is_some() });
        let content = content(input, partner, &inner);
        input.state().groups.pop();
        let content = content?;
        let close_span = close(input, open, partner);
        Ok((content, open_span.to(close_span)))
    })
}

/// The content of a group: parsed here, parsed before on its own, or put off when too many are open.
fn content<'t, O: Hold>(
    input: &mut In<'t, '_>,
    partner: Option<usize>,
    inner: &impl Rule<'t, O>,
) -> Result<O, Mistake> {
    let start = index(input);
    let limit = if partner.is_some() { MAX_RECURSION } else { MAX_RECURSION_UNCLOSED };
    if input.state().recursion < limit {
        input.state().recursion += 1;
        let content = input.parse(inner);
        input.state().recursion -= 1;
        return content;
    }
    if let Some((content, end)) = input.state().finished.get_mut(&start).map(Finished::take) {
        if content.is_none() {
            let place = after_previous(input);
            report(input, messages::too_deep(place));
        }
        skip_to(input, end);
        return Ok(content.unwrap_or_default());
    }
    if let Some(end) = partner {
        let groups = input.state().groups.clone();
        let rule = any_content(inner.clone());
        input.state().deferred.push(Deferred { start, end, groups, rule });
        skip_to(input, end);
    } else {
        let place = after_previous(input);
        report(input, messages::too_deep(place));
        skip_stage(input);
    }
    Ok(O::default())
}

/// Passes over all tokens before the one at `end`.
fn skip_to<'t>(input: &mut In<'t, '_>, end: usize) {
    while index(input) < end {
        input.skip();
    }
}

/// As [`group`], but reports a missing opening bracket too.
pub(super) fn expect_group<'t, O: Hold>(
    open: TokenKind,
    inner: impl Rule<'t, O>,
) -> impl Rule<'t, (O, Span)> {
    let unopened = inner.clone();
    group(open, inner).or(custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let place = in_place_of_next(input);
        report(input, messages::missing_token(place, bracket_text(open)));
        let content = content(input, None, &unopened)?;
        take(input, |token| Some(token.kind) == closing(open));
        Ok((content, span_since(input, start)))
    }))
}

fn closing(open: TokenKind) -> Option<TokenKind> {
    match open {
        TokenKind::LeftParenthesis => Some(TokenKind::RightParenthesis),
        TokenKind::LeftBracket => Some(TokenKind::RightBracket),
        TokenKind::LeftBrace => Some(TokenKind::RightBrace),
        _ => None,
    }
}

/// Whether the token closes a bracket.
pub(super) fn is_closing(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace)
}

/// How a bracket is written.
pub(super) fn bracket_text(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::LeftParenthesis => "(",
        TokenKind::RightParenthesis => ")",
        TokenKind::LeftBracket => "[",
        TokenKind::RightBracket => "]",
        TokenKind::LeftBrace => "{",
        _ => "}",
    }
}

/// Reads the closing bracket. What stands before it without a meaning is reported once and passed over.
fn close<'t>(input: &mut In<'t, '_>, open: TokenKind, partner: Option<usize>) -> Span {
    let kind = closing(open).unwrap_or(open);
    if let Some(span) = take(input, |token| token.kind == kind) {
        return span;
    }
    let place = in_place_of_next(input);
    report(input, messages::missing_token(place, bracket_text(kind)));
    if let Some(partner) = partner {
        skip_to(input, partner);
        if let Some(span) = take(input, |token| token.kind == kind) {
            return span;
        }
    }
    after_previous(input)
}

/// Passes over tokens until one of the stage's or the group's ends: `|`, `;` or a bracket that closes a
/// group around this place. Says whether anything was passed over.
pub(super) fn skip_stage<'t>(input: &mut In<'t, '_>) -> bool {
    let start = index(input);
    while let Some(token) = input.peek() {
        match token.kind {
            TokenKind::Pipe | TokenKind::Semicolon => break,
            TokenKind::Word if token.text == "let" => break,
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace
                if closes_open_group(input, token.kind) =>
            {
                break;
            }
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => {
                skip_group(input);
            }
            _ => input.skip(),
        }
    }
    index(input) > start
}

/// Passes over an opening bracket and, when it is closed, all up to its closing one.
pub(super) fn skip_group<'t>(input: &mut In<'t, '_>) {
    let start = index(input);
    let partner = input.state().partners.get(start).copied().flatten();
    for _ in start..=partner.unwrap_or(start) {
        input.skip();
    }
}

/// Whether a closing bracket belongs to a group around this place.
pub(super) fn closes_open_group<'t>(input: &mut In<'t, '_>, kind: TokenKind) -> bool {
    input.state().groups.iter().any(|group| closing(group.open) == Some(kind))
}

/// Whether nothing more of a pipeline can follow here.
pub(super) fn at_pipeline_end<'t>(input: &mut In<'t, '_>) -> bool {
    match peek_kind(input) {
        None | Some(TokenKind::Semicolon) => true,
        Some(kind @ (TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace)) => {
            closes_open_group(input, kind)
        }
        _ => false,
    }
}
