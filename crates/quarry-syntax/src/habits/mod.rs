//! What other languages and web pages put into a query: found among the tokens, reported once with the KQL
//! for it, and replaced by the tokens that were meant, so that the rest of the query is still checked.
//!
//! Invariant: a text that KQL can read leaves here as it came. Every change comes with an error.

mod comments;
mod html;
mod lists;
mod margins;
mod operators;
mod shapes;
mod signs;
mod words;

use quarry_diagnostics::{Code, Diagnostic, Fix, Span};

use crate::token::{Token, TokenKind};

/// The tokens of the query that was meant; comments are left out before.
pub(crate) fn mend<'t>(
    text: &'t str,
    mut tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    if text.contains('&') {
        tokens = html::mend(text, tokens, diagnostics);
    }
    if text.contains('<') {
        tokens = html::drop_elements(tokens, diagnostics);
    }
    if !text.is_ascii() {
        tokens = signs::mend(text, tokens, diagnostics);
    }
    tokens = margins::mend(text, tokens, diagnostics);
    if ["--", "#", "/*"].iter().any(|mark| text.contains(mark)) {
        tokens = comments::mend(text, tokens, diagnostics);
    }
    tokens = words::mend(text, tokens, diagnostics);
    shapes::mend(tokens, diagnostics)
}

/// What to do in KQL in place of an operator of another language.
pub(crate) fn operator_advice(word: &str) -> Option<&'static str> {
    operators::advice(&word.to_ascii_lowercase())
}

/// An error with the text to write instead.
fn instead(code: Code, span: Span, message: impl Into<String>, replacement: &str) -> Diagnostic {
    Diagnostic::error(code, span, message).help(format!("write '{replacement}'")).fix(Fix::replace(
        format!("replace by '{replacement}'"),
        span,
        replacement,
    ))
}

/// Whether an operand may end with the token.
fn ends_operand(token: Token<'_>) -> bool {
    match token.kind {
        TokenKind::Word => {
            !crate::words::is_scalar_operator(token.text)
                && !matches!(token.text, "by" | "on" | "let" | "not" | "with" | "set")
        }
        TokenKind::Integer
        | TokenKind::Real
        | TokenKind::TimeSpan
        | TokenKind::TypedLiteral
        | TokenKind::String
        | TokenKind::RightParenthesis
        | TokenKind::RightBracket => true,
        _ => false,
    }
}

/// Whether an operand may begin with the token.
fn begins_operand(token: Token<'_>) -> bool {
    match token.kind {
        TokenKind::Word => !crate::words::is_scalar_operator(token.text),
        TokenKind::Integer
        | TokenKind::Real
        | TokenKind::TimeSpan
        | TokenKind::TypedLiteral
        | TokenKind::String
        | TokenKind::LeftParenthesis
        | TokenKind::LeftBracket => true,
        _ => false,
    }
}

/// Whether the token is the first of its line.
fn begins_line(text: &str, before: Option<&Token<'_>>, token: Token<'_>) -> bool {
    before.is_none_or(|before| {
        text.get(before.span.end..token.span.start).is_some_and(|gap| gap.contains('\n'))
    })
}
