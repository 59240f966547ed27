//! Only the columns that are used: sources read them alone, and no stage carries others along.

use std::sync::Arc;

use quarry_data::Schema;
use quarry_functions::aggregate::Naming;

use crate::{Aggregate, ExpandedColumn, Expr, JoinColumn, Node, ParsedColumn, Plan, SortKey, UnionInput};

/// Which columns of a plan are used.
type Needed = Vec<bool>;

/// Where each column of a plan went; none for those that were dropped.
struct Moves(Vec<Option<usize>>);

impl Moves {
    /// All columns stay where they are.
    fn none(width: usize) -> Self {
        Self((0..width).map(Some).collect())
    }

    /// The columns that are needed close up.
    fn of(needed: &[bool]) -> Self {
        let mut next = 0;
        let place = |&needed: &bool| {
            needed.then(|| {
                next += 1;
                next - 1
            })
        };
        Self(needed.iter().map(place).collect())
    }

    fn at(&self, column: usize) -> usize {
        self.0.get(column).copied().flatten().expect("a used column was kept")
    }

    fn apply(&self, expr: &mut Expr) {
        expr.change_columns(&mut |index| *index = self.at(*index));
    }
}

/// Drops what is not used, with all columns of the result in use.
pub(crate) fn prune(plan: Plan) -> Plan {
    let width = plan.schema.len();
    pruned(plan, &vec![true; width]).0
}

fn schema_of(schema: &Schema, needed: &[bool]) -> Arc<Schema> {
    let fields = schema.fields().iter().zip(needed).filter(|(_, needed)| **needed);
    Arc::new(Schema::new(fields.map(|(field, _)| field.clone()).collect()))
}

fn note(expr: &Expr, needed: &mut Needed) {
    expr.walk(&mut |expr| {
        if let crate::ExprKind::Column(index) = expr.kind
            && let Some(slot) = needed.get_mut(index)
        {
            *slot = true;
        }
    });
}

fn noted<'e>(width: usize, exprs: impl IntoIterator<Item = &'e Expr>) -> Needed {
    let mut needed = vec![false; width];
    exprs.into_iter().for_each(|expr| note(expr, &mut needed));
    needed
}

/// An input with its columns pruned; `change` takes over the moves.
fn input(plan: &mut Plan, needed: &[bool]) -> Moves {
    let inner = std::mem::replace(plan, Plan { node: Node::Input, schema: Arc::default(), span: plan.span });
    let (inner, moves) = pruned(inner, needed);
    *plan = inner;
    moves
}

/// A plan without columns that are not needed, as far as its node can leave them out.
fn pruned(plan: Plan, needed: &[bool]) -> (Plan, Moves) {
    let Plan { node, schema, span } = plan;
    let width = schema.len();
    match node {
        Node::Source { table, columns } => {
            let columns = kept(columns, needed);
            let schema = schema_of(&schema, needed);
            (Plan { node: Node::Source { table, columns }, schema, span }, Moves::of(needed))
        }
        Node::Values(batch) => {
            let indices: Vec<usize> = (0..width).filter(|&index| needed[index]).collect();
            let node = Node::Values(batch.project(&indices));
            (Plan { node, schema: schema_of(&schema, needed), span }, Moves::of(needed))
        }
        Node::Filter { input: mut inner, mut predicate } => {
            let mut wanted = needed.to_vec();
            note(&predicate, &mut wanted);
            let moves = input(&mut inner, &wanted);
            moves.apply(&mut predicate);
            through(Node::Filter { predicate, input: inner }, span, moves)
        }
        Node::Sort { input: mut inner, mut keys } => {
            let moves = sorted(&mut inner, &mut keys, needed);
            through(Node::Sort { input: inner, keys }, span, moves)
        }
        Node::Top { input: mut inner, count, mut keys } => {
            let moves = sorted(&mut inner, &mut keys, needed);
            through(Node::Top { input: inner, count, keys }, span, moves)
        }
        Node::Take { input: mut inner, count } => {
            let moves = input(&mut inner, needed);
            through(Node::Take { input: inner, count }, span, moves)
        }
        Node::Sample { input: mut inner, count } => {
            let moves = input(&mut inner, needed);
            through(Node::Sample { input: inner, count }, span, moves)
        }
        Node::Warn { input: mut inner, message } => {
            let moves = input(&mut inner, needed);
            through(Node::Warn { input: inner, message }, span, moves)
        }
        Node::Project { input: mut inner, columns, window: _ } => {
            let mut columns = kept(columns, needed);
            let wanted = noted(inner.schema.len(), &columns);
            let moves = input(&mut inner, &wanted);
            columns.iter_mut().for_each(|column| moves.apply(column));
            let window = columns.iter().any(Expr::looks_around);
            let node = Node::Project { input: inner, columns, window };
            (Plan { node, schema: schema_of(&schema, needed), span }, Moves::of(needed))
        }
        Node::Aggregate { input: inner, keys, aggregates } => {
            let (node, used) = aggregate(inner, keys, aggregates, needed);
            (Plan { node, schema: schema_of(&schema, &used), span }, Moves::of(&used))
        }
        Node::Join(join) => {
            let mut join = join;
            join_inputs(&mut join, needed);
            (Plan { node: Node::Join(join), schema: schema_of(&schema, needed), span }, Moves::of(needed))
        }
        Node::Union { inputs } => {
            let (inputs, used) = union_inputs(inputs, needed);
            (Plan { node: Node::Union { inputs }, schema: schema_of(&schema, &used), span }, Moves::of(&used))
        }
        Node::Parse(mut parse) => {
            parse.output = kept(parse.output, needed);
            let mut wanted = noted(parse.input.schema.len(), [&parse.source]);
            for column in &parse.output {
                if let ParsedColumn::Input(index) = column {
                    wanted[*index] = true;
                }
            }
            let moves = input(&mut parse.input, &wanted);
            moves.apply(&mut parse.source);
            for column in &mut parse.output {
                if let ParsedColumn::Input(index) = column {
                    *index = moves.at(*index);
                }
            }
            (Plan { node: Node::Parse(parse), schema: schema_of(&schema, needed), span }, Moves::of(needed))
        }
        Node::MvExpand(mut expand) => {
            expand.output = kept(expand.output, needed);
            let mut wanted =
                noted(expand.input.schema.len(), expand.columns.iter().map(|column| &column.value));
            for column in &expand.output {
                if let ExpandedColumn::Input(index) = column {
                    wanted[*index] = true;
                }
            }
            let moves = input(&mut expand.input, &wanted);
            expand.columns.iter_mut().for_each(|column| moves.apply(&mut column.value));
            for column in &mut expand.output {
                if let ExpandedColumn::Input(index) = column {
                    *index = moves.at(*index);
                }
            }
            (
                Plan { node: Node::MvExpand(expand), schema: schema_of(&schema, needed), span },
                Moves::of(needed),
            )
        }
        Node::MvApply(mut apply) => {
            apply.output = kept(apply.output, needed);
            all(&mut apply.expand.input);
            all(&mut apply.body);
            (Plan { node: Node::MvApply(apply), schema: schema_of(&schema, needed), span }, Moves::of(needed))
        }
        Node::MakeSeries(mut series) => {
            let mut exprs = series_exprs(&mut series);
            let wanted = noted(exprs.0.schema.len(), exprs.1.iter().map(|expr| &**expr));
            let moves = input(exprs.0, &wanted);
            exprs.1.iter_mut().for_each(|expr| moves.apply(expr));
            (Plan { node: Node::MakeSeries(series), schema, span }, Moves::none(width))
        }
        Node::TopNested { input: mut inner, mut levels } => {
            let mut exprs: Vec<&mut Expr> = levels
                .iter_mut()
                .flat_map(|level| [&mut level.of].into_iter().chain(&mut level.by.arguments))
                .collect();
            let wanted = noted(inner.schema.len(), exprs.iter().map(|expr| &**expr));
            let moves = input(&mut inner, &wanted);
            exprs.iter_mut().for_each(|expr| moves.apply(expr));
            (Plan { node: Node::TopNested { input: inner, levels }, schema, span }, Moves::none(width))
        }
        mut node => {
            super::children_of_mut(&mut node).into_iter().for_each(all);
            (Plan { node, schema, span }, Moves::none(width))
        }
    }
}

/// A node that has the columns of its input.
fn through(node: Node, span: quarry_diagnostics::Span, moves: Moves) -> (Plan, Moves) {
    let schema = match super::children_of(&node).first() {
        Some(input) => Arc::clone(&input.schema),
        None => Arc::default(),
    };
    (Plan { node, schema, span }, moves)
}

fn kept<T>(items: Vec<T>, needed: &[bool]) -> Vec<T> {
    items.into_iter().zip(needed).filter(|(_, needed)| **needed).map(|(item, _)| item).collect()
}

/// All columns of an input stay.
fn all(plan: &mut Plan) {
    let width = plan.schema.len();
    input(plan, &vec![true; width]);
}

fn sorted(plan: &mut Plan, keys: &mut [SortKey], needed: &[bool]) -> Moves {
    let mut wanted = needed.to_vec();
    keys.iter().for_each(|key| note(&key.expr, &mut wanted));
    let moves = input(plan, &wanted);
    keys.iter_mut().for_each(|key| moves.apply(&mut key.expr));
    moves
}

/// The input of a `make-series` and all expressions over it.
fn series_exprs(series: &mut crate::MakeSeries) -> (&mut Plan, Vec<&mut Expr>) {
    let mut exprs: Vec<&mut Expr> = series.keys.iter_mut().collect();
    for (aggregate, _) in &mut series.aggregates {
        exprs.extend(&mut aggregate.arguments);
    }
    exprs.push(&mut series.on);
    (&mut series.input, exprs)
}

/// Aggregations that nobody reads are dropped; of `arg_max(x, *)` only the columns that are read stay.
fn aggregate(
    mut inner: Box<Plan>,
    mut keys: Vec<Expr>,
    aggregates: Vec<Aggregate>,
    needed: &[bool],
) -> (Node, Needed) {
    let mut used: Needed = vec![true; keys.len()];
    let mut at = keys.len();
    let mut all = Vec::with_capacity(aggregates.len());
    for mut aggregate in aggregates {
        let width = aggregate.results.len();
        let mut wanted: Needed = needed[at..at + width].to_vec();
        at += width;
        if aggregate.function.naming == Naming::ArgExtreme && width == aggregate.arguments.len() {
            // The first argument decides which row it is.
            if wanted.iter().any(|wanted| *wanted) {
                wanted[0] = true;
                aggregate.arguments = kept(aggregate.arguments, &wanted);
                aggregate.results = kept(aggregate.results, &wanted);
            }
        } else if wanted.iter().any(|wanted| *wanted) {
            wanted = vec![true; width];
        }
        if wanted.iter().any(|wanted| *wanted) {
            all.push(aggregate);
        }
        used.extend(wanted);
    }
    let exprs = keys.iter().chain(all.iter().flat_map(|aggregate| &aggregate.arguments));
    let wanted = noted(inner.schema.len(), exprs);
    let moves = input(&mut inner, &wanted);
    keys.iter_mut().for_each(|key| moves.apply(key));
    for aggregate in &mut all {
        aggregate.arguments.iter_mut().for_each(|argument| moves.apply(argument));
    }
    (Node::Aggregate { input: inner, keys, aggregates: all }, used)
}

fn join_inputs(join: &mut crate::Join, needed: &[bool]) {
    join.output = kept(std::mem::take(&mut join.output), needed);
    let mut left = noted(join.left.schema.len(), join.keys.iter().map(|(left, _)| left));
    let mut right = noted(join.right.schema.len(), join.keys.iter().map(|(_, right)| right));
    for column in &join.output {
        match column {
            JoinColumn::Left(index) => left[*index] = true,
            JoinColumn::Right(index) => right[*index] = true,
            JoinColumn::Either { left: one, right: other } => {
                left[*one] = true;
                right[*other] = true;
            }
        }
    }
    if let Some(window) = &join.window {
        left[window.left] = true;
        right[window.right] = true;
    }
    let left = input(&mut join.left, &left);
    let right = input(&mut join.right, &right);
    if let Some(window) = &mut join.window {
        window.left = left.at(window.left);
        window.right = right.at(window.right);
    }
    for (one, other) in &mut join.keys {
        left.apply(one);
        right.apply(other);
    }
    for column in &mut join.output {
        match column {
            JoinColumn::Left(index) => *index = left.at(*index),
            JoinColumn::Right(index) => *index = right.at(*index),
            JoinColumn::Either { left: one, right: other } => {
                *one = left.at(*one);
                *other = right.at(*other);
            }
        }
    }
}

/// The column with the name of the source stands first and stays.
fn union_inputs(inputs: Vec<UnionInput>, needed: &[bool]) -> (Vec<UnionInput>, Needed) {
    let offset = usize::from(inputs.iter().any(|input| input.source.is_some()));
    let mut used = needed.to_vec();
    used.iter_mut().take(offset).for_each(|slot| *slot = true);
    let inputs = inputs
        .into_iter()
        .map(|mut one| {
            one.columns = kept(one.columns, &used[offset..]);
            let mut wanted = vec![false; one.plan.schema.len()];
            for column in one.columns.iter().flatten() {
                wanted[*column] = true;
            }
            let moves = input(&mut one.plan, &wanted);
            one.columns.iter_mut().flatten().for_each(|column| *column = moves.at(*column));
            one
        })
        .collect();
    (inputs, used)
}
