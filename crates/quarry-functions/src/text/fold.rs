//! Case folding as the case-insensitive operators do it: character by character, by simple upper case,
//! without regard to language.
//!
//! Invariant: nothing outside ASCII folds into ASCII (`ı`, `ſ` and `K` stay themselves), so an ASCII needle
//! can be searched byte by byte.

/// The form in which two characters that differ only in case are the same.
#[inline]
pub(crate) fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) if !only.is_ascii() => only,
        _ => c,
    }
}

/// Appends the folded text.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    out.extend(text.chars().map(fold_char));
}

/// The folded text.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Whether two texts differ at most in case.
pub(crate) fn equal(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left.chars().map(fold_char).eq(right.chars().map(fold_char))
}

/// Whether `text` starts with `start`, whose letters may differ in case.
pub(crate) fn starts_with(text: &str, start: &str) -> bool {
    if start.is_ascii() {
        return text
            .as_bytes()
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    }
    let mut chars = text.chars();
    start.chars().all(|wanted| chars.next().is_some_and(|c| fold_char(c) == fold_char(wanted)))
}

/// Whether `text` ends with `end`, whose letters may differ in case.
pub(crate) fn ends_with(text: &str, end: &str) -> bool {
    if end.is_ascii() {
        let start = text.len().checked_sub(end.len());
        return start.is_some_and(|start| text.as_bytes()[start..].eq_ignore_ascii_case(end.as_bytes()));
    }
    let mut chars = text.chars().rev();
    end.chars().rev().all(|wanted| chars.next().is_some_and(|c| fold_char(c) == fold_char(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_to_simple_pairs() {
        assert!(equal("Straße", "STRAßE"));
        assert!(!equal("Straße", "STRASSE"));
        assert!(equal("naïveté", "NAÏVETÉ"));
        assert!(!equal("ı", "i"));
        assert!(!equal("\u{212a}", "k"));
        assert!(starts_with("Über", "üb"));
        assert!(ends_with("CAFÉ", "fé"));
        assert!(!ends_with("a", "ba"));
    }
}
