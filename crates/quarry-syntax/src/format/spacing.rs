//! Where a blank stands between two neighbours in a line.

use super::tree::Node;
use crate::token::{Token, TokenKind};
use crate::words;

/// Names of parameters, which are written without blanks around the `=`.
const PARAMETERS: &[&str] = &[
    "bagexpansion",
    "bin_legacy",
    "decodeblocks",
    "flags",
    "isfuzzy",
    "kind",
    "output",
    "with_component_id",
    "with_itemindex",
    "with_match_id",
    "with_source",
    "withsource",
];

/// Words after which a parenthesis is not an argument list.
const BEFORE_PARENTHESIS: &[&str] = &[
    "and",
    "as",
    "by",
    "datatable",
    "declare",
    "externaldata",
    "external_data",
    "facet",
    "find",
    "fork",
    "from",
    "in",
    "join",
    "lookup",
    "matches",
    "of",
    "on",
    "or",
    "parse",
    "partition",
    "regex",
    "search",
    "step",
    "to",
    "union",
    "where",
    "with",
];

/// The node's left neighbours and what that says about the blank before it.
pub(super) struct Context<'n, 't> {
    /// The nodes of the same bracket.
    pub(super) nodes: &'n [Node<'t>],
    /// The index of the node in question.
    pub(super) at: usize,
}

impl<'t> Context<'_, 't> {
    fn before(&self, distance: usize) -> Option<&Node<'t>> {
        self.at.checked_sub(distance).and_then(|at| self.nodes.get(at))
    }

    fn token_before(&self, distance: usize) -> Option<Token<'t>> {
        self.before(distance).map(Node::last)
    }

    /// Whether a blank stands before the node.
    pub(super) fn blank(&self) -> bool {
        let (Some(node), Some(left)) = (self.nodes.get(self.at), self.before(1)) else { return false };
        let (next, previous) = (node.first(), left.last());
        let touching = previous.span.end == next.span.start;
        if (is_edge_part(previous.kind) || is_edge_part(next.kind)) && self.in_graph_pattern() {
            return !touching;
        }
        match (previous.kind, next.kind) {
            (_, TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dot) | (TokenKind::Dot, _) => false,
            (_, TokenKind::Colon) => false,
            (TokenKind::Colon, _) => self.blank_after_colon(),
            // Words and stars that touch are patterns; they must stay as they are.
            (TokenKind::Star, TokenKind::Word | TokenKind::Integer | TokenKind::Star) => {
                !touching || self.is_product(1)
            }
            (TokenKind::Integer, TokenKind::Star) => !touching || !self.in_pattern(1),
            (TokenKind::Word, TokenKind::Star) => !touching,
            (TokenKind::Plus | TokenKind::Minus, _) if self.is_sign(1) => false,
            (_, TokenKind::Assign) => !self.is_parameter(1),
            (TokenKind::Assign, _) => !self.is_parameter(2),
            (_, TokenKind::LeftParenthesis) => self.blank_before_parenthesis(),
            (_, TokenKind::LeftBracket) => self.blank_before_bracket(),
            _ => true,
        }
    }

    /// Whether the node is in the pattern of a graph operator, `(a)-[e]->(b)`, which stays as it is.
    fn in_graph_pattern(&self) -> bool {
        let before = self.nodes.get(..self.at).unwrap_or_default();
        let stage = before.iter().rev().take_while(|node| !node.is(TokenKind::Pipe));
        let mut words = stage.filter(|node| node.is(TokenKind::Word));
        words
            .find(|node| {
                node.is_word(&["where", "project", "graph-match", "graph-shortest-paths", "make-graph"])
            })
            .is_some_and(|node| !node.is_word(&["where", "project"]))
    }

    /// `{"a": 1}` and `step s: condition`, but `name:type` and `column:"term"`.
    fn blank_after_colon(&self) -> bool {
        self.token_before(2).is_some_and(|name| name.kind == TokenKind::String)
            || self.before(3).is_some_and(|node| node.is_word(&["step"]))
            || self.before(2).is_some_and(|node| matches!(node, Node::Group(_)))
    }

    /// Whether the star so far to the left clearly has an operand before it.
    fn is_product(&self, distance: usize) -> bool {
        let (Some(star), Some(operand)) = (self.token_before(distance), self.token_before(distance + 1))
        else {
            return false;
        };
        if operand.span.end == star.span.start && is_pattern_part(operand) {
            return !self.in_pattern(distance + 1);
        }
        match operand.kind {
            TokenKind::Integer | TokenKind::RightParenthesis | TokenKind::RightBracket => true,
            TokenKind::Word => {
                !self.is_operator_name(distance + 1)
                    && !words::is_keyword(operand.text)
                    && !words::is_reserved(operand.text)
            }
            _ => false,
        }
    }

    /// Whether the touching words, stars and numbers that end so far to the left have a word among them or
    /// begin with a star, as names with wildcards do and products of numbers do not.
    fn in_pattern(&self, mut distance: usize) -> bool {
        while let Some(token) = self.token_before(distance) {
            if token.kind == TokenKind::Word {
                return true;
            }
            match self.token_before(distance + 1) {
                Some(left) if left.span.end == token.span.start && is_pattern_part(left) => distance += 1,
                _ => return token.kind == TokenKind::Star,
            }
        }
        false
    }

    /// Whether the plus or minus so far to the left has no operand before it.
    fn is_sign(&self, distance: usize) -> bool {
        match self.before(distance + 1) {
            None => true,
            Some(Node::Group(_)) => false,
            Some(Node::Token(token)) => match token.kind {
                TokenKind::Word => words::is_reserved(token.text) || self.is_operator_name(distance + 1),
                TokenKind::Integer
                | TokenKind::Real
                | TokenKind::TimeSpan
                | TokenKind::TypedLiteral
                | TokenKind::String => false,
                _ => true,
            },
        }
    }

    /// Whether the word so far to the left is the name of a tabular operator, at its place.
    fn is_operator_name(&self, distance: usize) -> bool {
        let named = matches!(self.before(distance), Some(Node::Token(token))
            if token.kind == TokenKind::Word && crate::operators::find(token.text).is_some());
        named
            && self.before(distance + 1).is_none_or(|node| {
                node.is(TokenKind::Pipe) || node.is(TokenKind::Semicolon) || node.is(TokenKind::Comment)
            })
    }

    fn is_parameter(&self, distance: usize) -> bool {
        self.before(distance).is_some_and(|node| node.is_word(PARAMETERS))
            || self.before(distance + 1).is_some_and(|node| node.is(TokenKind::Dot))
    }

    fn blank_before_parenthesis(&self) -> bool {
        match self.before(1) {
            Some(Node::Token(token)) => match token.kind {
                TokenKind::Word => {
                    BEFORE_PARENTHESIS.contains(&token.text)
                        || words::list_operator(token.text).is_some()
                        || words::binary_operator(token.text).is_some()
                        || token.text == "between"
                        || self.is_operator_name(1)
                        || self.before(2).is_some_and(|node| node.is(TokenKind::Assign))
                            && self.is_parameter(3)
                }
                _ => true,
            },
            _ => true,
        }
    }

    /// An index touches what it belongs to; names and lists in brackets do not.
    fn blank_before_bracket(&self) -> bool {
        match self.before(1) {
            Some(Node::Group(_)) => self
                .before(2)
                .is_some_and(|node| node.is_word(&["datatable", "externaldata", "external_data"])),
            Some(Node::Token(token)) if token.kind == TokenKind::Word => {
                words::is_reserved(token.text) || self.is_operator_name(1)
            }
            _ => true,
        }
    }
}

fn is_pattern_part(token: Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Star | TokenKind::Integer)
}

/// What edges of graph patterns are written with.
fn is_edge_part(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Minus | TokenKind::Less | TokenKind::Greater)
}
