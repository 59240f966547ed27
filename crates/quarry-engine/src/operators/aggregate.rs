//! `summarize`, `distinct`, `count`: groups in the order of first appearance.
//!
//! Without keys there is one group even when there are no rows; with keys there is none then.

use quarry_data::{Batch, Column, Datum, Type};
use quarry_diagnostics::Span;
use quarry_functions::{Accumulator, AggregateCall, Argument, CallContext, Groups};
use quarry_plan::{Expr, Plan};

use super::Build;
use super::emit::Emit;
use crate::error::{RunError, call_error, internal};
use crate::eval::{Compile, Evaluator};
use crate::hash::KeyTable;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct Aggregate {
    input: BoxedOperator,
    groups: Grouping,
    types: Vec<Type>,
    span: Span,
    held: usize,
    output: Option<Emit>,
}

/// Keys and aggregation functions over the groups that they make.
pub(super) struct Grouping {
    keys: Vec<Evaluator>,
    table: KeyTable,
    aggregates: Vec<State>,
    ids: Vec<u32>,
    values: Vec<Datum>,
}

/// One aggregation function and its state over all groups.
pub(super) struct State {
    arguments: Vec<Evaluator>,
    accumulator: Box<dyn Accumulator>,
    name: &'static str,
    span: Span,
    values: Vec<Datum>,
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    keys: &[Expr],
    aggregates: &[quarry_plan::Aggregate],
) -> Result<BoxedOperator, RunError> {
    let groups = Grouping::new(&cx.compile(), keys, aggregates)?;
    let input = cx.operator(input)?;
    Ok(Box::new(Aggregate {
        input,
        groups,
        types: plan.schema.types(),
        span: plan.span,
        held: 0,
        output: None,
    }))
}

impl Grouping {
    pub(super) fn new(
        cx: &Compile<'_>,
        keys: &[Expr],
        aggregates: &[quarry_plan::Aggregate],
    ) -> Result<Self, RunError> {
        let types: Vec<_> = keys.iter().map(|key| key.ty).collect();
        Ok(Self {
            keys: Evaluator::all(keys, cx)?,
            table: KeyTable::new(&types),
            aggregates: aggregates
                .iter()
                .map(|aggregate| State::new(cx, aggregate))
                .collect::<Result<_, _>>()?,
            ids: Vec::new(),
            values: Vec::new(),
        })
    }

    pub(super) fn update(&mut self, cx: &CallContext, batch: &Batch) -> Result<(), RunError> {
        self.values.clear();
        for key in &mut self.keys {
            self.values.push(key.eval(cx, batch)?);
        }
        let groups = if self.keys.is_empty() {
            Groups::One { rows: batch.rows() }
        } else {
            self.table.intern(&self.values, batch.rows(), &mut self.ids);
            Groups::Ids(&self.ids)
        };
        let count = self.table.len();
        for aggregate in &mut self.aggregates {
            aggregate.update(cx, batch, groups, count)?;
        }
        Ok(())
    }

    /// Bytes held by keys and accumulators, roughly.
    fn bytes(&self) -> usize {
        self.table.bytes() + self.aggregates.iter().map(State::bytes).sum::<usize>()
    }

    pub(super) fn finish(self) -> Batch {
        let count = self.table.len();
        let mut columns = self.table.columns();
        for aggregate in self.aggregates {
            columns.extend(aggregate.finish(count));
        }
        Batch::new(columns, count)
    }
}

impl State {
    pub(super) fn new(cx: &Compile<'_>, aggregate: &quarry_plan::Aggregate) -> Result<Self, RunError> {
        let arguments = Evaluator::all(&aggregate.arguments, cx)?;
        let call = AggregateCall {
            arguments: arguments
                .iter()
                .map(|argument| Argument { ty: argument.ty(), constant: argument.constant().cloned() })
                .collect(),
            results: aggregate.results.clone(),
            cx: cx.call.clone(),
        };
        let accumulator = (aggregate.signature.accumulator)(&call).map_err(|error| {
            call_error(error, aggregate.function.name, aggregate.span, |position| {
                arguments.get(position).map(Evaluator::span)
            })
        })?;
        Ok(Self {
            arguments,
            accumulator,
            name: aggregate.function.name,
            span: aggregate.span,
            values: Vec::new(),
        })
    }

    pub(super) fn update(
        &mut self,
        cx: &CallContext,
        batch: &Batch,
        groups: Groups<'_>,
        count: usize,
    ) -> Result<(), RunError> {
        self.values.clear();
        for argument in &mut self.arguments {
            self.values.push(argument.eval(cx, batch)?);
        }
        self.accumulator.update(&self.values, groups, count).map_err(|error| {
            let spans = |position: usize| self.arguments.get(position).map(Evaluator::span);
            call_error(error, self.name, self.span, spans)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.accumulator.bytes()
    }

    /// The result columns, one row a group.
    pub(super) fn finish(self, count: usize) -> Vec<Column> {
        self.accumulator.finish(count)
    }
}

impl Operator for Aggregate {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.output.is_none() {
            let batch = pull!(self.input, run, else {
                let empty = Grouping { keys: Vec::new(), table: KeyTable::new(&[]), aggregates: Vec::new(), ids: Vec::new(), values: Vec::new() };
                let groups = std::mem::replace(&mut self.groups, empty);
                let rows = groups.finish();
                if rows.columns().iter().map(Column::ty).ne(self.types.iter().copied()) {
                    return Err(internal(self.span, "an aggregation is not of the type it should be"));
                }
                self.output = Some(Emit::new(rows));
                run.state.budget.release(self.held);
                break
            });
            self.groups.update(&run.state.call, &batch)?;
            let bytes = self.groups.bytes();
            if bytes > self.held {
                run.state.budget.hold(bytes - self.held, "summarize", self.span)?;
                self.held = bytes;
            }
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}
