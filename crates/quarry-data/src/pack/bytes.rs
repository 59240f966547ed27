//! Numbers and texts in a row.

/// Appends.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

/// Takes from the front; `None` when there is too little left.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// A value of fixed size.
pub(super) trait Fixed: Copy + Default {
    const SIZE: usize;
    fn put(self, out: &mut Vec<u8>);
    /// From exactly [`Self::SIZE`] bytes.
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! fixed {
    ($($ty:ty),*) => {$(
        impl Fixed for $ty {
            const SIZE: usize = size_of::<$ty>();
            #[inline]
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            #[inline]
            fn get(bytes: &[u8]) -> Self {
                bytes.try_into().map_or_else(|_| Self::default(), Self::from_le_bytes)
            }
        }
    )*};
}

fixed!(u8, u32, u64, i32, i64, f64, u128);

impl Fixed for bool {
    const SIZE: usize = 1;
    fn put(self, out: &mut Vec<u8>) {
        out.push(self.into());
    }
    fn get(bytes: &[u8]) -> Self {
        bytes.first().is_some_and(|byte| *byte != 0)
    }
}

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn one<T: Fixed>(&mut self, value: T) {
        value.put(&mut self.bytes);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.one(count as u64);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn run<T: Fixed>(&mut self, values: impl ExactSizeIterator<Item = T>) {
        self.count(values.len());
        self.bytes.reserve(values.len() * T::SIZE);
        values.for_each(|value| value.put(&mut self.bytes));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.one()
    }

    pub(super) fn one<T: Fixed>(&mut self) -> Option<T> {
        self.take(T::SIZE).map(T::get)
    }

    /// A number of things that are still to come; each takes a byte at least.
    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.one::<u64>()?).ok().filter(|count| *count <= self.rest.len())
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let len = self.count()?;
        std::str::from_utf8(self.take(len)?).ok()
    }

    pub(super) fn run<T: Fixed>(&mut self) -> Option<Vec<T>> {
        let bytes = self.count()?.checked_mul(T::SIZE)?;
        Some(self.take(bytes)?.chunks_exact(T::SIZE).map(T::get).collect())
    }
}
