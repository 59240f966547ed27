//! `join` and `lookup`: the right rows go into a hash table, the left rows are looked up in it.
//!
//! Nulls match nulls, as in Kusto. `innerunique` takes the first left row of each key.

use quarry_data::column::NO_ROW;
use quarry_data::{BATCH_ROWS, Batch, Column, Datum, Type};
use quarry_diagnostics::Span;
use quarry_plan::{JoinColumn, JoinKind, Plan};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::hash::{KeyTable, NONE};
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct Join {
    kind: JoinKind,
    left: BoxedOperator,
    right: BoxedOperator,
    left_keys: Vec<Evaluator>,
    right_keys: Vec<Evaluator>,
    output: Vec<JoinColumn>,
    types: Vec<Type>,
    right_types: Vec<Type>,
    table: KeyTable,
    span: Span,
    state: State,
    built: Built,
}

enum State {
    Building {
        batches: Vec<Batch>,
        ids: Vec<u32>,
    },
    Probing(Option<Probe>),
    /// The right rows that are due when the left side is done.
    Rest(Emit),
}

/// The right side, rows grouped by key.
#[derive(Default)]
struct Built {
    rows: Batch,
    /// Where the rows of each key start in `order`; one more than there are keys.
    starts: Vec<u32>,
    /// Right rows by key, in their order.
    order: Vec<u32>,
    /// The key of each right row.
    ids: Vec<u32>,
    /// Whether a left row had the key.
    met: Vec<bool>,
}

/// A left batch and how far it was looked up.
struct Probe {
    batch: Batch,
    ids: Vec<u32>,
    row: usize,
    /// Right rows of the key of `row` that are given already.
    given: u32,
}

pub(super) fn build(cx: &Build, plan: &Plan, join: &quarry_plan::Join) -> Result<BoxedOperator, RunError> {
    let compile = cx.compile();
    let key_types: Vec<Type> = join.keys.iter().map(|(left, _)| left.ty).collect();
    Ok(Box::new(Join {
        kind: join.kind,
        left_keys: Evaluator::all(join.keys.iter().map(|(left, _)| left), &compile)?,
        right_keys: Evaluator::all(join.keys.iter().map(|(_, right)| right), &compile)?,
        left: cx.operator(&join.left)?,
        right: cx.operator(&join.right)?,
        output: join.output.clone(),
        types: plan.schema.types(),
        right_types: join.right.schema.types(),
        table: KeyTable::new(&key_types),
        span: plan.span,
        state: State::Building { batches: Vec::new(), ids: Vec::new() },
        built: Built::default(),
    }))
}

impl Operator for Join {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            match &mut self.state {
                State::Building { .. } => {
                    let batch = pull!(self.right, run, else {
                        self.finish_building(run)?;
                        continue
                    });
                    self.add(run, batch)?;
                }
                State::Probing(None) => {
                    let batch = pull!(self.left, run, else {
                        self.state = State::Rest(Emit::new(self.rest()));
                        continue
                    });
                    let ids = self.look_up(run, &batch)?;
                    self.state = State::Probing(Some(Probe { batch, ids, row: 0, given: 0 }));
                }
                State::Probing(Some(_)) => {
                    if run.paused() {
                        return Ok(Pull::Pending);
                    }
                    if let Some(batch) = self.probe() {
                        return Ok(Pull::Batch(batch));
                    }
                }
                State::Rest(emit) => return Ok(emit.next().map_or(Pull::Done, Pull::Batch)),
            }
        }
    }
}

fn evaluate(keys: &mut [Evaluator], run: &Run<'_>, batch: &Batch) -> Result<Vec<Datum>, RunError> {
    keys.iter_mut().map(|key| key.eval(&run.state.call, batch)).collect()
}

impl Join {
    fn add(&mut self, run: &mut Run<'_>, batch: Batch) -> Result<(), RunError> {
        let keys = evaluate(&mut self.right_keys, run, &batch)?;
        let mut new = Vec::new();
        let before = self.table.bytes();
        self.table.intern(&keys, batch.rows(), &mut new);
        let bytes = held_bytes(&batch) + new.len() * 8 + self.table.bytes().saturating_sub(before);
        run.state.budget.hold(bytes, "join", self.span)?;
        if let State::Building { batches, ids } = &mut self.state {
            ids.extend(new);
            batches.push(batch);
        }
        Ok(())
    }

    fn finish_building(&mut self, run: &mut Run<'_>) -> Result<(), RunError> {
        let State::Building { batches, ids } = std::mem::replace(&mut self.state, State::Probing(None))
        else {
            return Ok(());
        };
        let rows = Batch::concat(&self.right_types, &batches);
        run.state.budget.hold(ids.len() * 4, "join", self.span)?;
        self.built = Built::new(rows, ids, self.table.len());
        Ok(())
    }

    fn look_up(&mut self, run: &Run<'_>, batch: &Batch) -> Result<Vec<u32>, RunError> {
        let keys = evaluate(&mut self.left_keys, run, batch)?;
        let mut ids = Vec::new();
        self.table.find(&keys, batch.rows(), &mut ids);
        Ok(ids)
    }

    /// Looks up the next left rows; none when nothing came of them. The probe ends with its batch.
    fn probe(&mut self) -> Option<Batch> {
        let State::Probing(Some(probe)) = &mut self.state else { return None };
        let mut lefts = Vec::new();
        let mut rights = Vec::new();
        match self.kind {
            JoinKind::LeftSemi | JoinKind::LeftAnti => {
                let wanted = self.kind == JoinKind::LeftSemi;
                let starts = &self.built.starts;
                let there = |id: u32| id != NONE && starts[id as usize] < starts[id as usize + 1];
                lefts.extend(
                    (0..probe.ids.len() as u32).filter(|&row| there(probe.ids[row as usize]) == wanted),
                );
                probe.row = probe.ids.len();
            }
            JoinKind::RightSemi | JoinKind::RightAnti => {
                self.built.meet(&probe.ids);
                probe.row = probe.ids.len();
            }
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::RightOuter
            | JoinKind::FullOuter => self.built.pairs(self.kind, probe, &mut lefts, &mut rights),
        }
        let over = probe.row >= probe.ids.len();
        let output = (!lefts.is_empty()).then(|| self.output_rows(&lefts, &rights));
        if over {
            self.state = State::Probing(None);
        }
        output
    }

    fn output_rows(&self, lefts: &[u32], rights: &[u32]) -> Batch {
        let State::Probing(Some(probe)) = &self.state else { return Batch::default() };
        let columns = self
            .output
            .iter()
            .zip(&self.types)
            .map(|(column, &ty)| match column {
                JoinColumn::Left(index) | JoinColumn::Either { left: index, .. } => {
                    probe.batch.column(*index).take(lefts)
                }
                JoinColumn::Right(index) if !rights.is_empty() => self.built.rows.column(*index).take(rights),
                JoinColumn::Right(_) => Column::missing(ty, lefts.len()),
            })
            .collect();
        Batch::new(columns, lefts.len())
    }

    /// The right rows that are given after the left side: the met ones for `rightsemi`, those that were
    /// not met for `rightouter`, `fullouter` and `rightanti`.
    fn rest(&self) -> Batch {
        let wanted = match self.kind {
            JoinKind::RightSemi => true,
            JoinKind::RightOuter | JoinKind::FullOuter | JoinKind::RightAnti => false,
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::LeftSemi
            | JoinKind::LeftAnti => return Batch::default(),
        };
        let built = &self.built;
        let rows: Vec<u32> = (0..built.rows.rows() as u32)
            .filter(|&row| built.met[built.ids[row as usize] as usize] == wanted)
            .collect();
        let columns = self
            .output
            .iter()
            .zip(&self.types)
            .map(|(column, &ty)| match column {
                JoinColumn::Left(_) => Column::missing(ty, rows.len()),
                JoinColumn::Right(index) | JoinColumn::Either { right: index, .. } => {
                    built.rows.column(*index).take(&rows)
                }
            })
            .collect();
        Batch::new(columns, rows.len())
    }
}

impl Built {
    fn new(rows: Batch, ids: Vec<u32>, keys: usize) -> Self {
        let mut starts = vec![0u32; keys + 1];
        for &id in &ids {
            starts[id as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut order = vec![0; ids.len()];
        for (row, &id) in ids.iter().enumerate() {
            let place = &mut next[id as usize];
            order[*place as usize] = row as u32;
            *place += 1;
        }
        Self { rows, starts, order, ids, met: vec![false; keys] }
    }

    fn meet(&mut self, ids: &[u32]) {
        for &id in ids {
            if id != NONE {
                self.met[id as usize] = true;
            }
        }
    }

    /// The right rows of a key.
    fn matches(&self, id: u32) -> &[u32] {
        if id == NONE {
            return &[];
        }
        &self.order[self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize]
    }

    /// Appends pairs of left and right rows, about a batch of them.
    fn pairs(&mut self, kind: JoinKind, probe: &mut Probe, lefts: &mut Vec<u32>, rights: &mut Vec<u32>) {
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
