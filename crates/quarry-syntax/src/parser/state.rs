//! What the grammar's rules share during one parse.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use chumsky::input::{Checkpoint, Cursor, InputRef};
use chumsky::inspector::Inspector;
use chumsky::label::LabelError;
use chumsky::prelude::*;
use chumsky::util::MaybeRef;
use quarry_diagnostics::{Diagnostic, Span};

use super::deferred::{Deferred, Finished};
use crate::ast::{Expr, Operator, Statement};
use crate::token::{Token, TokenKind};

pub(crate) type Tokens<'t> = &'t [Token<'t>];
pub(crate) type Extra<'t> = extra::Full<Mistake, State<'t>, ()>;
pub(crate) type In<'t, 'p> = InputRef<'t, 'p, Tokens<'t>, Extra<'t>>;
/// A finished rule; boxed, so that types and compile times stay small.
pub(crate) type Boxed<'t, O> = chumsky::Boxed<'t, 't, Tokens<'t>, O, Extra<'t>>;

/// A parser over tokens.
pub(crate) trait Rule<'t, O>: Parser<'t, Tokens<'t>, O, Extra<'t>> + Clone + 't {}
impl<'t, O, T: Parser<'t, Tokens<'t>, O, Extra<'t>> + Clone + 't> Rule<'t, O> for T {}

/// What chumsky carries for us: its own notice that a rule does not match, which nobody sees, or a
/// diagnostic that a rule reported.
#[derive(Clone, Debug)]
pub(crate) enum Mistake {
    NoMatch,
    Reported(Box<Diagnostic>),
}

impl<'t> chumsky::error::Error<'t, Tokens<'t>> for Mistake {}

impl<'t, L> LabelError<'t, Tokens<'t>, L> for Mistake {
    fn expected_found<E: IntoIterator<Item = L>>(
        _: E,
        _: Option<MaybeRef<'t, Token<'t>>>,
        _: SimpleSpan<usize>,
    ) -> Self {
        Self::NoMatch
    }
}

/// Rules that others call by name, each built on first use.
#[derive(Default)]
pub(crate) struct Grammar<'t> {
    pub(super) expression: OnceCell<Boxed<'t, Expr>>,
    pub(super) primary: OnceCell<Boxed<'t, Expr>>,
    pub(super) pipeline: OnceCell<Boxed<'t, Expr>>,
    pub(super) statements: OnceCell<Boxed<'t, Vec<Statement>>>,
    /// By the operator's standard name.
    pub(super) operators: RefCell<HashMap<&'static str, Boxed<'t, Operator>>>,
}

/// A bracket that is open where the parser stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenGroup {
    pub(super) open: TokenKind,
    /// Its closing bracket exists.
    pub(super) closed: bool,
}

/// The state of one parse.
pub(crate) struct State<'t> {
    pub(super) grammar: Rc<Grammar<'t>>,
    /// All tokens without comments; the input may be a part of them that begins at `base`.
    pub(super) tokens: Tokens<'t>,
    pub(super) base: usize,
    pub(super) text: &'t str,
    /// For each opening bracket the index of its closing one.
    pub(super) partners: Rc<[Option<usize>]>,
    pub(super) groups: Vec<OpenGroup>,
    /// How many groups are open in this run.
    pub(super) recursion: usize,
    /// Groups that this run has put off.
    pub(super) deferred: Vec<Deferred<'t>>,
    /// By the index of their first token.
    pub(super) finished: HashMap<usize, Finished>,
    /// Where the present statement begins.
    pub(super) statement: usize,
    /// Where the parser stood at the last report: a second one there is the same mistake.
    pub(super) reported_at: Option<usize>,
}

/// What is taken back when chumsky tries another way: a report that was dropped must not keep the next
/// one at its place from being made.
impl<'t> Inspector<'t, Tokens<'t>> for State<'t> {
    type Checkpoint = Option<usize>;

    fn on_token(&mut self, _: &Token<'t>) {}

    fn on_save<'parse>(&self, _: &Cursor<'t, 'parse, Tokens<'t>>) -> Self::Checkpoint {
        self.reported_at
    }

    fn on_rewind<'parse>(&mut self, marker: &Checkpoint<'t, 'parse, Tokens<'t>, Self::Checkpoint>) {
        self.reported_at = *marker.inspector();
    }
}

/// Where the parser stands, as an index into all tokens.
pub(super) fn index<'t>(input: &mut In<'t, '_>) -> usize {
    *input.cursor().inner() + input.state().base
}

/// The token `ahead` places after the next one.
pub(super) fn ahead<'t>(input: &mut In<'t, '_>, ahead: usize) -> Option<Token<'t>> {
    let at = index(input) + ahead;
    input.state().tokens.get(at).copied()
}

/// The kind of the next token.
pub(super) fn peek_kind<'t>(input: &mut In<'t, '_>) -> Option<TokenKind> {
    input.peek().map(|token| token.kind)
}

/// Whether the next token is this word.
pub(super) fn peek_word<'t>(input: &mut In<'t, '_>, word: &str) -> bool {
    input.peek().is_some_and(|token| token.kind == TokenKind::Word && token.text == word)
}

/// The span of all tokens that were read since `start`, an index into all tokens; where none was, the
/// end of the one before.
pub(super) fn span_since<'t>(input: &mut In<'t, '_>, start: usize) -> Span {
    let end = index(input);
    let state = input.state();
    match (state.tokens.get(start), end.checked_sub(1).and_then(|last| state.tokens.get(last))) {
        (Some(first), Some(last)) if start < end => first.span.to(last.span),
        _ => after_previous(input),
    }
}

/// The empty span after the previous token: where something is missing.
pub(super) fn after_previous<'t>(input: &mut In<'t, '_>) -> Span {
    let at = index(input);
    let state = input.state();
    match at.checked_sub(1).and_then(|last| state.tokens.get(last)) {
        Some(last) => Span::at(last.span.end),
        None => Span::at(state.tokens.first().map_or(0, |token| token.span.start)),
    }
}

/// Where a missing token is reported: at the next token when that one stands in the same line, else
/// after the previous one. The official service does the same.
pub(super) fn in_place_of_next<'t>(input: &mut In<'t, '_>) -> Span {
    let before = after_previous(input);
    let at = index(input);
    let state = input.state();
    let next = state.tokens.get(at).map_or(Span::at(state.text.len()), |token| token.span);
    let between = state.text.get(before.start..next.start).unwrap_or("");
    if between.contains(['\n', '\r']) { before } else { next }
}

/// Adds a diagnostic, unless one was added at this place already.
pub(super) fn report<'t>(input: &mut In<'t, '_>, diagnostic: Diagnostic) {
    let at = index(input);
    if input.state().reported_at.replace(at) != Some(at) {
        input.emit(Mistake::Reported(Box::new(diagnostic)));
    }
}
