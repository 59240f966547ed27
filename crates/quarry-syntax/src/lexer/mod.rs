//! Text to tokens, comments included, blanks left out. It never fails: what has no meaning becomes a
//! token of kind [`TokenKind::Unknown`].

mod scan;
pub(crate) mod string;

use chumsky::prelude::*;
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};

use crate::token::{Token, TokenKind};
use scan::{number, typed_literal, word};

type Extra = extra::Err<EmptyErr>;

/// Whether the character separates tokens; web pages paste many that only look like a space.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n') || is_unusual_blank(character)
}

/// Blanks that Kusto itself does not take.
pub(crate) fn is_unusual_blank(character: char) -> bool {
    match character {
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => true,
        ' ' | '\t' | '\r' | '\n' => false,
        other => other.is_whitespace(),
    }
}

/// All tokens of the text, comments among them, in their order.
pub fn tokenize(text: &str) -> Vec<Token<'_>> {
    tokens().parse(text).into_output().unwrap_or_default()
}

fn tokens<'t>() -> impl Parser<'t, &'t str, Vec<Token<'t>>, Extra> {
    let blanks = any().filter(|character| is_blank(*character)).repeated();
    let token = choice((
        string::string().to(TokenKind::String),
        typed_literal().to(TokenKind::TypedLiteral),
        word(),
        number(),
        comment(),
        sign(),
        any().to(TokenKind::Unknown),
    ))
    .map_with(|kind, e| {
        let span: SimpleSpan = e.span();
        Token { kind, span: Span::new(span.start, span.end), text: e.slice() }
    });
    blanks.ignore_then(token.then_ignore(blanks).repeated().collect())
}

fn comment<'t>() -> impl Parser<'t, &'t str, TokenKind, Extra> + Clone {
    just("//")
        .then(any().filter(|character| !matches!(character, '\n' | '\r')).repeated())
        .to(TokenKind::Comment)
}

fn sign<'t>() -> impl Parser<'t, &'t str, TokenKind, Extra> + Clone {
    let two = choice((
        just("=>").to(TokenKind::Arrow),
        just("==").to(TokenKind::Equal),
        just("=~").to(TokenKind::EqualTilde),
        just("!=").to(TokenKind::NotEqual),
        just("<>").to(TokenKind::NotEqual),
        just("!~").to(TokenKind::NotEqualTilde),
        just("<=").to(TokenKind::LessOrEqual),
        just(">=").to(TokenKind::GreaterOrEqual),
        just("..").to(TokenKind::DotDot),
        just("&&").to(TokenKind::Unknown),
    ));
    let one = select! {
        '(' => TokenKind::LeftParenthesis,
        ')' => TokenKind::RightParenthesis,
        '[' => TokenKind::LeftBracket,
        ']' => TokenKind::RightBracket,
        '{' => TokenKind::LeftBrace,
        '}' => TokenKind::RightBrace,
        ',' => TokenKind::Comma,
        ';' => TokenKind::Semicolon,
        ':' => TokenKind::Colon,
        '.' => TokenKind::Dot,
        '|' => TokenKind::Pipe,
        '=' => TokenKind::Assign,
        '<' => TokenKind::Less,
        '>' => TokenKind::Greater,
        '+' => TokenKind::Plus,
        '-' => TokenKind::Minus,
        '*' => TokenKind::Star,
        '/' => TokenKind::Slash,
        '%' => TokenKind::Percent,
    };
    two.or(one)
}

/// Reports tokens that are broken in themselves.
pub(crate) fn check(text: &str, tokens: &[Token<'_>], diagnostics: &mut Vec<Diagnostic>) {
    for token in tokens {
        match token.kind {
            TokenKind::String => {
                let decoded = string::decode(token.text);
                if !decoded.terminated {
                    let place = Span::at(token.span.end);
                    diagnostics.push(
                        Diagnostic::error(
                            Code::UnterminatedString,
                            place,
                            format!("{} is missing", decoded.quote),
                        )
                        .related(Span::new(token.span.start, token.span.start + 1), "the string begins here")
                        .fix(Fix::replace("close the string", place, decoded.quote)),
                    );
                }
            }
            TokenKind::TypedLiteral if !token.text.ends_with(')') => {
                let place = Span::at(token.span.end);
                diagnostics.push(
                    Diagnostic::error(Code::MissingToken, place, "')' is missing").fix(Fix::replace(
                        "insert ')'",
                        place,
                        ")",
                    )),
                );
            }
            TokenKind::Unknown => {
                let (title, replacement) =
                    if token.text == "&&" { ("replace by 'and'", "and") } else { ("remove it", "") };
                let message = format!("'{}' has no meaning here", token.span.text(text));
                diagnostics.push(
                    Diagnostic::error(Code::UnexpectedCharacter, token.span, message).fix(Fix::replace(
                        title,
                        token.span,
                        replacement,
                    )),
                );
            }
            _ => {}
        }
    }
}
