//! `partition`: runs a query on the rows of each key, keys in the order of first appearance.

use std::sync::Arc;

use quarry_data::{Batch, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Expr, Plan};

use super::Build;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::hash::KeyTable;
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct Partition {
    input: BoxedOperator,
    by: Evaluator,
    body: Arc<Plan>,
    build: Build,
    types: Vec<Type>,
    span: Span,
    table: KeyTable,
    ids: Vec<u32>,
    batches: Vec<Batch>,
    parts: Option<Parts>,
    running: Option<BoxedOperator>,
}

/// All rows, and those of each key.
struct Parts {
    rows: Batch,
    keys: std::vec::IntoIter<Vec<u32>>,
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    by: &Expr,
    body: &Plan,
) -> Result<BoxedOperator, RunError> {
    Ok(Box::new(Partition {
        input: cx.operator(input)?,
        by: Evaluator::new(by, &cx.compile())?,
        body: Arc::new(body.clone()),
        build: cx.clone(),
        types: input.schema.types(),
        span: plan.span,
        table: KeyTable::new(&[by.ty]),
        ids: Vec::new(),
        batches: Vec::new(),
        parts: None,
        running: None,
    }))
}

impl Operator for Partition {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            if let Some(body) = &mut self.running {
                match body.next(run)? {
                    Pull::Done => self.running = None,
                    pulled => return Ok(pulled),
                }
            }
            if let Some(parts) = &mut self.parts {
                let Some(rows) = parts.keys.next() else { return Ok(Pull::Done) };
                let input = Some(Arc::new(vec![parts.rows.take(&rows)]));
                let build = Build { input, ..self.build.clone() };
                self.running = Some(build.operator(&self.body)?);
                continue;
            }
            let batch = pull!(self.input, run, else {
                self.divide();
                continue
            });
            self.add(run, batch)?;
        }
    }
}

impl Partition {
    fn add(&mut self, run: &mut Run<'_>, batch: Batch) -> Result<(), RunError> {
        let key = self.by.eval(&run.state.call, &batch)?;
        let mut ids = Vec::new();
        self.table.intern(&[key], batch.rows(), &mut ids);
        run.state.budget.hold(held_bytes(&batch) + ids.len() * 8, "partition", self.span)?;
        self.ids.append(&mut ids);
        self.batches.push(batch);
        Ok(())
    }

    fn divide(&mut self) {
        let rows = Batch::concat(&self.types, &std::mem::take(&mut self.batches));
        let mut keys: Vec<Vec<u32>> = vec![Vec::new(); self.table.len()];
        for (row, &id) in std::mem::take(&mut self.ids).iter().enumerate() {
            keys[id as usize].push(row as u32);
        }
        self.parts = Some(Parts { rows, keys: keys.into_iter() });
    }
}
