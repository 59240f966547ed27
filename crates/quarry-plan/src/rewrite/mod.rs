//! Plans to better plans with the same result. One rule a file.

pub(crate) mod fold;

use crate::{Bound, Node, Plan};

/// Applies all rules to a query without errors.
pub(crate) fn rewrite(_bound: &mut Bound) {}

/// How many nodes a plan has, shared parts not counted.
pub(crate) fn size(plan: &Plan) -> usize {
    1 + children(plan).into_iter().map(size).sum::<usize>()
}

/// The plans that a node reads.
pub(crate) fn children(plan: &Plan) -> Vec<&Plan> {
    match &plan.node {
        Node::Error
        | Node::Source { .. }
        | Node::Values(_)
        | Node::Range { .. }
        | Node::Shared(_)
        | Node::Input => Vec::new(),
        Node::Filter { input, .. }
        | Node::Project { input, .. }
        | Node::Aggregate { input, .. }
        | Node::Sort { input, .. }
        | Node::Take { input, .. }
        | Node::Top { input, .. }
        | Node::Sample { input, .. }
        | Node::TopNested { input, .. }
        | Node::Warn { input, .. } => vec![input],
        Node::Join(join) => vec![&join.left, &join.right],
        Node::Union { inputs } => inputs.iter().map(|input| &input.plan).collect(),
        Node::Parse(parse) => vec![&parse.input],
        Node::ParseKv(parse) => vec![&parse.input],
        Node::MvExpand(expand) => vec![&expand.input],
        Node::MvApply(apply) => vec![&apply.expand.input, &apply.body],
        Node::MakeSeries(series) => vec![&series.input],
        Node::Partition { input, body, .. } => vec![input, body],
        Node::Scan(scan) => vec![&scan.input],
        Node::Plugin { input, .. } => input.as_deref().into_iter().collect(),
    }
}
