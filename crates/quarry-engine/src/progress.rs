//! How many rows a query will read.

use quarry_data::Catalog;
use quarry_plan::{Bound, Node, Plan, PluginArgument};

/// Rows of the tables that a query reads, each as often as it is read.
pub(crate) fn rows_total(bound: &Bound, catalog: &Catalog) -> u64 {
    let mut total = 0;
    let mut open: Vec<&Plan> = bound.shared.iter().map(|plan| &**plan).collect();
    open.extend(bound.results.iter().map(|result| &result.plan));
    while let Some(plan) = open.pop() {
        if let Node::Source { table, .. } = &plan.node {
            total += catalog.table(table).map_or(0, |table| table.rows()) as u64;
        }
        inputs(plan, &mut open);
    }
    total
}

/// Appends the plans that a plan reads.
pub(crate) fn inputs<'p>(plan: &'p Plan, open: &mut Vec<&'p Plan>) {
    match &plan.node {
        Node::Error
        | Node::Source { .. }
        | Node::External(_)
        | Node::Values(_)
        | Node::Range { .. }
        | Node::Shared(_)
        | Node::Input => {}
        Node::Filter { input, .. }
        | Node::Project { input, .. }
        | Node::Aggregate { input, .. }
        | Node::Sort { input, .. }
        | Node::Take { input, .. }
        | Node::Top { input, .. }
        | Node::Sample { input, .. }
        | Node::TopNested { input, .. }
        | Node::Warn { input, .. } => open.push(input),
        Node::Partition { input, body, .. } => open.extend([&**input, &**body]),
        Node::Join(join) => open.extend([&join.left, &join.right]),
        Node::Union { inputs } => open.extend(inputs.iter().map(|input| &input.plan)),
        Node::Parse(parse) => open.push(&parse.input),
        Node::ParseKv(parse) => open.push(&parse.input),
        Node::MvExpand(expand) => open.push(&expand.input),
        Node::MvApply(apply) => open.extend([&apply.expand.input, &apply.body]),
        Node::MakeSeries(series) => open.push(&series.input),
        Node::Scan(scan) => open.push(&scan.input),
        Node::Graph(read) => open.extend(read.plans()),
        Node::Plugin { input, call } => {
            open.extend(input.as_deref());
            open.extend(call.arguments.iter().filter_map(|argument| match argument {
                PluginArgument::Plan(plan) => Some(plan),
                PluginArgument::Scalar(_) | PluginArgument::Aggregate(_) => None,
            }));
        }
    }
}
