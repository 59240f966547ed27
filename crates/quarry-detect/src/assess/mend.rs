//! Edits of a query that bring columns back.
//!
//! The stages that lose them are mended one after the other, first to last. After each the query is bound
//! again, so that a fix is only offered when its result is known to hold the columns.

use quarry_diagnostics::{Edit, Fix, Span};
use quarry_plan::BindContext;
use quarry_syntax::ast::{Expr, ExprKind, Operator, Stage, Statement, StatementKind, Summarize};

use super::view::View;

/// More stages than any hunt has.
const MAX_ROUNDS: usize = 24;

/// One fix that brings all the columns into the result, unchanged.
pub(super) fn mend(text: &str, wanted: &[&str], cx: &BindContext<'_>) -> Option<Fix> {
    let mut mended = text.to_owned();
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let view = View::new(&mended, cx)?;
        let missing: Vec<&str> =
            wanted.iter().copied().filter(|name| !view.state(name).is_present()).collect();
        if missing.is_empty() {
            return (!edits.is_empty()).then(|| Fix { title: title(wanted), edits });
        }
        let stages: Vec<(usize, Span)> = missing
            .iter()
            .map(|name| {
                let (stage, _) = view.losing_stage(name)?;
                let position = view.trace.iter().position(|known| known.span == stage.span)?;
                Some((position, stage.span))
            })
            .collect::<Option<_>>()?;
        let (_, span) = *stages.iter().min()?;
        let lost: Vec<&str> =
            missing.iter().zip(&stages).filter(|(_, stage)| stage.1 == span).map(|(name, _)| *name).collect();
        let stage = find_stage(&view.query.statements, span)?;
        let new = edits_of(stage, &lost)?;
        let original: Vec<Edit> = new.iter().map(|edit| before_edits(edit, &edits)).collect::<Option<_>>()?;
        mended = Fix { title: String::new(), edits: new }.apply(&mended);
        edits.extend(original);
        edits.sort_by_key(|edit| edit.span);
    }
    None
}

fn title(columns: &[&str]) -> String {
    match columns {
        [] => String::new(),
        [one] => format!("Keep {one}"),
        [rest @ .., last] => format!("Keep {} and {last}", rest.join(", ")),
    }
}

/// The edit in terms of the text before the earlier edits; none when it falls into one of them.
fn before_edits(edit: &Edit, earlier: &[Edit]) -> Option<Edit> {
    let place = |offset: usize| {
        let mut shift: isize = 0;
        for known in earlier {
            let start = known.span.start.checked_add_signed(shift)?;
            let end = start + known.replacement.len();
            if offset <= start {
                break;
            }
            if offset < end {
                return None;
            }
            shift += known.replacement.len() as isize - known.span.len() as isize;
        }
        offset.checked_add_signed(-shift)
    };
    let span = Span::new(place(edit.span.start)?, place(edit.span.end)?);
    Some(Edit { span, replacement: edit.replacement.clone() })
}

/// What makes a stage keep the columns.
fn edits_of(stage: &Stage, lost: &[&str]) -> Option<Vec<Edit>> {
    match &stage.operator {
        Operator::Summarize(summarize) => summarize_edits(summarize, lost),
        Operator::Project { columns }
        | Operator::ProjectKeep { columns }
        | Operator::Distinct { columns } => listed(columns, lost),
        Operator::ProjectAway { columns } => Some(vec![away_edit(stage, columns, lost)?]),
        // `extend` gives the new name and keeps the old one.
        Operator::ProjectRename { .. } => {
            let start = stage.span.start;
            let word = Span::new(start, start + "project-rename".len());
            Some(vec![Edit { span: word, replacement: "extend".to_owned() }])
        }
        _ => None,
    }
}

/// A list of columns: an entry that computes a lost column becomes the column, the others are appended.
fn listed(columns: &[Expr], lost: &[&str]) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut appended = Vec::new();
    for name in lost {
        match columns.iter().find(|column| gives(column, name)) {
            Some(column) => edits.push(Edit { span: column.span, replacement: (*name).to_owned() }),
            None => appended.push(*name),
        }
    }
    if !appended.is_empty() {
        let end = columns.last()?.span.end;
        edits.push(Edit { span: Span::at(end), replacement: format!(", {}", appended.join(", ")) });
    }
    Some(edits)
}

fn summarize_edits(summarize: &Summarize, lost: &[&str]) -> Option<Vec<Edit>> {
    // A time that is the newest or oldest of the group: its whole event is taken instead.
    for name in lost {
        if let Some((aggregate, function)) = extreme(summarize, name) {
            let others: Vec<&str> = lost.iter().copied().filter(|other| other != name).collect();
            let arguments =
                if others.is_empty() { String::new() } else { format!(", {}", others.join(", ")) };
            let replacement = format!("{function}({name}{arguments})");
            return Some(vec![Edit { span: aggregate, replacement }]);
        }
    }
    if summarize.aggregates.iter().any(|aggregate| lost.iter().any(|name| gives(aggregate, name))) {
        return None;
    }
    if !summarize.by.is_empty() {
        return listed(&summarize.by, lost);
    }
    let list = lost.join(", ");
    let edit = match (summarize.by_span, summarize.aggregates.last()) {
        (Some(by), _) => Edit { span: Span::at(by.end), replacement: format!(" {list}") },
        (None, Some(last)) => Edit { span: Span::at(last.span.end), replacement: format!(" by {list}") },
        (None, None) => return None,
    };
    Some(vec![edit])
}

/// `Timestamp = max(Timestamp)` and the function that keeps the event.
fn extreme(summarize: &Summarize, name: &str) -> Option<(Span, &'static str)> {
    summarize.aggregates.iter().find_map(|aggregate| {
        let ExprKind::Named { names, value, .. } = &aggregate.kind else { return None };
        let ExprKind::Call(call) = &value.unparenthesized().kind else { return None };
        let function = match call.name.text.as_str() {
            "max" => "arg_max",
            "min" => "arg_min",
            _ => return None,
        };
        let same = names.len() == 1 && names.first().is_some_and(|given| given.text == name);
        (same && call.arguments.first().is_some_and(|argument| is_name(argument, name)))
            .then_some((aggregate.span, function))
    })
}

/// Takes names out of the list, or the whole stage when nothing is left.
fn away_edit(stage: &Stage, columns: &[Expr], lost: &[&str]) -> Option<Edit> {
    let kept: Vec<&Expr> =
        columns.iter().filter(|column| !lost.iter().any(|name| is_name(column, name))).collect();
    if columns.len() - kept.len() < lost.len() {
        return None;
    }
    if kept.is_empty() {
        let span = Span::new(stage.pipe_span.start, stage.span.end);
        return Some(Edit { span, replacement: String::new() });
    }
    let names: Option<Vec<String>> = kept
        .iter()
        .map(|column| match &column.kind {
            ExprKind::Name(name) | ExprKind::Wildcard(name) => {
                let plain = name.text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '*'));
                plain.then(|| name.text.clone())
            }
            _ => None,
        })
        .collect();
    let span = columns.first()?.span.to(columns.last()?.span);
    Some(Edit { span, replacement: names?.join(", ") })
}

fn is_name(expr: &Expr, wanted: &str) -> bool {
    matches!(&expr.unparenthesized().kind, ExprKind::Name(name) if name.text == wanted)
}

/// Whether an entry of a list makes a column of this name: `x = …`, or `bin(x, 1h)`, which is called `x`.
fn gives(expr: &Expr, wanted: &str) -> bool {
    match &expr.kind {
        ExprKind::Named { names, .. } => {
            names.len() == 1 && names.first().is_some_and(|name| name.text == wanted)
        }
        ExprKind::Call(call) => {
            let keeps =
                matches!(call.name.text.as_str(), "bin" | "floor" | "startofday" | "todatetime" | "tostring");
            keeps && call.arguments.first().is_some_and(|argument| is_name(argument, wanted))
        }
        _ => false,
    }
}

/// The stage at a place, in any statement, also inside brackets. The parser limits how deep trees are.
fn find_stage(statements: &[Statement], span: Span) -> Option<&Stage> {
    statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Let { value, .. } => in_expr(value, span),
        StatementKind::LetFunction { function, .. } => find_stage(&function.body.statements, span),
        StatementKind::Expression(expr) => in_expr(expr, span),
        _ => None,
    })
}

fn in_expr(expr: &Expr, span: Span) -> Option<&Stage> {
    match &expr.kind {
        ExprKind::Parenthesized(inner) => in_expr(inner, span),
        ExprKind::Call(call) => call.arguments.iter().find_map(|argument| in_expr(argument, span)),
        ExprKind::Source(operator) => in_operator(operator, span),
        ExprKind::Pipeline(pipeline) => in_expr(&pipeline.source, span).or_else(|| {
            pipeline.stages.iter().find_map(|stage| {
                if stage.span == span { Some(stage) } else { in_operator(&stage.operator, span) }
            })
        }),
        _ => None,
    }
}

fn in_operator(operator: &Operator, span: Span) -> Option<&Stage> {
    match operator {
        Operator::Join(join) | Operator::Lookup(join) => in_expr(&join.right, span),
        Operator::Union(union) => union.tables.iter().find_map(|table| in_expr(table, span)),
        _ => None,
    }
}
