//! A text with everything that parser and binder know of it.

use quarry_diagnostics::{Diagnostic, Span};
use quarry_plan::{BindContext, Bound, OutputColumn, ScopeName, Scopes, StageTrace};
use quarry_syntax::{Parsed, Token, TokenKind, tokenize};

/// A text, read once for one question.
pub(crate) struct Analysis<'t> {
    text: &'t str,
    /// Without comments.
    pub(crate) tokens: Vec<Token<'t>>,
    pub(crate) parsed: Parsed,
    pub(crate) bound: Bound,
    pub(crate) scopes: Scopes,
}

impl<'t> Analysis<'t> {
    pub(crate) fn new(text: &'t str, cx: &BindContext<'_>) -> Self {
        let tokens = tokenize(text).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
        let parsed = quarry_syntax::parse(text);
        let (bound, scopes) = quarry_plan::bind_with_scopes(&parsed.query, cx);
        Self { text, tokens, parsed, bound, scopes }
    }

    /// The position of the token that holds the byte, or ends at it.
    pub(crate) fn token_at(&self, offset: usize) -> Option<usize> {
        let holds = |token: &Token<'_>| token.span.start <= offset && offset < token.span.end;
        self.tokens
            .iter()
            .position(holds)
            .or_else(|| self.tokens.iter().position(|token| token.span.end == offset))
    }

    /// The column of the input that a name at this place means.
    pub(crate) fn column(&self, name: &str, offset: usize) -> Option<OutputColumn> {
        let scope = self.scopes.at(self.text, offset);
        let right = scope.right.iter().flat_map(|columns| columns.iter());
        scope.columns.iter().chain(right).find(|column| &*column.name == name).cloned()
    }

    /// The declaration that a name at this place means: the last one of those that are visible.
    pub(crate) fn declaration(&self, name: &str, offset: usize) -> Option<&ScopeName> {
        self.scopes
            .names()
            .iter()
            .filter(|declared| &*declared.name == name)
            .filter(|declared| declared.visible.start <= offset && offset <= declared.visible.end)
            .max_by_key(|declared| (declared.visible.start, declared.declared.start))
    }

    /// The column that the stage around this place makes.
    pub(crate) fn made_column(&self, name: &str, offset: usize) -> Option<&OutputColumn> {
        let traces = self.bound.results.iter().flat_map(|result| &result.trace);
        let mut innermost: Option<&StageTrace> = None;
        let mut open: Vec<&StageTrace> = traces.collect();
        while let Some(stage) = open.pop() {
            open.extend(stage.others.iter().flat_map(|trace| trace.iter()));
            let holds = stage.span.start <= offset && offset <= stage.span.end;
            if holds && innermost.is_none_or(|known| stage.span.len() < known.span.len()) {
                innermost = Some(stage);
            }
        }
        innermost?.after.iter().find(|column| &*column.name == name)
    }

    /// Every diagnostic, in the order of their places.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.parsed.diagnostics.clone();
        all.extend(self.bound.diagnostics.iter().cloned());
        all.sort_by_key(Diagnostic::span);
        all
    }

    /// The token in front of another.
    pub(crate) fn before(&self, position: usize) -> Option<&Token<'t>> {
        self.tokens.get(position.checked_sub(1)?)
    }

    /// The token behind another.
    pub(crate) fn after(&self, position: usize) -> Option<&Token<'t>> {
        self.tokens.get(position + 1)
    }
}

/// Whether a span holds a place, its end included.
pub(crate) fn touches(span: Span, offset: usize) -> bool {
    span.start <= offset && offset <= span.end
}
