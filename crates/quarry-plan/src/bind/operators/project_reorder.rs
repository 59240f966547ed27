//! `project-reorder`: some columns first, the rest after them.

use std::cmp::Ordering;

use quarry_diagnostics::Span;
use quarry_syntax::ast::{ReorderColumn, ReorderOrder};

use super::super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn project_reorder(
        &mut self,
        input: Relation,
        columns: &'a [ReorderColumn],
        span: Span,
    ) -> Relation {
        let row = self.input_row(&input);
        let mut order: Vec<usize> = Vec::with_capacity(row.columns.len());
        for column in columns {
            let mut found = self.columns_named(&column.column, &row);
            if let Some(direction) = column.order {
                found.sort_by(|&a, &b| compare(direction, &row.columns[a].name, &row.columns[b].name));
            }
            for index in found {
                if !order.contains(&index) {
                    order.push(index);
                }
            }
        }
        for index in 0..row.columns.len() {
            if !order.contains(&index) {
                order.push(index);
            }
        }
        self.kept(input, &order, span)
    }
}

fn compare(direction: ReorderOrder, a: &str, b: &str) -> Ordering {
    match direction {
        ReorderOrder::Asc => a.cmp(b),
        ReorderOrder::Desc => b.cmp(a),
        ReorderOrder::GrannyAsc => granny(a, b),
        ReorderOrder::GrannyDesc => granny(b, a),
    }
}

/// Compares numbers inside names by value: `a20` before `a100`.
fn granny(a: &str, b: &str) -> Ordering {
    let (a, b) = (pieces(a), pieces(b));
    a.cmp(&b)
}

/// Runs of digits as numbers, and the text between.
fn pieces(name: &str) -> Vec<(u128, String)> {
    let mut pieces: Vec<(u128, String)> = Vec::new();
    let mut chars = name.chars().peekable();
    while let Some(&c) = chars.peek() {
        let digits = c.is_ascii_digit();
        let mut run = String::new();
        while let Some(&c) = chars.peek() {
            if c.is_ascii_digit() != digits {
                break;
            }
            run.push(c);
            chars.next();
        }
        match digits {
            true => pieces.push((run.parse().unwrap_or(u128::MAX), String::new())),
            false => pieces.push((0, run)),
        }
    }
    pieces
}
