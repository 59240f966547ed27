//! `range`: numbers, datetimes or timespans from one value to another, both included.

use quarry_data::{BATCH_ROWS, Batch, ColumnBuilder, Decimal, Type, Value, ValueRef};
use quarry_plan::{Expr, Plan};

use super::Build;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run};

struct Range {
    ty: Type,
    values: Option<Values>,
}

/// What is left to give.
enum Values {
    Whole {
        next: i64,
        to: i64,
        step: i64,
    },
    /// Each value is computed from the first, so that errors do not add up.
    Real {
        from: f64,
        to: f64,
        step: f64,
        position: u64,
    },
    Decimal {
        next: Decimal,
        to: Decimal,
        step: Decimal,
    },
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    from: &Expr,
    to: &Expr,
    step: &Expr,
) -> Result<BoxedOperator, RunError> {
    let (from, to, step) = (cx.constant(from)?, cx.constant(to)?, cx.constant(step)?);
    let ty = plan.schema.fields().first().map_or(Type::Long, |field| field.ty);
    Ok(Box::new(Range { ty, values: Values::new(ty, &from, &to, &step) }))
}

/// The whole number that a value is made of.
fn whole(value: &Value) -> Option<i64> {
    match value.as_ref() {
        ValueRef::DateTime(ticks) | ValueRef::TimeSpan(ticks) => Some(ticks),
        other => other.as_long(),
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value.as_ref() {
        ValueRef::Decimal(number) => Some(number),
        other => other.as_long().map(Decimal::from),
    }
}

impl Values {
    /// None when an end is null or the step leads nowhere.
    fn new(ty: Type, from: &Value, to: &Value, step: &Value) -> Option<Self> {
        match ty {
            Type::Real => {
                let (from, to, step) =
                    (from.as_ref().as_real()?, to.as_ref().as_real()?, step.as_ref().as_real()?);
                (step != 0.0).then_some(Self::Real { from, to, step, position: 0 })
            }
            Type::Decimal => {
                let (next, to, step) = (decimal(from)?, decimal(to)?, decimal(step)?);
                (step != Decimal::from(0)).then_some(Self::Decimal { next, to, step })
            }
            _ => {
                let (next, to, step) = (whole(from)?, whole(to)?, whole(step)?);
                (step != 0).then_some(Self::Whole { next, to, step })
            }
        }
    }

    fn next(&mut self, ty: Type) -> Option<Value> {
        match self {
            Self::Whole { next, to, step } => {
                let value = *next;
                if (*step > 0 && value > *to) || (*step < 0 && value < *to) {
                    return None;
                }
                match value.checked_add(*step) {
                    Some(following) => *next = following,
                    // Nothing lies behind the largest number: end after this value.
                    None => (*next, *to, *step) = (1, 0, 1),
                }
                Some(match ty {
                    Type::Int => Value::Int(i32::try_from(value).ok()?),
                    Type::DateTime => Value::DateTime(value),
                    Type::TimeSpan => Value::TimeSpan(value),
                    _ => Value::Long(value),
                })
            }
            Self::Real { from, to, step, position } => {
                let value = *from + *step * *position as f64;
                if (*step > 0.0 && value > *to) || (*step < 0.0 && value < *to) || value.is_nan() {
                    return None;
                }
                *position += 1;
                Some(Value::Real(value))
            }
            Self::Decimal { next, to, step } => {
                let value = *next;
                let forward = *step > Decimal::from(0);
                if (forward && value > *to) || (!forward && value < *to) {
                    return None;
                }
                *next = value.checked_add(*step)?;
                Some(Value::Decimal(value))
            }
        }
    }
}

impl Operator for Range {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if run.paused() {
            return Ok(Pull::Pending);
        }
        let Some(values) = &mut self.values else { return Ok(Pull::Done) };
        let mut builder = ColumnBuilder::with_capacity(self.ty, 0);
        while builder.len() < BATCH_ROWS {
            let Some(value) = values.next(self.ty) else { break };
            builder.push(value.as_ref());
        }
        let rows = builder.len();
        if rows == 0 {
            return Ok(Pull::Done);
        }
        Ok(Pull::Batch(Batch::new(vec![builder.finish()], rows)))
    }
}
