//! Signs that look like those of the language: wide punctuation, mathematical signs, dashes.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use crate::token::{Token, TokenKind};
use crate::words::DASHED;

fn meant(sign: &str) -> Option<(TokenKind, &'static str)> {
    Some(match sign {
        "，" | "、" => (TokenKind::Comma, ","),
        "；" => (TokenKind::Semicolon, ";"),
        "：" => (TokenKind::Colon, ":"),
        "（" => (TokenKind::LeftParenthesis, "("),
        "）" => (TokenKind::RightParenthesis, ")"),
        "［" | "【" => (TokenKind::LeftBracket, "["),
        "］" | "】" => (TokenKind::RightBracket, "]"),
        "｛" => (TokenKind::LeftBrace, "{"),
        "｝" => (TokenKind::RightBrace, "}"),
        "｜" | "│" | "∣" | "¦" => (TokenKind::Pipe, "|"),
        "＝" => (TokenKind::Assign, "="),
        "＞" => (TokenKind::Greater, ">"),
        "＜" => (TokenKind::Less, "<"),
        "≥" | "⩾" => (TokenKind::GreaterOrEqual, ">="),
        "≤" | "⩽" => (TokenKind::LessOrEqual, "<="),
        "≠" => (TokenKind::NotEqual, "!="),
        "＋" => (TokenKind::Plus, "+"),
        "×" | "∗" | "＊" => (TokenKind::Star, "*"),
        "÷" | "／" | "∕" => (TokenKind::Slash, "/"),
        "…" => (TokenKind::DotDot, ".."),
        "‐" | "‑" | "‒" | "–" | "—" | "―" | "−" | "－" | "﹣" => (TokenKind::Minus, "-"),
        _ => return None,
    })
}

/// Reads them as what they stand for, and reports all with one fix.
pub(super) fn mend<'t>(
    text: &'t str,
    tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut out: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let known = if token.text.is_ascii() { None } else { meant(token.text) };
        match known {
            Some((kind, sign)) => {
                edits.push(Edit { span: token.span, replacement: sign.to_owned() });
                out.push(Token { kind, text: sign, ..token });
            }
            None => out.push(token),
        }
    }
    let Some(first) = edits.first().map(|edit| edit.span) else { return out };
    let sign = edits.first().map(|edit| edit.replacement.clone()).unwrap_or_default();
    let message = match edits.len() {
        1 => format!("'{}' is not '{sign}'", first.text(text)),
        count => format!("this and {} more are not the plain signs of the language", count - 1),
    };
    diagnostics.push(
        Diagnostic::error(Code::UnexpectedCharacter, first, message)
            .help("word processors and web pages put such signs in")
            .fix(Fix { title: "make them plain signs".to_owned(), edits }),
    );
    join_dashes(out)
}

/// `mv–expand` was cut in three, since only a plain dash belongs to a word.
fn join_dashes(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match joined(tokens.get(at..).unwrap_or(&[])) {
            Some((name, count, span)) => {
                out.push(Token { kind: TokenKind::Word, text: name, span });
                at += count;
            }
            None => {
                out.push(*token);
                at += 1;
            }
        }
    }
    out
}

/// The keyword with dashes that the first tokens make, how many they are, and where.
fn joined(tokens: &[Token<'_>]) -> Option<(&'static str, usize, Span)> {
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let mut name = first.text.to_owned();
    let mut span = first.span;
    let mut best = None;
    for (position, pair) in tokens.get(1..)?.chunks_exact(2).take(3).enumerate() {
        let [dash, word] = pair else { break };
        let touching = span.end == dash.span.start && dash.span.end == word.span.start;
        if dash.kind != TokenKind::Minus || word.kind != TokenKind::Word || !touching {
            break;
        }
        name = format!("{name}-{}", word.text);
        span = span.to(word.span);
        if let Some(keyword) = DASHED.iter().find(|keyword| **keyword == name) {
            best = Some((*keyword, position * 2 + 3, span));
        }
    }
    best
}
