//! `project`, `extend` and the like: the output columns as expressions over the input.

use quarry_data::{Batch, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Expr, Plan};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::run::{BoxedOperator, Operator, Pull, Run, RunState, held_bytes, pull};

struct Project {
    input: BoxedOperator,
    columns: Vec<Evaluator>,
}

/// A projection whose expressions look at other rows, so that it needs all of them at once.
struct Window {
    project: Project,
    types: Vec<Type>,
    span: Span,
    batches: Vec<Batch>,
    held: usize,
    output: Option<Emit>,
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    columns: &[Expr],
    window: bool,
) -> Result<BoxedOperator, RunError> {
    let columns = Evaluator::all(columns, &cx.compile())?;
    let project = Project { input: cx.operator(input)?, columns };
    if !window {
        return Ok(Box::new(project));
    }
    Ok(Box::new(Window {
        project,
        types: input.schema.types(),
        span: plan.span,
        batches: Vec::new(),
        held: 0,
        output: None,
    }))
}

impl Project {
    fn apply(&mut self, state: &RunState, batch: &Batch) -> Result<Batch, RunError> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in &mut self.columns {
            columns.push(column.column(&state.call, batch)?);
        }
        Ok(Batch::new(columns, batch.rows()))
    }
}

impl Operator for Project {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
        Ok(Pull::Batch(self.apply(run.state, &batch)?))
    }
}

impl Operator for Window {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.output.is_none() {
            let batch = pull!(self.project.input, run, else {
                let all = Batch::concat(&self.types, &std::mem::take(&mut self.batches));
                let output = self.project.apply(run.state, &all)?;
                self.output = Some(Emit::new(output));
                run.state.budget.release(self.held);
                break
            });
            let bytes = held_bytes(&batch);
            run.state.budget.hold(bytes, "serialize", self.span)?;
            self.held += bytes;
            self.batches.push(batch);
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}
