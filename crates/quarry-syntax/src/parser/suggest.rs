//! Names that were probably meant.

/// The operator whose name is nearest to the word, when it is near enough.
pub(super) fn operator(word: &str) -> Option<&'static str> {
    let folded = word.to_ascii_lowercase();
    let sql = match folded.as_str() {
        "select" => Some("project"),
        "group" | "groupby" => Some("summarize"),
        "having" => Some("where"),
        "orderby" => Some("sort"),
        "head" => Some("take"),
        _ => None,
    };
    sql.or_else(|| {
        crate::operators::TABLE
            .iter()
            .filter(|definition| definition.piped)
            .map(|definition| (distance(&folded, definition.name), definition.name))
            .filter(|(distance, name)| *distance <= 1 + name.len() / 5)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    })
}

/// How many characters must be put in, left out, replaced or swapped to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, character) in left.chars().take(40).enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let mut best = at(&last, column) + usize::from(character != *other);
            best = best.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = column > 0 && previous == Some(*other) && right.get(column - 1) == Some(&character);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(character);
    }
    last.last().copied().unwrap_or(0)
}

fn at(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(usize::MAX / 2)
}
