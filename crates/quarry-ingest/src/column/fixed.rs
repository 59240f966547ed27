//! Values of a fixed size under way to a column.

use quarry_data::{Primitive, PrimitiveBuilder};

use super::text::MOST_PREPARED;

/// A column of fixed-size values in the making, segment by segment.
#[derive(Debug)]
pub(crate) struct Fixed<T> {
    done: Vec<Primitive<T>>,
    pub(crate) current: PrimitiveBuilder<T>,
}

impl<T: Copy + Default> Default for Fixed<T> {
    fn default() -> Self {
        Self { done: Vec::new(), current: PrimitiveBuilder::with_capacity(0) }
    }
}

impl<T: Copy + Default> Fixed<T> {
    pub(crate) fn push_missing(&mut self, rows: usize) {
        for _ in 0..rows {
            self.current.push(None);
        }
    }

    pub(crate) fn end_segment(&mut self) {
        let next = PrimitiveBuilder::with_capacity(self.current.len().min(MOST_PREPARED));
        let mut ended = std::mem::replace(&mut self.current, next);
        ended.shrink_to_fit();
        self.done.push(ended.finish());
    }

    pub(crate) fn bytes(&self) -> usize {
        let ended: usize = self.done.iter().map(Primitive::bytes).sum();
        ended + self.current.len() * size_of::<T>()
    }

    /// The segments, after [`Fixed::end_segment`].
    pub(crate) fn finish(self) -> Vec<Primitive<T>> {
        self.done
    }

    /// The ended segments and the one under way.
    pub(crate) fn into_parts(mut self) -> (Vec<Primitive<T>>, Primitive<T>) {
        let ended = std::mem::take(&mut self.done);
        (ended, self.current.finish())
    }
}
