//! `{{Column}}` in an alert's title and description.

use std::ops::Range;

/// A `{{Column}}` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The name between the braces, without blanks around it.
    pub column: String,
    /// The bytes from the first `{` to the last `}`.
    pub range: Range<usize>,
}

/// The columns that a text names in double braces, in order.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let Some(close) = text[open..].find("}}").map(|at| open + at) else { break };
        let inner = &text[open + 2..close];
        // `{{a {{b}}` names b: the innermost braces count.
        let skipped = inner.rfind("{{").map_or(0, |at| at + 2);
        let column = inner[skipped..].trim();
        if !column.is_empty() {
            found.push(Placeholder { column: column.to_owned(), range: open + skipped..close + 2 });
        }
        from = close + 2;
    }
    found
}

/// The distinct columns that a text names, in order.
pub(crate) fn columns(text: &str) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for placeholder in placeholders(text) {
        if !columns.contains(&placeholder.column) {
            columns.push(placeholder.column);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn finds_names_between_double_braces() {
        let names = |text: &str| -> Vec<String> {
            placeholders(text).into_iter().map(|placeholder| placeholder.column).collect()
        };
        assert_eq!(names("{{A}} on {{ B }}"), ["A", "B"]);
        assert_eq!(names("{A} {{}} {{  }} {{C"), Vec::<String>::new());
        assert_eq!(names("{{a {{b}} é}}"), ["b"]);
        assert_eq!(placeholders("ü {{x}}")[0].range, 3..8);
    }
}
