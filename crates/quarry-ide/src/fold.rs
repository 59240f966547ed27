//! Parts of a text that can be folded away.

use quarry_diagnostics::Span;
use quarry_syntax::{Token, TokenKind, tokenize};

use crate::cursor::{is_closing, is_opening};

/// A part that spans several lines: its first line stays, the rest is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From the first to the last byte of the part.
    pub span: Span,
    pub kind: FoldKind,
}

/// What is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// A whole statement.
    Statement,
    /// What stands in brackets.
    Brackets,
    /// Comments on lines of their own, one below the other.
    Comment,
}

/// The parts that can be folded, in the order of their beginnings.
pub fn fold(text: &str) -> Vec<Fold> {
    let tokens = tokenize(text);
    let mut folds = statements(text, &tokens);
    folds.extend(brackets(text, &tokens));
    folds.extend(comments(text, &tokens));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

fn has_line_end(text: &str, span: Span) -> bool {
    span.text(text).contains('\n')
}

fn statements(text: &str, tokens: &[Token<'_>]) -> Vec<Fold> {
    let mut folds = Vec::new();
    let mut depth = 0_usize;
    let mut current: Option<Span> = None;
    let mut close = |current: &mut Option<Span>| {
        if let Some(span) = current.take()
            && has_line_end(text, span)
        {
            folds.push(Fold { span, kind: FoldKind::Statement });
        }
    };
    for token in tokens.iter().filter(|token| token.kind != TokenKind::Comment) {
        if is_opening(token.kind) {
            depth += 1;
        } else if is_closing(token.kind) {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 && (token.kind == TokenKind::Semicolon || begins_block(text, current, token)) {
            close(&mut current);
        }
        if token.kind != TokenKind::Semicolon {
            current = Some(current.map_or(token.span, |span| span.to(token.span)));
        }
    }
    close(&mut current);
    folds
}

/// A blank line begins a new query block.
fn begins_block(text: &str, current: Option<Span>, token: &Token<'_>) -> bool {
    let Some(current) = current else { return false };
    let between = text.get(current.end..token.span.start).unwrap_or("");
    let lines: Vec<&str> = between.split('\n').collect();
    lines.iter().skip(1).rev().skip(1).any(|line| line.trim().is_empty())
}

fn brackets(text: &str, tokens: &[Token<'_>]) -> Vec<Fold> {
    let mut open = Vec::new();
    let mut folds = Vec::new();
    for token in tokens {
        if is_opening(token.kind) {
            open.push(token.span);
        } else if is_closing(token.kind)
            && let Some(start) = open.pop()
        {
            let span = start.to(token.span);
            if has_line_end(text, span) {
                folds.push(Fold { span, kind: FoldKind::Brackets });
            }
        }
    }
    folds
}

fn comments(text: &str, tokens: &[Token<'_>]) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    let mut run: Option<Span> = None;
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Comment) {
        let line_start =
            text.get(..token.span.start).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
        let alone = text.get(line_start..token.span.start).is_some_and(|head| head.trim().is_empty());
        let below = run.is_some_and(|run| {
            text.get(run.end..token.span.start)
                .is_some_and(|between| between.trim().is_empty() && between.matches('\n').count() == 1)
        });
        match (alone, below, run) {
            (true, true, Some(span)) => run = Some(span.to(token.span)),
            (true, ..) => {
                folds.extend(run.map(|span| Fold { span, kind: FoldKind::Comment }));
                run = Some(token.span);
            }
            (false, ..) => {}
        }
    }
    folds.extend(run.map(|span| Fold { span, kind: FoldKind::Comment }));
    folds.retain(|fold| has_line_end(text, fold.span));
    folds
}

#[cfg(test)]
mod tests {
    use super::{FoldKind, fold};

    #[test]
    fn statements_brackets_and_comments_fold() {
        let text = "// a\n// b\nlet x = 1;\nT\n| join (U\n| take 1) on y // c\n\nV\n| count";
        let parts: Vec<(FoldKind, &str)> =
            fold(text).into_iter().map(|fold| (fold.kind, fold.span.text(text))).collect();
        assert_eq!(
            parts,
            [
                (FoldKind::Comment, "// a\n// b"),
                (FoldKind::Statement, "T\n| join (U\n| take 1) on y"),
                (FoldKind::Brackets, "(U\n| take 1)"),
                (FoldKind::Statement, "V\n| count"),
            ]
        );
    }
}
