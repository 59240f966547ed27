//! Comments of other languages: `-- …`, `# …` and `/* … */`.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use super::{begins_line, ends_operand};
use crate::token::{Token, TokenKind};

/// Leaves the comments out and reports each.
pub(super) fn mend<'t>(
    text: &'t str,
    tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    let mut out: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    let mut done = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.span.start < done {
            continue;
        }
        match comment(text, tokens.get(at..).unwrap_or(&[]), out.last()) {
            Some(diagnostic) => {
                done = end_of(text, *token);
                diagnostics.push(diagnostic);
            }
            None => out.push(*token),
        }
    }
    out
}

/// The end of the comment that begins with the token.
fn end_of(text: &str, token: Token<'_>) -> usize {
    let start = token.span.start;
    let rest = text.get(start..).unwrap_or("");
    let length = if rest.starts_with("/*") {
        rest.find("*/").map_or(rest.len(), |end| end + "*/".len())
    } else {
        rest.find('\n').unwrap_or(rest.len())
    };
    start + length
}

/// What to say when a comment begins with the first token.
fn comment(text: &str, tokens: &[Token<'_>], before: Option<&Token<'_>>) -> Option<Diagnostic> {
    let [first, rest @ ..] = tokens else { return None };
    let touches =
        |kind| rest.first().is_some_and(|next| next.kind == kind && next.span.start == first.span.end);
    match first.kind {
        TokenKind::Unknown if first.text == "#" => Some(line_comment("#", first.span)),
        TokenKind::Minus if touches(TokenKind::Minus) && is_prose(text, tokens, before) => {
            Some(line_comment("--", Span::new(first.span.start, first.span.start + "--".len())))
        }
        TokenKind::Slash if touches(TokenKind::Star) => Some(block_comment(text, *first)),
        _ => None,
    }
}

/// Two minus signs are KQL in front of a number; in front of words, or first in a line, they are not.
fn is_prose(text: &str, tokens: &[Token<'_>], before: Option<&Token<'_>>) -> bool {
    let [first, _, word, rest @ ..] = tokens else { return false };
    let blank = text.get(first.span.end + 1..).is_some_and(|after| after.starts_with(' '));
    let words = word.kind == TokenKind::Word
        && rest.first().is_none_or(|next| {
            next.kind == TokenKind::Word && !crate::words::is_scalar_operator(next.text)
                || begins_line(text, Some(word), *next)
        });
    let first_in_line = begins_line(text, before, *first);
    blank && words && (first_in_line || before.is_some_and(|before| ends_operand(*before)))
}

fn line_comment(mark: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::UnexpectedCharacter, span, format!("'{mark}' does not begin a comment"))
        .help("a comment begins with //")
        .fix(Fix::replace("replace by '//'", span, "//"))
}

fn block_comment(text: &str, first: Token<'_>) -> Diagnostic {
    let whole = Span::new(first.span.start, end_of(text, first));
    let inner = whole.text(text).trim_start_matches("/*").trim_end_matches("*/");
    let mut lines: Vec<String> = inner.lines().map(|line| format!("// {}", line.trim())).collect();
    if text.get(whole.end..).is_some_and(|after| !after.trim_start_matches([' ', '\t']).starts_with('\n')) {
        lines.push(String::new());
    }
    Diagnostic::error(
        Code::UnexpectedCharacter,
        Span::new(whole.start, whole.start + "/*".len()),
        "'/*' does not begin a comment",
    )
    .help("a comment begins with // and ends with its line")
    .fix(Fix {
        title: "make it a // comment".to_owned(),
        edits: vec![Edit { span: whole, replacement: lines.join("\n") }],
    })
}
