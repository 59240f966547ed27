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

    /// Bytes that the values of this slice take.
    pub fn bytes(&self) -> usize {
        self.len * size_of::<T>()
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
