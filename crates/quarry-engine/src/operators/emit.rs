//! Hands out rows that are all there, batch by batch.

use quarry_data::{BATCH_ROWS, Batch, Rows};

/// Finished rows and how far they were handed out.
#[derive(Debug)]
pub(super) struct Emit {
    rows: From,
    done: usize,
}

#[derive(Debug)]
enum From {
    Batch(Batch),
    /// Rows to take by their numbers.
    Order(Rows, Vec<u32>),
}

impl Emit {
    pub(super) fn new(rows: Batch) -> Self {
        Self { rows: From::Batch(rows), done: 0 }
    }

    /// Hands out the rows with the numbers of `order`.
    pub(super) fn in_order(rows: Rows, order: Vec<u32>) -> Self {
        Self { rows: From::Order(rows, order), done: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Batch> {
        let total = match &self.rows {
            From::Batch(rows) => rows.rows(),
            From::Order(_, order) => order.len(),
        };
        let start = self.done;
        let count = (total - start).min(BATCH_ROWS);
        if count == 0 {
            return None;
        }
        self.done += count;
        Some(match &self.rows {
            From::Batch(rows) => rows.slice(start, count),
            From::Order(rows, order) => rows.take(&order[start..start + count]),
        })
    }
}
