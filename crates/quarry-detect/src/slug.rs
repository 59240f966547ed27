//! The rule's id: the author chooses it, and its characters are few.

/// The longest id, in characters.
const LONGEST: usize = 128;

/// An id made of a name: lower-case letters, digits and single hyphens.
///
/// A name without any letter or digit of ASCII gives `rule-` and a number that depends on the name alone.
pub fn slug(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') && c != '\'' {
            id.push('-');
        }
        if id.len() == LONGEST {
            break;
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { format!("rule-{:08x}", fnv(name)) } else { id.to_owned() }
}

/// Whether a text can be an id: a letter or digit, then up to 127 letters, digits and hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::{is_id, slug};

    #[test]
    fn ids_are_made_of_any_name() {
        assert_eq!(slug("Local account created with net user"), "local-account-created-with-net-user");
        assert_eq!(slug("  C:\\x -- 'y's' "), "c-x-ys");
        assert_eq!(slug("Пример"), slug("Пример"));
        for name in ["", "---", "🙂", "ü", &"a b".repeat(200)] {
            assert!(is_id(&slug(name)), "{name}");
        }
    }
}
