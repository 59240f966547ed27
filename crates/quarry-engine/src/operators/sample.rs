//! `sample`: that many rows, each as likely as any other. The seed comes from the query context.

use quarry_data::{Batch, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Expr, Plan};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct Sample {
    input: BoxedOperator,
    types: Vec<Type>,
    span: Span,
    random: Random,
    batches: Vec<Batch>,
    /// For each place of the sample the position of its row among all rows of `batches`.
    chosen: Vec<u32>,
    count: usize,
    seen: usize,
    output: Option<Emit>,
}

/// SplitMix64: small, and good enough to choose rows.
struct Random(u64);

pub(super) fn build(cx: &Build, plan: &Plan, input: &Plan, count: &Expr) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(Sample {
        input: cx.operator(input)?,
        types: plan.schema.types(),
        span: plan.span,
        random: Random(cx.environment.call.seed),
        batches: Vec::new(),
        chosen: Vec::new(),
        count: cx.count(count)?,
        seen: 0,
        output: None,
    }))
}

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }
}

impl Sample {
    /// Reservoir sampling: the row replaces a chosen one with the right probability.
    fn offer(&mut self, row: u32) {
        self.seen += 1;
        if self.chosen.len() < self.count {
            self.chosen.push(row);
            return;
        }
        let place = (self.random.next() % self.seen as u64) as usize;
        if place < self.count {
            self.chosen[place] = row;
        }
    }

    fn read(&mut self, run: &mut Run<'_>, batch: &Batch) -> Result<(), RunError> {
        let kept: usize = self.batches.iter().map(Batch::rows).sum();
        for row in 0..batch.rows() {
            self.offer((kept + row) as u32);
        }
        self.batches.push(batch.clone());
        let rows = Batch::concat(&self.types, &std::mem::take(&mut self.batches));
        let mut order = self.chosen.clone();
        order.sort_unstable();
        self.batches = vec![rows.take(&order)];
        for place in &mut self.chosen {
            *place = order.binary_search(place).unwrap_or(0) as u32;
        }
        let bytes = self.batches.iter().map(held_bytes).sum();
        run.state.budget.hold(bytes, "sample", self.span)?;
        run.state.budget.release(bytes);
        Ok(())
    }
}

impl Operator for Sample {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if self.count == 0 {
            return Ok(Pull::Done);
        }
        while self.output.is_none() {
            let batch = pull!(self.input, run, else {
                let rows = Batch::concat(&self.types, &std::mem::take(&mut self.batches));
                self.output = Some(Emit::new(rows));
                break
            });
            self.read(run, &batch)?;
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}
