//! `scan`: sequences of rows that match steps.
//!
//! Each row is held against the steps from the last to the first. It matches a step when the condition is
//! true with the state of the step before, which then moves on to this step, or else with the state of the
//! step itself. See <https://learn.microsoft.com/kusto/query/scan-operator>.

use quarry_data::{Batch, Column, ColumnBuilder, Datum, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;
use quarry_plan::{Expr, Plan, ScanOutput};

use super::Build;
use super::columns::{map_columns, used_columns};
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::hash::KeyTable;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct Scan {
    input: BoxedOperator,
    partition_by: Vec<Evaluator>,
    partitions: KeyTable,
    steps: Vec<Step>,
    layout: Layout,
    span: Span,
    /// The sequences of each partition, by step.
    states: Vec<Vec<Option<Sequence>>>,
    matches: i64,
    with_match_id: bool,
    current: Option<Current>,
    output: Output,
    finished: Option<Emit>,
}

/// A batch at work: the partition of each row, and the next row.
struct Current {
    batch: Batch,
    ids: Vec<u32>,
    row: usize,
}

/// Rows that are worked on between two looks at the clock.
const ROWS_BETWEEN_LOOKS: usize = 64;

/// The columns of a record: those of the input, then the declared ones.
struct Layout {
    types: Vec<Type>,
    input: usize,
    /// What a record is before anything is known of it: nulls and defaults.
    blank: Vec<Value>,
}

struct Step {
    output: ScanOutput,
    /// The columns that condition and assignments use, as they count them.
    used: Vec<usize>,
    condition: Evaluator,
    assignments: Vec<(usize, Evaluator)>,
}

/// A sequence that has come as far as some step.
#[derive(Clone)]
struct Sequence {
    /// The last record of each step so far.
    records: Vec<Vec<Value>>,
    match_id: i64,
    /// The record that `output=last` gives when the sequence goes on.
    held: Option<Vec<Value>>,
}

/// Rows that are ready.
struct Output {
    builders: Vec<ColumnBuilder>,
    rows: usize,
}

pub(super) fn build(cx: &Build, plan: &Plan, scan: &quarry_plan::Scan) -> Result<BoxedOperator, RunError> {
    let compile = cx.compile();
    let input_types = scan.input.schema.types();
    let mut types = input_types.clone();
    let mut blank: Vec<Value> = types.iter().map(|&ty| Value::missing(ty)).collect();
    for default in &scan.declared {
        types.push(default.ty);
        let value = cx.constant(default)?;
        blank.push(if value.is_null() { Value::missing(default.ty) } else { value });
    }
    let mut steps = Vec::with_capacity(scan.steps.len());
    for step in &scan.steps {
        let exprs = std::iter::once(&step.condition).chain(step.assignments.iter().map(|(_, expr)| expr));
        let used = used_columns(exprs);
        let compiled = |expr: &Expr| {
            let dense = map_columns(expr, &mut |column| used.binary_search(&column).unwrap_or(0));
            Evaluator::new(&dense, &compile)
        };
        let condition = compiled(&step.condition)?;
        let mut assignments = Vec::with_capacity(step.assignments.len());
        for (column, expr) in &step.assignments {
            assignments.push((*column, compiled(expr)?));
        }
        steps.push(Step { output: step.output, used, condition, assignments });
    }
    let key_types: Vec<Type> = scan.partition_by.iter().map(|key| key.ty).collect();
    let output_types = plan.schema.types();
    Ok(Box::new(Scan {
        input: cx.operator(&scan.input)?,
        partition_by: Evaluator::all(&scan.partition_by, &compile)?,
        partitions: KeyTable::new(&key_types),
        steps,
        layout: Layout { input: input_types.len(), types, blank },
        span: plan.span,
        states: Vec::new(),
        matches: 0,
        current: None,
        with_match_id: scan.with_match_id,
        output: Output::new(&output_types),
        finished: None,
    }))
}

impl Operator for Scan {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.finished.is_none() {
            if self.current.is_some() {
                if !self.work(run)? {
                    return Ok(Pull::Pending);
                }
                if self.output.rows > 0 {
                    return Ok(Pull::Batch(self.output.take()));
                }
            }
            let batch = pull!(self.input, run, else {
                self.flush();
                self.finished = Some(Emit::new(self.output.take()));
                break
            });
            self.start(run, batch)?;
        }
        Ok(self.finished.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl Scan {
    /// Finds the partitions of a batch.
    fn start(&mut self, run: &mut Run<'_>, batch: Batch) -> Result<(), RunError> {
        let cx = &run.state.call;
        let mut keys: Vec<Datum> = Vec::with_capacity(self.partition_by.len());
        for key in &mut self.partition_by {
            keys.push(key.eval(cx, &batch)?);
        }
        let mut ids = Vec::new();
        self.partitions.intern(&keys, batch.rows(), &mut ids);
        let new = self.partitions.len().saturating_sub(self.states.len());
        let bytes = new * self.steps.len() * self.layout.types.len() * size_of::<Value>();
        run.state.budget.hold(bytes, "scan", self.span)?;
        self.states.resize(self.partitions.len(), vec![None; self.steps.len()]);
        self.current = Some(Current { batch, ids, row: 0 });
        Ok(())
    }

    /// Goes on with the batch; false when the time is up before its end.
    fn work(&mut self, run: &mut Run<'_>) -> Result<bool, RunError> {
        while let Some(current) = &mut self.current {
            let row = current.row;
            if row >= current.batch.rows() {
                self.current = None;
                break;
            }
            let (record, id) = (self.layout.record(&current.batch, row), current.ids[row]);
            current.row += 1;
            for step in (0..self.steps.len()).rev() {
                self.step(&run.state.call, id as usize, step, &record)?;
            }
            if row % ROWS_BETWEEN_LOOKS == ROWS_BETWEEN_LOOKS - 1 && run.paused() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Holds a record against one step.
    fn step(
        &mut self,
        cx: &CallContext,
        partition: usize,
        index: usize,
        record: &[Value],
    ) -> Result<(), RunError> {
        let step = &mut self.steps[index];
        let states = &mut self.states[partition];
        if index > 0
            && let Some(before) = &states[index - 1]
            && let Some(extended) = step.matches(cx, &self.layout, record, before)?
        {
            let before = states[index - 1].take();
            let Some(mut sequence) = before else { return Ok(()) };
            self.output.release(&mut sequence, self.with_match_id);
            if let Some(mut old) = states[index].take() {
                self.output.release(&mut old, self.with_match_id);
            }
            sequence.records.resize(index + 1, self.layout.blank.clone());
            sequence.records[index].clone_from(&extended);
            self.output.give(step.output, &mut sequence, extended, self.with_match_id);
            states[index] = Some(sequence);
            return Ok(());
        }
        let sequence = match &mut states[index] {
            Some(sequence) => sequence,
            None if index > 0 => return Ok(()),
            empty => {
                let start =
                    Sequence { records: vec![self.layout.blank.clone()], match_id: self.matches, held: None };
                let Some(extended) = step.matches(cx, &self.layout, record, &start)? else { return Ok(()) };
                self.matches += 1;
                let sequence = empty.insert(start);
                sequence.records[0].clone_from(&extended);
                self.output.give(step.output, sequence, extended, self.with_match_id);
                return Ok(());
            }
        };
        if let Some(extended) = step.matches(cx, &self.layout, record, sequence)? {
            sequence.records[index].clone_from(&extended);
            self.output.give(step.output, sequence, extended, self.with_match_id);
        }
        Ok(())
    }

    /// Gives the records that are still held when the input ends.
    fn flush(&mut self) {
        for sequence in self.states.iter_mut().flatten().flatten() {
            self.output.release(sequence, self.with_match_id);
        }
    }
}

impl Layout {
    /// A row of the input with the defaults of the declared columns.
    fn record(&self, batch: &Batch, row: usize) -> Vec<Value> {
        let mut record: Vec<Value> =
            batch.columns().iter().map(|column| column.value(row).to_owned()).collect();
        record.extend_from_slice(&self.blank[self.input..]);
        record
    }
}

impl Step {
    /// The record with its assignments, when it meets the condition in the state of a sequence.
    fn matches(
        &mut self,
        cx: &CallContext,
        layout: &Layout,
        record: &[Value],
        sequence: &Sequence,
    ) -> Result<Option<Vec<Value>>, RunError> {
        let width = layout.types.len();
        let columns: Vec<Column> = self
            .used
            .iter()
            .map(|&column| {
                let (place, column) = (column / width, column % width);
                let source = match place.checked_sub(1) {
                    None => record,
                    Some(step) => sequence.records.get(step).unwrap_or(&layout.blank).as_slice(),
                };
                Column::constant(layout.types[column], &source[column], 1)
            })
            .collect();
        let row = Batch::new(columns, 1);
        let always = matches!(self.condition.constant(), Some(Value::Bool(true)));
        if !always && self.condition.select(cx, &row)?.is_empty() {
            return Ok(None);
        }
        let mut extended = record.to_vec();
        for (column, value) in &mut self.assignments {
            extended[layout.input + *column] = value.eval(cx, &row)?.value(0).to_owned();
        }
        Ok(Some(extended))
    }
}

impl Output {
    fn new(types: &[Type]) -> Self {
        Self { builders: types.iter().map(|&ty| ColumnBuilder::new(ty)).collect(), rows: 0 }
    }

    /// Gives a matching record, or holds it until its sequence goes on.
    fn give(&mut self, output: ScanOutput, sequence: &mut Sequence, record: Vec<Value>, with_id: bool) {
        match output {
            ScanOutput::All => self.push(&record, with_id.then_some(sequence.match_id)),
            ScanOutput::Last => sequence.held = Some(record),
            ScanOutput::None => {}
        }
    }

    fn release(&mut self, sequence: &mut Sequence, with_id: bool) {
        if let Some(record) = sequence.held.take() {
            self.push(&record, with_id.then_some(sequence.match_id));
        }
    }

    fn push(&mut self, record: &[Value], match_id: Option<i64>) {
        let id = match_id.map(Value::Long);
        for (builder, value) in self.builders.iter_mut().zip(record.iter().chain(&id)) {
            builder.push(value.as_ref());
        }
        self.rows += 1;
    }

    fn take(&mut self) -> Batch {
        let types: Vec<Type> = self.builders.iter().map(ColumnBuilder::ty).collect();
        let ready = std::mem::replace(self, Self::new(&types));
        Batch::new(ready.builders.into_iter().map(ColumnBuilder::finish).collect(), ready.rows)
    }
}
