//! An input of a join, some of which may be read before it is known what for.

use std::collections::VecDeque;

use quarry_data::{Batch, Type};

use crate::error::RunError;
use crate::eval::Evaluator;
use crate::run::{BoxedOperator, Pull, Run};

/// Rows that are read ahead to see whether a side is small.
const SMALL_ROWS: usize = 1 << 15;

pub(super) struct Side {
    pub(super) operator: BoxedOperator,
    pub(super) keys: Vec<Evaluator>,
    pub(super) types: Vec<Type>,
    ahead: VecDeque<Batch>,
    ahead_rows: usize,
    done: bool,
}

impl Side {
    pub(super) fn new(operator: BoxedOperator, keys: Vec<Evaluator>, types: Vec<Type>) -> Self {
        Self { operator, keys, types, ahead: VecDeque::new(), ahead_rows: 0, done: false }
    }

    /// Reads ahead until it is known whether the side is small; none when the time is up before.
    pub(super) fn is_small(&mut self, run: &mut Run<'_>) -> Result<Option<bool>, RunError> {
        while !self.done && self.ahead_rows <= SMALL_ROWS {
            match self.operator.next(run)? {
                Pull::Batch(batch) => {
                    self.ahead_rows += batch.rows();
                    self.ahead.push_back(batch);
                }
                Pull::Pending => return Ok(None),
                Pull::Done => self.done = true,
            }
        }
        Ok(Some(self.ahead_rows <= SMALL_ROWS))
    }

    pub(super) fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if let Some(batch) = self.ahead.pop_front() {
            return Ok(Pull::Batch(batch));
        }
        if self.done {
            return Ok(Pull::Done);
        }
        self.operator.next(run)
    }
}
