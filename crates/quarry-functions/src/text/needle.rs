//! One text searched in others.

use memchr::memmem;

use super::fold;

/// At which ends of a hit a term must begin or end.
///
/// A term is a run of letters and digits of any script; see
/// <https://learn.microsoft.com/kusto/query/datatypes-string-operators#what-is-a-term>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) start: bool,
    pub(crate) end: bool,
}

impl Bounds {
    pub(crate) const NONE: Self = Self { start: false, end: false };
    pub(crate) const TERM: Self = Self { start: true, end: true };
    pub(crate) const PREFIX: Self = Self { start: true, end: false };
    pub(crate) const SUFFIX: Self = Self { start: false, end: true };

    /// Whether the hit at `start..end` stands where it must. An end of the hit that is no letter or digit
    /// bounds itself.
    pub(crate) fn allow(self, text: &str, start: usize, end: usize) -> bool {
        let (before, rest) = text.split_at(start);
        let (hit, after) = rest.split_at(end - start);
        let free = |outside: Option<char>, inside: Option<char>| {
            !(outside.is_some_and(char::is_alphanumeric) && inside.is_some_and(char::is_alphanumeric))
        };
        (!self.start || free(before.chars().next_back(), hit.chars().next()))
            && (!self.end || free(after.chars().next(), hit.chars().next_back()))
    }
}

/// A text to search for.
#[derive(Debug)]
pub(crate) struct Needle {
    finder: Finder,
    bounds: Bounds,
}

#[derive(Debug)]
enum Finder {
    /// An empty needle is in every text.
    Empty,
    Exact(memmem::Finder<'static>),
    /// ASCII, lower case.
    Ascii(AsciiFinder),
    /// Any text, folded; the texts to search are folded one by one.
    Folded(memmem::Finder<'static>),
}

impl Needle {
    pub(crate) fn new(text: &str, case_sensitive: bool, bounds: Bounds) -> Self {
        let finder = if text.is_empty() {
            Finder::Empty
        } else if case_sensitive || !text.chars().any(|c| c.is_alphabetic() || fold::fold_char(c) != c) {
            Finder::Exact(memmem::Finder::new(text.as_bytes()).into_owned())
        } else if text.is_ascii() {
            Finder::Ascii(AsciiFinder::new(text))
        } else {
            Finder::Folded(memmem::Finder::new(fold::folded(text).as_bytes()).into_owned())
        };
        Self { finder, bounds }
    }

    /// Whether the needle is in the text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        match &self.finder {
            Finder::Empty => true,
            Finder::Folded(finder) => {
                let folded = fold::folded(text);
                hit(&folded, self.bounds, finder.needle().len(), |bytes| finder.find(bytes))
            }
            Finder::Exact(finder) => {
                hit(text, self.bounds, finder.needle().len(), |bytes| finder.find(bytes))
            }
            Finder::Ascii(finder) => hit(text, self.bounds, finder.needle.len(), |bytes| finder.find(bytes)),
        }
    }

    /// Marks the rows that contain the needle; row `i` is `text[offsets[i]..offsets[i + 1]]`. The text is
    /// searched as a whole, so short rows cost nothing of their own.
    pub(crate) fn mark(&self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        match &self.finder {
            Finder::Empty => marks.fill(true),
            Finder::Exact(finder) => {
                let find = |bytes: &[u8]| finder.find(bytes);
                mark(text, offsets, marks, self.bounds, finder.needle().len(), find);
            }
            Finder::Ascii(finder) => {
                let find = |bytes: &[u8]| finder.find(bytes);
                mark(text, offsets, marks, self.bounds, finder.needle.len(), find);
            }
            Finder::Folded(_) => {
                for (row, mark) in marks.iter_mut().enumerate() {
                    *mark = self.is_in(super::rows::row(text, offsets, row));
                }
            }
        }
    }
}

/// Whether a hit stands where it must.
fn hit(text: &str, bounds: Bounds, len: usize, find: impl Fn(&[u8]) -> Option<usize>) -> bool {
    let mut from = 0;
    while let Some(at) = text.as_bytes().get(from..).and_then(&find) {
        let start = from + at;
        if bounds == Bounds::NONE || bounds.allow(text, start, start + len) {
            return true;
        }
        from = start + 1;
    }
    false
}

fn mark(
    text: &str,
    offsets: &[u32],
    marks: &mut [bool],
    bounds: Bounds,
    len: usize,
    find: impl Fn(&[u8]) -> Option<usize>,
) {
    let (Some(&first), Some(&last)) = (offsets.first(), offsets.last()) else { return };
    let bytes = &text.as_bytes()[..last as usize];
    let (mut from, mut row) = (first as usize, 0);
    while let Some(at) = bytes.get(from..).and_then(&find) {
        let start = from + at;
        while (offsets[row + 1] as usize) <= start {
            row += 1;
        }
        let (row_start, row_end) = (offsets[row] as usize, offsets[row + 1] as usize);
        let inside = start >= row_start && start + len <= row_end;
        if inside
            && (bounds == Bounds::NONE
                || bounds.allow(
                    super::rows::row(text, offsets, row),
                    start - row_start,
                    start + len - row_start,
                ))
        {
            marks[row] = true;
            from = row_end;
        } else {
            from = start + 1;
        }
    }
}

/// Finds ASCII text whose letters may differ in case: jumps to its rarest byte in both cases, then compares.
#[derive(Debug)]
struct AsciiFinder {
    /// Lower case.
    needle: Vec<u8>,
    /// Where in the needle the rarest byte is.
    rare: usize,
    lower: u8,
    upper: u8,
    /// A second byte to look at before comparing everything.
    second: usize,
}

impl AsciiFinder {
    fn new(text: &str) -> Self {
        let needle = text.to_ascii_lowercase().into_bytes();
        let mut order: Vec<usize> = (0..needle.len()).collect();
        order.sort_by_key(|&at| commonness(needle[at]));
        let rare = order.first().copied().unwrap_or(0);
        let second = order.get(1).copied().unwrap_or(rare);
        let lower = needle[rare];
        Self { rare, lower, upper: lower.to_ascii_uppercase(), second, needle }
    }

    #[inline]
    fn find(&self, bytes: &[u8]) -> Option<usize> {
        let last = bytes.len().checked_sub(self.needle.len())?;
        let window = &bytes[self.rare..=self.rare + last];
        let second = self.needle[self.second];
        let matches = |start: usize| {
            bytes[start + self.second].to_ascii_lowercase() == second
                && bytes[start..start + self.needle.len()].eq_ignore_ascii_case(&self.needle)
        };
        if self.lower == self.upper {
            memchr::memchr_iter(self.lower, window).find(|&start| matches(start))
        } else {
            memchr::memchr2_iter(self.lower, self.upper, window).find(|&start| matches(start))
        }
    }
}

/// How often a byte turns up in event data, roughly; letters in both cases.
fn commonness(byte: u8) -> u8 {
    const BY_FREQUENCY: &[u8] = b"zqjxkvwygbfphmudlcnosrtiae";
    match byte {
        b'e' | b'a' | b' ' | b'\\' | b'/' | b'.' => 40,
        b'a'..=b'z' => BY_FREQUENCY.iter().position(|&c| c == byte).unwrap_or(0) as u8 + 8,
        b'0'..=b'9' => 20,
        b'-' | b'"' | b':' | b'_' => 12,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_bounded() {
        let has = |text: &str, needle: &str| Needle::new(needle, false, Bounds::TERM).is_in(text);
        assert!(has("alpha_beta", "ALPHA"));
        assert!(!has("alphabeta", "alpha"));
        assert!(has("version=1.2.3", "2.3"));
        assert!(has("a b", " "));
        assert!(has("", ""));
        assert!(!has("écoles", "école"));
        assert!(has("une École.", "école"));
        assert!(!has("xpowershell powershellx", "powershell"));
        assert!(has("xpowershell powershell", "powershell"));
    }

    #[test]
    fn whole_buffers_give_what_rows_give() {
        let rows = ["net user", "xx", "", "NET1 USER", "ne", "t user", "a net"];
        let mut text = String::new();
        let mut offsets = vec![0];
        for row in rows {
            text.push_str(row);
            offsets.push(text.len() as u32);
        }
        for (needle, bounds) in
            [("net", Bounds::TERM), ("net", Bounds::NONE), ("user", Bounds::SUFFIX), ("", Bounds::TERM)]
        {
            let needle = Needle::new(needle, false, bounds);
            let mut marks = vec![false; rows.len()];
            needle.mark(&text, &offsets, &mut marks);
            let expected: Vec<bool> = rows.iter().map(|row| needle.is_in(row)).collect();
            assert_eq!(marks, expected);
        }
    }
}
