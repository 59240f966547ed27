//! Texts with a marked place, and texts with their fixes.

use quarry_syntax::parse;

/// The text without the marks, and the place between them.
fn unmark(marked: &str) -> (String, usize, usize) {
    let start = marked.find('⟦').expect("the place is marked");
    let text = marked.replace('⟦', "");
    let end = text.find('⟧').expect("the place is marked");
    (text.replace('⟧', ""), start, end)
}

/// The text has this one error, at the marked place.
#[track_caller]
pub(crate) fn one(code: &str, marked: &str) {
    let (text, start, end) = unmark(marked);
    let found: Vec<_> = parse(&text)
        .diagnostics
        .iter()
        .map(|found| (found.code.id(), found.span().start, found.span().end))
        .collect();
    assert_eq!(found, [(code, start, end)], "{text}");
}

/// The first fix of the only diagnostic makes `mended` of the text, in which nothing is wrong.
#[track_caller]
pub(crate) fn fixed(text: &str, mended: &str) {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    let fix = parsed.diagnostics.first().and_then(|found| found.fixes.first()).expect("there is a fix");
    assert_eq!(fix.apply(text), mended);
    assert!(parse(mended).diagnostics.is_empty(), "{mended}");
}
