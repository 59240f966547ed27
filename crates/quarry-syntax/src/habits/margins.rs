//! What pages and terminals print in front of lines: numbers and prompts.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use super::begins_line;
use crate::token::{Token, TokenKind};

/// What stands in front of a line, in tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Margin {
    Number(usize),
    Prompt,
}

/// Takes away line numbers and prompts when every line has one, and reports them once.
pub(super) fn mend<'t>(
    text: &'t str,
    tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    let tokens = label(text, tokens, diagnostics);
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<Margin> = None;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        if !begins_line(text, before, *token) {
            continue;
        }
        let Some(margin) = margin(*token) else { return tokens };
        let follows = match (last, margin) {
            (None, Margin::Number(number)) => number <= 1,
            (Some(Margin::Number(last)), Margin::Number(number)) => number > last,
            (last, Margin::Prompt) => last.is_none_or(|last| last == Margin::Prompt),
            (Some(Margin::Prompt), Margin::Number(_)) => false,
        };
        if !follows {
            return tokens;
        }
        last = Some(margin);
        let colon = tokens
            .get(at + 1)
            .is_some_and(|next| next.kind == TokenKind::Colon || next.kind == TokenKind::RightParenthesis);
        marks.push((at, if colon && margin != Margin::Prompt { 2 } else { 1 }));
    }
    // A lone number or a query that begins with one is no margin.
    let numbers_alone = marks.len() < 2 && last != Some(Margin::Prompt);
    let Some(first) = marks.first().and_then(|(at, _)| tokens.get(*at)).map(|token| token.span) else {
        return tokens;
    };
    if numbers_alone || marks.len() == tokens.len() {
        return tokens;
    }
    let what = if last == Some(Margin::Prompt) { "a prompt stands" } else { "line numbers stand" };
    diagnostics.push(
        Diagnostic::error(Code::TextMargin, first, format!("{what} in front of the query"))
            .help("they were copied together with the query")
            .fix(Fix { title: "take them away".to_owned(), edits: edits(text, &tokens, &marks) }),
    );
    let dropped = |at: usize| marks.iter().any(|(start, count)| (*start..start + count).contains(&at));
    tokens.into_iter().enumerate().filter(|(at, _)| !dropped(*at)).map(|(_, token)| token).collect()
}

/// `KQL:`, `%kql` or `$` in front of the whole query.
fn label<'t>(text: &'t str, tokens: Vec<Token<'t>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token<'t>> {
    let [first, second, ..] = tokens.as_slice() else { return tokens };
    let name = |token: &Token<'_>| {
        matches!(token.text.to_ascii_lowercase().as_str(), "kql" | "kusto" | "query" | "code")
    };
    let count = if name(first) && second.kind == TokenKind::Colon
        || first.kind == TokenKind::Percent && name(second)
    {
        2
    } else if matches!(first.text, "$" | "•" | "❯") {
        1
    } else {
        return tokens;
    };
    let span = if count == 2 { first.span.to(second.span) } else { first.span };
    diagnostics.push(
        Diagnostic::error(
            Code::TextMargin,
            span,
            format!("'{}' stands in front of the query", span.text(text)),
        )
        .help("it was copied together with the query")
        .fix(Fix { title: "take it away".to_owned(), edits: edits(text, &tokens, &[(0, count)]) }),
    );
    tokens.into_iter().skip(count).collect()
}

fn margin(token: Token<'_>) -> Option<Margin> {
    match token.kind {
        TokenKind::Integer => token.text.parse().ok().map(Margin::Number),
        TokenKind::Real => token.text.strip_suffix('.')?.parse().ok().map(Margin::Number),
        TokenKind::Greater => Some(Margin::Prompt),
        _ => None,
    }
}

/// Each margin with the blanks after it.
fn edits(text: &str, tokens: &[Token<'_>], marks: &[(usize, usize)]) -> Vec<Edit> {
    let cut = |&(at, count): &(usize, usize)| {
        let first = tokens.get(at)?;
        let last = tokens.get(at + count - 1)?;
        let blanks = text.get(last.span.end..)?;
        let end = last.span.end + blanks.len() - blanks.trim_start_matches([' ', '\t']).len();
        Some(Edit { span: Span::new(first.span.start, end), replacement: String::new() })
    };
    marks.iter().filter_map(cut).collect()
}
