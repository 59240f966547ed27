//! Quick fixes: those that the diagnostics at a place bring along, and those for a whole text.

mod typography;

use quarry_diagnostics::{Code, Diagnostic, Fix};
use quarry_plan::BindContext;

use crate::bound::{Analysis, touches};

/// A fix and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickFix {
    pub code: Code,
    pub fix: Fix,
}

/// The fixes for what is wrong at a byte of the text, most fitting first.
pub fn fixes_at(text: &str, offset: usize, cx: &BindContext<'_>) -> Vec<QuickFix> {
    let diagnostics = Analysis::new(text, cx).diagnostics();
    let mut here: Vec<&Diagnostic> =
        diagnostics.iter().filter(|diagnostic| touches(diagnostic.span(), offset)).collect();
    here.sort_by_key(|diagnostic| (std::cmp::Reverse(diagnostic.severity), diagnostic.span().len()));
    let mut fixes: Vec<QuickFix> = Vec::new();
    for diagnostic in &here {
        for fix in &diagnostic.fixes {
            let known = fixes.iter().any(|known| known.fix.edits == fix.edits);
            if !known {
                fixes.push(QuickFix { code: diagnostic.code, fix: fix.clone() });
            }
        }
    }
    for diagnostic in here {
        let all = typography::fix_all(diagnostic.code, &diagnostics);
        if let Some(fix) = all
            && !fixes.iter().any(|known| known.fix.edits == fix.edits)
        {
            fixes.push(QuickFix { code: diagnostic.code, fix });
        }
    }
    fixes
}
