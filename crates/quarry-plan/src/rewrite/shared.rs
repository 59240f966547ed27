//! Shared parts that nothing reads are not run.

use std::sync::Arc;

use quarry_data::Batch;

use crate::{Bound, Expr, ExprKind, Node, Plan, PluginArgument};

/// Puts an empty table in the place of every shared part that nothing reads.
pub(crate) fn drop_unused(bound: &mut Bound) {
    let mut used = vec![false; bound.shared.len()];
    bound.results.iter().for_each(|result| note_plan(&result.plan, &mut used));
    // Parts refer only to earlier ones.
    for index in (0..bound.shared.len()).rev() {
        if used[index] {
            let part = Arc::clone(&bound.shared[index]);
            note_plan(&part, &mut used);
        }
    }
    for (part, used) in bound.shared.iter_mut().zip(used) {
        if !used {
            let empty = Batch::new(
                part.schema.types().into_iter().map(|ty| quarry_data::Column::missing(ty, 0)).collect(),
                0,
            );
            let plan = Plan { node: Node::Values(empty), schema: Arc::clone(&part.schema), span: part.span };
            *part = Arc::new(plan);
        }
    }
}

fn note_plan(plan: &Plan, used: &mut [bool]) {
    if let Node::Shared(id) = plan.node {
        mark(id.0, used);
    }
    exprs_of(&plan.node).into_iter().for_each(|expr| note_expr(expr, used));
    super::children_of(&plan.node).into_iter().for_each(|child| note_plan(child, used));
}

fn note_expr(expr: &Expr, used: &mut [bool]) {
    expr.walk(&mut |expr| match &expr.kind {
        ExprKind::Scalar(id) | ExprKind::InShared { shared: id, .. } => mark(id.0, used),
        _ => {}
    });
}

fn mark(id: usize, used: &mut [bool]) {
    if let Some(slot) = used.get_mut(id) {
        *slot = true;
    }
}

/// Every expression of a node.
fn exprs_of(node: &Node) -> Vec<&Expr> {
    match node {
        Node::Error
        | Node::Source { .. }
        | Node::External(_)
        | Node::Values(_)
        | Node::Shared(_)
        | Node::Input
        | Node::Union { .. }
        | Node::Warn { .. } => Vec::new(),
        Node::Range { from, to, step } => vec![from, to, step],
        Node::Filter { predicate, .. } => vec![predicate],
        Node::Project { columns, .. } => columns.iter().collect(),
        Node::Aggregate { keys, aggregates, .. } => {
            keys.iter().chain(aggregates.iter().flat_map(|aggregate| &aggregate.arguments)).collect()
        }
        Node::Sort { keys, .. } => keys.iter().map(|key| &key.expr).collect(),
        Node::Take { count, .. } | Node::Sample { count, .. } => vec![count],
        Node::Top { count, keys, .. } => {
            std::iter::once(count).chain(keys.iter().map(|key| &key.expr)).collect()
        }
        Node::Join(join) => join.keys.iter().flat_map(|(left, right)| [left, right]).collect(),
        Node::Parse(parse) => vec![&parse.source],
        Node::ParseKv(parse) => vec![&parse.source],
        Node::MvExpand(expand) => {
            expand.columns.iter().map(|column| &column.value).chain(&expand.limit).collect()
        }
        Node::MvApply(apply) => {
            apply.expand.columns.iter().map(|column| &column.value).chain(&apply.expand.limit).collect()
        }
        Node::MakeSeries(series) => {
            let aggregates = series
                .aggregates
                .iter()
                .flat_map(|(aggregate, default)| aggregate.arguments.iter().chain(std::iter::once(default)));
            let bounds = series.from.iter().chain(&series.to);
            series.keys.iter().chain(aggregates).chain([&series.on, &series.step]).chain(bounds).collect()
        }
        Node::Partition { by, .. } => vec![by],
        Node::TopNested { levels, .. } => levels
            .iter()
            .flat_map(|level| {
                level.count.iter().chain([&level.of]).chain(&level.with_others).chain(&level.by.arguments)
            })
            .collect(),
        Node::Graph(read) => read.expressions(),
        Node::Scan(scan) => {
            let steps = scan.steps.iter().flat_map(|step| {
                std::iter::once(&step.condition).chain(step.assignments.iter().map(|(_, value)| value))
            });
            scan.partition_by.iter().chain(&scan.declared).chain(steps).collect()
        }
        Node::Plugin { call, .. } => call
            .arguments
            .iter()
            .flat_map(|argument| match argument {
                PluginArgument::Scalar(expr) => vec![expr],
                PluginArgument::Aggregate(aggregate) => aggregate.arguments.iter().collect(),
                PluginArgument::Plan(_) => Vec::new(),
            })
            .collect(),
    }
}
