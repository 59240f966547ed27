//! Filters as early as they can be: below projections, sorts and other stages that keep their columns.

use crate::{ExpandedColumn, Expr, ExprKind, Join, JoinColumn, JoinKind, Node, ParsedColumn, Plan};

use super::{conjuncts, fold};

/// Moves the filter at the top of a plan down as far as it goes.
pub(crate) fn push(plan: Plan) -> Plan {
    let Plan { node: Node::Filter { input, predicate }, schema, span } = plan else { return plan };
    let parts = match predicate.kind {
        ExprKind::And(parts) => parts,
        _ => vec![predicate],
    };
    if parts.iter().any(Expr::is_volatile) {
        let predicate = fold::logic(true, parts, span);
        return Plan { node: Node::Filter { input, predicate }, schema, span };
    }
    let mut inner = *input;
    let parts = match &mut inner.node {
        Node::Join(join) => beside(join, parts),
        _ => parts,
    };
    let mut kept = Vec::new();
    let mut moved = Vec::new();
    for part in parts {
        match below(&inner, &part) {
            Some(part) => moved.push(part),
            None => kept.push(part),
        }
    }
    if !moved.is_empty() {
        inner = with_filter(inner, moved);
    }
    match kept.is_empty() {
        true => inner,
        false => {
            let mut predicate = fold::logic(true, kept, span);
            conjuncts::order(&mut predicate);
            Plan { node: Node::Filter { input: Box::new(inner), predicate }, schema, span }
        }
    }
}

/// Moves the conditions on one side of a join to that side; gives back the others.
///
/// Rows that are paired with nothing must not come of it: a condition on the right of `leftouter` stays. So does
/// one on the left of `innerunique`, which takes the first row of each key before the condition is asked.
fn beside(join: &mut Join, conditions: Vec<Expr>) -> Vec<Expr> {
    use JoinKind::{
        FullOuter, Inner, InnerUnique, LeftAnti, LeftOuter, LeftSemi, RightAnti, RightOuter, RightSemi,
    };
    let to_left = matches!(join.kind, Inner | LeftOuter | LeftSemi | LeftAnti);
    let to_right = match join.kind {
        Inner | InnerUnique | RightOuter | RightSemi | RightAnti => true,
        FullOuter | LeftOuter | LeftSemi | LeftAnti => false,
    };
    let (mut left, mut right, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for condition in conditions {
        let on_left = || {
            moved(&condition, |index| match join.output.get(index)? {
                JoinColumn::Left(column) => Some(*column),
                JoinColumn::Right(_) | JoinColumn::Either { .. } => None,
            })
        };
        let on_right = || {
            moved(&condition, |index| match join.output.get(index)? {
                JoinColumn::Right(column) => Some(*column),
                JoinColumn::Left(_) | JoinColumn::Either { .. } => None,
            })
        };
        if let Some(moved) = to_left.then(on_left).flatten() {
            left.push(moved);
        } else if let Some(moved) = to_right.then(on_right).flatten() {
            right.push(moved);
        } else {
            kept.push(condition);
        }
    }
    filter_input(&mut join.left, left);
    filter_input(&mut join.right, right);
    kept
}

/// Filters what a node reads.
fn filter_input(input: &mut Plan, conditions: Vec<Expr>) {
    if conditions.is_empty() {
        return;
    }
    let inner = std::mem::replace(input, nothing());
    let (schema, span) = (inner.schema.clone(), inner.span);
    let predicate = fold::logic(true, conditions, span);
    *input = push(Plan { node: Node::Filter { input: Box::new(inner), predicate }, schema, span });
}

/// The condition as it reads below the node, when it may move there.
fn below(plan: &Plan, condition: &Expr) -> Option<Expr> {
    match &plan.node {
        Node::Filter { predicate, .. } if !predicate.is_volatile() => Some(condition.clone()),
        Node::Sort { .. } => Some(condition.clone()),
        Node::Project { columns, window: false, .. } => replaced(condition, |index| {
            let column = columns.get(index)?;
            matches!(column.kind, ExprKind::Column(_) | ExprKind::Constant(_)).then(|| column.clone())
        }),
        Node::Parse(parse) if !parse.only_matches => {
            moved(condition, |index| match parse.output.get(index)? {
                ParsedColumn::Input(column) => Some(*column),
                ParsedColumn::Parsed(_) => None,
            })
        }
        Node::MvExpand(expand) => moved(condition, |index| match expand.output.get(index)? {
            ExpandedColumn::Input(column) => Some(*column),
            ExpandedColumn::Expanded(_) | ExpandedColumn::ItemIndex => None,
        }),
        _ => None,
    }
}

/// The condition with its columns at other places; none when one of them has no place.
fn moved(condition: &Expr, place: impl Fn(usize) -> Option<usize>) -> Option<Expr> {
    let mut moved = condition.clone();
    let mut good = true;
    moved.change_columns(&mut |index| match place(*index) {
        Some(to) => *index = to,
        None => good = false,
    });
    good.then_some(moved)
}

/// The condition with its columns replaced by expressions.
fn replaced(condition: &Expr, with: impl Fn(usize) -> Option<Expr> + Copy) -> Option<Expr> {
    let mut good = true;
    let mut copy = condition.clone();
    substitute(&mut copy, with, &mut good);
    good.then_some(copy)
}

fn substitute(expr: &mut Expr, with: impl Fn(usize) -> Option<Expr> + Copy, good: &mut bool) {
    if let ExprKind::Column(index) = expr.kind {
        match with(index) {
            Some(found) => *expr = Expr { span: expr.span, ..found },
            None => *good = false,
        }
        return;
    }
    for child in expr.children_mut() {
        substitute(child, with, good);
    }
}

/// The node with conditions on its input, moved on from there.
fn with_filter(mut plan: Plan, conditions: Vec<Expr>) -> Plan {
    if let Node::Filter { input, predicate } = plan.node {
        let mut parts = match predicate.kind {
            ExprKind::And(parts) => parts,
            _ => vec![predicate],
        };
        parts.extend(conditions);
        let predicate = fold::logic(true, parts, plan.span);
        return push(Plan { node: Node::Filter { input, predicate }, ..plan });
    }
    let input = match &mut plan.node {
        Node::Sort { input, .. } | Node::Project { input, .. } => &mut **input,
        Node::Parse(parse) => &mut parse.input,
        Node::MvExpand(expand) => &mut expand.input,
        _ => unreachable!("conditions only move below nodes that let them"),
    };
    filter_input(input, conditions);
    plan
}

/// Holds the place of a plan that was taken out.
fn nothing() -> Plan {
    Plan { node: Node::Input, schema: std::sync::Arc::default(), span: quarry_diagnostics::Span::at(0) }
}
