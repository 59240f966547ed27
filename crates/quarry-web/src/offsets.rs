//! From the engine's UTF-8 offsets to the UTF-16 offsets of JavaScript, and back.

/// Where the characters of one text begin in both encodings.
#[derive(Clone, Debug)]
pub struct Offsets {
    /// One entry a non-ASCII character: its end in UTF-8 and in UTF-16. ASCII needs none.
    ends: Vec<(usize, usize)>,
}

impl Offsets {
    pub fn new(text: &str) -> Self {
        let mut ends = Vec::new();
        let mut utf16 = 0;
        for (start, character) in text.char_indices() {
            utf16 += character.len_utf16();
            if !character.is_ascii() {
                ends.push((start + character.len_utf8(), utf16));
            }
        }
        Self { ends }
    }

    /// The UTF-16 offset of a UTF-8 offset.
    pub fn utf16(&self, utf8: usize) -> usize {
        let index = self.ends.partition_point(|end| end.0 <= utf8);
        match index.checked_sub(1).and_then(|index| self.ends.get(index)) {
            Some((end8, end16)) => end16 + (utf8 - end8),
            None => utf8,
        }
    }

    /// The UTF-8 offset of a UTF-16 offset.
    pub fn utf8(&self, utf16: usize) -> usize {
        let index = self.ends.partition_point(|end| end.1 <= utf16);
        match index.checked_sub(1).and_then(|index| self.ends.get(index)) {
            Some((end8, end16)) => end8 + (utf16 - end16),
            None => utf16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn counts_both_ways() {
        let text = "a“b”😀c";
        let offsets = Offsets::new(text);
        let mut utf16 = 0;
        for (utf8, character) in text.char_indices() {
            assert_eq!((offsets.utf16(utf8), offsets.utf8(utf16)), (utf16, utf8));
            utf16 += character.len_utf16();
        }
        assert_eq!(offsets.utf16(text.len()), utf16);
    }
}
