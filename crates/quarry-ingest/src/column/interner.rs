//! Distinct texts and their codes.

use quarry_data::StringDictionary;

use crate::scan::{equal, word};

/// Grows a dictionary: equal texts get equal codes, in the order of first appearance.
#[derive(Debug)]
pub(crate) struct Interner {
    /// The upper half of a hash beside a code plus one; zero is free. The length is a power of two.
    slots: Vec<u64>,
    /// Where each text begins; one more than there are texts.
    offsets: Vec<u32>,
    text: String,
    last: u32,
}

impl Default for Interner {
    fn default() -> Self {
        Self { slots: vec![0; 64], offsets: vec![0], text: String::new(), last: 0 }
    }
}

/// A hash that is good in its upper half; cheap in wasm, which has no wide multiplication.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let len = bytes.len();
    let mut first = (len as u64).wrapping_mul(K);
    let mut second = K;
    let mut at = 0;
    while at + 16 < len {
        first = (first.rotate_left(23) ^ word(bytes, at)).wrapping_mul(K);
        second = (second.rotate_left(29) ^ word(bytes, at + 8)).wrapping_mul(K);
        at += 16;
    }
    if len >= 8 {
        first = (first.rotate_left(23) ^ word(bytes, at.min(len - 8))).wrapping_mul(K);
        second = (second.rotate_left(29) ^ word(bytes, len - 8)).wrapping_mul(K);
    } else {
        first = (first ^ word(bytes, 0)).wrapping_mul(K);
    }
    let mixed = (first ^ second.rotate_left(32)).wrapping_mul(K);
    (mixed >> 32) as u32
}

impl Interner {
    /// How many distinct texts there are.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn get(&self, code: u32) -> &str {
        let code = code as usize;
        match (self.offsets.get(code), self.offsets.get(code + 1)) {
            (Some(&start), Some(&end)) => self.text.get(start as usize..end as usize).unwrap_or(""),
            _ => "",
        }
    }

    #[inline]
    fn bytes_of(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let (start, end) = (self.offsets[code] as usize, self.offsets[code + 1] as usize);
        &self.text.as_bytes()[start..end]
    }

    /// The code of the text, and whether it is new. None when the dictionary can't hold more text.
    #[inline]
    pub(crate) fn intern(&mut self, text: &str) -> Option<(u32, bool)> {
        let bytes = text.as_bytes();
        if self.len() > 0 && equal(self.bytes_of(self.last), bytes) {
            return Some((self.last, false));
        }
        let hash = hash(bytes);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                break;
            }
            if (slot >> 32) as u32 == hash {
                let code = slot as u32 - 1;
                if equal(self.bytes_of(code), bytes) {
                    self.last = code;
                    return Some((code, false));
                }
            }
            at = (at + 1) & mask;
        }
        self.insert(text, hash, at).map(|code| (code, true))
    }

    #[cold]
    fn insert(&mut self, text: &str, hash: u32, at: usize) -> Option<u32> {
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let code = u32::try_from(self.len()).ok()?;
        self.text.push_str(text);
        self.offsets.push(end);
        self.slots[at] = u64::from(hash) << 32 | u64::from(code + 1);
        self.last = code;
        if self.len() * 2 > self.slots.len() {
            self.grow();
        }
        Some(code)
    }

    fn grow(&mut self) {
        let mut slots = vec![0; self.slots.len() * 4];
        let mask = slots.len() - 1;
        for &slot in self.slots.iter().filter(|slot| **slot != 0) {
            let mut at = (slot >> 32) as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = slot;
        }
        self.slots = slots;
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * 8 + self.offsets.len() * 4 + self.text.len()
    }

    pub(crate) fn finish(mut self) -> StringDictionary {
        drop(std::mem::take(&mut self.slots));
        self.text.shrink_to_fit();
        self.offsets.shrink_to_fit();
        StringDictionary::from_parts(self.offsets, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_count_distinct_texts_in_order() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..5000).map(|n| format!("text {}", n * 7 % 1000)).collect();
        let codes: Vec<u32> = texts.iter().map(|text| interner.intern(text).unwrap().0).collect();
        assert_eq!(interner.len(), 1000);
        for (text, code) in texts.iter().zip(codes) {
            assert_eq!(interner.get(code), text);
        }
        assert_eq!(interner.finish().len(), 1000);
    }
}
