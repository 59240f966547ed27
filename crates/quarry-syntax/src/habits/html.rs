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

/// Elements that pages put around lines of code.
const ELEMENTS: &[&str] = &["br", "p", "pre", "code", "span", "div", "b", "i", "em", "strong"];

/// Leaves out elements such as `<br>`, and reports them once.
pub(super) fn drop_elements<'t>(tokens: Vec<Token<'t>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token<'t>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut out: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match element(tokens.get(at..).unwrap_or(&[])) {
            Some((count, span, name)) => {
                let replacement = if name == "br" { "\n" } else { "" };
                edits.push(Edit { span, replacement: replacement.to_owned() });
                at += count;
            }
            None => {
                out.push(*token);
                at += 1;
            }
        }
    }
    if let Some(first) = edits.first().map(|edit| edit.span) {
        diagnostics.push(
            Diagnostic::error(Code::HtmlText, first, "this is HTML")
                .help("the query was copied from the source of a page")
                .fix(Fix { title: "take all elements out".to_owned(), edits }),
        );
    }
    out
}

/// How many tokens the element at the beginning is long, where it stands, and its name.
fn element<'t>(tokens: &[Token<'t>]) -> Option<(usize, Span, &'t str)> {
    let first = tokens.first().filter(|token| token.kind == TokenKind::Less)?;
    let slash = |at: usize| usize::from(tokens.get(at).is_some_and(|token| token.kind == TokenKind::Slash));
    let at = 1 + slash(1);
    let name = tokens.get(at).filter(|name| name.kind == TokenKind::Word && ELEMENTS.contains(&name.text))?;
    let end = at + 1 + slash(at + 1);
    let last = tokens.get(end).filter(|last| last.kind == TokenKind::Greater)?;
    let touching = tokens.get(..=end)?.is_sorted_by(|left, right| left.span.end == right.span.start);
    touching.then(|| (end + 1, first.span.to(last.span), name.text))
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
    let mut edits: Vec<Edit> = Vec::new();
    for (at, _) in text.match_indices('&') {
        let Some((span, meant)) = entity_at(text, at) else { continue };
        match edits.last_mut().filter(|last| last.replacement == "&" && meant == "&" && last.span.end == at) {
            Some(last) => *last = Edit { span: last.span.to(span), replacement: "and".to_owned() },
            None => edits.push(Edit { span, replacement: meant.to_owned() }),
        }
    }
    edits
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
            let (kind, text) =
                if meant == ">" { (TokenKind::GreaterOrEqual, ">=") } else { (TokenKind::LessOrEqual, "<=") };
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
