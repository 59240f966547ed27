//! Tokens in their brackets.

use crate::token::{Token, TokenKind};

/// A token, or a bracket with what is in it.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Token(Token<'t>),
    Group(Group<'t>),
}

#[derive(Debug)]
pub(super) struct Group<'t> {
    pub(super) open: Token<'t>,
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) close: Token<'t>,
}

impl<'t> Node<'t> {
    /// The token, or the opening bracket.
    pub(super) fn first(&self) -> Token<'t> {
        match self {
            Self::Token(token) => *token,
            Self::Group(group) => group.open,
        }
    }

    /// The token, or the closing bracket.
    pub(super) fn last(&self) -> Token<'t> {
        match self {
            Self::Token(token) => *token,
            Self::Group(group) => group.close,
        }
    }

    pub(super) fn is(&self, kind: TokenKind) -> bool {
        matches!(self, Self::Token(token) if token.kind == kind)
    }

    pub(super) fn is_word(&self, words: &[&str]) -> bool {
        matches!(self, Self::Token(token) if token.kind == TokenKind::Word && words.contains(&token.text))
    }

    /// Whether a comment is in it.
    pub(super) fn has_comment(&self) -> bool {
        match self {
            Self::Token(token) => token.kind == TokenKind::Comment,
            Self::Group(group) => group.nodes.iter().any(Self::has_comment),
        }
    }
}

/// The tree of the tokens. Brackets are balanced, since the text has no syntax errors; those that are not
/// stay tokens.
pub(super) fn build<'t>(tokens: &[Token<'t>]) -> Vec<Node<'t>> {
    let mut open: Vec<(Token<'t>, Vec<Node<'t>>)> = Vec::new();
    let mut nodes = Vec::new();
    for token in tokens {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => {
                open.push((*token, std::mem::take(&mut nodes)));
            }
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
                match open.pop() {
                    Some((start, around)) => {
                        let inner = std::mem::replace(&mut nodes, around);
                        nodes.push(Node::Group(Group { open: start, nodes: inner, close: *token }));
                    }
                    None => nodes.push(Node::Token(*token)),
                }
            }
            _ => nodes.push(Node::Token(*token)),
        }
    }
    while let Some((start, around)) = open.pop() {
        let mut inner = std::mem::replace(&mut nodes, around);
        nodes.push(Node::Token(start));
        nodes.append(&mut inner);
    }
    nodes
}
