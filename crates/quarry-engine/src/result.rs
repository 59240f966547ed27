//! Finished results: how many rows, any of them, sorted and searched.

use quarry_data::{Batch, encode};

use crate::ResultTable;
use crate::run::{Run, RunState};
use crate::sort::{SortColumn, Sorter};

/// A result table in an order and with a filter of its reader's choice, without copying its rows.
#[derive(Clone, Debug, Default)]
pub struct ResultView {
    /// The rows of the table that are shown, in order; all of them without it.
    rows: Option<Vec<u32>>,
}

impl ResultTable {
    pub fn row_count(&self) -> usize {
        self.batches.iter().map(Batch::rows).sum()
    }

    /// The rows `offset .. offset + len`, fewer at the end.
    pub fn rows(&self, offset: usize, len: usize) -> Batch {
        let end = self.row_count().min(offset.saturating_add(len));
        let wanted: Vec<u32> = (offset..end).map(|row| row as u32).collect();
        self.pick(&wanted)
    }

    /// The rows at positions, in their order.
    pub fn pick(&self, rows: &[u32]) -> Batch {
        let starts: Vec<usize> = self
            .batches
            .iter()
            .scan(0, |start, batch| {
                *start += batch.rows();
                Some(*start - batch.rows())
            })
            .collect();
        // Neighbours of one batch are taken together.
        let mut parts: Vec<Batch> = Vec::new();
        let mut open: (usize, Vec<u32>) = (usize::MAX, Vec::new());
        for &row in rows {
            let batch = starts.partition_point(|&start| start <= row as usize).saturating_sub(1);
            if batch != open.0 {
                self.take_part(&open, &mut parts);
                open = (batch, Vec::new());
            }
            open.1.push(row - starts.get(batch).copied().unwrap_or(0) as u32);
        }
        self.take_part(&open, &mut parts);
        Batch::concat(&self.schema.types(), &parts)
    }

    fn take_part(&self, (batch, rows): &(usize, Vec<u32>), parts: &mut Vec<Batch>) {
        if let Some(batch) = self.batches.get(*batch)
            && !rows.is_empty()
        {
            parts.push(batch.take(rows));
        }
    }

    /// The rows in which some cell shows the text, whatever its case.
    fn search(&self, text: &str) -> Vec<u32> {
        let needle = text.to_lowercase();
        let mut found = Vec::new();
        let mut start = 0;
        for batch in &self.batches {
            for row in 0..batch.rows() {
                let shown = batch
                    .columns()
                    .iter()
                    .any(|column| encode::display(column.value(row)).to_lowercase().contains(&needle));
                if shown {
                    found.push((start + row) as u32);
                }
            }
            start += batch.rows();
        }
        found
    }
}

impl ResultView {
    /// The rows of a table with `filter` in some cell, by the column at `sort` (descending or not). An
    /// empty filter keeps all rows. Nulls come last.
    pub fn new(table: &ResultTable, filter: &str, sort: Option<(usize, bool)>) -> Self {
        let mut rows = (!filter.is_empty()).then(|| table.search(filter));
        if let Some((column, descending)) = sort
            && column < table.schema.len()
        {
            rows = Some(sorted(table, rows, column, descending));
        }
        Self { rows }
    }

    pub fn row_count(&self, table: &ResultTable) -> usize {
        self.rows.as_ref().map_or_else(|| table.row_count(), Vec::len)
    }

    /// The shown rows `offset .. offset + len`, fewer at the end.
    pub fn rows(&self, table: &ResultTable, offset: usize, len: usize) -> Batch {
        match &self.rows {
            None => table.rows(offset, len),
            Some(rows) => {
                let start = offset.min(rows.len());
                let end = offset.saturating_add(len).min(rows.len());
                table.pick(&rows[start..end])
            }
        }
    }
}

fn sorted(table: &ResultTable, rows: Option<Vec<u32>>, column: usize, descending: bool) -> Vec<u32> {
    let rows = rows.unwrap_or_else(|| (0..table.row_count() as u32).collect());
    let Some(field) = table.schema.fields().get(column) else { return rows };
    let parts: Vec<_> = table.batches.iter().map(|batch| batch.column(column)).collect();
    let all = quarry_data::Column::concat(field.ty, &parts).take(&rows);
    let key = SortColumn { column: all, descending, nulls_first: false };
    let mut sorter = Sorter::new(vec![key], rows.len());
    let mut state = RunState::idle();
    let mut never = || false;
    let mut run = Run::new(&mut state, &mut never);
    while !sorter.work(&mut run) {}
    sorter.rows().into_iter().map(|place| rows[place as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::ResultView;
    use crate::ResultTable;
    use quarry_data::{Batch, Column, Field, Primitive, Schema, Type};
    use std::sync::Arc;

    #[test]
    fn rows_come_from_several_batches() {
        let batch = |values: [i64; 3]| Batch::new(vec![Column::Long(Primitive::from_iter(values))], 3);
        let table = ResultTable {
            name: "PrimaryResult".into(),
            schema: Arc::new(Schema::new(vec![Field::new("x", Type::Long)])),
            batches: vec![batch([5, 1, 9]), batch([2, 8, 4])],
            visualization: None,
        };
        let longs = |batch: Batch| -> Vec<Option<i64>> {
            batch.column(0).iter().map(quarry_data::ValueRef::as_long).collect()
        };
        assert_eq!(longs(table.rows(2, 2)), [Some(9), Some(2)]);
        let view = ResultView::new(&table, "", Some((0, true)));
        assert_eq!(longs(view.rows(&table, 0, 3)), [Some(9), Some(8), Some(5)]);
        assert_eq!(longs(view.rows(&table, 5, 9)), [Some(1)]);
    }
}
