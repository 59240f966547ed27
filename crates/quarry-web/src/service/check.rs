//! Checks the query blocks of a text.

use quarry_diagnostics::Diagnostic;

use super::Service;
use crate::protocol::{Clock, Problem, ProblemFix, Response, TextEdit};

/// Texts beyond this are not checked while they are typed, in bytes.
const MOST_TEXT: usize = 256 * 1024;

impl Service {
    pub(super) fn check(&self, text: &str, clock: Clock) -> Response {
        let mut problems = Vec::new();
        if text.len() <= MOST_TEXT {
            let cx = self.context(clock);
            for block in quarry_syntax::query_blocks(text) {
                let checked = self.session.check(block.text(text), &cx);
                problems
                    .extend(checked.diagnostics.iter().map(|diagnostic| problem(diagnostic, block.start)));
            }
        }
        Response::Checked { problems }
    }
}

/// A diagnostic of a block that begins at `shift`.
pub(super) fn problem(diagnostic: &Diagnostic, shift: usize) -> Problem {
    let span = diagnostic.span();
    Problem {
        severity: diagnostic.severity.name().to_owned(),
        code: diagnostic.code.id().to_owned(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        address: diagnostic.address.clone(),
        start: span.start + shift,
        end: span.end + shift,
        fixes: diagnostic.fixes.iter().map(|fixed| fix(fixed, shift)).collect(),
    }
}

pub(super) fn fix(fix: &quarry_diagnostics::Fix, shift: usize) -> ProblemFix {
    let edit = |edit: &quarry_diagnostics::Edit| TextEdit {
        start: edit.span.start + shift,
        end: edit.span.end + shift,
        text: edit.replacement.clone(),
    };
    ProblemFix { title: fix.title.clone(), edits: fix.edits.iter().map(edit).collect() }
}
