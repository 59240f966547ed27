//! `union`: the rows of each input in turn, in the columns of the output.

use quarry_data::{Batch, Column, Type, Value};
use quarry_plan::{Plan, UnionInput};

use super::Build;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run};

struct Union {
    inputs: std::vec::IntoIter<Input>,
    current: Option<Input>,
    types: Vec<Type>,
}

struct Input {
    operator: BoxedOperator,
    columns: Vec<Option<usize>>,
    source: Option<Value>,
}

pub(super) fn build(cx: &Build, plan: &Plan, inputs: &[UnionInput]) -> Result<BoxedOperator, RunError> {
    let mut built = Vec::with_capacity(inputs.len());
    for input in inputs {
        built.push(Input {
            operator: cx.operator(&input.plan)?,
            columns: input.columns.clone(),
            source: input.source.clone().map(Value::String),
        });
    }
    let mut inputs = built.into_iter();
    Ok(Box::new(Union { current: inputs.next(), inputs, types: plan.schema.types() }))
}

impl Operator for Union {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while let Some(input) = &mut self.current {
            match input.operator.next(run)? {
                Pull::Batch(batch) => return Ok(Pull::Batch(input.arrange(&self.types, &batch))),
                Pull::Pending => return Ok(Pull::Pending),
                Pull::Done => self.current = self.inputs.next(),
            }
        }
        Ok(Pull::Done)
    }
}

impl Input {
    /// The columns of the output for the rows of this input.
    fn arrange(&self, types: &[Type], batch: &Batch) -> Batch {
        let rows = batch.rows();
        let mut columns = Vec::with_capacity(types.len());
        if let Some(source) = &self.source {
            columns.push(Column::constant(Type::String, source, rows));
        }
        // The mapping may or may not have an entry for the column of `withsource=`.
        let mapped = types.len() - columns.len();
        let skipped = self.columns.len().saturating_sub(mapped);
        for (from, &ty) in self.columns.iter().skip(skipped).zip(&types[types.len() - mapped..]) {
            columns.push(match from {
                Some(index) => batch.column(*index).clone(),
                None => Column::missing(ty, rows),
            });
        }
        Batch::new(columns, rows)
    }
}
