//! How numbers, times and odd characters are written.

use std::borrow::Cow;
use std::fmt::Write;

/// `1234567` as `1,234,567`.
pub fn group_digits(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 file`, `2,000 files`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", group_digits(number), if number == 1 { "" } else { "s" })
}

/// Milliseconds for people: `0.8 ms`, `42 ms`, `1.25 s`.
pub fn shown_duration(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.2} s", ms / 1000.0)
    }
}

/// `2026-11-20T09:14:43.2204000Z` as `2026-11-20 09:14:43`.
pub fn shown_time(iso: &str) -> String {
    let whole = iso.split('.').next().unwrap_or(iso).trim_end_matches('Z');
    whole.replacen('T', " ", 1)
}

/// With a capital at its start, as a sentence that stands alone.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Text with its invisible characters made visible, and not longer than a cell needs.
pub fn visible(text: &str, most: usize) -> Cow<'_, str> {
    let cut = text.char_indices().nth(most).map(|(end, _)| end);
    let shown = text.get(..cut.unwrap_or(text.len())).unwrap_or(text);
    if cut.is_none() && !shown.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(shown.len() + 16);
    for character in shown.chars() {
        match character {
            '\n' => out.push('↵'),
            '\t' => out.push('⇥'),
            '\r' => out.push('␍'),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('␦')),
            character if is_invisible(character) => {
                // Writing to a string does not fail.
                let _ = write!(out, "⟨{:04X}⟩", u32::from(character));
            }
            character => out.push(character),
        }
    }
    if cut.is_some() {
        out.push('…');
    }
    Cow::Owned(out)
}

/// Controls, zero-width characters, and those that turn the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        assert_eq!([7, 999, 1000, 1_234_567].map(group_digits), ["7", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn invisible_text_shows() {
        assert_eq!(visible("plain", 100), "plain");
        assert_eq!(visible("a\u{202e}b\nc", 100), "a⟨202E⟩b↵c");
        assert_eq!(visible("abcdef", 3), "abc…");
    }
}
