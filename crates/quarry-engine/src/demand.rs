//! Which properties of parsed JSON a query looks at, so that the rest need not be built.
//!
//! Walks the plans from their results to their sources: what is wanted of each output column tells what is
//! wanted of the input's columns, down to the calls of `parse_json`.

use quarry_data::json::Wanted;
use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_plan::{
    Aggregate, Bound, ExpandedColumn, Expr, ExprKind, JoinColumn, Node, ParsedColumn, Plan, PluginArgument,
};
use rustc_hash::FxHashMap;

/// What is wanted of each call of `parse_json`, by its place. A call that is not in it is wanted whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct JsonDemand {
    calls: FxHashMap<Span, Wanted>,
}

/// The walk over the plans of a query.
struct Walk {
    demand: JsonDemand,
    /// What is wanted of the columns of each shared plan.
    shared: Vec<Vec<Wanted>>,
}

impl JsonDemand {
    pub(crate) fn new(bound: &Bound) -> Self {
        let nothing = |plan: &Plan| vec![Wanted::default(); plan.schema.len()];
        let shared = bound.shared.iter().map(|plan| nothing(plan)).collect();
        let mut walk = Walk { demand: Self::default(), shared };
        for result in &bound.results {
            walk.plan(&result.plan, &everything(result.plan.schema.len()));
        }
        for plan in &bound.open {
            walk.plan(plan, &everything(plan.schema.len()));
        }
        // Shared plans refer to earlier ones only, so all who use one were seen before it.
        for (index, plan) in bound.shared.iter().enumerate().rev() {
            let wanted = walk.shared[index].clone();
            walk.plan(plan, &wanted);
        }
        walk.demand
    }

    /// What is wanted of a call, unless it is everything.
    pub(crate) fn of(&self, call: Span) -> Option<&Wanted> {
        self.calls.get(&call).filter(|wanted| !wanted.all)
    }
}

fn everything(columns: usize) -> Vec<Wanted> {
    vec![Wanted::everything(); columns]
}

/// Whether a call reads JSON text.
pub(crate) fn reads_json(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { function, arguments, .. } => {
            function.name == "parse_json" && matches!(&arguments[..], [only] if only.ty == Type::String)
        }
        _ => false,
    }
}

impl Walk {
    /// Takes in an expression of which `wanted` is looked at; adds to what is wanted of the input's columns.
    fn expr(&mut self, expr: &Expr, wanted: &Wanted, columns: &mut [Wanted]) {
        match &expr.kind {
            ExprKind::Column(index) => {
                if let Some(column) = columns.get_mut(*index) {
                    column.add(wanted);
                }
                return;
            }
            ExprKind::Property { target, name } => {
                let mut outer = Wanted::default();
                outer.property(name).add(wanted);
                return self.expr(target, &outer, columns);
            }
            ExprKind::Element { target, index } => {
                if let Some(Value::String(name)) = index.as_constant() {
                    let mut outer = Wanted::default();
                    outer.property(name).add(wanted);
                    return self.expr(target, &outer, columns);
                }
            }
            ExprKind::Scalar(id) | ExprKind::InShared { shared: id, .. } => {
                if let Some(shared) = self.shared.get_mut(id.0) {
                    let count = shared.len();
                    *shared = everything(count);
                }
            }
            ExprKind::Call { .. } if reads_json(expr) => {
                self.demand.calls.entry(expr.span).or_default().add(wanted);
            }
            ExprKind::Constant(_)
            | ExprKind::Call { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Convert(_) => {}
        }
        for child in expr.children() {
            self.expr(child, &Wanted::everything(), columns);
        }
    }

    fn whole<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>, columns: &mut [Wanted]) {
        for expr in exprs {
            self.expr(expr, &Wanted::everything(), columns);
        }
    }

    fn aggregates<'e>(
        &mut self,
        aggregates: impl IntoIterator<Item = &'e Aggregate>,
        columns: &mut [Wanted],
    ) {
        for aggregate in aggregates {
            self.whole(&aggregate.arguments, columns);
        }
    }

    /// Takes in a plan of whose columns `wanted` is looked at. Depth is that of the query.
    fn plan(&mut self, plan: &Plan, wanted: &[Wanted]) {
        match &plan.node {
            Node::Error | Node::Source { .. } | Node::External(_) | Node::Values(_) | Node::Input => {}
            Node::Range { from, to, step } => self.whole([from, to, step], &mut []),
            Node::Shared(id) => {
                if let Some(shared) = self.shared.get_mut(id.0) {
                    for (column, wanted) in shared.iter_mut().zip(wanted) {
                        column.add(wanted);
                    }
                }
            }
            Node::Filter { input, predicate } => {
                let mut columns = wanted.to_vec();
                self.whole([predicate], &mut columns);
                self.plan(input, &columns);
            }
            Node::Project { input, columns: exprs, .. } => {
                let mut columns = nothing(input);
                for (expr, wanted) in exprs.iter().zip(wanted) {
                    self.expr(expr, wanted, &mut columns);
                }
                self.plan(input, &columns);
            }
            Node::Aggregate { input, keys, aggregates } => {
                let mut columns = nothing(input);
                self.whole(keys, &mut columns);
                self.aggregates(aggregates, &mut columns);
                self.plan(input, &columns);
            }
            Node::Sort { input, keys } | Node::Top { input, keys, .. } => {
                let mut columns = wanted.to_vec();
                self.whole(keys.iter().map(|key| &key.expr), &mut columns);
                if let Node::Top { count, .. } = &plan.node {
                    self.whole([count], &mut columns);
                }
                self.plan(input, &columns);
            }
            Node::Take { input, count } | Node::Sample { input, count } => {
                let mut columns = wanted.to_vec();
                self.whole([count], &mut columns);
                self.plan(input, &columns);
            }
            Node::Warn { input, .. } => self.plan(input, wanted),
            Node::Join(join) => self.join(join, wanted),
            Node::Union { inputs } => {
                for input in inputs {
                    // The column of `withsource=` may or may not be among the mapped ones.
                    let offset = wanted.len().saturating_sub(input.columns.len());
                    let mut columns = nothing(&input.plan);
                    for (from, wanted) in input.columns.iter().zip(&wanted[offset..]) {
                        if let Some(column) = from.and_then(|from| columns.get_mut(from)) {
                            column.add(wanted);
                        }
                    }
                    self.plan(&input.plan, &columns);
                }
            }
            Node::Parse(parse) => {
                let mut columns = nothing(&parse.input);
                for (column, wanted) in parse.output.iter().zip(wanted) {
                    if let ParsedColumn::Input(index) = column {
                        columns[*index].add(wanted);
                    }
                }
                self.whole([&parse.source], &mut columns);
                self.plan(&parse.input, &columns);
            }
            Node::MvExpand(expand) => self.expand(expand, wanted),
            Node::MvApply(apply) => {
                self.plan(&apply.body, &everything(apply.body.schema.len()));
                let expand = &apply.expand;
                self.whole(expand.columns.iter().map(|column| &column.value), &mut []);
                self.whole(&expand.limit, &mut []);
                self.plan(&expand.input, &everything(expand.input.schema.len()));
            }
            Node::ParseKv(_)
            | Node::MakeSeries(_)
            | Node::Partition { .. }
            | Node::TopNested { .. }
            | Node::Scan(_)
            | Node::Graph(_)
            | Node::Plugin { .. } => self.whole_input(plan),
        }
    }

    fn join(&mut self, join: &quarry_plan::Join, wanted: &[Wanted]) {
        let (mut left, mut right) = (nothing(&join.left), nothing(&join.right));
        for (column, wanted) in join.output.iter().zip(wanted) {
            match column {
                JoinColumn::Left(index) => left[*index].add(wanted),
                JoinColumn::Right(index) => right[*index].add(wanted),
                JoinColumn::Either { left: first, right: second } => {
                    left[*first].add(wanted);
                    right[*second].add(wanted);
                }
            }
        }
        self.whole(join.keys.iter().map(|(key, _)| key), &mut left);
        self.whole(join.keys.iter().map(|(_, key)| key), &mut right);
        self.plan(&join.left, &left);
        self.plan(&join.right, &right);
    }

    fn expand(&mut self, expand: &quarry_plan::MvExpand, wanted: &[Wanted]) {
        let mut columns = nothing(&expand.input);
        for (column, wanted) in expand.output.iter().zip(wanted) {
            if let ExpandedColumn::Input(index) = column {
                columns[*index].add(wanted);
            }
        }
        self.whole(expand.columns.iter().map(|column| &column.value), &mut columns);
        self.whole(&expand.limit, &mut columns);
        self.plan(&expand.input, &columns);
    }

    /// Nodes that need all of their input, and whose expressions are wanted whole.
    fn whole_input(&mut self, plan: &Plan) {
        let nowhere: &mut [Wanted] = &mut [];
        match &plan.node {
            Node::ParseKv(parse) => self.whole([&parse.source], nowhere),
            Node::MakeSeries(series) => {
                self.whole(&series.keys, nowhere);
                self.whole(series.aggregates.iter().map(|(_, default)| default), nowhere);
                self.aggregates(series.aggregates.iter().map(|(aggregate, _)| aggregate), nowhere);
                self.whole([&series.on, &series.step], nowhere);
                self.whole(series.from.iter().chain(&series.to), nowhere);
            }
            Node::Partition { by, body, .. } => {
                self.whole([by], nowhere);
                self.plan(body, &everything(body.schema.len()));
            }
            Node::TopNested { levels, .. } => {
                for level in levels {
                    self.whole(level.count.iter().chain(&level.with_others).chain([&level.of]), nowhere);
                    self.aggregates([&level.by], nowhere);
                }
            }
            Node::Graph(read) => self.whole(read.expressions(), nowhere),
            Node::Scan(scan) => {
                self.whole(scan.partition_by.iter().chain(&scan.declared), nowhere);
                for step in &scan.steps {
                    self.whole([&step.condition], nowhere);
                    self.whole(step.assignments.iter().map(|(_, value)| value), nowhere);
                }
            }
            Node::Plugin { call, .. } => {
                for argument in &call.arguments {
                    match argument {
                        PluginArgument::Scalar(expr) => self.whole([expr], nowhere),
                        PluginArgument::Aggregate(aggregate) => self.aggregates([aggregate], nowhere),
                        PluginArgument::Plan(_) => {}
                    }
                }
            }
            _ => {}
        }
        let mut read = Vec::new();
        crate::progress::inputs(plan, &mut read);
        for input in read {
            self.plan(input, &everything(input.schema.len()));
        }
    }
}

fn nothing(plan: &Plan) -> Vec<Wanted> {
    vec![Wanted::default(); plan.schema.len()]
}
