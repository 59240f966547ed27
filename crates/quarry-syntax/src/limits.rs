//! Guards that refuse a text before the parser would run out of stack or time.

use quarry_diagnostics::{Code, Diagnostic, Span};

use crate::token::{Token, TokenKind};

/// Longer texts are refused.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// How deep brackets, operators and paths may nest, counted together.
pub const MAX_DEPTH: usize = 256;
/// How many operands a chain of `and` or `or` may have.
pub const MAX_CHAIN: usize = 10_000;

/// The refusal of a text that is longer than [`MAX_TEXT_BYTES`].
pub(crate) fn text_too_long(text: &str) -> Option<Diagnostic> {
    (text.len() > MAX_TEXT_BYTES).then(|| {
        Diagnostic::error(
            Code::TooLong,
            Span::new(MAX_TEXT_BYTES, text.len()),
            format!("the query has {} bytes; {MAX_TEXT_BYTES} are allowed", text.len()),
        )
        .help("split the query, or load long lists as a file")
    })
}

/// One bracket level, and the part of it since the last separator.
#[derive(Default)]
struct Level {
    /// Operators that nest to the left in this part.
    operators: usize,
    /// The deepest group in this part.
    inner: usize,
    /// The deepest finished part.
    deepest: usize,
    /// `and` and `or` in this part.
    chain: usize,
}

impl Level {
    fn separate(&mut self) {
        self.deepest = self.deepest.max(self.operators + self.inner);
        self.operators = 0;
        self.inner = 0;
    }
}

/// The refusal of a query whose tree would be too deep, or whose chains are too long.
pub(crate) fn too_deep(tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let mut levels = vec![Level::default()];
    let mut indexable = false;
    for token in tokens {
        let after_operand = std::mem::replace(&mut indexable, ends_operand(token.kind));
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => {
                if token.kind == TokenKind::LeftBracket
                    && after_operand
                    && let Some(level) = levels.last_mut()
                {
                    level.operators += 1;
                }
                levels.push(Level::default());
            }
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace
                if levels.len() > 1 =>
            {
                let depth = levels.pop().map_or(0, |mut level| {
                    level.separate();
                    level.deepest + 1
                });
                if let Some(level) = levels.last_mut() {
                    level.inner = level.inner.max(depth);
                }
            }
            _ => {}
        }
        let open = levels.len();
        let level = levels.last_mut()?;
        count(level, *token);
        if level.chain > MAX_CHAIN {
            return Some(Diagnostic::error(
                Code::TooLong,
                token.span,
                format!("more than {MAX_CHAIN} conditions are joined here"),
            ));
        }
        if open - 1 + level.operators + level.inner > MAX_DEPTH {
            return Some(
                Diagnostic::error(
                    Code::TooDeep,
                    token.span,
                    format!("the query nests more than {MAX_DEPTH} levels deep"),
                )
                .help("split the expression with let statements"),
            );
        }
    }
    None
}

/// Whether a `[` after the token is an index.
fn ends_operand(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::Dot)
}

fn count(level: &mut Level, token: Token<'_>) {
    match token.kind {
        TokenKind::Comma | TokenKind::Pipe | TokenKind::Semicolon => {
            level.separate();
            level.chain = 0;
        }
        TokenKind::Word if matches!(token.text, "and" | "or") => {
            level.separate();
            level.chain += 1;
        }
        TokenKind::Word if crate::words::is_scalar_operator(token.text) => level.operators += 1,
        TokenKind::OperatorWord
        | TokenKind::Dot
        | TokenKind::Equal
        | TokenKind::NotEqual
        | TokenKind::EqualTilde
        | TokenKind::NotEqualTilde
        | TokenKind::Less
        | TokenKind::LessOrEqual
        | TokenKind::Greater
        | TokenKind::GreaterOrEqual
        | TokenKind::Plus
        | TokenKind::Minus
        | TokenKind::Star
        | TokenKind::Slash
        | TokenKind::Percent
        | TokenKind::Colon => level.operators += 1,
        _ => {}
    }
}
