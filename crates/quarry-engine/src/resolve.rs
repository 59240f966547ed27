//! Columns that only a run can tell, as after `bag_unpack`: the input of the first such stage is run, its
//! columns are noted, and the query is bound again, until no stage is open.

use quarry_diagnostics::Span;
use quarry_plan::{Bound, Node, Plan};

use crate::error::RunError;
use crate::operators::{Build, Probe};
use crate::progress::inputs;

/// An open stage that is asked for its columns.
pub(crate) struct Resolving {
    pub(crate) span: Span,
    pub(crate) probe: Probe,
}

impl Resolving {
    /// Starts on the first open stage; none when there is none that can be asked.
    pub(crate) fn start(bound: &Bound, build: &Build) -> Result<Option<Self>, RunError> {
        let Some(plan) = bound.open.first() else { return Ok(None) };
        let Node::Plugin { input, call } = &plan.node else { return Ok(None) };
        let probe = Probe::new(build, plan, input.as_deref(), call)?;
        Ok(probe.map(|probe| Self { span: plan.span, probe }))
    }
}

/// How many of the shared plans can run before the first open stage is asked: those in front of the first
/// that has an open stage itself.
pub(crate) fn shared_before(bound: &Bound) -> usize {
    let is_open = |plan: &Plan| {
        matches!(plan.node, Node::Plugin { .. }) && bound.open.iter().any(|open| open.span == plan.span)
    };
    bound.shared.iter().position(|shared| any(shared, &is_open)).unwrap_or(bound.shared.len())
}

/// Whether a plan or one that it reads is of a kind.
fn any(plan: &Plan, wanted: &dyn Fn(&Plan) -> bool) -> bool {
    let mut open = vec![plan];
    while let Some(plan) = open.pop() {
        if wanted(plan) {
            return true;
        }
        inputs(plan, &mut open);
    }
    false
}
