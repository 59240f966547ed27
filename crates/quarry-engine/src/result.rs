//! Finished results as their reader sees them: any rows, in an order and with a filter of the reader's choice.

use std::sync::Arc;

use quarry_data::rows::place;
use quarry_data::{Batch, Column, Rows, Schema, ValueRef, encode};

use crate::ResultTable;
use crate::run::{Run, RunState};
use crate::sort::{SortColumn, Sorter};

/// Rows that are searched between two looks at the clock.
const SEARCH_ROWS: usize = 1_024;

/// A result table and which of its rows are shown. The rows are not copied.
#[derive(Clone, Debug)]
pub struct ResultView {
    pub name: String,
    pub schema: Arc<Schema>,
    rows: Rows,
    /// The number of the first row in each batch, counted from 0.
    starts: Vec<usize>,
    /// The rows that are shown, in order; all of them without it.
    shown: Option<Vec<u32>>,
}

/// What is to be shown of a result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Text that some cell of a row shows, whatever its case; empty for all rows.
    pub filter: String,
    /// A column and whether its largest value comes first; nulls come last.
    pub sort: Option<(usize, bool)>,
}

/// An arrangement in the making.
pub struct Arranging {
    wanted: Arrangement,
    state: State,
}

enum State {
    /// Looking for the filter's text, batch by batch.
    Searching {
        batch: usize,
        row: usize,
        found: Vec<u32>,
    },
    Sorting(Sorter),
    Done(Option<Vec<u32>>),
}

impl ResultView {
    /// All rows of a table, as the query gave them.
    pub fn new(table: ResultTable) -> Self {
        let rows = Rows::from_batches(table.schema.types(), table.batches);
        let mut start = 0;
        let starts = rows.batches().iter().map(|batch| {
            start += batch.rows();
            start - batch.rows()
        });
        Self { name: table.name, schema: table.schema, starts: starts.collect(), rows, shown: None }
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.rows.len(), Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of the row that is shown at `position`; none behind the end.
    pub fn row(&self, position: usize) -> impl Iterator<Item = ValueRef<'_>> {
        let found = match &self.shown {
            Some(ids) => ids.get(position).map(|&id| place(id)),
            None => {
                let batch = self.starts.partition_point(|&start| start <= position).saturating_sub(1);
                self.starts.get(batch).map(|start| (batch, position - start))
            }
        };
        let batch = found.and_then(|(batch, row)| Some((self.rows.batches().get(batch)?, row)));
        let batch = batch.filter(|(batch, row)| *row < batch.rows());
        batch.into_iter().flat_map(|(batch, row)| batch.columns().iter().map(move |column| column.value(row)))
    }

    /// Shows what was arranged.
    pub fn show(&mut self, arranged: Arranging) {
        if let State::Done(shown) = arranged.state {
            self.shown = shown;
        }
    }

    /// Begins to arrange the rows; None when there is no such column.
    pub fn arrange(&self, wanted: Arrangement) -> Option<Arranging> {
        if wanted.sort.is_some_and(|(column, _)| column >= self.schema.len()) {
            return None;
        }
        let mut arranging = Arranging { wanted, state: State::Done(None) };
        arranging.state = match arranging.wanted.filter.as_str() {
            "" => arranging.ordered(self, None),
            _ => State::Searching { batch: 0, row: 0, found: Vec::new() },
        };
        Some(arranging)
    }
}

impl Arranging {
    /// Works until the rows are arranged or `pause` says that the time is up; true when done.
    pub fn step(&mut self, view: &ResultView, pause: &mut dyn FnMut() -> bool) -> bool {
        let needle = self.wanted.filter.to_lowercase();
        loop {
            match &mut self.state {
                State::Searching { batch, row, found } => match view.rows.batches().get(*batch) {
                    Some(rows) if *row < rows.rows() => {
                        let end = (*row + SEARCH_ROWS).min(rows.rows());
                        let hits = (*row..end).filter(|&row| shows(rows, row, &needle));
                        found.extend(hits.map(|row| quarry_data::rows::id(*batch, row)));
                        *row = end;
                    }
                    Some(_) => (*batch, *row) = (*batch + 1, 0),
                    None => {
                        let found = std::mem::take(found);
                        self.state = self.ordered(view, Some(found));
                    }
                },
                State::Sorting(sorter) => {
                    let mut state = RunState::idle();
                    if !sorter.work(&mut Run::new(&mut state, pause)) {
                        return false;
                    }
                    self.state = State::Done(Some(sorter.ids()));
                }
                State::Done(_) => return true,
            }
            if pause() {
                return matches!(self.state, State::Done(_));
            }
        }
    }

    /// What is left to do for rows that were found; for all rows without any.
    fn ordered(&self, view: &ResultView, found: Option<Vec<u32>>) -> State {
        let Some((column, descending)) = self.wanted.sort else { return State::Done(found) };
        let parts: Vec<Column> =
            view.rows.batches().iter().map(|batch| batch.column(column).clone()).collect();
        let ids = found.unwrap_or_else(|| view.rows.ids().collect());
        State::Sorting(Sorter::new(vec![SortColumn { parts, descending, nulls_first: false }], &ids))
    }
}

fn shows(batch: &Batch, row: usize, needle: &str) -> bool {
    batch.columns().iter().any(|column| match column.value(row) {
        ValueRef::String(text) => text.to_lowercase().contains(needle),
        value => encode::display(value).to_lowercase().contains(needle),
    })
}

#[cfg(test)]
mod tests {
    use super::{Arrangement, ResultView};
    use crate::ResultTable;
    use quarry_data::{Batch, Column, Field, Primitive, Schema, StringColumn, Type, ValueRef};
    use std::sync::Arc;

    fn view() -> ResultView {
        let batch = |values: [i64; 3], texts: [&str; 3]| {
            let numbers = Column::Long(Primitive::from_iter(values));
            Batch::new(vec![numbers, Column::String(StringColumn::from_iter(texts))], 3)
        };
        ResultView::new(ResultTable {
            name: "PrimaryResult".into(),
            schema: Arc::new(Schema::new(vec![Field::new("x", Type::Long), Field::new("s", Type::String)])),
            batches: vec![batch([5, 1, 9], ["net", "NET1", "cmd"]), batch([2, 8, 4], ["", "net", "x"])],
            visualization: None,
        })
    }

    fn longs(view: &ResultView) -> Vec<i64> {
        (0..10).filter_map(|row| view.row(row).next().and_then(ValueRef::as_long)).collect()
    }

    fn arranged(filter: &str, sort: Option<(usize, bool)>) -> Vec<i64> {
        let mut view = view();
        let wanted = Arrangement { filter: filter.to_owned(), sort };
        let mut arranging = view.arrange(wanted).expect("the column is there");
        while !arranging.step(&view, &mut || true) {}
        view.show(arranging);
        assert_eq!(view.len(), longs(&view).len());
        longs(&view)
    }

    #[test]
    fn rows_are_shown_as_arranged() {
        assert_eq!(longs(&view()), [5, 1, 9, 2, 8, 4]);
        assert_eq!(arranged("", None), [5, 1, 9, 2, 8, 4]);
        assert_eq!(arranged("", Some((0, true))), [9, 8, 5, 4, 2, 1]);
        assert_eq!(arranged("Net", None), [5, 1, 8]);
        assert_eq!(arranged("net", Some((0, false))), [1, 5, 8]);
        assert_eq!(arranged("nowhere", Some((0, false))), Vec::<i64>::new());
        assert!(view().arrange(Arrangement { filter: String::new(), sort: Some((2, false)) }).is_none());
    }
}
