//! Typographic quotes and unusual spaces come in numbers: one fix mends them all.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix};

/// One fix for every diagnostic of the code, when there are several.
pub(super) fn fix_all(code: Code, diagnostics: &[Diagnostic]) -> Option<Fix> {
    let title = match code {
        Code::TypographicQuotes => "Straighten all quotes",
        Code::UnusualSpace => "Replace all unusual spaces",
        _ => return None,
    };
    let mut edits: Vec<Edit> = Vec::new();
    let same = diagnostics.iter().filter(|diagnostic| diagnostic.code == code);
    for edit in same.filter_map(|diagnostic| diagnostic.fixes.first()).flat_map(|fix| &fix.edits) {
        if !edits.iter().any(|known| known.span == edit.span || known.span.overlaps(edit.span)) {
            edits.push(edit.clone());
        }
    }
    edits.sort_by_key(|edit| edit.span);
    (edits.len() > 1).then(|| Fix { title: title.to_owned(), edits })
}
