//! Finding bytes 64 at a time: one bit a byte, from comparisons of 16 bytes at once.

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod lane {
    // SAFETY of every block below: SSE2 belongs to all x86-64 processors, and none of the instructions used
    // reads or writes memory.

    use core::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };

    #[derive(Clone, Copy)]
    pub(super) struct Lane(__m128i);

    impl Lane {
        #[inline]
        pub(super) fn new(low: u64, high: u64) -> Self {
            Self(unsafe { _mm_set_epi64x(high.cast_signed(), low.cast_signed()) })
        }

        #[inline]
        pub(super) fn eq(self, byte: u8) -> Self {
            Self(unsafe { _mm_cmpeq_epi8(self.0, _mm_set1_epi8(byte.cast_signed())) })
        }

        #[inline]
        pub(super) fn or(self, other: Self) -> Self {
            Self(unsafe { _mm_or_si128(self.0, other.0) })
        }

        #[inline]
        pub(super) fn bits(self) -> u64 {
            u64::from(unsafe { _mm_movemask_epi8(self.0) }.cast_unsigned())
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lane {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128, v128_or};

    #[derive(Clone, Copy)]
    pub(super) struct Lane(v128);

    impl Lane {
        #[inline]
        pub(super) fn new(low: u64, high: u64) -> Self {
            Self(u64x2(low, high))
        }

        #[inline]
        pub(super) fn eq(self, byte: u8) -> Self {
            Self(u8x16_eq(self.0, u8x16_splat(byte)))
        }

        #[inline]
        pub(super) fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[inline]
        pub(super) fn bits(self) -> u64 {
            u64::from(u8x16_bitmask(self.0))
        }
    }
}

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
mod lane {
    /// Sixteen bytes without vector instructions; a set top bit in a byte stands for "equal".
    #[derive(Clone, Copy)]
    pub(super) struct Lane(u64, u64);

    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;

    fn eq_word(word: u64, byte: u8) -> u64 {
        let x = word ^ (u64::from(byte) * 0x0101_0101_0101_0101);
        !(((x & LOW) + LOW) | x | LOW)
    }

    fn bits_of(word: u64) -> u64 {
        (word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }

    impl Lane {
        #[inline]
        pub(super) fn new(low: u64, high: u64) -> Self {
            Self(low, high)
        }

        #[inline]
        pub(super) fn eq(self, byte: u8) -> Self {
            Self(eq_word(self.0, byte), eq_word(self.1, byte))
        }

        #[inline]
        pub(super) fn or(self, other: Self) -> Self {
            Self(self.0 | other.0, self.1 | other.1)
        }

        #[inline]
        pub(super) fn bits(self) -> u64 {
            bits_of(self.0) | bits_of(self.1) << 8
        }
    }
}

use lane::Lane;

/// The word of up to eight bytes at `at`; bytes beyond the end count as zero.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => u64::from_le_bytes(eight.try_into().expect("the slice has eight bytes")),
        None => short_word(bytes.get(at..).unwrap_or(&[])),
    }
}

#[inline]
fn short_word(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// Where the interesting bytes of a block of 64 stand, one bit a byte.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Masks {
    /// Delimiters and ends of lines.
    pub(crate) separators: u64,
    pub(crate) quotes: u64,
    pub(crate) newlines: u64,
}

/// Looks for delimiters, quotes and ends of lines.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Where the block of `masks` begins; a multiple of 64.
    block: usize,
    masks: Masks,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        let mut scanner = Self { bytes, delimiter, block: 0, masks: Masks::default() };
        scanner.load(0);
        scanner
    }

    #[inline]
    fn load(&mut self, block: usize) {
        self.block = block;
        let masks = match self.bytes.get(block..block + 64) {
            Some(full) => masks(full, self.delimiter),
            None => {
                let rest = self.bytes.get(block..).unwrap_or(&[]);
                let mut padded = [0; 64];
                padded[..rest.len()].copy_from_slice(rest);
                let within = (1 << rest.len()) - 1;
                let found = masks(&padded, self.delimiter);
                Masks {
                    separators: found.separators & within,
                    quotes: found.quotes & within,
                    newlines: found.newlines & within,
                }
            }
        };
        self.masks = masks;
    }

    /// The first delimiter or end of line at or after `from`.
    #[inline]
    pub(crate) fn separator(&mut self, from: usize) -> Option<usize> {
        self.find(from, |masks| masks.separators)
    }

    /// The first quote at or after `from`.
    #[inline]
    pub(crate) fn quote(&mut self, from: usize) -> Option<usize> {
        self.find(from, |masks| masks.quotes)
    }

    #[inline]
    fn find(&mut self, from: usize, pick: impl Fn(&Masks) -> u64) -> Option<usize> {
        if from & !63 != self.block {
            self.load(from & !63);
        }
        let mut found = pick(&self.masks) & (!0 << (from & 63));
        while found == 0 {
            if self.block + 64 >= self.bytes.len() {
                return None;
            }
            self.load(self.block + 64);
            found = pick(&self.masks);
        }
        Some(self.block + found.trailing_zeros() as usize)
    }
}

#[inline]
fn masks(block: &[u8], delimiter: u8) -> Masks {
    let mut masks = Masks::default();
    for part in 0..4 {
        let lane = Lane::new(word(block, part * 16), word(block, part * 16 + 8));
        let newlines = lane.eq(b'\n');
        let separators = lane.eq(delimiter).or(newlines).or(lane.eq(b'\r'));
        let shift = part * 16;
        masks.separators |= separators.bits() << shift;
        masks.newlines |= newlines.bits() << shift;
        masks.quotes |= lane.eq(b'"').bits() << shift;
    }
    masks
}

/// The first quote, backslash or end of line at or after `from`: what may end the plain part of a JSON
/// string.
#[inline]
pub(crate) fn string_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    while from < bytes.len() {
        let lane = Lane::new(word(bytes, from), word(bytes, from + 8));
        let found = lane.eq(b'"').or(lane.eq(b'\\')).or(lane.eq(b'\n')).bits();
        if found != 0 {
            return Some(from + found.trailing_zeros() as usize);
        }
        from += 16;
    }
    None
}

/// Whether two byte strings are equal; for the short ones of columns faster than a call of `memcmp`.
#[inline]
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    let len = left.len();
    if len != right.len() {
        return false;
    }
    if len < 8 {
        return short_word(left) == short_word(right);
    }
    let mut at = 0;
    while at + 8 <= len {
        if word(left, at) != word(right, at) {
            return false;
        }
        at += 8;
    }
    word(left, len - 8) == word(right, len - 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_name_every_byte() {
        let mut bytes = [b'x'; 64];
        for (at, byte) in [(0, b','), (7, b'"'), (15, b'\n'), (16, b'\r'), (63, b',')] {
            bytes[at] = byte;
        }
        let found = masks(&bytes, b',');
        assert_eq!(found.separators, 1 | 1 << 15 | 1 << 16 | 1 << 63);
        assert_eq!(found.quotes, 1 << 7);
        assert_eq!(found.newlines, 1 << 15);
    }

    #[test]
    fn scanner_crosses_blocks() {
        let mut bytes = vec![b'x'; 200];
        bytes[130] = b',';
        bytes[199] = b'"';
        let mut scanner = Scanner::new(&bytes, b',');
        assert_eq!(scanner.separator(3), Some(130));
        assert_eq!(scanner.separator(131), None);
        assert_eq!(scanner.quote(131), Some(199));
        assert_eq!(scanner.quote(200), None);
    }

    #[test]
    fn equal_compares_every_length() {
        let bytes: Vec<u8> = (0..40).collect();
        for len in 0..40 {
            assert!(equal(&bytes[..len], &bytes[..len]));
            for changed in 0..len {
                let mut other = bytes[..len].to_vec();
                other[changed] ^= 0x80;
                assert!(!equal(&bytes[..len], &other));
            }
        }
    }
}
