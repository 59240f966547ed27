//! Finished results, kept as columns. Pages of text are made from them when they are asked for.

use quarry_data::{ValueRef, encode};
use quarry_engine::{Arrangement, Arranging, ResultTable, ResultView};
use rustc_hash::FxHashMap;

use super::{Attachment, Host, SLICE_MS, Slice, gone};
use crate::protocol::{self, Envelope, Response};

/// The most rows that one page holds.
pub(super) const PAGE_ROWS: usize = 200;

/// Results by number.
#[derive(Default)]
pub(super) struct Results {
    last: u32,
    kept: FxHashMap<u32, Vec<ResultView>>,
}

/// Rows that are being chosen and ordered.
pub(super) struct Arrange {
    pub(super) result: u32,
    pub(super) table: usize,
    wanted: Arrangement,
    arranging: Option<Arranging>,
}

impl Results {
    pub(super) fn keep(&mut self, tables: Vec<ResultTable>) -> u32 {
        self.last += 1;
        self.kept.insert(self.last, tables.into_iter().map(ResultView::new).collect());
        self.last
    }

    pub(super) fn release(&mut self, result: u32) {
        self.kept.remove(&result);
    }

    pub(super) fn table(&self, result: u32, table: usize) -> Option<&ResultView> {
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
        let rows = positions(table, offset, len.min(PAGE_ROWS));
        Some(rows.map(|row| table.row(row).map(encode::display).collect()).collect())
    }

    /// Rows of the first table as a JSON array of arrays.
    pub(super) fn json(&self, result: u32, offset: usize, len: usize) -> Option<String> {
        let table = self.table(result, 0)?;
        let mut out = String::from("[");
        for (index, row) in positions(table, offset, len).enumerate() {
            if index > 0 {
                out.push(',');
            }
            write_json_row(table.row(row), &mut out);
        }
        out.push(']');
        Some(out)
    }
}

/// The rows that are shown from `offset` on.
fn positions(table: &ResultView, offset: usize, len: usize) -> std::ops::Range<usize> {
    let end = offset.saturating_add(len).min(table.len());
    offset.min(end)..end
}

fn write_json_row<'a>(row: impl Iterator<Item = ValueRef<'a>>, out: &mut String) {
    out.push('[');
    for (index, value) in row.enumerate() {
        if index > 0 {
            out.push(',');
        }
        encode::write_json(value, out);
    }
    out.push(']');
}

impl Arrange {
    pub(super) fn new(result: u32, table: usize, wanted: protocol::Arrangement) -> Self {
        let sort = wanted.sort.map(|key| (key.column, key.descending));
        let wanted = Arrangement { filter: wanted.filter, sort };
        Self { result, table, wanted, arranging: None }
    }

    pub(super) fn step(&mut self, host: &mut dyn Host, id: u32, results: &mut Results) -> Slice {
        let body = match results.kept.get_mut(&self.result).and_then(|tables| tables.get_mut(self.table)) {
            None => gone(),
            Some(view) => {
                let begun = self.arranging.take().or_else(|| view.arrange(std::mem::take(&mut self.wanted)));
                match begun {
                    None => gone(),
                    Some(mut arranging) => {
                        let began = host.clock_ms();
                        let clock: &dyn Host = host;
                        if !arranging.step(view, &mut || clock.clock_ms() - began >= SLICE_MS) {
                            self.arranging = Some(arranging);
                            return Slice::Unfinished;
                        }
                        view.show(arranging);
                        Response::Arranged { rows: view.len() }
                    }
                }
            }
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }
}
