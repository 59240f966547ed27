//! Line breaks and indentation.

use std::ops::Range;

use super::spacing::Context;
use super::tree::{Group, Node};
use crate::lexer::string;
use crate::token::{Token, TokenKind};

/// Lines longer than this are broken where they can be.
const WIDTH: usize = 100;
/// Tabular expressions in brackets stay in one line up to this width.
const SHORT: usize = 60;
const INDENT: usize = 4;

/// Writes the whole text.
pub(super) fn write(text: &str, nodes: &[Node<'_>]) -> String {
    let mut writer = Writer { text, out: String::with_capacity(text.len() + text.len() / 4), column: 0 };
    writer.statements(nodes, 0);
    let mut out = writer.out;
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

struct Writer<'t> {
    text: &'t str,
    out: String,
    /// Characters in the present line.
    column: usize,
}

/// How the parts of a bracket are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Line,
    /// A line for each item, condition or operator.
    Lines,
}

impl<'t> Writer<'t> {
    /// Statements, each on lines of its own.
    fn statements(&mut self, nodes: &[Node<'t>], indent: usize) {
        let mut rest = nodes;
        let mut first = true;
        while !rest.is_empty() {
            let end =
                rest.iter().position(|node| node.is(TokenKind::Semicolon)).map_or(rest.len(), |at| at + 1);
            let (statement, after) = rest.split_at(end);
            if !first {
                self.line(indent);
                if statement.first().is_some_and(|node| self.blank_line_before(node.first())) {
                    self.line(indent);
                }
            }
            first = false;
            let is_let = statement
                .iter()
                .find(|node| !node.is(TokenKind::Comment))
                .is_some_and(|node| node.is_word(&["let"]));
            self.pipeline(statement, indent, if is_let { indent + INDENT } else { indent });
            rest = after;
        }
    }

    /// A tabular expression: the source, and each operator on a line of its own.
    fn pipeline(&mut self, nodes: &[Node<'t>], indent: usize, stage_indent: usize) {
        let mut start = 0;
        for at in 0..=nodes.len() {
            if nodes.get(at).is_none_or(|node| node.is(TokenKind::Pipe)) {
                let line = if start == 0 { indent } else { stage_indent };
                if start < at {
                    if start > 0 {
                        self.line(line);
                    }
                    self.stage(nodes, start..at, line);
                }
                start = at;
            }
        }
    }

    /// One operator, broken at commas and conditions when it is too long. Comments before the source and
    /// between operators stand at the operators' own indentation.
    fn stage(&mut self, nodes: &[Node<'t>], range: Range<usize>, indent: usize) {
        let is_comment = |at: &usize| nodes.get(*at).is_some_and(|node| node.is(TokenKind::Comment));
        let start = range.clone().find(|at| !is_comment(at)).unwrap_or(range.end);
        let end = range.clone().rfind(|at| !is_comment(at)).map_or(start, |at| at + 1);
        self.items(nodes, range.start..start, indent, Style::Line);
        if start > range.start && start < end {
            self.line(indent);
        }
        let code = nodes.get(start..end).unwrap_or_default();
        let wide = !code.iter().any(breaks_anyway) && indent + self.width_of(code) > WIDTH;
        let commented = code.iter().any(|node| node.is(TokenKind::Comment));
        let style = if wide || commented { Style::Lines } else { Style::Line };
        if style == Style::Lines && code.iter().any(|node| node.is(TokenKind::Comma)) {
            // A list that does not fit begins below its operator's name.
            let name = start + if code.first().is_some_and(|node| node.is(TokenKind::Pipe)) { 2 } else { 1 };
            self.items(nodes, start..name.min(end), indent + INDENT, Style::Line);
            if name < end {
                self.line(indent + INDENT);
                self.items(nodes, name..end, indent + INDENT, style);
            }
        } else {
            self.items(nodes, start..end, indent + INDENT, style);
        }
        self.trailing_comments(nodes, end..range.end, indent);
    }

    /// Comments after an operator: one in the same line, the others below.
    fn trailing_comments(&mut self, nodes: &[Node<'t>], range: Range<usize>, indent: usize) {
        for (count, at) in range.enumerate() {
            if let Some(Node::Token(token)) = nodes.get(at) {
                if count > 0 {
                    self.line(indent);
                }
                self.comment(*token, count > 0, indent);
            }
        }
    }

    /// Nodes one after another; with [`Style::Lines`] a break follows each comma and precedes each
    /// `and`, `or` and `by`. What follows a `by` stays in its line when it fits.
    fn items(&mut self, nodes: &[Node<'t>], range: Range<usize>, indent: usize, style: Style) {
        let first = range.start;
        let end = range.end;
        let mut style = style;
        let mut fresh = true;
        for at in range {
            let Some(node) = nodes.get(at) else { return };
            let previous = at.checked_sub(1).filter(|_| at > first).and_then(|before| nodes.get(before));
            let after_comment = previous.is_some_and(|node| node.is(TokenKind::Comment));
            if after_comment || style == Style::Lines && !fresh && breaks_between(previous, node) {
                self.line(indent);
                fresh = true;
            }
            if style == Style::Lines && node.is_word(&["by"]) {
                let rest = nodes.get(at..end).unwrap_or_default();
                if indent + self.width_of(rest) <= WIDTH && !rest.iter().any(Node::has_comment) {
                    style = Style::Line;
                }
            }
            if let Node::Token(token) = node
                && token.kind == TokenKind::Comment
            {
                self.comment(*token, fresh, indent);
                fresh = false;
                continue;
            }
            if !fresh && (Context { nodes, at }).blank() {
                self.push(" ");
            }
            fresh = false;
            match node {
                Node::Token(token) => self.token(*token),
                Node::Group(group) => self.group(nodes, at, group, indent.saturating_sub(INDENT)),
            }
        }
    }

    /// A comment stays in its line when it followed something there.
    fn comment(&mut self, token: Token<'t>, fresh: bool, indent: usize) {
        if !fresh {
            let before = self.text.get(..token.span.start).unwrap_or("");
            let blanks = before.len() - before.trim_end().len();
            if before.get(before.len() - blanks..).is_some_and(|gap| gap.contains('\n')) {
                self.line(indent);
            } else {
                self.push(" ");
            }
        }
        self.push(token.text.trim_end());
    }

    fn group(&mut self, nodes: &[Node<'t>], at: usize, group: &Group<'t>, indent: usize) {
        let pipes = group.nodes.iter().filter(|node| node.is(TokenKind::Pipe)).count();
        let semicolons = group.nodes.iter().any(|node| node.is(TokenKind::Semicolon));
        let dynamic = at
            .checked_sub(1)
            .and_then(|before| nodes.get(before))
            .is_none_or(|node| !matches!(node, Node::Group(_)));
        let body = group.open.kind == TokenKind::LeftBrace && (!dynamic || semicolons || pipes > 0);
        let width = self.width_of(&group.nodes) + 2;
        let comments = group.nodes.iter().any(Node::has_comment);
        let long_pipeline = pipes > 1 || pipes == 1 && width > SHORT;
        if body || semicolons || long_pipeline || pipes > 0 && comments {
            self.push(group.open.text);
            self.line(indent + INDENT);
            self.statements(&group.nodes, indent + INDENT);
            self.line(indent);
            self.push(group.close.text);
            return;
        }
        let divided = group.nodes.windows(2).any(|pair| match pair {
            [before, node] => breaks_between(Some(before), node),
            _ => false,
        });
        let style =
            if comments || divided && self.column + width > WIDTH { Style::Lines } else { Style::Line };
        self.push(group.open.text);
        if style == Style::Lines {
            self.line(indent + INDENT);
        }
        self.items(&group.nodes, 0..group.nodes.len(), indent + INDENT, style);
        if style == Style::Lines {
            self.line(indent);
        }
        self.push(group.close.text);
    }

    fn token(&mut self, token: Token<'t>) {
        if token.kind == TokenKind::String && string::decode(token.text).typographic {
            let straight = string::straightened(token.text);
            self.push(&straight);
        } else {
            self.push(token.text);
        }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column = match text.rfind('\n') {
            Some(at) => text.get(at + 1..).unwrap_or("").chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    fn line(&mut self, indent: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// The width of the nodes in one line.
    fn width_of(&self, nodes: &[Node<'t>]) -> usize {
        let mut width = 0;
        for (at, node) in nodes.iter().enumerate() {
            width += usize::from(at > 0 && (Context { nodes, at }).blank());
            width += match node {
                Node::Token(token) => token.text.chars().count(),
                Node::Group(group) => 2 + self.width_of(&group.nodes),
            };
        }
        width
    }

    /// Whether the text has a blank line before the token.
    fn blank_line_before(&self, token: Token<'t>) -> bool {
        let before = self.text.get(..token.span.start).unwrap_or("");
        let gap = before.get(before.trim_end().len()..).unwrap_or("");
        gap.matches('\n').count() > 1
    }
}

/// Whether a broken list or condition has a line break between the two.
fn breaks_between(previous: Option<&Node<'_>>, node: &Node<'_>) -> bool {
    previous.is_some_and(|previous| previous.is(TokenKind::Comma)) && !node.is(TokenKind::Comment)
        || node.is_word(&["and", "or", "by"])
            && previous.is_some_and(|previous| !previous.is_word(&["sort", "order", "partition"]))
}

/// Whether the node spans several lines whatever the width.
fn breaks_anyway(node: &Node<'_>) -> bool {
    match node {
        Node::Token(_) => false,
        Node::Group(group) => {
            group.nodes.iter().filter(|node| node.is(TokenKind::Pipe)).count() > 1
                || group.nodes.iter().any(|node| node.is(TokenKind::Semicolon) || breaks_anyway(node))
        }
    }
}
