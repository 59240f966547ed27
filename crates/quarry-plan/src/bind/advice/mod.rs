//! How to mend a mistake: help and fixes for what the binder reports, and hints at known traps.

mod elsewhere;
mod names;
mod operands;
mod traps;

use quarry_diagnostics::{Diagnostic, Edit, Fix, Span};

use super::Binder;

impl Binder<'_> {
    /// How many diagnostics there are; see [`Self::advise`].
    pub(crate) fn mark(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether no error was added since the mark.
    pub(crate) fn is_sound(&self, mark: usize) -> bool {
        !self.diagnostics.get(mark..).unwrap_or_default().iter().any(Diagnostic::is_error)
    }

    /// Lets `advice` improve the first error since the mark that has no fix yet.
    pub(crate) fn advise(&mut self, mark: usize, advice: impl FnOnce(&mut Diagnostic)) {
        let new = self.diagnostics.get_mut(mark..).unwrap_or_default();
        if let Some(first) =
            new.iter_mut().find(|found| found.is_error()).filter(|found| found.fixes.is_empty())
        {
            advice(first);
        }
    }
}

/// The operator's name at the beginning of its stage. In a stage whose name was misspelled it may be shorter
/// than the name that was meant.
pub(crate) fn first_word(stage: Span, name: &str) -> Span {
    Span::new(stage.start, (stage.start + name.len()).min(stage.end))
}

/// The text of a place, put between two others.
pub(crate) fn wrap(title: impl Into<String>, span: Span, before: &str, after: &str) -> Fix {
    let edit = |at, text: &str| Edit { span: Span::at(at), replacement: text.to_owned() };
    Fix { title: title.into(), edits: vec![edit(span.start, before), edit(span.end, after)] }
}
