//! The rows of a batch that an expression is evaluated for.

use std::cell::RefCell;

use quarry_data::{Batch, Column};

/// All rows of a batch, or chosen ones whose columns are taken when first asked for.
pub(super) struct Rows<'a> {
    batch: &'a Batch,
    chosen: Option<&'a [u32]>,
    taken: RefCell<Vec<(usize, Column)>>,
}

impl<'a> Rows<'a> {
    pub(super) fn all(batch: &'a Batch) -> Self {
        Self { batch, chosen: None, taken: RefCell::default() }
    }

    pub(super) fn chosen(batch: &'a Batch, rows: &'a [u32]) -> Self {
        Self { batch, chosen: Some(rows), taken: RefCell::default() }
    }

    pub(super) fn batch(&self) -> &'a Batch {
        self.batch
    }

    pub(super) fn len(&self) -> usize {
        self.chosen.map_or(self.batch.rows(), <[u32]>::len)
    }

    /// The row of the batch behind a row of this view.
    pub(super) fn base(&self, row: usize) -> u32 {
        self.chosen.map_or(row as u32, |rows| rows[row])
    }

    /// Whether so many rows are chosen that working on all of them is cheaper than copying the chosen.
    pub(super) fn dense(&self) -> bool {
        self.len() * 2 > self.batch.rows()
    }

    pub(super) fn column(&self, index: usize) -> Column {
        let Some(rows) = self.chosen else { return self.batch.column(index).clone() };
        let mut taken = self.taken.borrow_mut();
        if let Some((_, column)) = taken.iter().find(|(known, _)| *known == index) {
            return column.clone();
        }
        let column = self.batch.column(index).take(rows);
        taken.push((index, column.clone()));
        column
    }
}
