//! `make-series`: arrays of aggregates over the steps of an axis, one row a combination of keys.
//!
//! Rows outside of `from` and `to` are not counted; without them a series reaches from its first to its
//! last step with data. Steps without data get the default. See
//! <https://learn.microsoft.com/kusto/query/make-series-operator>.

use quarry_data::{Batch, Column, Datum, Dynamic, Type, Value, ValueRef};
use quarry_diagnostics::Span;
use quarry_functions::Groups;
use quarry_plan::Plan;

use super::Build;
use super::aggregate::State;
use super::emit::Emit;
use crate::error::{RunError, run_error};
use crate::eval::Evaluator;
use crate::hash::{FixedTable, KeyTable};
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

/// Steps that one series may have.
const MAX_STEPS: i64 = 1 << 20;

struct MakeSeries {
    input: BoxedOperator,
    keys: Vec<Evaluator>,
    on: Evaluator,
    axis: Axis,
    aggregates: Vec<State>,
    defaults: Vec<Dynamic>,
    table: KeyTable,
    /// Series and step of each cell.
    cells: FixedTable<(u32, i64)>,
    nonempty: bool,
    span: Span,
    held: usize,
    output: Option<Emit>,
}

/// How the values of the axis become steps.
struct Axis {
    ty: Type,
    from: Option<Point>,
    to: Option<Point>,
    step: Point,
}

/// A place on the axis.
#[derive(Clone, Copy)]
enum Point {
    Whole(i64),
    Real(f64),
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    series: &quarry_plan::MakeSeries,
) -> Result<BoxedOperator, RunError> {
    let compile = cx.compile();
    let mut aggregates = Vec::new();
    let mut defaults = Vec::new();
    for (aggregate, default) in &series.aggregates {
        aggregates.push(State::new(&compile, aggregate)?);
        defaults.push(Dynamic::from_value(cx.constant(default)?.as_ref()));
    }
    let key_types: Vec<Type> = series.keys.iter().map(|key| key.ty).collect();
    Ok(Box::new(MakeSeries {
        input: cx.operator(&series.input)?,
        keys: Evaluator::all(&series.keys, &compile)?,
        on: Evaluator::new(&series.on, &compile)?,
        axis: Axis::new(cx, series)?,
        aggregates,
        defaults,
        table: KeyTable::new(&key_types),
        cells: FixedTable::default(),
        nonempty: series.nonempty && series.keys.is_empty(),
        span: plan.span,
        held: 0,
        output: None,
    }))
}

impl Point {
    fn of(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Real(number) => Some(Self::Real(number)),
            ValueRef::DateTime(ticks) | ValueRef::TimeSpan(ticks) => Some(Self::Whole(ticks)),
            ValueRef::Decimal(number) => Some(Self::Real(number.to_real())),
            other => other.as_long().map(Self::Whole),
        }
    }

    fn real(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    /// How many whole steps lie between `from` and this.
    fn steps(self, from: Self, step: Self) -> Option<i64> {
        match (self, from, step) {
            (Self::Whole(value), Self::Whole(from), Self::Whole(step)) => {
                value.checked_sub(from).map(|distance| distance.div_euclid(step))
            }
            _ => Some(((self.real() - from.real()) / step.real()).floor() as i64),
        }
    }

    fn before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => left < right,
            _ => self.real() < other.real(),
        }
    }
}

impl Axis {
    fn new(cx: &Build, series: &quarry_plan::MakeSeries) -> Result<Self, RunError> {
        let point = |expr: &quarry_plan::Expr| Ok::<_, RunError>(Point::of(cx.constant(expr)?.as_ref()));
        let step = point(&series.step)?.filter(|step| step.real() > 0.0);
        let Some(step) = step else {
            return Err(run_error(series.step.span, "the step must be greater than zero"));
        };
        let optional = |expr: &Option<quarry_plan::Expr>| match expr {
            Some(expr) => point(expr),
            None => Ok(None),
        };
        Ok(Self { ty: series.on.ty, from: optional(&series.from)?, to: optional(&series.to)?, step })
    }

    fn origin(&self) -> Point {
        self.from.unwrap_or(Point::Whole(0))
    }

    /// The step of a value; none outside of the axis.
    fn step_of(&self, value: ValueRef<'_>) -> Option<i64> {
        let point = Point::of(value)?;
        if self.from.is_some_and(|from| point.before(from)) || self.to.is_some_and(|to| !point.before(to)) {
            return None;
        }
        point.steps(self.origin(), self.step)
    }

    /// The value at the start of a step.
    fn value(&self, step: i64) -> Dynamic {
        let whole = match (self.origin(), self.step) {
            (Point::Whole(origin), Point::Whole(width)) => {
                step.checked_mul(width).and_then(|distance| origin.checked_add(distance))
            }
            _ => None,
        };
        match (whole, self.ty) {
            (Some(ticks), Type::DateTime) => Dynamic::DateTime(ticks),
            (Some(ticks), Type::TimeSpan) => Dynamic::TimeSpan(ticks),
            (Some(number), Type::Int | Type::Long) => Dynamic::Long(number),
            _ => Dynamic::Real(self.origin().real() + self.step.real() * step as f64),
        }
    }

    /// The steps of a series whose data reaches from `first` to `last`, end exclusive.
    fn range(&self, first: i64, last: i64) -> (i64, i64) {
        let start = if self.from.is_some() { 0 } else { first };
        let end = match self.to {
            // The last step may be cut by the end, so an end within a step counts the step.
            Some(to) => to.steps(self.origin(), self.step).map_or(last + 1, |steps| {
                let whole = Point::of(to_value(&self.value(steps)).as_ref());
                if whole.is_some_and(|start| start.before(to)) { steps + 1 } else { steps }
            }),
            None => last + 1,
        };
        (start, end)
    }
}

fn to_value(value: &Dynamic) -> Value {
    match value {
        Dynamic::DateTime(ticks) => Value::DateTime(*ticks),
        Dynamic::TimeSpan(ticks) => Value::TimeSpan(*ticks),
        Dynamic::Long(number) => Value::Long(*number),
        Dynamic::Real(number) => Value::Real(*number),
        _ => Value::Null,
    }
}

impl Operator for MakeSeries {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.output.is_none() {
            let batch = pull!(self.input, run, else {
                let rows = self.finish()?;
                self.output = Some(Emit::new(rows));
                run.state.budget.release(self.held);
                break
            });
            self.update(run, &batch)?;
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl MakeSeries {
    fn update(&mut self, run: &mut Run<'_>, batch: &Batch) -> Result<(), RunError> {
        let cx = &run.state.call;
        let on = self.on.eval(cx, batch)?;
        let mut rows = Vec::with_capacity(batch.rows());
        let mut steps = Vec::with_capacity(batch.rows());
        for row in 0..batch.rows() {
            if let Some(step) = self.axis.step_of(on.value(row)) {
                rows.push(row as u32);
                steps.push(step);
            }
        }
        let batch = if rows.len() == batch.rows() { batch.clone() } else { batch.take(&rows) };
        let mut keys: Vec<Datum> = Vec::with_capacity(self.keys.len());
        for key in &mut self.keys {
            keys.push(key.eval(cx, &batch)?);
        }
        let mut ids = Vec::new();
        self.table.intern(&keys, batch.rows(), &mut ids);
        for (id, step) in ids.iter_mut().zip(steps) {
            *id = self.cells.insert((*id, step));
        }
        let count = self.cells.keys().len();
        for aggregate in &mut self.aggregates {
            aggregate.update(cx, &batch, Groups::Ids(&ids), count)?;
        }
        let bytes =
            self.table.bytes() + self.cells.bytes() + self.aggregates.iter().map(State::bytes).sum::<usize>();
        if bytes > self.held {
            run.state.budget.hold(bytes - self.held, "make-series", self.span)?;
            self.held = bytes;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Batch, RunError> {
        let cells = self.cells.keys();
        // Without keys there is one combination even when no row came.
        let series = if cells.is_empty() && !self.nonempty { 0 } else { self.table.len() };
        let mut reach: Vec<(i64, i64)> = vec![(i64::MAX, i64::MIN); series];
        for &(id, step) in cells {
            let (first, last) = &mut reach[id as usize];
            *first = step.min(*first);
            *last = step.max(*last);
        }
        let ranges: Vec<(i64, i64)> = reach
            .into_iter()
            .map(
                |(first, last)| {
                    if first > last { self.axis.range(0, -1) } else { self.axis.range(first, last) }
                },
            )
            .collect();
        if ranges.iter().any(|(start, end)| end.saturating_sub(*start) > MAX_STEPS) {
            return Err(run_error(self.span, format!("a series would have more than {MAX_STEPS} steps")));
        }
        let mut columns: Vec<Column> =
            self.table.columns().into_iter().map(|column| column.slice(0, series)).collect();
        let aggregates = std::mem::take(&mut self.aggregates);
        for (aggregate, default) in aggregates.into_iter().zip(&self.defaults) {
            for values in aggregate.finish(cells.len()) {
                columns.push(arrays(cells, &ranges, &values, default));
            }
        }
        let axis = ranges
            .iter()
            .map(|&(start, end)| Dynamic::array((start..end).map(|step| self.axis.value(step)).collect()))
            .collect();
        columns.push(Column::Dynamic(axis));
        Ok(Batch::new(columns, series))
    }
}

/// The values of each series at their steps.
fn arrays(cells: &[(u32, i64)], ranges: &[(i64, i64)], values: &Column, default: &Dynamic) -> Column {
    let mut arrays: Vec<Vec<Dynamic>> = ranges
        .iter()
        .map(|&(start, end)| vec![default.clone(); usize::try_from(end - start).unwrap_or(0)])
        .collect();
    for (cell, &(id, step)) in cells.iter().enumerate() {
        let place = usize::try_from(step - ranges[id as usize].0);
        if let Ok(place) = place
            && let Some(slot) = arrays[id as usize].get_mut(place)
        {
            *slot = Dynamic::from_value(values.value(cell));
        }
    }
    Column::Dynamic(arrays.into_iter().map(Dynamic::array).collect())
}
