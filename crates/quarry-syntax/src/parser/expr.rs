//! Scalar expressions: operators by precedence, from `or` (loosest) over `and`, equality and lists,
//! comparison, sums and products to string operators (tightest), as in Kusto's grammar.

use chumsky::input::MapExtra;
use chumsky::pratt::{infix, left, postfix};
use chumsky::prelude::*;
use quarry_diagnostics::Span;

use super::combine::{
    any_name, at_expression, expect_group, expect_keyword, expect_token, expression_ahead, group, keyword,
    lazy, list, missing_expression, token,
};
use super::literal;
use super::messages;
use super::primary::operand;
use super::query::expect_pipeline;
use super::state::{Boxed, Extra, In, Mistake, Rule, Tokens, ahead, index, report, span_since};
use crate::ast::{BinaryOp, Expr, ExprKind, InOp, Name};
use crate::token::TokenKind;
use crate::words;

/// An expression, or a report that it is missing.
pub(super) fn expect_expression<'t>() -> impl Rule<'t, Expr> {
    let rule = lazy(|grammar| &grammar.expression, build);
    custom(
        move |input: &mut In<'t, '_>| {
            if at_expression(input) { input.parse(&rule) } else { Ok(missing_expression(input)) }
        },
    )
}

/// `name = expression`, `(a, b) = expression` or an expression.
pub(super) fn expect_named<'t>() -> impl Rule<'t, Expr> {
    named_or(expect_expression())
}

/// Names before a `=`, then or instead `value`.
pub(super) fn named_or<'t>(value: impl Rule<'t, Expr>) -> impl Rule<'t, Expr> {
    let one = any_name().map(|name| (vec![name], false));
    let several = group(TokenKind::LeftParenthesis, list(super::combine::expect_name(), &[]))
        .map(|(names, _)| (names, true));
    let names = one.or(several).then_ignore(token(TokenKind::Assign));
    custom(move |input: &mut In<'t, '_>| {
        if !at_names(input) {
            let value = input.parse(&value)?;
            return Ok(alias(input, value));
        }
        let start = index(input);
        report_keyword(input);
        let (names, parenthesized): (Vec<Name>, bool) = input.parse(&names)?;
        let value = Box::new(input.parse(&value)?);
        let span = span_since(input, start);
        Ok(Expr::new(ExprKind::Named { names, parenthesized, value }, span))
    })
}

/// Says so, and gives true, when the next token is a keyword that no column has as a bare name.
pub(super) fn report_keyword(input: &mut In<'_, '_>) -> bool {
    let keyword = input.peek().filter(|token| words::is_quoted_name(token.text));
    if let Some(token) = keyword {
        report(input, messages::keyword_as_name(token));
    }
    keyword.is_some()
}

/// `value as Name`, as in SQL: reported, and read as `Name = value`.
fn alias<'t>(input: &mut In<'t, '_>, value: Expr) -> Expr {
    let Some(word) =
        input.peek().filter(|token| token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case("as"))
    else {
        return value;
    };
    let Some(name) = ahead(input, 1).filter(|name| name.kind == TokenKind::Word) else { return value };
    if ahead(input, 2).is_some_and(|next| next.kind == TokenKind::LeftParenthesis) {
        return value;
    }
    let text = input.state().text;
    report(input, messages::alias(value.span.start, value.span.end, word.span, name.span, text));
    input.skip();
    input.skip();
    let span = value.span.to(name.span);
    let names = vec![Name { text: name.text.to_owned(), span: name.span }];
    Expr::new(ExprKind::Named { names, parenthesized: false, value: Box::new(value) }, span)
}

/// Whether a name, or names in parentheses, and `=` are next.
fn at_names<'t>(input: &mut In<'t, '_>) -> bool {
    let Some(first) = input.peek() else { return false };
    let assign = match first.kind {
        TokenKind::Word => 1,
        TokenKind::LeftBracket
            if ahead(input, 1).is_some_and(|text| text.kind == TokenKind::String)
                && ahead(input, 2).is_some_and(|close| close.kind == TokenKind::RightBracket) =>
        {
            3
        }
        TokenKind::LeftParenthesis => {
            let start = index(input);
            match input.state().partners.get(start).copied().flatten() {
                Some(partner) => partner - start + 1,
                None => return false,
            }
        }
        _ => return false,
    };
    ahead(input, assign).is_some_and(|token| token.kind == TokenKind::Assign)
}

/// A binary operator and its place.
type Op = (BinaryOp, Span);

fn build<'t>() -> Boxed<'t, Expr> {
    let operand = operand().or(custom(|input: &mut In<'t, '_>| Ok(missing_expression(input))));
    operand
        .pratt((
            infix(left(7), binary(string_operator).or(matches_regex()), fold),
            infix(left(6), binary(product), fold),
            infix(left(5), binary(sum), fold),
            infix(left(4), binary(comparison), fold),
            infix(left(3), binary(equality).or(single_equals()), fold),
            postfix(3, in_list(), |left: Expr, (op, op_span, list, end): InTail, _: &mut Map<'t, '_>| {
                let span = left.span.to(end);
                Expr::new(ExprKind::In { op, op_span, left: Box::new(left), list }, span)
            }),
            postfix(3, between(), |left: Expr, tail: BetweenTail, _: &mut Map<'t, '_>| {
                let span = left.span.to(tail.end);
                let BetweenTail { negated, op_span, low, high, .. } = tail;
                let left = Box::new(left);
                Expr::new(ExprKind::Between { negated, op_span, left, low, high }, span)
            }),
            infix(left(2), logical("and"), fold_and),
            infix(left(1), logical("or"), fold_or),
        ))
        .boxed()
}

type Map<'t, 'e> = MapExtra<'t, 'e, Tokens<'t>, Extra<'t>>;

fn fold<'t>(left: Expr, (op, op_span): Op, right: Expr, _: &mut Map<'t, '_>) -> Expr {
    let span = left.span.to(right.span);
    Expr::new(ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) }, span)
}

fn fold_and<'t>(left: Expr, place: Span, right: Expr, _: &mut Map<'t, '_>) -> Expr {
    let span = left.span.to(right.span);
    let (operands, op_spans) = match left.kind {
        ExprKind::And { mut operands, mut op_spans } => {
            operands.push(right);
            op_spans.push(place);
            (operands, op_spans)
        }
        _ => (vec![left, right], vec![place]),
    };
    Expr::new(ExprKind::And { operands, op_spans }, span)
}

fn fold_or<'t>(left: Expr, place: Span, right: Expr, _: &mut Map<'t, '_>) -> Expr {
    let span = left.span.to(right.span);
    let (operands, op_spans) = match left.kind {
        ExprKind::Or { mut operands, mut op_spans } => {
            operands.push(right);
            op_spans.push(place);
            (operands, op_spans)
        }
        _ => (vec![left, right], vec![place]),
    };
    Expr::new(ExprKind::Or { operands, op_spans }, span)
}

/// A binary operator that `read` knows, by its kind and text.
fn binary<'t>(read: fn(TokenKind, &str) -> Option<BinaryOp>) -> impl Rule<'t, Op> {
    custom(move |input: &mut In<'t, '_>| {
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        if let Some(op) = read(token.kind, token.text) {
            input.skip();
            return Ok((op, token.span));
        }
        Err(Mistake::NoMatch)
    })
}

fn product(kind: TokenKind, _: &str) -> Option<BinaryOp> {
    match kind {
        TokenKind::Star => Some(BinaryOp::Multiply),
        TokenKind::Slash => Some(BinaryOp::Divide),
        TokenKind::Percent => Some(BinaryOp::Modulo),
        _ => None,
    }
}

fn sum(kind: TokenKind, _: &str) -> Option<BinaryOp> {
    match kind {
        TokenKind::Plus => Some(BinaryOp::Add),
        TokenKind::Minus => Some(BinaryOp::Subtract),
        _ => None,
    }
}

fn comparison(kind: TokenKind, _: &str) -> Option<BinaryOp> {
    match kind {
        TokenKind::Less => Some(BinaryOp::Less),
        TokenKind::LessOrEqual => Some(BinaryOp::LessOrEqual),
        TokenKind::Greater => Some(BinaryOp::Greater),
        TokenKind::GreaterOrEqual => Some(BinaryOp::GreaterOrEqual),
        _ => None,
    }
}

fn equality(kind: TokenKind, _: &str) -> Option<BinaryOp> {
    match kind {
        TokenKind::Equal => Some(BinaryOp::Equal),
        TokenKind::NotEqual => Some(BinaryOp::NotEqual),
        _ => None,
    }
}

/// `=` in place of `==`: the official service takes it too.
fn single_equals<'t>() -> impl Rule<'t, Op> {
    custom(|input: &mut In<'t, '_>| {
        let token = input.peek().filter(|token| token.kind == TokenKind::Assign).ok_or(Mistake::NoMatch)?;
        report(input, messages::single_equals(token));
        input.skip();
        Ok((BinaryOp::Equal, token.span))
    })
}

fn string_operator(kind: TokenKind, text: &str) -> Option<BinaryOp> {
    match kind {
        TokenKind::EqualTilde => Some(BinaryOp::EqualTilde),
        TokenKind::NotEqualTilde => Some(BinaryOp::NotEqualTilde),
        TokenKind::Colon => Some(BinaryOp::Search),
        TokenKind::Word | TokenKind::OperatorWord => words::binary_operator(text),
        _ => None,
    }
}

/// `matches regex`; the second word must follow.
fn matches_regex<'t>() -> impl Rule<'t, Op> {
    keyword("matches")
        .then(expect_keyword("regex"))
        .map(|(first, second): (Span, Span)| (BinaryOp::MatchesRegex, first.to(second)))
}

/// `and` or `or`; other spellings are understood, but reported.
fn logical<'t>(word: &'static str) -> impl Rule<'t, Span> {
    custom(move |input: &mut In<'t, '_>| {
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let place = match token.kind {
            TokenKind::Word if token.text.eq_ignore_ascii_case(word) => token.span,
            TokenKind::Unknown if word == "and" && token.text == "&&" => token.span,
            TokenKind::Pipe if word == "or" => double_bar(input, token.span).ok_or(Mistake::NoMatch)?,
            _ => return Err(Mistake::NoMatch),
        };
        if token.text != word && token.kind != TokenKind::Unknown {
            let written = input_text(input, place);
            report(input, messages::other_operator(place, written, word));
        }
        input.skip();
        if place.end > token.span.end {
            input.skip();
        }
        Ok(place)
    })
}

fn input_text<'t>(input: &mut In<'t, '_>, place: Span) -> &'t str {
    let text = input.state().text;
    text.get(place.start..place.end).unwrap_or("")
}

/// The span of two bars that touch and have an expression behind them, not an operator.
fn double_bar<'t>(input: &mut In<'t, '_>, first: Span) -> Option<Span> {
    let second = ahead(input, 1).filter(|token| token.kind == TokenKind::Pipe)?;
    let operand = ahead(input, 2)?;
    let operator = operand.kind == TokenKind::Word && crate::operators::find(operand.text).is_some();
    let or = second.span.start == first.end && !operator && expression_ahead(input, 2);
    or.then(|| first.to(second.span))
}

type InTail = (InOp, Span, Vec<Expr>, Span);

/// `in (…)`, `has_any (…)` after the left side. A single item may be a tabular expression.
fn in_list<'t>() -> impl Rule<'t, InTail> {
    let scalar = expect_expression();
    let tabular = expect_pipeline();
    let item = custom(move |input: &mut In<'t, '_>| {
        let at = index(input);
        let first = at.checked_sub(1).and_then(|before| input.state().tokens.get(before).copied());
        let literal = input.peek().is_some_and(|token| literal::read(token).is_some());
        if first.is_some_and(|before| before.kind == TokenKind::LeftParenthesis) && !literal {
            input.parse(&tabular)
        } else {
            input.parse(&scalar)
        }
    });
    let items = super::combine::optional_list(item, &[]);
    let items = expect_group(TokenKind::LeftParenthesis, items);
    let op = custom(|input: &mut In<'t, '_>| {
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let op = match token.kind {
            TokenKind::Word | TokenKind::OperatorWord => words::list_operator(token.text),
            _ => None,
        };
        let op = op.ok_or(Mistake::NoMatch)?;
        // The older axis of `make-series`: `on Timestamp in range(start, end, step)`.
        if op == InOp::In && ahead(input, 1).is_some_and(|next| next.text == "range") {
            return Err(Mistake::NoMatch);
        }
        input.skip();
        Ok((op, token.span))
    });
    op.then(items).map(|((op, op_span), (items, end))| (op, op_span, items, end)).boxed()
}

struct BetweenTail {
    negated: bool,
    op_span: Span,
    low: Box<Expr>,
    high: Box<Expr>,
    end: Span,
}

/// `between (low .. high)` after the left side.
fn between<'t>() -> impl Rule<'t, BetweenTail> {
    let op = custom(|input: &mut In<'t, '_>| {
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let negated = match (token.kind, token.text) {
            (TokenKind::Word, "between") => false,
            (TokenKind::OperatorWord, "!between") => true,
            _ => return Err(Mistake::NoMatch),
        };
        input.skip();
        Ok((negated, token.span))
    });
    let range =
        expect_expression().then_ignore(expect_token(TokenKind::DotDot, "..")).then(expect_expression());
    op.then(expect_group(TokenKind::LeftParenthesis, range))
        .map(|((negated, op_span), ((low, high), end))| BetweenTail {
            negated,
            op_span,
            low: Box::new(low),
            high: Box::new(high),
            end,
        })
        .boxed()
}
