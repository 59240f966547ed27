use std::ops::Deref;
use std::sync::Arc;

/// A shared, sliceable run of values.
#[derive(Clone, Debug)]
pub struct Buffer<T> {
    data: Arc<Vec<T>>,
    offset: usize,
    len: usize,
}

impl<T> Buffer<T> {
    /// The part of `len` values from `offset`; both must fit.
    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        assert!(offset + len <= self.len, "slice of a buffer out of range");
        Self { data: Arc::clone(&self.data), offset: self.offset + offset, len }
    }

    /// The buffer that the parts were cut from one after the other, when they were.
    pub fn joined(parts: &[&Self]) -> Option<Self> {
        let (first, rest) = parts.split_first()?;
        let mut end = first.offset + first.len;
        for part in rest {
            if !Arc::ptr_eq(&part.data, &first.data) || part.offset != end {
                return None;
            }
            end += part.len;
        }
        Some(Self { data: Arc::clone(&first.data), offset: first.offset, len: end - first.offset })
    }

    /// Bytes that the values of this slice take.
    pub fn bytes(&self) -> usize {
        self.len * size_of::<T>()
    }
}

impl<T: Clone> Buffer<T> {
    /// The parts one after the other; shared where they were cut from one buffer.
    #[must_use]
    pub fn concat(parts: &[&Self]) -> Self {
        Self::joined(parts).unwrap_or_else(|| {
            let mut all = Vec::with_capacity(parts.iter().map(|part| part.len).sum());
            for part in parts {
                all.extend_from_slice(part);
            }
            all.into()
        })
    }
}

impl<T> From<Vec<T>> for Buffer<T> {
    fn from(data: Vec<T>) -> Self {
        let len = data.len();
        Self { data: Arc::new(data), offset: 0, len }
    }
}

impl<T> Default for Buffer<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.data[self.offset..self.offset + self.len]
    }
}
