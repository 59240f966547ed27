//! `&gt;` and the like, from pages that show their own source.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use crate::token::{Token, TokenKind};

/// The entities that queries hold, and what they stand for.
const ENTITIES: &[(&str, &str)] = &[
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&amp;", "&"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&ldquo;", "\""),
    ("&rdquo;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&lsquo;", "'"),
    ("&rsquo;", "'"),
    ("&nbsp;", " "),
    ("&#160;", " "),
];

fn entity_at(text: &str, at: usize) -> Option<(Span, &'static str)> {
    let rest = text.get(at..)?;
    let (written, meant) = ENTITIES.iter().find(|(written, _)| rest.starts_with(written))?;
    Some((Span::new(at, at + written.len()), meant))
}

/// Reports entities outside of strings once, and reads them as what they stand for.
pub(super) fn mend<'t>(
    text: &'t str,
    tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    let outside = |token: &Token<'t>| token.kind == TokenKind::Unknown && token.text.starts_with('&');
    let first = tokens.iter().find_map(|token| {
        if outside(token) { entity_at(text, token.span.start).map(|(span, _)| span) } else { None }
    });
    let Some(first) = first else { return tokens };
    diagnostics.push(
        Diagnostic::error(Code::HtmlText, first, format!("'{}' is HTML", first.text(text)))
            .help("the query was copied from the source of a page")
            .fix(Fix { title: "turn all entities into characters".to_owned(), edits: all(text) }),
    );
    let mut out: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    let mut done = 0;
    for token in &tokens {
        if token.span.start < done {
            continue;
        }
        match entity_at(text, token.span.start).filter(|_| outside(token)) {
            Some((span, meant)) => done = replace(text, span, meant, &mut out),
            None => out.push(*token),
        }
    }
    out
}

/// The edits for every entity, those in strings too: the page turned them all.
fn all(text: &str) -> Vec<Edit> {
    text.match_indices('&')
        .filter_map(|(at, _)| entity_at(text, at))
        .map(|(span, meant)| Edit { span, replacement: meant.to_owned() })
        .collect()
}

/// Puts in what an entity stands for; says where the text goes on.
fn replace<'t>(text: &'t str, span: Span, meant: &str, out: &mut Vec<Token<'t>>) -> usize {
    let next = text.get(span.end..).unwrap_or("");
    let mut put = |kind, text, end| {
        out.push(Token { kind, span: Span::new(span.start, end), text });
        end
    };
    match meant {
        ">" | "<" if next.starts_with('=') => {
            let (kind, text) = if meant == ">" {
                (TokenKind::GreaterOrEqual, ">=")
            } else {
                (TokenKind::LessOrEqual, "<=")
            };
            put(kind, text, span.end + 1)
        }
        "<" if next.starts_with("&gt;") => put(TokenKind::NotEqual, "<>", span.end + "&gt;".len()),
        ">" => put(TokenKind::Greater, ">", span.end),
        "<" => put(TokenKind::Less, "<", span.end),
        "&" if next.starts_with("&amp;") => put(TokenKind::Word, "and", span.end + "&amp;".len()),
        // The content does not matter, since the query can't run before it is mended.
        "\"" | "'" => {
            let line = next.find('\n').map_or(next, |end| next.get(..end).unwrap_or(next));
            let close = line.match_indices('&').find_map(|(at, _)| {
                entity_at(text, span.end + at).filter(|(_, mark)| *mark == meant).map(|(close, _)| close.end)
            });
            put(TokenKind::String, "\"\"", close.unwrap_or(span.end + line.len()))
        }
        _ => span.end,
    }
}
