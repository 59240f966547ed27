//! Near misses: which name was probably meant.

/// The candidate that was probably meant by `name`: one that differs in case alone, else the one with the
/// fewest edits, at most one for each four letters of the name. The first of equals wins.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut limit = (wanted.len() / 4).min(3);
    let mut best = None;
    for candidate in candidates {
        if candidate.eq_ignore_ascii_case(name) {
            return Some(candidate);
        }
        let length = candidate.chars().count();
        if length.abs_diff(wanted.len()) > limit {
            continue;
        }
        let edits = edit_distance(&wanted, candidate);
        if edits <= limit && edits < length {
            // Only fewer edits replace an earlier candidate.
            if edits == 0 {
                return Some(candidate);
            }
            limit = edits - 1;
            best = Some(candidate);
        }
    }
    best
}

/// Insertions, deletions, replacements and swaps of neighbours between the texts, case aside.
fn edit_distance(wanted: &[char], candidate: &str) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=wanted.len()).collect();
    let mut previous = None;
    for (row, found) in candidate.chars().map(|c| c.to_ascii_lowercase()).enumerate() {
        let mut current = vec![row + 1];
        for (column, &expected) in wanted.iter().enumerate() {
            let replaced = last[column] + usize::from(expected != found);
            let mut edits = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped = column > 0 && previous == Some(expected) && wanted[column - 1] == found;
            if swapped && let Some(earlier) = before_last.get(column - 1) {
                edits = edits.min(earlier + 1);
            }
            current.push(edits);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(found);
    }
    last[wanted.len()]
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn near_names_are_found() {
        let names = ["FileName", "FolderPath", "DeviceId", "DeviceName", "AccountName", "x"];
        for (typed, expected) in [
            ("filename", Some("FileName")),
            ("FielName", Some("FileName")),
            ("DeviceNme", Some("DeviceName")),
            ("AcountNane", Some("AccountName")),
            ("Nothing", None),
            ("y", None),
            ("", None),
        ] {
            assert_eq!(suggest(typed, names), expected, "{typed}");
        }
    }
}
