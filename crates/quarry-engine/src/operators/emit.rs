//! Hands out rows that are all there, batch by batch.

use quarry_data::{BATCH_ROWS, Batch};

/// Finished rows and how far they were handed out.
#[derive(Debug)]
pub(super) struct Emit {
    rows: Batch,
    /// The order to hand them out in; as they are without it.
    order: Option<Vec<u32>>,
    done: usize,
}

impl Emit {
    pub(super) fn new(rows: Batch) -> Self {
        Self { rows, order: None, done: 0 }
    }

    pub(super) fn in_order(rows: Batch, order: Vec<u32>) -> Self {
        Self { rows, order: Some(order), done: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Batch> {
        let total = self.order.as_ref().map_or(self.rows.rows(), Vec::len);
        let count = (total - self.done).min(BATCH_ROWS);
        if count == 0 {
            return None;
        }
        let start = self.done;
        self.done += count;
        Some(match &self.order {
            Some(order) => self.rows.take(&order[start..start + count]),
            None => self.rows.slice(start, count),
        })
    }
}
