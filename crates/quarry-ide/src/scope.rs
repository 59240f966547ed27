//! What a stage sees, also where the query is not finished.
//!
//! Only the text in front of the stage matters. It is cut off there, a `where` with a made-up name is put
//! in the place of the stage, open brackets are closed, and the binder says what that name could be.

use std::sync::Arc;

use quarry_diagnostics::Span;
use quarry_plan::{BindContext, OutputColumn, Scope, ScopeName};
use quarry_syntax::tokenize;

use crate::cursor::{closer, open_brackets};

/// Stands where the cursor is. No table or column has this name.
const MARK: &str = "__cursor__";

/// What a stage that begins at `end` would see: the result of everything in front. A bare stage stands
/// first in its brackets, without a pipe.
pub(crate) fn at_stage(text: &str, end: usize, bare: bool, cx: &BindContext<'_>) -> Scope {
    let Some(head) = text.get(..end) else { return Scope::default() };
    bind_marked(head, if bare { " where " } else { " | where " }, cx)
}

/// The names that a statement or query that begins at `end` would see.
pub(crate) fn names_at(text: &str, end: usize, cx: &BindContext<'_>) -> Vec<ScopeName> {
    let Some(head) = text.get(..end) else { return Vec::new() };
    bind_marked(head, " ", cx).names
}

/// The columns of the right side of a join: a name, or a query in brackets.
pub(crate) fn right_columns(
    text: &str,
    right: Span,
    bracketed: bool,
    cx: &BindContext<'_>,
) -> Arc<[OutputColumn]> {
    let scope = if bracketed {
        text.get(..right.end.saturating_sub(1)).map(|head| bind_marked(head, " | where ", cx))
    } else {
        text.get(..right.start)
            .map(|head| bind_marked(&format!("{head}({}", right.text(text)), " | where ", cx))
    };
    scope.map(|scope| scope.columns).unwrap_or_default()
}

/// Binds `head`, `link` and the mark, with the brackets closed, and asks what is in scope at the mark.
fn bind_marked(head: &str, link: &str, cx: &BindContext<'_>) -> Scope {
    let tokens = tokenize(head);
    let in_comment = tokens.last().is_some_and(|token| token.text.starts_with("//"));
    let mut text = String::with_capacity(head.len() + 64);
    text.push_str(head);
    if in_comment {
        text.push('\n');
    }
    text.push_str(link);
    let place = text.len();
    text.push_str(MARK);
    for open in open_brackets(&tokens).into_iter().rev() {
        if let Some(token) = tokens.get(open) {
            text.push_str(closer(token.kind));
        }
    }
    let parsed = quarry_syntax::parse(&text);
    let (_, scopes) = quarry_plan::bind_with_scopes(&parsed.query, cx);
    scopes.at(&text, place + MARK.len())
}
