//! Clauses that several tabular operators share.

use chumsky::prelude::*;
use quarry_diagnostics::Span;

use super::combine::{expect_group, keyword, list, missing_expression, optional_list, take_name};
use super::expr::{expect_expression, expect_named};
use super::literal;
use super::messages;
use super::primary::{call, operand};
use super::query::inner_stages;
use super::state::{In, Rule, after_previous, ahead, in_place_of_next, index, peek_kind, report, span_since};
use crate::ast::{
    Call, Expr, ExprKind, Literal, LiteralKind, Name, NullsOrder, Parameter, SortKey, SortOrder, Stage,
};
use crate::token::{Token, TokenKind};

/// `name = value` before an operator's own arguments: the operator's `names`, and any `hint.…`.
pub(super) fn parameters<'t>(names: &'static [&'static str]) -> impl Rule<'t, Vec<Parameter>> {
    custom(move |input: &mut In<'t, '_>| {
        let mut parameters = Vec::new();
        while let Some(parameter) = parameter(input, names) {
            parameters.push(parameter);
        }
        Ok(parameters)
    })
}

fn parameter<'t>(input: &mut In<'t, '_>, names: &[&str]) -> Option<Parameter> {
    let first = input.peek().filter(|token| token.kind == TokenKind::Word)?;
    let dotted = ahead(input, 1).is_some_and(|token| token.kind == TokenKind::Dot);
    let length = if dotted { 3 } else { 1 };
    if ahead(input, length).is_none_or(|token| token.kind != TokenKind::Assign) {
        return None;
    }
    let known = names.contains(&first.text) || first.text.starts_with("__") || first.text == "bin_legacy";
    if !(known && !dotted || first.text == "hint" && dotted) {
        return None;
    }
    let mut name = Name { text: first.text.to_owned(), span: first.span };
    if dotted && let Some(second) = ahead(input, 2) {
        name.text = format!("{}.{}", first.text, second.text);
        name.span = name.span.to(second.span);
    }
    for _ in 0..=length {
        input.skip();
    }
    let value = parameter_value(input);
    Some(Parameter { name, value })
}

/// One token: a literal, a bare word or a quoted name.
fn parameter_value<'t>(input: &mut In<'t, '_>) -> Expr {
    let start = index(input);
    let Some(token) = input.peek() else { return missing_expression(input) };
    if token.kind == TokenKind::LeftBracket
        && let Some(name) = take_name(input, |_| true)
    {
        return Expr::new(ExprKind::Name(name), span_since(input, start));
    }
    match literal::read(token).or_else(|| bare(token)) {
        Some(literal) => {
            input.skip();
            Expr::new(ExprKind::Literal(literal), token.span)
        }
        None => missing_expression(input),
    }
}

fn bare(token: Token<'_>) -> Option<Literal> {
    (token.kind == TokenKind::Word).then(|| Literal { kind: LiteralKind::Token, text: token.text.to_owned() })
}

/// `with (name = value, …)`, or nothing.
pub(super) fn with_properties<'t>() -> impl Rule<'t, Vec<Parameter>> {
    keyword("with")
        .ignore_then(expect_group(TokenKind::LeftParenthesis, properties()))
        .or_not()
        .map(|properties| properties.map(|(properties, _)| properties).unwrap_or_default())
        .boxed()
}

/// `name = value, …`. Several values, as in `ycolumns = a, b`, become several properties of that name.
pub(super) fn properties<'t>() -> impl Rule<'t, Vec<Parameter>> {
    let value = expect_expression();
    let property = custom(move |input: &mut In<'t, '_>| {
        let named = ahead(input, 1).is_some_and(|token| token.kind == TokenKind::Assign);
        let name = if named { take_name(input, |_| true) } else { None };
        if name.is_some() {
            input.skip();
        }
        Ok((name, input.parse(&value)?))
    });
    optional_list(property, &[]).map(|properties| {
        let mut result: Vec<Parameter> = Vec::new();
        for (name, value) in properties {
            if let Some(name) = name.or_else(|| result.last().map(|last| last.name.clone())) {
                result.push(Parameter { name, value });
            }
        }
        result
    })
}

/// A table, pattern or tabular expression in parentheses, as `union` takes them.
pub(super) fn table<'t>() -> impl Rule<'t, Expr> {
    pattern_or(expect_operand())
}

/// `(table, …)` after `in`.
pub(super) fn table_list<'t>() -> impl Rule<'t, Vec<Expr>> {
    expect_group(TokenKind::LeftParenthesis, list(table(), &[])).map(|(tables, _)| tables)
}

/// A column's name or a pattern with `*`.
pub(super) fn wildcard<'t>() -> impl Rule<'t, Expr> {
    pattern_or(expect_expression())
}

/// Words and stars that touch each other, else what `other` reads.
fn pattern_or<'t>(other: impl Rule<'t, Expr>) -> impl Rule<'t, Expr> {
    custom(move |input: &mut In<'t, '_>| match pattern(input) {
        Some(pattern) => Ok(pattern),
        None => input.parse(&other),
    })
}

fn pattern<'t>(input: &mut In<'t, '_>) -> Option<Expr> {
    let mut length = 0;
    let mut stars = 0;
    let mut span: Option<Span> = None;
    while let Some(token) = ahead(input, length) {
        let part = matches!(token.kind, TokenKind::Word | TokenKind::Star | TokenKind::Integer);
        if !part || span.is_some_and(|span| span.end != token.span.start) {
            break;
        }
        stars += usize::from(token.kind == TokenKind::Star);
        span = Some(span.map_or(token.span, |span| span.to(token.span)));
        length += 1;
    }
    let span = span.filter(|_| stars > 0)?;
    for _ in 0..length {
        input.skip();
    }
    if length == 1 {
        return Some(Expr::new(ExprKind::Star, span));
    }
    let text = span.text(input.state().text).to_owned();
    Some(Expr::new(ExprKind::Wildcard(Name { text, span }), span))
}

/// An operand without operators around it, or a report that it is missing.
pub(super) fn expect_operand<'t>() -> impl Rule<'t, Expr> {
    let operand = operand().or(custom(|input: &mut In<'t, '_>| Ok(missing_expression(input))));
    custom(move |input: &mut In<'t, '_>| {
        if super::combine::at_expression(input) {
            input.parse(&operand)
        } else {
            Ok(missing_expression(input))
        }
    })
}

/// `name(arguments)`, or a report of what is missing.
pub(super) fn expect_call<'t>() -> impl Rule<'t, Call> {
    let call = call().boxed();
    custom(move |input: &mut In<'t, '_>| {
        let called = ahead(input, 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        if peek_kind(input) == Some(TokenKind::Word) && called {
            return input.parse(&call);
        }
        let name = take_name(input, |_| true);
        let place = if name.is_some() { in_place_of_next(input) } else { after_previous(input) };
        report(
            input,
            if name.is_some() {
                messages::missing_token(place, "(")
            } else {
                messages::missing(place, "function call")
            },
        );
        let name = name.unwrap_or(Name { text: String::new(), span: place });
        Ok(Call { name, arguments: Vec::new(), arguments_span: Span::at(place.start) })
    })
}

/// `expression asc nulls last`
pub(super) fn sort_key<'t>() -> impl Rule<'t, SortKey> {
    let order = keyword("asc").to(SortOrder::Asc).or(keyword("desc").to(SortOrder::Desc));
    let nulls = keyword("nulls")
        .ignore_then(keyword("first").to(NullsOrder::First).or(keyword("last").to(NullsOrder::Last)));
    expect_named()
        .then(order.or_not())
        .then(nulls.or_not())
        .map(|((expr, order), nulls)| SortKey { expr, order, nulls })
        .boxed()
}

/// The keyword that was read just before.
pub(super) fn keyword_before<'t>(input: &mut In<'t, '_>) -> Name {
    let at = index(input).saturating_sub(1);
    let token = input.state().tokens.get(at).copied();
    token.map(|token| Name { text: token.text.to_owned(), span: token.span }).unwrap_or_default()
}

/// `(operator | operator)`
pub(super) fn stage_group<'t>() -> impl Rule<'t, (Vec<Stage>, Span)> {
    expect_group(TokenKind::LeftParenthesis, inner_stages())
}
