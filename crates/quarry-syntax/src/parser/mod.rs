//! Tokens to syntax tree.
//!
//! The grammar is tolerant: a rule that has begun never fails, it reports what is missing and goes on,
//! so that one mistake gives one message and the rest of the text is still read.

mod brackets;
mod clauses;
mod combine;
mod deferred;
mod expr;
mod literal;
mod messages;
pub mod operators;
mod primary;
mod query;
mod state;
mod statement;
mod types;

use std::collections::HashMap;
use std::rc::Rc;

use quarry_diagnostics::{Code, Diagnostic, Span};

use crate::ast::Query;
use crate::token::{Token, TokenKind};
use crate::{Parsed, habits, lexer, limits, typography};
use state::State;

/// Parses a whole text.
pub fn parse(text: &str) -> Parsed {
    if let Some(refusal) = limits::text_too_long(text) {
        return refused(refusal);
    }
    let all = lexer::tokenize(text);
    let mut diagnostics = Vec::new();
    typography::check(text, &all, &mut diagnostics);
    let tokens: Vec<Token<'_>> = all.into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    let tokens = habits::mend(text, tokens, &mut diagnostics);
    let unmended = diagnostics.len();
    lexer::check(text, &tokens, &mut diagnostics);
    if let Some(refusal) = limits::too_deep(&tokens) {
        return refused(refusal);
    }
    let query = grammar(text, &tokens, &mut diagnostics, unmended);
    diagnostics.sort_by_key(Diagnostic::span);
    one_mistake_per_open_string(text, &mut diagnostics);
    Parsed { query, diagnostics }
}

fn refused(diagnostic: Diagnostic) -> Parsed {
    Parsed { query: Query::default(), diagnostics: vec![diagnostic] }
}

/// `unmended` is where the broken tokens begin among the diagnostics.
fn grammar(text: &str, tokens: &[Token<'_>], diagnostics: &mut Vec<Diagnostic>, unmended: usize) -> Query {
    let mut state = State {
        grammar: Rc::default(),
        tokens,
        base: 0,
        text,
        partners: brackets::partners(tokens).into(),
        groups: Vec::new(),
        recursion: 0,
        deferred: Vec::new(),
        finished: HashMap::new(),
        statement: 0,
        reported_at: None,
    };
    let (statements, found) = deferred::run(tokens, &mut state, statement::statements());
    let lexical: Vec<Span> =
        diagnostics.iter().filter(|known| known.is_error()).map(Diagnostic::span).collect();
    // A broken token is one mistake; what the grammar says about it adds nothing.
    let new = found.into_iter().filter(|found| {
        let span = found.span();
        let in_front =
            |known: &Span| text.get(span.end..known.start).is_some_and(|gap| gap.trim().is_empty());
        !lexical.iter().any(|known| touches(*known, span) || in_front(known))
    });
    let new = first_in_stage(tokens, new.collect());
    let broken = new.iter().chain(diagnostics.get(unmended..).unwrap_or(&[]));
    let garbled = broken
        .filter(|found| matches!(found.code, Code::MissingToken | Code::UnexpectedCharacter))
        .map(|found| rest_of_stage(tokens, found.span().start))
        .collect();
    diagnostics.extend(new);
    if statements.is_empty() && !tokens.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
        let first = tokens.iter().find(|token| token.kind != TokenKind::Semicolon);
        if let Some(first) = first {
            let message = "the text from here could not be read";
            diagnostics.push(Diagnostic::error(Code::UnexpectedToken, first.span, message));
        }
    }
    Query { statements, garbled }
}

/// A string without its end garbles the rest of its line: what is said about that line is one mistake.
fn one_mistake_per_open_string(text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let line = |diagnostic: &Diagnostic| {
        let before = text.get(..diagnostic.span().start).unwrap_or("");
        before.bytes().filter(|byte| *byte == b'\n').count()
    };
    let open: Vec<(usize, Diagnostic)> = diagnostics
        .iter()
        .filter(|known| known.code == Code::UnterminatedString)
        .map(|known| (line(known), known.clone()))
        .collect();
    for (garbled, string) in open {
        let mut first = true;
        diagnostics.retain_mut(|known| {
            if !known.is_error() || line(known) != garbled {
                return true;
            }
            if !std::mem::take(&mut first) {
                return false;
            }
            if known.code != Code::UnterminatedString {
                known.related.extend(string.related.iter().cloned());
                known.help = Some("a string in this line is not closed".to_owned());
            }
            true
        });
    }
}

/// Where a token is missing, what else is missing in the rest of the stage follows from that.
fn first_in_stage(tokens: &[Token<'_>], mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by_key(Diagnostic::span);
    let mut part: Option<Span> = None;
    found.retain(|known| {
        let span = known.span();
        let follows = part.is_some_and(|part| part.start < span.start && span.end <= part.end);
        let missing = matches!(known.code, Code::MissingToken | Code::MissingExpression);
        if follows && missing {
            return false;
        }
        if known.code == Code::MissingToken {
            part = Some(rest_of_stage(tokens, span.start));
        }
        true
    });
    found
}

/// From a place to the end of the stage or of the bracket that it stands in.
fn rest_of_stage(tokens: &[Token<'_>], start: usize) -> Span {
    let first = tokens.partition_point(|token| token.span.start < start);
    let mut depth = 0_usize;
    let mut end = start;
    for token in tokens.get(first..).unwrap_or(&[]) {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                }
            }
            TokenKind::Pipe | TokenKind::Semicolon if depth == 0 => break,
            _ => {}
        }
        end = token.span.end;
    }
    Span::new(start, end)
}

fn touches(left: Span, right: Span) -> bool {
    left.start <= right.end && right.start <= left.end
}
