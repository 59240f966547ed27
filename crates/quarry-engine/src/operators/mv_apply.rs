//! `mv-apply`: expands each row as `mv-expand` does and runs a query on the rows that come of it.
//!
//! See <https://learn.microsoft.com/kusto/query/mv-apply-operator>.

use std::sync::Arc;

use quarry_data::{BATCH_ROWS, Batch, Datum, Type};
use quarry_plan::{ApplyColumn, Plan};

use super::Build;
use super::mv_expand::Expander;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct MvApply {
    input: BoxedOperator,
    expander: Expander,
    build: Build,
    body: Arc<Plan>,
    output: Vec<ApplyColumn>,
    types: Vec<Type>,
    /// The batch at work, what is expanded in it, and the next row.
    current: Option<(Batch, Vec<Datum>, usize)>,
    /// The body at work on a row.
    running: Option<(BoxedOperator, u32)>,
    ready: Vec<Batch>,
    ready_rows: usize,
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    apply: &quarry_plan::MvApply,
) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(MvApply {
        input: cx.operator(&apply.expand.input)?,
        expander: Expander::new(cx, &apply.expand, plan.span)?,
        build: cx.clone(),
        body: Arc::new(apply.body.clone()),
        output: apply.output.clone(),
        types: plan.schema.types(),
        current: None,
        running: None,
        ready: Vec::new(),
        ready_rows: 0,
    }))
}

impl Operator for MvApply {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            if self.ready_rows >= BATCH_ROWS {
                return Ok(Pull::Batch(self.take_ready()));
            }
            if let Some((body, row)) = &mut self.running {
                let row = *row;
                match body.next(run)? {
                    Pull::Batch(batch) => self.add(row, &batch),
                    Pull::Pending => return Ok(Pull::Pending),
                    Pull::Done => self.running = None,
                }
                continue;
            }
            if self.current.is_some() {
                self.start(run)?;
                continue;
            }
            let batch = pull!(self.input, run, else {
                if self.ready_rows > 0 {
                    return Ok(Pull::Batch(self.take_ready()));
                }
                return Ok(Pull::Done)
            });
            let values = self.expander.values(&run.state.call, &batch)?;
            self.current = Some((batch, values, 0));
        }
    }
}

impl MvApply {
    /// Expands the next row and starts the body on what comes of it.
    fn start(&mut self, run: &mut Run<'_>) -> Result<(), RunError> {
        let Some((batch, values, row)) = &mut self.current else { return Ok(()) };
        if *row >= batch.rows() {
            self.current = None;
            return Ok(());
        }
        let source = *row;
        // One wanted row stops the expansion behind the first row that gives any.
        let single: Vec<Datum> = values
            .iter()
            .map(|value| match value {
                Datum::Constant(value) => Datum::Constant(value.clone()),
                Datum::Column(column) => Datum::Column(column.slice(source, 1)),
            })
            .collect();
        let expanded = self.expander.expand(&run.state.call, &batch.slice(source, 1), &single, 0, 1)?;
        *row += 1;
        let build = Build { input: Some(Arc::new(vec![expanded.rows])), ..self.build.clone() };
        self.running = Some((build.operator(&self.body)?, source as u32));
        Ok(())
    }

    fn add(&mut self, row: u32, body: &Batch) {
        let Some((batch, _, _)) = &self.current else { return };
        let rows = body.rows();
        if rows == 0 {
            return;
        }
        let repeated = vec![row; rows];
        let columns = self
            .output
            .iter()
            .map(|column| match column {
                ApplyColumn::Input(index) => batch.column(*index).take(&repeated),
                ApplyColumn::Body(index) => body.column(*index).clone(),
            })
            .collect();
        self.ready.push(Batch::new(columns, rows));
        self.ready_rows += rows;
    }

    fn take_ready(&mut self) -> Batch {
        self.ready_rows = 0;
        Batch::concat(&self.types, &std::mem::take(&mut self.ready))
    }
}
