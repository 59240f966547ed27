//! Finished results, kept as columns. Pages of text are made from them when they are asked for.

use std::cmp::Ordering;
use std::sync::Arc;

use quarry_data::{Batch, Column, Schema, ValueRef, encode};
use quarry_engine::ResultTable;
use rustc_hash::FxHashMap;

use crate::protocol::SortKey;

/// The most rows that one page holds.
pub(super) const PAGE_ROWS: usize = 200;

/// Results by number.
#[derive(Default)]
pub(super) struct Results {
    last: u32,
    kept: FxHashMap<u32, Vec<StoredTable>>,
}

/// A result table and the order that it is shown in.
pub(super) struct StoredTable {
    table: ResultTable,
    /// The first row of each batch, and the number of all rows.
    starts: Vec<usize>,
    order: Option<Vec<u32>>,
}

impl Results {
    pub(super) fn keep(&mut self, tables: Vec<StoredTable>) -> u32 {
        self.last += 1;
        self.kept.insert(self.last, tables);
        self.last
    }

    pub(super) fn release(&mut self, result: u32) {
        self.kept.remove(&result);
    }

    pub(super) fn table(&self, result: u32, table: usize) -> Option<&StoredTable> {
        self.kept.get(&result)?.get(table)
    }

    /// Rows as a grid shows them.
    pub(super) fn rows(
        &self,
        result: u32,
        table: usize,
        offset: usize,
        len: usize,
    ) -> Option<Vec<Vec<String>>> {
        let table = self.table(result, table)?;
        Some(
            table
                .range(offset, len.min(PAGE_ROWS))
                .map(|row| table.row(row).map(encode::display).collect())
                .collect(),
        )
    }

    /// Rows of the first table as a JSON array of arrays.
    pub(super) fn json(&self, result: u32, offset: usize, len: usize) -> Option<String> {
        let table = self.table(result, 0)?;
        let mut out = String::from("[");
        for (index, row) in table.range(offset, len).enumerate() {
            if index > 0 {
                out.push(',');
            }
            table.write_json_row(row, &mut out);
        }
        out.push(']');
        Some(out)
    }

    /// Orders a table by a column; false when it is not there.
    pub(super) fn sort(&mut self, result: u32, table: usize, by: Option<SortKey>) -> bool {
        let Some(table) = self.kept.get_mut(&result).and_then(|tables| tables.get_mut(table)) else {
            return false;
        };
        let order = by.map(|key| table.sorted(key));
        if order.as_ref().is_some_and(Option::is_none) {
            return false;
        }
        table.order = order.flatten();
        true
    }
}

impl StoredTable {
    pub(super) fn new(table: ResultTable) -> Self {
        let mut starts = vec![0];
        for batch in &table.batches {
            starts.push(starts.last().copied().unwrap_or(0) + batch.rows());
        }
        Self { table, starts, order: None }
    }

    pub(super) fn name(&self) -> &str {
        &self.table.name
    }

    pub(super) fn schema(&self) -> &Arc<Schema> {
        &self.table.schema
    }

    pub(super) fn rows(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The numbers of the rows that are shown from `offset` on.
    pub(super) fn range(&self, offset: usize, len: usize) -> impl Iterator<Item = usize> + '_ {
        let end = offset.saturating_add(len).min(self.rows());
        (offset.min(end)..end).map(|position| match &self.order {
            Some(order) => order.get(position).map_or(position, |&row| row as usize),
            None => position,
        })
    }

    /// The values of one row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = ValueRef<'_>> {
        let batch = self.starts.partition_point(|&start| start <= row).saturating_sub(1);
        let within = row - self.starts.get(batch).copied().unwrap_or(0);
        let columns = self.table.batches.get(batch).map(Batch::columns).unwrap_or_default();
        columns.iter().map(move |column| column.value(within))
    }

    pub(super) fn write_json_row(&self, row: usize, out: &mut String) {
        out.push('[');
        for (index, value) in self.row(row).enumerate() {
            if index > 0 {
                out.push(',');
            }
            encode::write_json(value, out);
        }
        out.push(']');
    }

    /// Row numbers in the order of a column; rows that are equal keep their order.
    fn sorted(&self, key: SortKey) -> Option<Vec<u32>> {
        let ty = self.schema().fields().get(key.column)?.ty;
        let parts: Vec<&Column> =
            self.table.batches.iter().filter_map(|batch| batch.columns().get(key.column)).collect();
        let column = Column::concat(ty, &parts);
        let mut order: Vec<u32> = (0..u32::try_from(self.rows()).ok()?).collect();
        let value = |row: u32| column.value(row as usize);
        if key.descending {
            order.sort_by(|&a, &b| compare(value(b), value(a)));
        } else {
            order.sort_by(|&a, &b| compare(value(a), value(b)));
        }
        Some(order)
    }
}

/// Nulls first, then by value; what has no order goes by its text.
fn compare(a: ValueRef<'_>, b: ValueRef<'_>) -> Ordering {
    match (a, b) {
        (ValueRef::String(a), ValueRef::String(b)) => a.cmp(b),
        (ValueRef::Bool(a), ValueRef::Bool(b)) => a.cmp(&b),
        (ValueRef::Int(a), ValueRef::Int(b)) => a.cmp(&b),
        (ValueRef::Long(a), ValueRef::Long(b)) => a.cmp(&b),
        (ValueRef::DateTime(a), ValueRef::DateTime(b)) => a.cmp(&b),
        (ValueRef::TimeSpan(a), ValueRef::TimeSpan(b)) => a.cmp(&b),
        (ValueRef::Real(a), ValueRef::Real(b)) => a.total_cmp(&b),
        (a, b) => match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => match (a.as_real(), b.as_real()) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => encode::display(a).cmp(&encode::display(b)),
            },
        },
    }
}
