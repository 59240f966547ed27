use std::sync::Arc;

/// One bit a row, shared and sliceable.
#[derive(Clone, Debug)]
pub struct Bitmap {
    words: Arc<Vec<u64>>,
    offset: usize,
    len: usize,
}

/// Grows a [`Bitmap`] bit by bit.
#[derive(Clone, Debug, Default)]
pub struct BitmapBuilder {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub fn get(&self, index: usize) -> bool {
        debug_assert!(index < self.len);
        let bit = self.offset + index;
        self.words[bit / 64] >> (bit % 64) & 1 == 1
    }

    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        assert!(offset + len <= self.len, "slice of a bitmap out of range");
        Self { words: Arc::clone(&self.words), offset: self.offset + offset, len }
    }

    /// The bitmap that the parts were cut from one after the other, when they were.
    pub(crate) fn joined(parts: &[Option<&Self>]) -> Option<Self> {
        let first = (*parts.first()?)?;
        let mut end = first.offset;
        for part in parts {
            let part = (*part)?;
            if !Arc::ptr_eq(&part.words, &first.words) || part.offset != end {
                return None;
            }
            end += part.len;
        }
        Some(Self { words: Arc::clone(&first.words), offset: first.offset, len: end - first.offset })
    }

    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.len).map(|index| self.get(index))
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        if self.offset == 0 && self.len == self.words.len() * 64 {
            return self.words.iter().map(|word| word.count_ones() as usize).sum();
        }
        self.iter().filter(|bit| *bit).count()
    }

    /// Bits that are set in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.iter().zip(other.iter()).map(|(left, right)| left && right).collect()
    }
}

impl FromIterator<bool> for Bitmap {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut builder = BitmapBuilder::default();
        for bit in bits {
            builder.push(bit);
        }
        builder.finish()
    }
}

impl BitmapBuilder {
    #[inline]
    pub fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        if bit {
            let last = self.words.len() - 1;
            self.words[last] |= 1 << (self.len % 64);
        }
        self.len += 1;
    }

    /// Appends `count` equal bits.
    pub fn extend(&mut self, bit: bool, count: usize) {
        for _ in 0..count {
            self.push(bit);
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn finish(self) -> Bitmap {
        Bitmap { words: Arc::new(self.words), offset: 0, len: self.len }
    }
}
