//! Deep groups are parsed on their own, innermost first, so that the depth of a query costs no stack.
//!
//! A debug build needs some 30 KiB of stack for each bracket level, a browser's worker has 1 MiB. So when
//! [`MAX_RECURSION`] groups are open, the next one is put off: the parser takes an empty content in its
//! place and goes on behind it. That run is thrown away. Then the group's content is parsed as if it stood
//! alone, and at last what was around it is parsed again with the content at hand. Each token is read
//! about twice in such a query, and once in all others.

use std::any::Any;

use chumsky::prelude::*;
use quarry_diagnostics::Diagnostic;

use super::state::{Boxed, In, Mistake, OpenGroup, State, Tokens, index};
use crate::ast::Statement;

/// How many groups may be open in one run.
pub(super) const MAX_RECURSION: usize = 10;
/// How many may be open where one is never closed, so that its content can't be told from what is behind.
pub(super) const MAX_RECURSION_UNCLOSED: usize = 16;

/// A group whose content is to be parsed on its own.
#[derive(Clone)]
pub(super) struct Deferred<'t> {
    /// The index of the first token of the content.
    pub(super) start: usize,
    /// The index of the closing bracket.
    pub(super) end: usize,
    pub(super) groups: Vec<OpenGroup>,
    pub(super) rule: Boxed<'t, Content>,
}

/// The content of a group, of the type that its rule yields.
pub(super) type Content = Box<dyn Any>;

/// A content that was parsed on its own.
pub(super) struct Finished {
    /// Moved out on use: a copy of a deep tree would cost stack.
    content: Option<Content>,
    /// The index of the first token that was not read.
    end: usize,
}

impl Finished {
    /// The content, unless it was used, and the index of the first token after it.
    pub(super) fn take<O: 'static>(&mut self) -> (Option<O>, usize) {
        let content = self.content.take().and_then(|content| content.downcast::<O>().ok());
        (content.map(|content| *content), self.end)
    }
}

/// A rule whose content has any type.
pub(super) fn any_content<'t, O: 'static>(rule: impl super::state::Rule<'t, O>) -> Boxed<'t, Content> {
    rule.map(|content| Box::new(content) as Content).boxed()
}

/// Parses all tokens as statements, with the groups that were put off.
pub(super) fn run<'t>(
    tokens: Tokens<'t>,
    state: &mut State<'t>,
    statements: impl super::state::Rule<'t, Vec<Statement>>,
) -> (Vec<Statement>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let root = Deferred { start: 0, end: tokens.len(), groups: Vec::new(), rule: any_content(statements) };
    let mut waiting = vec![root];
    let mut result: Option<Content> = None;
    while let Some(next) = waiting.last().cloned() {
        state.groups.clone_from(&next.groups);
        state.base = next.start;
        state.recursion = 0;
        state.reported_at = None;
        let part = tokens.get(next.start..next.end).unwrap_or_default();
        let (finished, mistakes) = part_rule(next.rule).parse_with_state(part, state).into_output_errors();
        if !state.deferred.is_empty() {
            waiting.append(&mut state.deferred);
            continue;
        }
        waiting.pop();
        found.extend(mistakes.into_iter().filter_map(|mistake| match mistake {
            Mistake::Reported(diagnostic) => Some(*diagnostic),
            Mistake::NoMatch => None,
        }));
        let finished = finished.unwrap_or(Finished { content: None, end: next.end });
        if waiting.is_empty() {
            result = finished.content;
        } else {
            state.finished.insert(next.start, finished);
        }
    }
    let statements = result.and_then(|content| content.downcast::<Vec<Statement>>().ok());
    (statements.map(|statements| *statements).unwrap_or_default(), found)
}

/// The rule, and all that it leaves.
fn part_rule<'t>(rule: Boxed<'t, Content>) -> impl super::state::Rule<'t, Finished> {
    custom(move |input: &mut In<'t, '_>| {
        let content = input.parse(&rule)?;
        let end = index(input);
        while input.peek().is_some() {
            input.skip();
        }
        Ok(Finished { content: Some(content), end })
    })
}
