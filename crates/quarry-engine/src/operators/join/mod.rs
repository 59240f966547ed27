//! `join` and `lookup`: the right rows go into a hash table, the left rows are looked up in it. Where the
//! left side is much smaller, the sides change places.
//!
//! Nulls match nulls, as in Kusto. `innerunique` takes the first left row of each key.

mod built;
mod side;

use quarry_data::{Batch, Column, Datum, Type};
use quarry_diagnostics::Span;
use quarry_plan::{JoinColumn, JoinKind, JoinWindow, Plan};

use self::built::{Built, Probe};
use self::side::Side;
use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::hash::{KeyTable, NONE};
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct Join {
    kind: JoinKind,
    left: Side,
    right: Side,
    output: Vec<JoinColumn>,
    window: Option<JoinWindow>,
    types: Vec<Type>,
    table: KeyTable,
    /// Only the first row of each key goes into the hash table.
    first_only: bool,
    span: Span,
    state: State,
    built: Built,
}

enum State {
    /// Looking which side is small.
    Choosing,
    Building {
        batches: Vec<Batch>,
        ids: Vec<u32>,
    },
    Probing(Option<Probe>),
    /// The right rows that are due when the left side is done.
    Rest(Emit),
}

pub(super) fn build(cx: &Build, plan: &Plan, join: &quarry_plan::Join) -> Result<BoxedOperator, RunError> {
    let compile = cx.compile();
    let key_types: Vec<Type> = join.keys.iter().map(|(left, _)| left.ty).collect();
    let left_keys = Evaluator::all(join.keys.iter().map(|(left, _)| left), &compile)?;
    let right_keys = Evaluator::all(join.keys.iter().map(|(_, right)| right), &compile)?;
    Ok(Box::new(Join {
        kind: join.kind,
        left: Side::new(cx.operator(&join.left)?, left_keys, join.left.schema.types()),
        right: Side::new(cx.operator(&join.right)?, right_keys, join.right.schema.types()),
        output: join.output.clone(),
        window: join.window,
        types: plan.schema.types(),
        table: KeyTable::new(&key_types),
        first_only: false,
        span: plan.span,
        state: State::Choosing,
        built: Built::default(),
    }))
}

impl Operator for Join {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            match &mut self.state {
                State::Choosing => {
                    let Some(left_small) = self.left.is_small(run)? else { return Ok(Pull::Pending) };
                    if left_small {
                        let Some(right_small) = self.right.is_small(run)? else { return Ok(Pull::Pending) };
                        if !right_small {
                            self.swap();
                        }
                    }
                    self.state = State::Building { batches: Vec::new(), ids: Vec::new() };
                }
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
                    self.state = State::Probing(Some(Probe::new(batch, ids, self.window.as_ref())));
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

/// The rows whose key is new, numbered from `known` on; `ids` are cut down likewise.
fn firsts(batch: &Batch, ids: &mut Vec<u32>, known: u32) -> Batch {
    let mut next = known;
    let mut rows = Vec::new();
    for (row, &id) in ids.iter().enumerate() {
        if id == next {
            rows.push(row as u32);
            next += 1;
        }
    }
    *ids = (known..next).collect();
    batch.take(&rows)
}

impl Join {
    /// Lets the sides change places, so that the left rows go into the hash table.
    fn swap(&mut self) {
        std::mem::swap(&mut self.left, &mut self.right);
        self.first_only = self.kind == JoinKind::InnerUnique;
        self.kind = match self.kind {
            JoinKind::InnerUnique | JoinKind::Inner => JoinKind::Inner,
            JoinKind::LeftOuter => JoinKind::RightOuter,
            JoinKind::RightOuter => JoinKind::LeftOuter,
            JoinKind::FullOuter => JoinKind::FullOuter,
            JoinKind::LeftSemi => JoinKind::RightSemi,
            JoinKind::RightSemi => JoinKind::LeftSemi,
            JoinKind::LeftAnti => JoinKind::RightAnti,
            JoinKind::RightAnti => JoinKind::LeftAnti,
        };
        self.window = self.window.map(JoinWindow::swapped);
        for column in &mut self.output {
            *column = match *column {
                JoinColumn::Left(index) => JoinColumn::Right(index),
                JoinColumn::Right(index) => JoinColumn::Left(index),
                JoinColumn::Either { left, right } => JoinColumn::Either { left: right, right: left },
            };
        }
    }

    fn add(&mut self, run: &mut Run<'_>, batch: Batch) -> Result<(), RunError> {
        let keys = evaluate(&mut self.right.keys, run, &batch)?;
        let mut new = Vec::new();
        let before = self.table.bytes();
        let known = self.table.len() as u32;
        self.table.intern(&keys, batch.rows(), &mut new);
        let batch = if self.first_only { firsts(&batch, &mut new, known) } else { batch };
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
        let rows = Batch::concat(&self.right.types, &batches);
        run.state.budget.hold(ids.len() * 4, "join", self.span)?;
        self.built = Built::new(rows, ids, self.table.len(), self.window.as_ref());
        Ok(())
    }

    fn look_up(&mut self, run: &Run<'_>, batch: &Batch) -> Result<Vec<u32>, RunError> {
        let keys = evaluate(&mut self.left.keys, run, batch)?;
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
