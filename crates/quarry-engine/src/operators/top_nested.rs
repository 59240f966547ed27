//! `top-nested`: the first groups by an aggregate, and within each the first groups of the next level.
//!
//! `with others` adds one row for the rows behind the first groups; a level without it has no values
//! there. See <https://learn.microsoft.com/kusto/query/top-nested-operator>.

use quarry_data::order::{self, Nulls};
use quarry_data::{Batch, Column, ColumnBuilder, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{CallContext, Groups};
use quarry_plan::{Aggregate, Plan, TopNestedLevel};

use super::Build;
use super::aggregate::State;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::{Compile, Evaluator};
use crate::hash::KeyTable;
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

struct TopNested {
    input: BoxedOperator,
    levels: Vec<Level>,
    build: Build,
    types: Vec<Type>,
    output_types: Vec<Type>,
    span: Span,
    batches: Vec<Batch>,
    output: Option<Emit>,
}

struct Level {
    count: usize,
    of: Evaluator,
    key_type: Type,
    others: Option<Value>,
    by: Aggregate,
    descending: bool,
}

/// What the recursion over the levels carries along.
struct Walk<'a> {
    compile: Compile<'a>,
    levels: &'a mut [Level],
    /// The values of the levels above, a pair of group and aggregate each.
    row: Vec<Value>,
    output: Vec<ColumnBuilder>,
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: &Plan,
    levels: &[TopNestedLevel],
) -> Result<BoxedOperator, RunError> {
    let mut built = Vec::with_capacity(levels.len());
    for level in levels {
        built.push(Level {
            count: level.count.as_ref().map_or(Ok(usize::MAX), |count| cx.count(count))?,
            of: Evaluator::new(&level.of, &cx.compile())?,
            key_type: level.of.ty,
            others: level.with_others.as_ref().map(|others| cx.constant(others)).transpose()?,
            by: level.by.clone(),
            descending: level.descending,
        });
    }
    Ok(Box::new(TopNested {
        input: cx.operator(input)?,
        levels: built,
        build: cx.clone(),
        types: input.schema.types(),
        output_types: plan.schema.types(),
        span: plan.span,
        batches: Vec::new(),
        output: None,
    }))
}

impl Operator for TopNested {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.output.is_none() {
            let batch = pull!(self.input, run, else {
                let rows = Batch::concat(&self.types, &std::mem::take(&mut self.batches));
                let output = self.output_types.iter().map(|&ty| ColumnBuilder::new(ty)).collect();
                let mut walk = Walk {
                    compile: self.build.compile(),
                    levels: &mut self.levels,
                    row: Vec::new(),
                    output,
                };
                walk.level(&run.state.call, &rows, 0)?;
                let columns: Vec<Column> = walk.output.into_iter().map(ColumnBuilder::finish).collect();
                let count = columns.first().map_or(0, Column::len);
                self.output = Some(Emit::new(Batch::new(columns, count)));
                break
            });
            run.state.budget.hold(held_bytes(&batch), "top-nested", self.span)?;
            self.batches.push(batch);
        }
        Ok(self.output.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl Walk<'_> {
    /// Adds the rows for the groups of a level among some input rows.
    fn level(&mut self, cx: &CallContext, rows: &Batch, depth: usize) -> Result<(), RunError> {
        let Some(level) = self.levels.get_mut(depth) else {
            self.push_row();
            return Ok(());
        };
        let key = level.of.eval(cx, rows)?;
        let mut table = KeyTable::new(&[level.key_type]);
        let mut ids = Vec::new();
        table.intern(&[key], rows.rows(), &mut ids);
        let count = table.len();
        let (wanted, descending) = (level.count, level.descending);
        let scores = self.aggregate(cx, depth, rows, Groups::Ids(&ids), count)?;
        let keys = table.columns();
        let mut groups: Vec<usize> = (0..count).collect();
        groups.sort_by(|&left, &right| {
            order::compare_sorted(scores.value(left), scores.value(right), descending, Nulls::Last)
        });
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (row, &id) in ids.iter().enumerate() {
            members[id as usize].push(row as u32);
        }
        for &group in groups.iter().take(wanted) {
            let name = keys.first().map_or(Value::Null, |column| column.value(group).to_owned());
            self.row.extend([name, scores.value(group).to_owned()]);
            self.level(cx, &rows.take(&members[group]), depth + 1)?;
            self.row.truncate(2 * depth);
        }
        let mut rest: Vec<u32> =
            groups.iter().skip(wanted).flat_map(|&group| members[group].clone()).collect();
        if !rest.is_empty() && self.levels[depth..].iter().any(|level| level.others.is_some()) {
            rest.sort_unstable();
            self.others(cx, &rows.take(&rest), depth)?;
        }
        Ok(())
    }

    /// Adds the one row for the input rows behind the first groups of a level.
    fn others(&mut self, cx: &CallContext, rows: &Batch, depth: usize) -> Result<(), RunError> {
        for depth in depth..self.levels.len() {
            let pair = match self.levels[depth].others.clone() {
                Some(name) => {
                    let groups = Groups::One { rows: rows.rows() };
                    let score = self.aggregate(cx, depth, rows, groups, 1)?;
                    [name, score.value(0).to_owned()]
                }
                None => [Value::Null, Value::Null],
            };
            self.row.extend(pair);
        }
        self.push_row();
        self.row.truncate(2 * depth);
        Ok(())
    }

    fn aggregate(
        &self,
        cx: &CallContext,
        depth: usize,
        rows: &Batch,
        groups: Groups<'_>,
        count: usize,
    ) -> Result<Column, RunError> {
        let by = &self.levels[depth].by;
        let mut state = State::new(&self.compile, by)?;
        state.update(cx, rows, groups, count)?;
        let missing = by.results.first().copied().unwrap_or(Type::Long);
        Ok(state.finish(count).into_iter().next().unwrap_or_else(|| Column::missing(missing, count)))
    }

    fn push_row(&mut self) {
        for (builder, value) in self.output.iter_mut().zip(&self.row) {
            match value {
                Value::Null => builder.push_missing(),
                value => builder.push(fitting(builder.ty(), value).as_ref()),
            }
        }
    }
}

/// A group value in the type of its column; the name of the others is text.
fn fitting(ty: Type, value: &Value) -> Value {
    match (ty, value.ty()) {
        (ty, Some(from)) if ty == from => value.clone(),
        (Type::Dynamic, _) | (Type::Long | Type::Real, Some(Type::Int | Type::Long)) => value.clone(),
        (Type::String, _) => Value::string(quarry_data::encode::display(value.as_ref())),
        _ => Value::missing(ty),
    }
}
