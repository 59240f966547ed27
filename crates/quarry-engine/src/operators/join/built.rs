//! The hashed side of a join, and the look-up of rows in it.

use quarry_data::column::NO_ROW;
use quarry_data::{BATCH_ROWS, Batch};
use quarry_plan::JoinKind;

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
}

/// A left batch and how far it was looked up.
pub(super) struct Probe {
    pub(super) batch: Batch,
    pub(super) ids: Vec<u32>,
    pub(super) row: usize,
    /// Right rows of the key of `row` that are given already.
    pub(super) given: u32,
}

impl Built {
    pub(super) fn new(rows: Batch, ids: Vec<u32>, keys: usize) -> Self {
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
        Self { rows, starts, order, ids, met: vec![false; keys] }
    }

    pub(super) fn meet(&mut self, ids: &[u32]) {
        for &id in ids {
            if id != NONE {
                self.met[id as usize] = true;
            }
        }
    }

    /// The right rows of a key.
    pub(super) fn matches(&self, id: u32) -> &[u32] {
        if id == NONE {
            return &[];
        }
        &self.order[self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize]
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
            let matches = self.matches(id);
            if matches.is_empty() && outer {
                lefts.push(row);
                rights.push(NO_ROW);
            }
            let wanted = &matches[probe.given as usize..];
            let wanted = &wanted[..wanted.len().min(BATCH_ROWS - lefts.len().min(BATCH_ROWS))];
            lefts.resize(lefts.len() + wanted.len(), row);
            rights.extend_from_slice(wanted);
            probe.given += wanted.len() as u32;
            if probe.given as usize >= matches.len() {
                probe.given = 0;
                probe.row += 1;
            }
            if known {
                self.met[id as usize] = true;
            }
        }
    }
}
