//! Which bracket closes which, found before parsing. Recovery uses it to know where a broken group ends.

use crate::token::{Token, TokenKind};

/// For each opening bracket the index of its closing one; `None` for one that is never closed, and for
/// all other tokens.
///
/// A `;` closes parentheses that are still open, and so does a `|` in a function's arguments, where no
/// tabular expression can stand: a closing bracket after it belongs to a group further out.
pub(super) fn partners(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<Open> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => {
                let call = token.kind == TokenKind::LeftBracket || is_call(tokens, index);
                open.push(Open { index, kind: token.kind, call });
            }
            TokenKind::Comma => {
                if let Some(group) = open.last_mut().filter(|group| is_list(tokens, group.index)) {
                    group.call = true;
                }
            }
            TokenKind::Pipe => {
                while open.last().is_some_and(|group| group.call) {
                    open.pop();
                }
            }
            TokenKind::Semicolon if !in_scan(tokens, &open) => {
                while open.last().is_some_and(|group| group.kind != TokenKind::LeftBrace) {
                    open.pop();
                }
            }
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
                let wanted = open.iter().rposition(|group| closes(token.kind, group.kind));
                if let Some(at) = wanted {
                    if let Some(slot) = open.get(at).and_then(|group| partners.get_mut(group.index)) {
                        *slot = Some(index);
                    }
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
    partners
}

struct Open {
    index: usize,
    kind: TokenKind,
    /// A tabular expression can't stand in it.
    call: bool,
}

fn closes(close: TokenKind, open: TokenKind) -> bool {
    matches!(
        (open, close),
        (TokenKind::LeftParenthesis, TokenKind::RightParenthesis)
            | (TokenKind::LeftBracket, TokenKind::RightBracket)
            | (TokenKind::LeftBrace, TokenKind::RightBrace)
    )
}

/// Whether the parenthesis at `index` holds a function's arguments, with no pipeline in them.
fn is_call(tokens: &[Token<'_>], index: usize) -> bool {
    let before = |distance: usize| index.checked_sub(distance).and_then(|at| tokens.get(at));
    let Some(name) = before(1).filter(|token| token.kind == TokenKind::Word) else { return false };
    let is_value = before(2).is_some_and(|token| token.kind == TokenKind::Assign)
        && before(3).is_some_and(|token| {
            matches!(token.text, "kind" | "isfuzzy" | "withsource" | "strategy" | "remote" | "materialized")
        });
    let keyword = name.text != "between"
        && (crate::words::is_keyword(name.text) || crate::words::is_scalar_operator(name.text));
    // `partition by Column (…)` looks like a call.
    let partition = before(2).is_some_and(|token| token.text == "by") && {
        before(3).is_some_and(|token| token.text == "partition" || !matches!(token.kind, TokenKind::Word))
            && tokens.get(index + 1).is_some_and(|token| crate::operators::find(token.text).is_some())
    };
    // So do `partition-by Column (…)` and `macro-expand Group as Name (…)`.
    let subquery =
        before(2).is_some_and(|token| matches!(token.text, "as" | "partition-by" | "__partitionby"));
    !is_value && !keyword && !partition && !subquery
}

/// Whether the parenthesis at `index` holds a list of values: with more than one, none is tabular.
fn is_list(tokens: &[Token<'_>], index: usize) -> bool {
    index
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .is_some_and(|before| crate::words::list_operator(before.text).is_some())
}

/// Whether the innermost group is the body of `scan`, whose steps end with `;`.
fn in_scan(tokens: &[Token<'_>], open: &[Open]) -> bool {
    open.last().is_some_and(|group| {
        tokens.get(group.index + 1).is_some_and(|token| token.text == "step")
            && group
                .index
                .checked_sub(1)
                .and_then(|at| tokens.get(at))
                .is_some_and(|token| token.text == "with")
    })
}
