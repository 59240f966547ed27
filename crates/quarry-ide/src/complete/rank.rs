//! How well a candidate fits what was typed.

/// How a label matches; smaller is better. None when it does not.
///
/// From best to worst: the same, the beginning, the beginning but for case, the beginnings of its words
/// (`ProcCom` for `ProcessCommandLine`), the same with words left out, from a later word on (`command`), a
/// part of it, its letters in order.
pub(super) fn matching(label: &str, typed: &str) -> Option<u32> {
    if typed.is_empty() {
        return Some(0);
    }
    if label == typed {
        return Some(1);
    }
    if label.starts_with(typed) {
        return Some(2);
    }
    if starts_with_fold(label, typed) {
        return Some(3);
    }
    if let Some(skips) = word_starts(label, typed) {
        return Some(4 + skips);
    }
    // A single letter somewhere inside says nothing.
    if typed.chars().count() > 1 {
        if contains_fold(label, typed) {
            return Some(7);
        }
        if in_order(label, typed) {
            return Some(8);
        }
    }
    None
}

fn starts_with_fold(label: &str, typed: &str) -> bool {
    label.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn contains_fold(label: &str, typed: &str) -> bool {
    let (label, typed) = (label.as_bytes(), typed.as_bytes());
    label.windows(typed.len()).any(|part| part.eq_ignore_ascii_case(typed))
}

/// Whether the typed letters are beginnings of words of the label, one after the other: `pcl` and `ProcCL`
/// for `ProcessCommandLine`, `mvex` for `mv-expand`. 0 when no word is left out, 1 when some are, 2 when
/// the first is.
fn word_starts(label: &str, typed: &str) -> Option<u32> {
    let words = words(label);
    let letter = |word: usize, at: usize| words.get(word).and_then(|text| text.as_bytes().get(at));
    let mut typed = typed.bytes().filter(u8::is_ascii_alphanumeric);
    let first = typed.next()?;
    let fits = |word: usize, at: usize, byte: u8| {
        letter(word, at).is_some_and(|own| own.eq_ignore_ascii_case(&byte))
    };
    // Each state is a word, how many of its letters are used, and what was left out so far.
    let mut places: Vec<(usize, usize, u32)> = (0..words.len())
        .filter(|word| fits(*word, 0, first))
        .map(|word| (word, 1, if word == 0 { 0 } else { 2 }))
        .collect();
    for byte in typed {
        let mut next: Vec<(usize, usize, u32)> = Vec::new();
        let mut add = |place: (usize, usize, u32)| match next
            .iter_mut()
            .find(|known| (known.0, known.1) == (place.0, place.1))
        {
            Some(known) => known.2 = known.2.min(place.2),
            None => next.push(place),
        };
        for (word, used, skips) in places {
            if fits(word, used, byte) {
                add((word, used + 1, skips));
            }
            for later in word + 1..words.len() {
                if fits(later, 0, byte) {
                    add((later, 1, skips.max(u32::from(later > word + 1))));
                }
            }
        }
        places = next;
    }
    places.into_iter().map(|place| place.2).min()
}

/// The words of a name: at capitals, digits' ends, dashes and underscores.
fn words(label: &str) -> Vec<&str> {
    let bytes = label.as_bytes();
    let mut words = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let (before, here) = (bytes[at - 1], bytes[at]);
        let separator = !here.is_ascii_alphanumeric() && here.is_ascii();
        let capital = here.is_ascii_uppercase()
            && (!before.is_ascii_uppercase() || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if (separator || capital || !before.is_ascii_alphanumeric()) && label.is_char_boundary(at) {
            words.push(&label[start..at]);
            start = at;
        }
    }
    words.push(&label[start..]);
    words
        .into_iter()
        .map(|word| word.trim_start_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

fn in_order(label: &str, typed: &str) -> bool {
    let mut rest = label.bytes();
    typed.bytes().all(|wanted| rest.any(|byte| byte.eq_ignore_ascii_case(&wanted)))
}

#[cfg(test)]
mod tests {
    use super::matching;

    #[test]
    fn better_matches_come_first() {
        let rank = |typed| matching("ProcessCommandLine", typed);
        assert_eq!(rank("ProcessCommandLine"), Some(1));
        assert_eq!(rank("Proc"), Some(2));
        assert_eq!(rank("proc"), Some(3));
        assert_eq!(rank("pcl"), Some(4));
        assert_eq!(rank("procCom"), Some(4));
        assert_eq!(rank("pline"), Some(5));
        assert_eq!(rank("command"), Some(6));
        assert_eq!(rank("mmand"), Some(7));
        assert_eq!(rank("pcmd"), Some(8));
        assert_eq!(rank("xyz"), None);
        assert_eq!(rank("!"), None);
        assert_eq!(matching("mv-expand", "mvex"), Some(4));
        assert_eq!(matching("SHA256", "sha"), Some(3));
        assert_eq!(matching("InitiatingProcessSHA1", "ipsha"), Some(4));
        assert_eq!(matching("Größe", "gr"), Some(3));
        assert_eq!(matching("Ω-name", "na"), Some(6));
    }
}
