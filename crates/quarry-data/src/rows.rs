//! Many rows that stay in the batches they came in, and rows taken from anywhere among them.

use crate::column::NO_ROW;
use crate::{Batch, Column, Type};

/// Bits of a row's number that say where in its batch it stands.
const WITHIN_BITS: u32 = 16;
/// Rows of a batch, at most.
const MOST_WITHIN: usize = 1 << WITHIN_BITS;
/// Batches, at most; the last number stands for "no row".
const MOST_BATCHES: usize = (1 << (32 - WITHIN_BITS)) - 1;
/// Batches of fewer rows are joined with their neighbours.
const FEW_ROWS: usize = 4_096;

/// Rows in batches. Each row has a number; numbers rise in the order in which the rows came.
///
/// Operators that need all rows keep them here: the batches are not copied into one, and [`Rows::take`]
/// gathers any rows in any order.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    types: Vec<Type>,
    batches: Vec<Batch>,
    /// Small batches that wait to be joined.
    small: Vec<Batch>,
    small_rows: usize,
    rows: usize,
}

/// The batch of a row and its place there.
#[inline]
pub fn place(id: u32) -> (usize, usize) {
    ((id >> WITHIN_BITS) as usize, id as usize & (MOST_WITHIN - 1))
}

/// The number of a row of a batch: the other way round.
#[inline]
pub fn id(batch: usize, within: usize) -> u32 {
    // A place beyond the batch is in the next one, where `Rows` puts what one batch can't hold.
    ((batch << WITHIN_BITS) + within) as u32
}

impl Rows {
    /// No rows of columns of these types.
    pub fn new(types: Vec<Type>) -> Self {
        Self { types, ..Self::default() }
    }

    /// The rows of batches, which have columns of these types.
    pub fn from_batches(types: Vec<Type>, batches: impl IntoIterator<Item = Batch>) -> Self {
        let mut rows = Self::new(types);
        for batch in batches {
            rows.push(batch);
        }
        rows.settle();
        rows
    }

    /// Adds rows. Small batches gather until they are worth a number: [`Rows::settle`] ends that.
    pub fn push(&mut self, batch: Batch) {
        if batch.rows() >= FEW_ROWS {
            return self.append(batch);
        }
        self.rows += batch.rows();
        self.small_rows += batch.rows();
        if batch.rows() > 0 {
            self.small.push(batch);
        }
        if self.small_rows >= FEW_ROWS {
            self.settle();
        }
    }

    /// Gives the rows that were pushed last their numbers.
    pub fn settle(&mut self) {
        if !self.small.is_empty() {
            let joined = Batch::concat(&self.types, &std::mem::take(&mut self.small));
            self.small_rows = 0;
            self.number(joined);
        }
    }

    /// Adds rows whose numbers are wanted at once: they are not joined with others, and they come behind
    /// all that was pushed.
    pub fn append(&mut self, batch: Batch) {
        self.settle();
        self.rows += batch.rows();
        self.number(batch);
    }

    fn number(&mut self, batch: Batch) {
        for start in (0..batch.rows()).step_by(MOST_WITHIN) {
            assert!(self.batches.len() < MOST_BATCHES, "rows have 32-bit numbers");
            self.batches.push(batch.slice(start, MOST_WITHIN.min(batch.rows() - start)));
        }
    }

    /// The types of the columns.
    pub fn types(&self) -> &[Type] {
        &self.types
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The settled batches; a row's [`place`] is in one of them.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// The numbers of all settled rows, in order.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.batches
            .iter()
            .enumerate()
            .flat_map(|(batch, rows)| (0..rows.rows()).map(move |row| id(batch, row)))
    }

    /// The rows with these numbers, in this order; [`NO_ROW`] gives missing values.
    pub fn take(&self, ids: &[u32]) -> Batch {
        let columns = self.types.iter().enumerate().map(|(index, &ty)| {
            let parts: Vec<&Column> = self.batches.iter().map(|batch| batch.column(index)).collect();
            Column::gather(ty, &parts, ids)
        });
        Batch::new(columns.collect(), ids.len())
    }

    /// Bytes that the rows take, shared dictionaries included.
    pub fn bytes(&self) -> usize {
        self.batches.iter().chain(&self.small).map(Batch::bytes).sum()
    }
}

/// The places of numbers; None for [`NO_ROW`].
pub(crate) fn places(ids: &[u32]) -> impl Iterator<Item = Option<(usize, usize)>> + '_ {
    ids.iter().map(|&id| (id != NO_ROW).then(|| place(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Primitive, StringColumn, ValueRef};

    fn batch(values: &[i64]) -> Batch {
        let texts: Vec<String> = values.iter().map(|value| format!("t{value}")).collect();
        let columns = vec![
            Column::Long(Primitive::from_iter(values.iter().map(|&value| (value != 0).then_some(value)))),
            Column::String(StringColumn::from_iter(texts.iter().map(String::as_str))),
        ];
        Batch::new(columns, values.len())
    }

    #[test]
    fn rows_are_taken_from_anywhere() {
        let large: Vec<i64> = (100..100 + 70_000).collect();
        let parts = [batch(&[1, 0]), batch(&[3]), batch(&large), batch(&[7])];
        let rows = Rows::from_batches(vec![Type::Long, Type::String], parts);
        let ids: Vec<u32> = rows.ids().collect();
        assert_eq!((rows.len(), ids.len(), rows.batches().len()), (70_004, 70_004, 4));
        assert!(ids.is_sorted(), "numbers follow the order of the rows");

        let taken = rows.take(&[ids[70_003], ids[1], NO_ROW, ids[3], ids[65_600]]);
        let longs: Vec<Option<i64>> = taken.column(0).iter().map(ValueRef::as_long).collect();
        assert_eq!(longs, [Some(7), None, None, Some(100), Some(65_697)]);
        let texts: Vec<String> = taken.column(1).iter().map(crate::encode::display).collect();
        assert_eq!(texts, ["t7", "t0", "", "t100", "t65697"]);
    }

    #[test]
    fn a_shared_dictionary_stays_shared() {
        let all = StringColumn::constant("same", 10_000);
        let part = |start| Batch::new(vec![Column::String(all.slice(start, 5_000))], 5_000);
        let rows = Rows::from_batches(vec![Type::String], [part(0), part(5_000)]);
        let ids: Vec<u32> = rows.ids().collect();
        let taken = rows.take(&ids[4_999..5_001]);
        assert!(matches!(taken.column(0), Column::String(StringColumn::Dictionary { .. })));
    }
}
