//! What web pages and word processors put in place of plain quotes and spaces.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use crate::lexer::{is_unusual_blank, string};
use crate::token::{Token, TokenKind};

/// Warns of typographic quotes and unusual blanks, once each, with a fix for all of them.
pub(crate) fn check(text: &str, tokens: &[Token<'_>], diagnostics: &mut Vec<Diagnostic>) {
    if text.is_ascii() {
        return;
    }
    quotes(tokens, diagnostics);
    blanks(text, tokens, diagnostics);
}

fn quotes(tokens: &[Token<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let strings: Vec<&Token<'_>> = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::String && !token.text.is_ascii())
        .filter(|token| {
            let decoded = string::decode(token.text);
            decoded.typographic && decoded.terminated
        })
        .collect();
    let Some(first) = strings.first() else { return };
    let edits = strings
        .iter()
        .map(|token| Edit { span: token.span, replacement: string::straightened(token.text) })
        .collect();
    let message = match strings.len() {
        1 => "typographic quotes delimit this string".to_owned(),
        count => format!("typographic quotes delimit this and {} more strings", count - 1),
    };
    diagnostics.push(
        Diagnostic::warning(Code::TypographicQuotes, first.span, message)
            .help("the portal does not take them")
            .fix(Fix { title: "straighten all quotes".to_owned(), edits }),
    );
}

fn blanks(text: &str, tokens: &[Token<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut edits = Vec::new();
    let mut end = 0;
    let ends = tokens.iter().map(|token| token.span).chain([Span::at(text.len())]);
    for span in ends {
        let gap = text.get(end..span.start).unwrap_or("");
        for (at, character) in gap.char_indices().filter(|(_, character)| is_unusual_blank(*character)) {
            let start = end + at;
            let replacement = replacement(character);
            edits.push(Edit { span: Span::new(start, start + character.len_utf8()), replacement });
        }
        end = span.end;
    }
    let Some(first) = edits.first().map(|edit| edit.span) else { return };
    let message = match edits.len() {
        1 => "this is not a plain space".to_owned(),
        count => format!("this and {} more are not plain spaces", count - 1),
    };
    diagnostics.push(
        Diagnostic::warning(Code::UnusualSpace, first, message)
            .help("the portal may not take them")
            .fix(Fix { title: "make them plain spaces".to_owned(), edits }),
    );
}

/// Characters without width are dropped.
fn replacement(character: char) -> String {
    match character {
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => String::new(),
        '\u{2028}' | '\u{2029}' | '\u{85}' => "\n".to_owned(),
        _ => " ".to_owned(),
    }
}
