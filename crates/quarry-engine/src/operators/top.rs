//! `top`, and `sort` with `take` behind it: the first rows of an order, without sorting all.
//!
//! Rows gather until there are several times as many as wanted, then all but the wanted are thrown away.
//! From then on a row whose first key is behind that of the last wanted row is not even copied.

use quarry_data::{BATCH_ROWS, Batch, Column, Rows, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Expr, Plan, SortKey};

use super::Build;
use super::emit::Emit;
use super::sort::{Keys, Sorting};
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct Top {
    input: BoxedOperator,
    keys: Keys,
    count: usize,
    types: Vec<Type>,
    span: Span,
    gathered: Rows,
    held: usize,
    /// The place of the last wanted row's first key, once there are enough rows.
    bound: Option<Place>,
    sorting: Option<Sorting>,
    done: bool,
    output: Option<Emit>,
}

/// Where a value stands in the order of the first key, before those that are greater.
type Place = (u8, u64);

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    count: &Expr,
    keys: &[SortKey],
) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(Top {
        keys: Keys::new(&cx.compile(), keys)?,
        count: cx.count(count)?,
        span: plan.span,
        input: cx.operator(input)?,
        gathered: Rows::new(input.schema.types()),
        types: input.schema.types(),
        held: 0,
        bound: None,
        sorting: None,
        done: false,
        output: None,
    }))
}

impl Operator for Top {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if self.count == 0 {
            return Ok(Pull::Done);
        }
        while self.output.is_none() {
            if self.sorting.is_some() {
                if !self.work(run)? {
                    return Ok(Pull::Pending);
                }
                continue;
            }
            let batch = pull!(self.input, run, else {
                self.done = true;
                self.start_sorting(run)?;
                continue
            });
            self.gather(run, batch)?;
            if self.gathered.len() > BATCH_ROWS.max(self.count.saturating_mul(3)) {
                self.start_sorting(run)?;
            }
        }
        if run.paused() {
            return Ok(Pull::Pending);
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl Top {
    /// Keeps the rows that may be wanted.
    fn gather(&mut self, run: &mut Run<'_>, batch: Batch) -> Result<(), RunError> {
        let kept = match (self.bound, self.keys.first(run.state, &batch)?) {
            (Some(bound), Some(key)) => {
                let values = key.parts.iter().flat_map(Column::iter);
                let near = values.enumerate().filter(|(_, value)| key.place(*value) <= bound);
                let rows: Vec<u32> = near.map(|(row, _)| row as u32).collect();
                if rows.len() == batch.rows() { batch } else { batch.take(&rows) }
            }
            _ => batch,
        };
        if kept.rows() > 0 {
            let bytes = held_bytes(&kept);
            run.state.budget.hold(bytes, "top", self.span)?;
            self.held += bytes;
            self.gathered.push(kept);
        }
        Ok(())
    }

    fn start_sorting(&mut self, run: &mut Run<'_>) -> Result<(), RunError> {
        let rows = std::mem::replace(&mut self.gathered, Rows::new(self.types.clone()));
        self.sorting = Some(Sorting::new(&mut self.keys, run.state, rows)?);
        Ok(())
    }

    /// Goes on sorting; true when the wanted rows are found.
    fn work(&mut self, run: &mut Run<'_>) -> Result<bool, RunError> {
        let Some(sorting) = &mut self.sorting else { return Ok(true) };
        if !sorting.work(run) {
            return Ok(false);
        }
        let (rows, mut order) = sorting.finish();
        order.truncate(self.count);
        self.sorting = None;
        run.state.budget.release(self.held);
        self.held = 0;
        if self.done {
            self.output = Some(Emit::in_order(rows, order));
            return Ok(true);
        }
        let wanted = rows.take(&order);
        if wanted.rows() == self.count {
            let last = wanted.slice(wanted.rows() - 1, 1);
            let key = self.keys.first(run.state, &last)?;
            self.bound = key.and_then(|key| Some(key.place(key.parts.first()?.value(0))));
        }
        self.gathered.push(wanted);
        Ok(true)
    }
}
