//! Plans to better plans with the same result. One rule a file.

mod conjuncts;
mod filter;
pub(crate) mod fold;
mod prune;
mod shared;
mod top;
mod window;

use std::sync::Arc;

use crate::{Bound, Node, Plan, PluginArgument};

/// Applies all rules to a query without errors.
pub(crate) fn rewrite(bound: &mut Bound) {
    for result in &mut bound.results {
        improve(&mut result.plan);
    }
    for plan in &mut bound.shared {
        improve(Arc::make_mut(plan));
    }
    for plan in &mut bound.open {
        improve(plan);
    }
    shared::drop_unused(bound);
}

fn improve(plan: &mut Plan) {
    let taken = std::mem::replace(plan, placeholder());
    *plan = prune::prune(stages(taken));
}

/// The rules that look at a node and its input, applied from the top down.
fn stages(plan: Plan) -> Plan {
    let mut plan = top::combine(filter::push(plan));
    if let Node::Filter { predicate, .. } = &mut plan.node {
        conjuncts::order(predicate);
    }
    window::narrow(&mut plan);
    for child in children_of_mut(&mut plan.node) {
        let taken = std::mem::replace(child, placeholder());
        *child = stages(taken);
    }
    plan
}

/// Holds the place of a plan that was taken out.
fn placeholder() -> Plan {
    Plan { node: Node::Input, schema: Arc::default(), span: quarry_diagnostics::Span::at(0) }
}

/// How many nodes a plan has, shared parts not counted.
pub(crate) fn size(plan: &Plan) -> usize {
    1 + children_of(&plan.node).into_iter().map(size).sum::<usize>()
}

/// The plans that a node reads, those of plugin arguments too.
pub(crate) fn children_of(node: &Node) -> Vec<&Plan> {
    match node {
        Node::Error
        | Node::Source { .. }
        | Node::External(_)
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
        Node::Graph(read) => read.plans(),
        Node::Plugin { input, call } => {
            let arguments = call.arguments.iter().filter_map(|argument| match argument {
                PluginArgument::Plan(plan) => Some(plan),
                PluginArgument::Scalar(_) | PluginArgument::Aggregate(_) => None,
            });
            input.as_deref().into_iter().chain(arguments).collect()
        }
    }
}

/// The same, to be changed.
fn children_of_mut(node: &mut Node) -> Vec<&mut Plan> {
    match node {
        Node::Error
        | Node::Source { .. }
        | Node::External(_)
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
        Node::Join(join) => vec![&mut join.left, &mut join.right],
        Node::Union { inputs } => inputs.iter_mut().map(|input| &mut input.plan).collect(),
        Node::Parse(parse) => vec![&mut parse.input],
        Node::ParseKv(parse) => vec![&mut parse.input],
        Node::MvExpand(expand) => vec![&mut expand.input],
        Node::MvApply(apply) => vec![&mut apply.expand.input, &mut apply.body],
        Node::MakeSeries(series) => vec![&mut series.input],
        Node::Partition { input, body, .. } => vec![input, body],
        Node::Scan(scan) => vec![&mut scan.input],
        Node::Graph(read) => read.plans_mut(),
        Node::Plugin { input, call } => {
            let arguments = call.arguments.iter_mut().filter_map(|argument| match argument {
                PluginArgument::Plan(plan) => Some(plan),
                PluginArgument::Scalar(_) | PluginArgument::Aggregate(_) => None,
            });
            input.as_deref_mut().into_iter().chain(arguments).collect()
        }
    }
}
