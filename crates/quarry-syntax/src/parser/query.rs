//! Tabular expressions: a source and the operators after each `|`.

use chumsky::prelude::*;
use quarry_diagnostics::Span;

use super::combine::{
    at_expression, at_pipeline_end, expression_ahead, is_closing, lazy, missing_expression, skip_stage,
};
use super::expr::expect_expression;
use super::messages;
use super::operators;
use super::state::{
    Boxed, In, Mistake, Rule, after_previous, ahead, in_place_of_next, index, peek_kind, report, span_since,
};
use crate::ast::{Expr, ExprKind, Operator, Pipeline, Stage};
use crate::token::{Token, TokenKind};
use crate::words;

/// An expression or tabular expression, or a report that it is missing.
pub(super) fn expect_pipeline<'t>() -> impl Rule<'t, Expr> {
    let rule = lazy(|grammar| &grammar.pipeline, build);
    custom(move |input: &mut In<'t, '_>| {
        if at_expression(input) || peek_kind(input) == Some(TokenKind::Pipe) {
            input.parse(&rule)
        } else {
            Ok(missing_expression(input))
        }
    })
}

fn build<'t>() -> Boxed<'t, Expr> {
    let scalar = expect_expression();
    custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let source = match source_operator(input) {
            Some(name) => {
                input.skip();
                let operator = operators::parse(input, name)?;
                Expr::new(ExprKind::Source(Box::new(operator)), span_since(input, start))
            }
            None => input.parse(&scalar)?,
        };
        if peek_kind(input) != Some(TokenKind::Pipe) || is_unclosed_condition(input, &source) {
            return Ok(source);
        }
        let stages = stages(input)?;
        let span = span_since(input, start);
        Ok(Expr::new(ExprKind::Pipeline(Box::new(Pipeline { source, stages })), span))
    })
    .boxed()
}

/// Whether a condition stands in a parenthesis that is never closed: then the pipe ends the stage around it.
fn is_unclosed_condition<'t>(input: &mut In<'t, '_>, source: &Expr) -> bool {
    let group = input.state().groups.last();
    let unclosed = group.is_some_and(|group| !group.closed && group.open == TokenKind::LeftParenthesis);
    unclosed
        && matches!(
            source.kind,
            ExprKind::Binary { .. }
                | ExprKind::And { .. }
                | ExprKind::Or { .. }
                | ExprKind::In { .. }
                | ExprKind::Between { .. }
                | ExprKind::Literal(_)
        )
}

/// The operator that begins here and needs no input. Its name may also be that of a table or function,
/// so the next token decides.
fn source_operator<'t>(input: &mut In<'t, '_>) -> Option<&'static str> {
    let token = input.peek().filter(|token| token.kind == TokenKind::Word)?;
    let definition = crate::operators::find(token.text).filter(|definition| definition.source)?;
    let next = ahead(input, 1)?;
    let expression = expression_ahead(input, 1);
    let operand = match definition.name {
        "range" => next.kind == TokenKind::Word || next.kind == TokenKind::LeftBracket,
        "datatable" | "externaldata" => next.kind == TokenKind::LeftParenthesis,
        "search" => expression || next.text == "in",
        "find" => expression || matches!(next.text, "in" | "where"),
        "evaluate" => next.kind == TokenKind::Word,
        "print" => expression || next.kind == TokenKind::Semicolon,
        _ => expression,
    };
    operand.then_some(definition.name)
}

/// Each `| operator`.
fn stages<'t>(input: &mut In<'t, '_>) -> Result<Vec<Stage>, Mistake> {
    let mut stages = Vec::new();
    while let Some(pipe) = input.peek().filter(|token| token.kind == TokenKind::Pipe) {
        input.skip();
        stages.push(stage(input, pipe.span)?);
    }
    Ok(stages)
}

/// Stages without a `|` before the first one, as in the body of `fork` and `mv-apply`.
pub(super) fn inner_stages<'t>() -> impl Rule<'t, Vec<Stage>> {
    custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        if peek_kind(input) == Some(TokenKind::Pipe) {
            return stages(input);
        }
        let mut all = vec![stage(input, place)?];
        all.append(&mut stages(input)?);
        Ok(all)
    })
}

/// One operator. Whatever its grammar leaves over is one mistake, and the stage an error.
fn stage<'t>(input: &mut In<'t, '_>, pipe_span: Span) -> Result<Stage, Mistake> {
    let start = index(input);
    let operator = match input.peek() {
        Some(token) if token.kind == TokenKind::Word => named_operator(input, token)?,
        _ => {
            let place = after_previous(input);
            report(input, messages::expected_operator(place));
            if !matches!(peek_kind(input), None | Some(TokenKind::Pipe)) {
                skip_stage(input);
            }
            Operator::Error
        }
    };
    let span = span_since(input, start);
    let operator = if finish_stage(input, start) { Operator::Error } else { operator };
    Ok(Stage { operator, span, pipe_span })
}

fn named_operator<'t>(input: &mut In<'t, '_>, token: Token<'t>) -> Result<Operator, Mistake> {
    match crate::operators::find(token.text).filter(|definition| definition.piped) {
        Some(definition) => {
            input.skip();
            Ok(operators::written_as(operators::parse(input, definition.name)?, token.text))
        }
        None => {
            report(input, messages::unknown_operator(token));
            skip_stage(input);
            Ok(Operator::Error)
        }
    }
}

/// Reports what the operator left over and passes over it; says whether there was anything.
fn finish_stage<'t>(input: &mut In<'t, '_>, start: usize) -> bool {
    if at_pipeline_end(input) || peek_kind(input) == Some(TokenKind::Pipe) {
        return false;
    }
    // Inside brackets that are never closed, what is left over belongs to what is around them.
    let group = input.state().groups.last().copied();
    if group.is_some_and(|group| !group.closed) {
        return false;
    }
    let place = in_place_of_next(input);
    let Some(token) = input.peek() else { return false };
    // After a mistake in the same stage, what is left over belongs to that mistake; for a bracket that
    // closes nothing the mistake may be anywhere before it in the statement.
    let since = if is_closing(token.kind) { input.state().statement } else { start };
    if input.state().reported_at.is_none_or(|place| place < since) {
        let next = ahead(input, 1).filter(|next| token.text == "not" && words::is_scalar_operator(next.text));
        let diagnostic = match next {
            Some(next) => messages::negated_by_word(token.span.to(next.span), next.text),
            None => messages::left_over(place, token, group.map(|group| group.open)),
        };
        report(input, diagnostic);
    }
    skip_stage(input);
    true
}
