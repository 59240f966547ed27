//! `Warn`: passes rows on and tells a warning.

use quarry_diagnostics::{Code, Diagnostic};
use quarry_plan::Plan;

use super::Build;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run};

struct Warn {
    input: BoxedOperator,
    warning: Option<Diagnostic>,
}

pub(super) fn build(cx: &Build, plan: &Plan, input: &Plan, message: &str) -> Result<BoxedOperator, RunError> {
    let warning = Diagnostic::warning(Code::NotAvailable, plan.span, message);
    Ok(Box::new(Warn { input: cx.operator(input)?, warning: Some(warning) }))
}

impl Operator for Warn {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        run.state.warnings.extend(self.warning.take());
        self.input.next(run)
    }
}
