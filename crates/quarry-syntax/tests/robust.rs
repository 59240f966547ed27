//! No text makes the parser panic, and no diagnostic points outside the text.

mod support;

use quarry_syntax::{Token, TokenKind, parse, query_blocks, tokenize};
use support::QUERIES;

/// A small generator of pseudo-random numbers (xorshift), so that every run tests the same texts.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or(0)
    }
}

fn check(text: &str) {
    let parsed = parse(text);
    for diagnostic in &parsed.diagnostics {
        let span = diagnostic.span();
        assert!(text.get(span.start..span.end).is_some(), "{span:?} is not in {text:?}");
        for fix in &diagnostic.fixes {
            fix.apply(text);
        }
    }
    let empty =
        tokenize(text).iter().all(|token| matches!(token.kind, TokenKind::Comment | TokenKind::Semicolon));
    let read = !parsed.query.statements.is_empty() || parsed.diagnostics.iter().any(|found| found.is_error());
    assert!(empty || read, "nothing is said about {text:?}");
    let whole = parsed.diagnostics.iter().any(|found| found.message.contains("could not be read"));
    assert!(!whole, "a rule failed on {text:?}");
    let starts: Vec<usize> = parsed.diagnostics.iter().map(|found| found.span().start).collect();
    assert!(starts.is_sorted(), "{starts:?} of {text:?}");
    let tokens: Vec<Token<'_>> = tokenize(text);
    assert!(tokens.iter().all(|token| token.span.text(text) == token.text), "{text:?}");
    assert!(tokens.is_sorted_by_key(|token| token.span.start), "{text:?}");
    query_blocks(text);
    if let Ok(formatted) = quarry_syntax::format(text) {
        assert_eq!(quarry_syntax::format(&formatted).as_ref(), Ok(&formatted), "{text:?}");
    }
}

#[test]
fn texts_with_changed_bytes() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for round in 0..24 {
        for text in QUERIES {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=round / 6 {
                if bytes.is_empty() {
                    break;
                }
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => drop(bytes.remove(at.min(bytes.len().saturating_sub(1)))),
                    1 => bytes.insert(at, b"()[]{}|,;:.\"'=<>*-/@\n x1"[random.below(24)]),
                    2 => bytes[at] = u8::try_from(random.below(256)).unwrap_or(b'x'),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            check(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn texts_with_exchanged_tokens() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..24 {
        for text in QUERIES {
            let other = QUERIES[random.below(QUERIES.len())];
            let (mut left, right) = (tokenize(text), tokenize(other));
            for _ in 0..3 {
                let (to, from) = (random.below(left.len()), random.below(right.len()));
                left[to] = right[from];
            }
            let words: Vec<&str> = left.iter().map(|token| token.text).collect();
            check(&words.join(" "));
        }
    }
}

#[test]
fn odd_texts() {
    for text in [
        "",
        " ",
        "\u{FEFF}",
        ";",
        ";;|",
        "|",
        "\0",
        "``",
        "```",
        "@",
        "h\"",
        "“",
        "'\\",
        "let",
        "print \u{1F600}",
        "//",
        "($left.",
        "[['",
        "1..2",
        "in~",
        "!in~",
        "dynamic(",
        "dynamic",
        "datetime(",
        "T | join",
    ] {
        check(text);
    }
}
