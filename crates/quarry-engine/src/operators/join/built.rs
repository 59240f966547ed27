//! The hashed side of a join, and the look-up of rows in it.

use quarry_data::column::NO_ROW;
use quarry_data::{BATCH_ROWS, Batch, Column, Primitive};
use quarry_plan::{JoinKind, JoinWindow};

use crate::hash::NONE;

/// The right side, rows grouped by key.
#[derive(Default)]
pub(super) struct Built {
    pub(super) rows: Batch,
    /// Where the rows of each key start in `order`; one more than there are keys.
    pub(super) starts: Vec<u32>,
    /// Right rows by key; those of one key from the last to the first, as the service gives them.
    pub(super) order: Vec<u32>,
    /// The key of each right row.
    pub(super) ids: Vec<u32>,
    /// Whether a left row had the key.
    pub(super) met: Vec<bool>,
    /// The times that only near rows are paired by.
    window: Option<Times>,
}

/// The window of a join over the right side. `order` is by time where a key's rows were looked at.
struct Times {
    times: Primitive<i64>,
    /// The keys whose rows are in the order of time.
    sorted: Vec<bool>,
    low: i64,
    high: i64,
}

/// Keys with fewer rows are not worth the search for the near ones.
const FEW_ROWS: usize = 8;

/// A left batch and how far it was looked up.
pub(super) struct Probe {
    pub(super) batch: Batch,
    pub(super) ids: Vec<u32>,
    pub(super) row: usize,
    /// Right rows of the key of `row` that are given already.
    pub(super) given: u32,
    /// The times of the rows, for a join with a window.
    pub(super) times: Option<Primitive<i64>>,
    /// The right rows near the present one.
    near: Vec<u32>,
}

impl Probe {
    pub(super) fn new(batch: Batch, ids: Vec<u32>, window: Option<&JoinWindow>) -> Self {
        let times = window.and_then(|window| times(&batch, window.left));
        Self { batch, ids, row: 0, given: 0, times, near: Vec::new() }
    }
}

/// The values of a datetime column.
fn times(batch: &Batch, column: usize) -> Option<Primitive<i64>> {
    match batch.columns().get(column)? {
        Column::DateTime(times) => Some(times.clone()),
        _ => None,
    }
}

impl Times {
    /// Appends the rows among `rows`, which are of one key and in the order of time from then on, that lie near
    /// `time`; later rows first.
    fn near(&mut self, key: usize, rows: &mut [u32], time: i64, near: &mut Vec<u32>) {
        // A null is no time: what the filter drops may be anywhere.
        let at = |row: &u32| self.times.get(*row as usize).unwrap_or(i64::MAX);
        if !std::mem::replace(&mut self.sorted[key], true) {
            rows.sort_unstable_by_key(at);
        }
        let (first, last) = (time.saturating_add(self.low), time.saturating_add(self.high));
        let from = rows.partition_point(|row| at(row) < first);
        let until = rows.partition_point(|row| at(row) <= last);
        near.extend_from_slice(rows.get(from..until).unwrap_or_default());
        near.sort_unstable_by(|a, b| b.cmp(a));
    }
}

impl Built {
    pub(super) fn new(rows: Batch, ids: Vec<u32>, keys: usize, window: Option<&JoinWindow>) -> Self {
        let mut starts = vec![0u32; keys + 1];
        for &id in &ids {
            starts[id as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut order = vec![0; ids.len()];
        for (row, &id) in ids.iter().enumerate().rev() {
            let place = &mut next[id as usize];
            order[*place as usize] = row as u32;
            *place += 1;
        }
        let window = window.and_then(|window| {
            let times = times(&rows, window.right)?;
            Some(Times { times, sorted: vec![false; keys], low: window.low, high: window.high })
        });
        Self { rows, starts, order, ids, met: vec![false; keys], window }
    }

    pub(super) fn meet(&mut self, ids: &[u32]) {
        for &id in ids {
            if id != NONE {
                self.met[id as usize] = true;
            }
        }
    }

    /// The right rows of the key of the probe's row, those outside the window left out where that pays.
    fn matches<'a>(&'a mut self, probe: &'a mut Probe) -> &'a [u32] {
        let id = probe.ids[probe.row];
        if id == NONE {
            return &[];
        }
        let key = id as usize;
        let rows = &mut self.order[self.starts[key] as usize..self.starts[key + 1] as usize];
        match (&mut self.window, &probe.times) {
            (Some(window), Some(times)) if rows.len() >= FEW_ROWS => {
                if probe.given == 0 {
                    probe.near.clear();
                    if let Some(time) = times.get(probe.row) {
                        window.near(key, rows, time, &mut probe.near);
                    }
                }
                &probe.near
            }
            _ => rows,
        }
    }

    /// Appends pairs of left and right rows, about a batch of them.
    pub(super) fn pairs(
        &mut self,
        kind: JoinKind,
        probe: &mut Probe,
        lefts: &mut Vec<u32>,
        rights: &mut Vec<u32>,
    ) {
        let outer = matches!(kind, JoinKind::LeftOuter | JoinKind::FullOuter);
        while probe.row < probe.ids.len() && lefts.len() < BATCH_ROWS {
            let (row, id) = (probe.row as u32, probe.ids[probe.row]);
            let known = id != NONE;
            let repeated = known && self.met[id as usize] && probe.given == 0;
            if kind == JoinKind::InnerUnique && repeated {
                probe.row += 1;
                continue;
            }
            let given = probe.given as usize;
            let matches = self.matches(probe);
            if matches.is_empty() && outer {
                lefts.push(row);
                rights.push(NO_ROW);
            }
            let wanted = &matches[given..];
            let wanted = &wanted[..wanted.len().min(BATCH_ROWS - lefts.len().min(BATCH_ROWS))];
            lefts.resize(lefts.len() + wanted.len(), row);
            rights.extend_from_slice(wanted);
            let given = given + wanted.len();
            if given >= matches.len() {
                probe.given = 0;
                probe.row += 1;
            } else {
                probe.given = given as u32;
            }
            if known {
                self.met[id as usize] = true;
            }
        }
    }
}
