//! `take`: the first rows, whichever they are.

use quarry_plan::{Expr, Plan};

use super::Build;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct Take {
    input: BoxedOperator,
    left: usize,
}

pub(super) fn build(cx: &Build, input: &Plan, count: &Expr) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(Take { input: cx.operator(input)?, left: cx.count(count)? }))
}

impl Operator for Take {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if self.left == 0 {
            return Ok(Pull::Done);
        }
        let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
        let rows = batch.rows().min(self.left);
        self.left -= rows;
        Ok(Pull::Batch(if rows == batch.rows() { batch } else { batch.slice(0, rows) }))
    }
}
