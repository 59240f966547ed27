//! `where`: keeps the rows for which the condition is true; null counts as false.

use quarry_plan::{Expr, ExprKind, Node, Plan};

use super::Build;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct Filter {
    input: BoxedOperator,
    predicate: Evaluator,
}

pub(super) fn build(cx: &Build, input: &Plan, predicate: &Expr) -> Result<BoxedOperator, RunError> {
    let (input, predicate) = merge(input, predicate);
    let predicate = Evaluator::new(&predicate, &cx.compile())?;
    Ok(Box::new(Filter { input: cx.operator(input)?, predicate }))
}

/// Filters on filters become one, so that rows are copied once.
fn merge<'p>(mut input: &'p Plan, predicate: &Expr) -> (&'p Plan, Expr) {
    let mut terms = vec![predicate.clone()];
    while let Node::Filter { input: inner, predicate } = &input.node {
        terms.push(predicate.clone());
        input = inner;
    }
    terms.reverse();
    if terms.len() == 1 {
        return (input, predicate.clone());
    }
    (input, Expr { kind: ExprKind::And(terms), ty: predicate.ty, span: predicate.span })
}

impl Operator for Filter {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
            let rows = self.predicate.select(&run.state.call, &batch)?;
            if rows.len() == batch.rows() {
                return Ok(Pull::Batch(batch));
            }
            if !rows.is_empty() {
                return Ok(Pull::Batch(batch.take(&rows)));
            }
        }
    }
}
