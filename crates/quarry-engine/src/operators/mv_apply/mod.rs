//! `mv-apply`: expands each row as `mv-expand` does and runs a query on the rows that come of it.
//!
//! See <https://learn.microsoft.com/kusto/query/mv-apply-operator>.

mod batched;

use std::sync::Arc;

use quarry_data::{BATCH_ROWS, Batch, Column, Datum, Primitive, Type, ValueRef};
use quarry_plan::{ApplyColumn, Plan};

use self::batched::Batched;
use super::Build;
use super::mv_expand::{Expanded, Expander};
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct MvApply {
    input: BoxedOperator,
    expander: Expander,
    build: Build,
    body: Arc<Plan>,
    body_types: Vec<Type>,
    batched: Option<Batched>,
    /// What the body makes of no rows, once it is known.
    of_nothing: Option<Batch>,
    output: Vec<ApplyColumn>,
    types: Vec<Type>,
    /// The batch at work, what is expanded in it, and the next row.
    current: Option<(Batch, Vec<Datum>, usize)>,
    running: Option<Running>,
    ready: Vec<Batch>,
    ready_rows: usize,
}

/// The body at work.
struct Running {
    body: BoxedOperator,
    of: Of,
    results: Vec<Batch>,
}

/// What the body works on.
#[derive(Clone, Copy)]
enum Of {
    Row(u32),
    /// The rows from the first up to the second.
    Rows(usize, usize),
    Nothing,
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
        body_types: apply.body.schema.types(),
        batched: Batched::new(&apply.body),
        of_nothing: None,
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
            if let Some(running) = &mut self.running {
                match running.body.next(run)? {
                    Pull::Batch(batch) => running.results.push(batch),
                    Pull::Pending => return Ok(Pull::Pending),
                    Pull::Done => self.finish(),
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
    /// Expands the next rows and starts the body on what comes of them.
    fn start(&mut self, run: &mut Run<'_>) -> Result<(), RunError> {
        let Some((batch, values, row)) = &mut self.current else { return Ok(()) };
        let first = *row;
        if first >= batch.rows() {
            self.current = None;
            return Ok(());
        }
        let (plan, of, rows) = match &self.batched {
            Some(batched) if batched.fills && self.of_nothing.is_none() => {
                let nothing = self.expander.expand(&run.state.call, batch, values, batch.rows(), 0)?;
                (&*self.body, Of::Nothing, nothing.rows)
            }
            Some(batched) => {
                let expanded = self.expander.expand(&run.state.call, batch, values, first, BATCH_ROWS)?;
                *row = expanded.next;
                (&batched.plan, Of::Rows(first, expanded.next), with_numbers(expanded))
            }
            None => {
                *row += 1;
                // One wanted row stops the expansion behind the first row that gives any.
                let single: Vec<Datum> = values.iter().map(|value| one_row(value, first)).collect();
                let expanded =
                    self.expander.expand(&run.state.call, &batch.slice(first, 1), &single, 0, 1)?;
                (&*self.body, Of::Row(first as u32), expanded.rows)
            }
        };
        let build = Build { input: Some(Arc::new(vec![rows])), ..self.build.clone() };
        self.running = Some(Running { body: build.operator(plan)?, of, results: Vec::new() });
        Ok(())
    }

    /// Takes in what the body gave.
    fn finish(&mut self) {
        let Some(running) = self.running.take() else { return };
        match running.of {
            Of::Nothing => self.of_nothing = Some(Batch::concat(&self.body_types, &running.results)),
            Of::Row(row) => {
                for body in running.results {
                    let rows = vec![row; body.rows()];
                    self.add(&rows, &body);
                }
            }
            Of::Rows(first, next) => {
                let mut types = self.body_types.clone();
                types.push(Type::Long);
                let body = Batch::concat(&types, &running.results);
                let rows: Vec<u32> = body
                    .columns()
                    .last()
                    .map(|numbers| {
                        numbers.iter().map(|row| ValueRef::as_long(row).unwrap_or(0) as u32).collect()
                    })
                    .unwrap_or_default();
                let fills = self.batched.as_ref().is_some_and(|batched| batched.fills);
                match self.of_nothing.clone() {
                    Some(nothing) if fills => self.add_filled(&rows, &body, &nothing, first..next),
                    _ => self.add(&rows, &body),
                }
            }
        }
    }

    /// Adds the body's rows, with those of nothing for input rows that have none, in the order of the input.
    fn add_filled(&mut self, rows: &[u32], body: &Batch, nothing: &Batch, all: std::ops::Range<usize>) {
        let mut empty = vec![true; all.len()];
        for &row in rows {
            empty[row as usize - all.start] = false;
        }
        let width = self.body_types.len();
        let kept: Vec<usize> = (0..width).collect();
        let mut parts = vec![body.project(&kept)];
        let mut numbers = rows.to_vec();
        for (place, _) in empty.iter().enumerate().filter(|(_, empty)| **empty) {
            numbers.extend(std::iter::repeat_n((all.start + place) as u32, nothing.rows()));
            parts.push(nothing.clone());
        }
        let body = Batch::concat(&self.body_types, &parts);
        let mut order: Vec<u32> = (0..numbers.len() as u32).collect();
        order.sort_by_key(|&place| numbers[place as usize]);
        let rows: Vec<u32> = order.iter().map(|&place| numbers[place as usize]).collect();
        self.add(&rows, &body.take(&order));
    }

    /// Adds rows of the body, each with the input row that it belongs to.
    fn add(&mut self, rows: &[u32], body: &Batch) {
        let Some((batch, _, _)) = &self.current else { return };
        if rows.is_empty() {
            return;
        }
        let columns = self
            .output
            .iter()
            .map(|column| match column {
                ApplyColumn::Input(index) => batch.column(*index).take(rows),
                ApplyColumn::Body(index) => body.column(*index).clone(),
            })
            .collect();
        self.ready.push(Batch::new(columns, rows.len()));
        self.ready_rows += rows.len();
    }

    fn take_ready(&mut self) -> Batch {
        self.ready_rows = 0;
        Batch::concat(&self.types, &std::mem::take(&mut self.ready))
    }
}

/// The value of one row, as a batch of one row has it.
fn one_row(value: &Datum, row: usize) -> Datum {
    match value {
        Datum::Constant(value) => Datum::Constant(value.clone()),
        Datum::Column(column) => Datum::Column(column.slice(row, 1)),
    }
}

/// The expanded rows with the number of their input row behind them.
fn with_numbers(expanded: Expanded) -> Batch {
    let rows = expanded.rows.rows();
    let mut columns = expanded.rows.into_columns();
    let numbers: Vec<i64> = expanded.sources.iter().map(|&row| i64::from(row)).collect();
    columns.push(Column::Long(Primitive::new(numbers, None)));
    Batch::new(columns, rows)
}
