//! Numbers for rows of several key columns.

use quarry_data::{Column, Datum, Type};

use super::fixed::FixedTable;
use super::{Interner, NONE};

/// Distinct combinations of key values in the order of first appearance. With no columns there is one
/// combination, 0.
#[derive(Debug)]
pub(crate) struct KeyTable {
    columns: Vec<Interner>,
    /// Combination so far and number in the next column, to combination; one table a further column.
    pairs: Vec<FixedTable<u64>>,
    scratch: Vec<u32>,
}

impl KeyTable {
    pub(crate) fn new(types: &[Type]) -> Self {
        Self {
            columns: types.iter().map(|&ty| Interner::new(ty)).collect(),
            pairs: (1..types.len()).map(|_| FixedTable::default()).collect(),
            scratch: Vec::new(),
        }
    }

    /// How many combinations there are.
    pub(crate) fn len(&self) -> usize {
        match (self.pairs.last(), self.columns.first()) {
            (Some(pairs), _) => pairs.keys().len(),
            (None, Some(column)) => column.len(),
            (None, None) => 1,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        let columns: usize = self.columns.iter().map(Interner::bytes).sum();
        columns + self.pairs.iter().map(FixedTable::bytes).sum::<usize>()
    }

    /// Replaces `out` by the combination of each row, new ones numbered on.
    pub(crate) fn intern(&mut self, keys: &[Datum], rows: usize, out: &mut Vec<u32>) {
        out.clear();
        let Some((first, rest)) = keys.split_first() else {
            out.resize(rows, 0);
            return;
        };
        self.columns[0].intern(first, rows, out);
        for ((key, column), pairs) in rest.iter().zip(&mut self.columns[1..]).zip(&mut self.pairs) {
            self.scratch.clear();
            column.intern(key, rows, &mut self.scratch);
            let mut last = (0, NONE);
            for (id, &next) in out.iter_mut().zip(&self.scratch) {
                let pair = pair(*id, next);
                if last.1 == NONE || last.0 != pair {
                    last = (pair, pairs.insert(pair));
                }
                *id = last.1;
            }
        }
    }

    /// Replaces `out` by the combination of each row, [`NONE`] for unknown ones.
    pub(crate) fn find(&mut self, keys: &[Datum], rows: usize, out: &mut Vec<u32>) {
        out.clear();
        let Some((first, rest)) = keys.split_first() else {
            out.resize(rows, 0);
            return;
        };
        self.columns[0].find(first, rows, out);
        for ((key, column), pairs) in rest.iter().zip(&mut self.columns[1..]).zip(&self.pairs) {
            self.scratch.clear();
            column.find(key, rows, &mut self.scratch);
            for (id, &next) in out.iter_mut().zip(&self.scratch) {
                let known = *id != NONE && next != NONE;
                *id = if known { pairs.find(pair(*id, next)) } else { NONE };
            }
        }
    }

    /// The key columns, one row a combination.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let mut ids: Vec<u32> = (0..self.len() as u32).collect();
        let mut columns = Vec::with_capacity(self.columns.len());
        for (interner, pairs) in self.columns.iter().skip(1).zip(&self.pairs).rev() {
            let keys = pairs.keys();
            columns.push(interner.column(ids.iter().map(|&id| keys[id as usize] as u32)));
            for id in &mut ids {
                *id = (keys[*id as usize] >> 32) as u32;
            }
        }
        if let Some(first) = self.columns.first() {
            columns.push(first.column(ids.iter().copied()));
        }
        columns.reverse();
        columns
    }
}

fn pair(left: u32, right: u32) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

#[cfg(test)]
mod tests {
    use super::KeyTable;
    use quarry_data::{Column, Datum, Primitive, StringColumn, Type};

    #[test]
    fn combinations_are_numbered_in_order() {
        let mut table = KeyTable::new(&[Type::String, Type::Long, Type::Bool]);
        let keys = [
            Datum::Column(Column::String(StringColumn::from_iter(["a", "b", "a", "a"]))),
            Datum::Column(Column::Long(Primitive::from_iter([1i64, 1, 1, 2]))),
            Datum::Column(Column::Bool(Primitive::from_iter([true, true, true, true]))),
        ];
        let mut ids = Vec::new();
        table.intern(&keys, 4, &mut ids);
        assert_eq!(ids, [0, 1, 0, 2]);
        let columns = table.columns();
        let Column::String(texts) = &columns[0] else { panic!("strings") };
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "b", "a"]);
    }
}
