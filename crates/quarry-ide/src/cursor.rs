//! The place of the cursor, by tokens alone: what is being typed, and in which brackets and stage.

use quarry_diagnostics::Span;
use quarry_syntax::{Token, TokenKind, tokenize};

/// The tokens in front of the cursor and the word at it.
pub(crate) struct Cursor<'t> {
    /// The tokens before the word that is being typed, without comments.
    pub(crate) before: Vec<Token<'t>>,
    /// The word that a completion replaces; empty at the cursor when nothing is typed yet.
    pub(crate) word: Span,
    /// The part of the word in front of the cursor.
    pub(crate) typed: &'t str,
    /// The cursor stands in text, a comment or a number, where nothing can be completed.
    pub(crate) closed: bool,
    /// What follows the word is an opening parenthesis.
    pub(crate) called: bool,
}

/// A token, or a pair of brackets with all between.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'t> {
    Token(Token<'t>),
    Group { open: Token<'t>, close: Token<'t> },
}

/// The innermost brackets that are still open at the cursor, or the whole text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Position of the opening bracket among the tokens.
    pub(crate) open: Option<usize>,
    /// Position of the first token inside.
    pub(crate) start: usize,
}

/// The stage or statement that the cursor is in.
pub(crate) struct Segment<'t> {
    /// Its parts up to the word at the cursor.
    pub(crate) parts: Vec<Part<'t>>,
    /// The pipe in front of it; without one it begins a statement or the contents of brackets.
    pub(crate) pipe: Option<Span>,
    /// Where the segment begins in the text: behind the pipe, semicolon or bracket.
    pub(crate) begin: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str, offset: usize) -> Self {
        let offset = floor_boundary(text, offset);
        let tokens = tokenize(text);
        let mut cursor = Self {
            before: Vec::new(),
            word: Span::at(offset),
            typed: "",
            closed: false,
            called: text.get(offset..).is_some_and(|rest| rest.starts_with('(')),
        };
        for token in tokens {
            if token.span.start >= offset {
                break;
            }
            if token.kind == TokenKind::Comment {
                // The end of a comment's line still belongs to the comment.
                cursor.closed |= offset <= token.span.end;
            } else if offset > token.span.end {
                cursor.before.push(token);
            } else {
                cursor.touch(text, token, offset);
            }
        }
        cursor
    }

    /// Takes in the token that the cursor stands in or at the end of.
    fn touch(&mut self, text: &'t str, token: Token<'t>, offset: usize) {
        match token.kind {
            TokenKind::Word | TokenKind::OperatorWord => {
                self.word = token.span;
                self.typed = text.get(token.span.start..offset).unwrap_or("");
                self.called = text.get(token.span.end..).is_some_and(|rest| rest.starts_with('('));
            }
            TokenKind::String => {
                self.closed = offset < token.span.end || is_open(token.text);
                self.before.push(token);
            }
            TokenKind::Integer | TokenKind::Real | TokenKind::TimeSpan => {
                self.closed = true;
                self.before.push(token);
            }
            TokenKind::TypedLiteral => {
                self.closed = offset < token.span.end;
                self.before.push(token);
            }
            // The beginning of `!has`.
            TokenKind::Unknown if token.text == "!" => {
                self.word = token.span;
                self.typed = "!";
            }
            _ => self.before.push(token),
        }
    }

    /// Makes dashed words such as `project-aw` one word, where an operator's name is expected.
    pub(crate) fn join_dashes(&mut self, text: &'t str) {
        let mut start = self.word.start;
        let mut kept = self.before.len();
        while let Some(token) = kept.checked_sub(1).and_then(|last| self.before.get(last)) {
            let joins = matches!(token.kind, TokenKind::Word | TokenKind::Minus) && token.span.end == start;
            if !joins {
                break;
            }
            start = token.span.start;
            kept -= 1;
        }
        if kept < self.before.len() {
            let cursor = self.word.start + self.typed.len();
            self.before.truncate(kept);
            self.word.start = start;
            self.typed = text.get(start..cursor).unwrap_or("");
        }
    }

    /// The brackets that are open at the cursor, outermost first.
    pub(crate) fn open_brackets(&self) -> Vec<usize> {
        open_brackets(&self.before)
    }

    pub(crate) fn frame(&self) -> Frame {
        let open = self.open_brackets().last().copied();
        Frame { open, start: open.map_or(0, |open| open + 1) }
    }

    /// The segment of the innermost brackets that the cursor is in.
    pub(crate) fn segment(&self, frame: Frame) -> Segment<'t> {
        let begin = frame.open.and_then(|open| self.before.get(open)).map_or(0, |token| token.span.end);
        let mut segment = Segment { parts: Vec::new(), pipe: None, begin };
        let mut depth = 0;
        let mut opening = None;
        for token in self.before.iter().skip(frame.start) {
            match token.kind {
                kind if is_opening(kind) => {
                    if depth == 0 {
                        opening = Some(*token);
                    }
                    depth += 1;
                }
                kind if is_closing(kind) && depth > 0 => {
                    depth -= 1;
                    if let (0, Some(open)) = (depth, opening) {
                        segment.parts.push(Part::Group { open, close: *token });
                    }
                }
                _ if depth > 0 => {}
                TokenKind::Semicolon => {
                    segment = Segment { parts: Vec::new(), pipe: None, begin: token.span.end };
                }
                TokenKind::Pipe => {
                    segment = Segment { parts: Vec::new(), pipe: Some(token.span), begin: token.span.end };
                }
                _ => segment.parts.push(Part::Token(*token)),
            }
        }
        segment
    }
}

impl<'t> Part<'t> {
    /// The token, when it is a word.
    pub(crate) fn word(&self) -> Option<&'t str> {
        match self {
            Self::Token(token) if token.kind == TokenKind::Word => Some(token.text),
            Self::Token(_) | Self::Group { .. } => None,
        }
    }

    pub(crate) fn is(&self, kind: TokenKind) -> bool {
        matches!(self, Self::Token(token) if token.kind == kind)
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Token(token) => token.span,
            Self::Group { open, close } => open.span.to(close.span),
        }
    }
}

/// Positions of the brackets that are not closed.
pub(crate) fn open_brackets(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut open = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        if is_opening(token.kind) {
            open.push(position);
        } else if is_closing(token.kind) {
            open.pop();
        }
    }
    open
}

pub(crate) fn is_opening(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace)
}

pub(crate) fn is_closing(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace)
}

/// The bracket that closes an opening one.
pub(crate) fn closer(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::LeftBracket => "]",
        TokenKind::LeftBrace => "}",
        _ => ")",
    }
}

/// Whether a string literal lacks its closing quote.
fn is_open(text: &str) -> bool {
    let body = text.trim_start_matches(['@', 'h', 'H']);
    let mut chars = body.chars();
    let Some(quote) = chars.next() else { return true };
    let closing = match quote {
        '“' | '„' => '”',
        '‘' | '‚' => '’',
        other => other,
    };
    let rest = chars.as_str();
    rest.is_empty() || !(rest.ends_with(closing) || rest.ends_with(quote) || rest.ends_with(['"', '”', '“']))
}

/// The offset, moved back to the beginning of its character.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
