//! Operands: literals, names, calls, parentheses, and what may follow them (`.name`, `[index]`).

use chumsky::prelude::*;
use quarry_diagnostics::Span;

use super::combine::{group, lazy, optional_list, skip_group, take_name, token};
use super::expr::{expect_expression, expect_named, named_or, report_keyword};
use super::literal::{dynamic, literal};
use super::messages;
use super::query::expect_pipeline;
use super::state::{Boxed, In, Mistake, Rule, after_previous, ahead, index, peek_kind, report, span_since};
use crate::ast::{Call, Expr, ExprKind, Name, TypeName, UnaryOp};
use crate::token::{Token, TokenKind};
use crate::words;

/// An operand with its sign and all that follows it.
pub(super) fn operand<'t>() -> impl Rule<'t, Expr> {
    lazy(|grammar| &grammar.primary, build)
}

fn build<'t>() -> Boxed<'t, Expr> {
    let simple = choice((literal(), bracketed_name(), parenthesized(), star(), word())).boxed();
    let path = path(simple);
    let sign = custom(|input: &mut In<'t, '_>| {
        let token: Token<'t> = input.peek().ok_or(Mistake::NoMatch)?;
        let op = match token.kind {
            TokenKind::Minus => UnaryOp::Minus,
            TokenKind::Plus => UnaryOp::Plus,
            _ => return Err(Mistake::NoMatch),
        };
        input.skip();
        Ok((op, token.span))
    });
    let missing = custom(|input: &mut In<'t, '_>| Ok(super::combine::missing_expression(input)));
    let signed =
        sign.then(path.clone().or(missing)).map(|((op, op_span), operand): ((UnaryOp, Span), Expr)| {
            let span = op_span.to(operand.span);
            Expr::new(ExprKind::Unary { op, op_span, operand: Box::new(operand) }, span)
        });
    path.or(signed).boxed()
}

fn bracketed_name<'t>() -> impl Rule<'t, Expr> {
    custom(|input: &mut In<'t, '_>| {
        if peek_kind(input) != Some(TokenKind::LeftBracket) {
            return Err(Mistake::NoMatch);
        }
        let name = take_name(input, |_| false).ok_or(Mistake::NoMatch)?;
        let span = name.span;
        Ok(Expr::new(ExprKind::Name(name), span))
    })
}

fn star<'t>() -> impl Rule<'t, Expr> {
    token(TokenKind::Star).map(|span: Span| Expr::new(ExprKind::Star, span))
}

/// `(expression)` or `(tabular expression)`.
fn parenthesized<'t>() -> impl Rule<'t, Expr> {
    group(TokenKind::LeftParenthesis, expect_pipeline())
        .map(|(inner, span)| Expr::new(ExprKind::Parenthesized(Box::new(inner)), span))
}

/// A name, a call, `typeof(…)` or `dynamic(…)`.
fn word<'t>() -> impl Rule<'t, Expr> {
    let call = call();
    let dynamic = dynamic();
    custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let called = ahead(input, 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        let reserved = words::is_reserved(token.text) && !(called && token.text == "dynamic");
        if token.kind != TokenKind::Word || reserved {
            return Err(Mistake::NoMatch);
        }
        let kind = match token.text {
            "dynamic" if called => input.parse(&dynamic)?,
            "typeof" if called => type_of(input),
            _ if called => ExprKind::Call(input.parse(&call)?),
            text => {
                let kept = report_keyword(input);
                input.skip();
                match kept {
                    true => ExprKind::Error,
                    false => ExprKind::Name(Name { text: text.to_owned(), span: token.span }),
                }
            }
        };
        Ok(Expr::new(kind, span_since(input, start)))
    })
}

/// `typeof(type)`; for a plugin's output also `typeof(*, name:type)`, of which the text is kept.
fn type_of(input: &mut In<'_, '_>) -> ExprKind {
    input.skip();
    let start = index(input);
    skip_group(input);
    let span = span_since(input, start);
    let inner = Span::new(span.start + 1, (span.end - 1).max(span.start + 1));
    let text = inner.text(input.state().text).trim().to_owned();
    if text.is_empty() {
        let place = Span::at(inner.start);
        report(input, messages::missing(place, "type"));
    }
    ExprKind::TypeOf(TypeName { name: Name { text, span: inner } })
}

/// Functions whose argument is a tabular expression with a pipeline of its own.
fn takes_pipeline(name: &str) -> bool {
    matches!(name, "materialize" | "toscalar" | "totable" | "__contextual_datatable")
}

/// `name(arguments)`
pub(super) fn call<'t>() -> impl Rule<'t, Call> {
    let plain = group(TokenKind::LeftParenthesis, optional_list(expect_named(), &[])).boxed();
    let tabular = group(TokenKind::LeftParenthesis, optional_list(named_or(expect_pipeline()), &[])).boxed();
    custom(move |input: &mut In<'t, '_>| {
        let name = take_name(input, |_| true).ok_or(Mistake::NoMatch)?;
        let (arguments, arguments_span) =
            if takes_pipeline(&name.text) { input.parse(&tabular)? } else { input.parse(&plain)? };
        Ok(Call { name, arguments, arguments_span })
    })
}

/// The operand and each `.name`, `.name(…)`, `[index]` after it.
fn path<'t>(simple: Boxed<'t, Expr>) -> impl Rule<'t, Expr> {
    let call = call().boxed();
    let index_group = group(TokenKind::LeftBracket, expect_expression()).boxed();
    custom(move |input: &mut In<'t, '_>| {
        let mut target = input.parse(&simple)?;
        loop {
            match peek_kind(input) {
                Some(TokenKind::LeftBracket) => {
                    let (index, end) = input.parse(&index_group)?;
                    target = element(target, index, end);
                }
                Some(TokenKind::Dot) => {
                    input.skip();
                    target = member(input, target, &call, &index_group)?;
                }
                _ => return Ok(target),
            }
        }
    })
}

fn element(target: Expr, index: Expr, end: Span) -> Expr {
    let span = target.span.to(end);
    Expr::new(ExprKind::Element { target: Box::new(target), index: Box::new(index) }, span)
}

/// What follows a dot.
fn member<'t>(
    input: &mut In<'t, '_>,
    target: Expr,
    call: &Boxed<'t, Call>,
    index_group: &Boxed<'t, (Expr, Span)>,
) -> Result<Expr, Mistake> {
    let is_call =
        |token: Option<Token<'t>>| token.is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
    match peek_kind(input) {
        Some(TokenKind::Word) if is_call(ahead(input, 1)) => {
            let call = input.parse(call)?;
            let span = target.span.to(call.arguments_span);
            Ok(Expr::new(ExprKind::MemberCall { target: Box::new(target), call }, span))
        }
        Some(TokenKind::LeftBracket | TokenKind::Word) => {
            if let Some(name) = take_name(input, |_| true) {
                let span = target.span.to(name.span);
                return Ok(Expr::new(ExprKind::Member { target: Box::new(target), name }, span));
            }
            let (index, end) = input.parse(index_group)?;
            Ok(element(target, index, end))
        }
        _ => {
            let place = after_previous(input);
            report(input, messages::missing(place, "name"));
            let name = Name { text: String::new(), span: place };
            let span = target.span.to(place);
            Ok(Expr::new(ExprKind::Member { target: Box::new(target), name }, span))
        }
    }
}
