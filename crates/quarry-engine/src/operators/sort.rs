//! `sort`: all rows, stable. The rows stay in their batches; what is sorted is their numbers.

use quarry_data::{Batch, Rows};
use quarry_diagnostics::Span;
use quarry_plan::{Plan, SortKey};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::{Compile, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, RunState, held_bytes, pull};
use crate::sort::{SortColumn, Sorter};

/// Bytes that sorting takes a row: two packed keys and the order.
const BYTES_A_ROW: usize = 36;

/// Compiled sort keys.
pub(super) struct Keys {
    keys: Vec<(Evaluator, bool, bool)>,
}

/// Rows that are being sorted.
pub(super) struct Sorting {
    rows: Rows,
    sorter: Sorter,
}

struct Sort {
    input: BoxedOperator,
    keys: Keys,
    span: Span,
    held: usize,
    state: State,
}

enum State {
    Reading(Rows),
    Sorting(Sorting),
    Emitting(Emit),
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    keys: &[SortKey],
) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(Sort {
        keys: Keys::new(&cx.compile(), keys)?,
        span: plan.span,
        input: cx.operator(input)?,
        held: 0,
        state: State::Reading(Rows::new(input.schema.types())),
    }))
}

impl Keys {
    pub(super) fn new(cx: &Compile<'_>, keys: &[SortKey]) -> Result<Self, RunError> {
        let keys = keys
            .iter()
            .map(|key| Ok((Evaluator::new(&key.expr, cx)?, key.descending, key.nulls_first)))
            .collect::<Result<_, RunError>>()?;
        Ok(Self { keys })
    }

    /// The keys of settled rows.
    fn columns(&mut self, state: &RunState, rows: &Rows) -> Result<Vec<SortColumn>, RunError> {
        let mut columns = Vec::with_capacity(self.keys.len());
        for (key, descending, nulls_first) in &mut self.keys {
            let parts = rows.batches().iter().map(|batch| key.column(&state.call, batch));
            let parts = parts.collect::<Result<_, _>>()?;
            columns.push(SortColumn { parts, descending: *descending, nulls_first: *nulls_first });
        }
        Ok(columns)
    }

    /// The first key.
    pub(super) fn first(&mut self, state: &RunState, batch: &Batch) -> Result<Option<SortColumn>, RunError> {
        let Some((key, descending, nulls_first)) = self.keys.first_mut() else { return Ok(None) };
        let parts = vec![key.column(&state.call, batch)?];
        Ok(Some(SortColumn { parts, descending: *descending, nulls_first: *nulls_first }))
    }
}

impl Sorting {
    pub(super) fn new(keys: &mut Keys, state: &RunState, mut rows: Rows) -> Result<Self, RunError> {
        rows.settle();
        let ids: Vec<u32> = rows.ids().collect();
        let sorter = Sorter::new(keys.columns(state, &rows)?, &ids);
        Ok(Self { rows, sorter })
    }

    /// Goes on; true when the order is there.
    pub(super) fn work(&mut self, run: &mut Run<'_>) -> bool {
        self.sorter.work(run)
    }

    /// The rows, and their numbers in order.
    pub(super) fn finish(&mut self) -> (Rows, Vec<u32>) {
        (std::mem::take(&mut self.rows), self.sorter.ids())
    }
}

impl Operator for Sort {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            match &mut self.state {
                State::Reading(rows) => {
                    let batch = pull!(self.input, run, else {
                        let rows = std::mem::take(rows);
                        run.state.budget.hold(rows.len() * BYTES_A_ROW, "sort", self.span)?;
                        self.held += rows.len() * BYTES_A_ROW;
                        self.state = State::Sorting(Sorting::new(&mut self.keys, run.state, rows)?);
                        continue
                    });
                    let bytes = held_bytes(&batch);
                    run.state.budget.hold(bytes, "sort", self.span)?;
                    self.held += bytes;
                    rows.push(batch);
                }
                State::Sorting(sorting) => {
                    if !sorting.work(run) {
                        return Ok(Pull::Pending);
                    }
                    run.state.budget.release(self.held);
                    let (rows, order) = sorting.finish();
                    self.state = State::Emitting(Emit::in_order(rows, order));
                }
                State::Emitting(emit) => {
                    if run.paused() {
                        return Ok(Pull::Pending);
                    }
                    return Ok(emit.next().map_or(Pull::Done, Pull::Batch));
                }
            }
        }
    }
}
