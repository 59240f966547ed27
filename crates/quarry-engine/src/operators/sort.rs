//! `sort`: all rows, stable.

use quarry_data::{Batch, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Plan, SortKey};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::{Compile, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, RunState, held_bytes, pull};
use crate::sort::{SortColumn, Sorter};

/// Compiled sort keys.
pub(super) struct Keys {
    keys: Vec<(Evaluator, bool, bool)>,
}

struct Sort {
    input: BoxedOperator,
    keys: Keys,
    types: Vec<Type>,
    span: Span,
    held: usize,
    state: State,
}

enum State {
    Reading(Vec<Batch>),
    Sorting(Batch, Sorter),
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
        types: input.schema.types(),
        span: plan.span,
        input: cx.operator(input)?,
        held: 0,
        state: State::Reading(Vec::new()),
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

    pub(super) fn columns(&mut self, state: &RunState, batch: &Batch) -> Result<Vec<SortColumn>, RunError> {
        let mut columns = Vec::with_capacity(self.keys.len());
        for (key, descending, nulls_first) in &mut self.keys {
            let column = key.column(&state.call, batch)?;
            columns.push(SortColumn { column, descending: *descending, nulls_first: *nulls_first });
        }
        Ok(columns)
    }

    /// The first key.
    pub(super) fn first(&mut self, state: &RunState, batch: &Batch) -> Result<Option<SortColumn>, RunError> {
        let Some((key, descending, nulls_first)) = self.keys.first_mut() else { return Ok(None) };
        let column = key.column(&state.call, batch)?;
        Ok(Some(SortColumn { column, descending: *descending, nulls_first: *nulls_first }))
    }
}

impl Operator for Sort {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            match &mut self.state {
                State::Reading(batches) => {
                    let batch = pull!(self.input, run, else {
                        let rows = Batch::concat(&self.types, &std::mem::take(batches));
                        let columns = self.keys.columns(run.state, &rows)?;
                        run.state.budget.hold(rows.rows() * 32, "sort", self.span)?;
                        self.held += rows.rows() * 32;
                        let sorter = Sorter::new(columns, rows.rows());
                        self.state = State::Sorting(rows, sorter);
                        continue
                    });
                    let bytes = held_bytes(&batch);
                    run.state.budget.hold(bytes, "sort", self.span)?;
                    self.held += bytes;
                    batches.push(batch);
                }
                State::Sorting(rows, sorter) => {
                    if !sorter.work(run) {
                        return Ok(Pull::Pending);
                    }
                    run.state.budget.release(self.held);
                    let (rows, order) = (std::mem::take(rows), sorter.rows());
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
