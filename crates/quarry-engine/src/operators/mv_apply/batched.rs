//! Bodies that can run on the expanded rows of many input rows at once, each with the number of its row.
//!
//! Filters, projections, sorts and aggregations are such; the number is one more column and one more key.

use std::sync::Arc;

use quarry_data::{Field, Schema, Type};
use quarry_diagnostics::Span;
use quarry_plan::{Expr, Node, Plan, SortKey};

/// A body over numbered rows; the number is the last column of its input and of its output.
pub(super) struct Batched {
    pub(super) plan: Plan,
    /// An input row of which no expanded row is left has the rows that the body makes of nothing.
    pub(super) fills: bool,
}

impl Batched {
    /// None for a body that must run row by row.
    pub(super) fn new(body: &Plan) -> Option<Self> {
        match &body.node {
            Node::Input => Some(Self { plan: numbered(Node::Input, body), fills: false }),
            Node::Filter { input, predicate } => {
                let inner = Self::new(input).filter(|inner| !inner.fills)?;
                let node = Node::Filter { input: Box::new(inner.plan), predicate: predicate.clone() };
                Some(Self { plan: numbered(node, body), fills: false })
            }
            Node::Project { input, columns, window: false } => {
                let inner = Self::new(input)?;
                let mut columns = columns.clone();
                columns.push(number(input, body.span));
                let node = Node::Project { input: Box::new(inner.plan), columns, window: false };
                Some(Self { plan: numbered(node, body), fills: inner.fills })
            }
            Node::Sort { input, keys } => {
                let inner = Self::new(input)?;
                let mut all =
                    vec![SortKey { expr: number(input, body.span), descending: false, nulls_first: true }];
                all.extend(keys.iter().cloned());
                let node = Node::Sort { input: Box::new(inner.plan), keys: all };
                Some(Self { plan: numbered(node, body), fills: inner.fills })
            }
            Node::Aggregate { input, keys, aggregates } => {
                let inner = Self::new(input)?;
                let fills = inner.fills || keys.is_empty();
                let mut all = keys.clone();
                all.push(number(input, body.span));
                let node = Node::Aggregate {
                    input: Box::new(inner.plan),
                    keys: all,
                    aggregates: aggregates.clone(),
                };
                Some(Self { plan: number_last(node, body, keys.len()), fills })
            }
            _ => None,
        }
    }
}

/// The number of the input row, behind the columns of a plan.
fn number(input: &Plan, span: Span) -> Expr {
    Expr::column(input.schema.len(), Type::Long, span)
}

/// The node with the columns of `plan` and the number behind them.
fn numbered(node: Node, plan: &Plan) -> Plan {
    let mut fields = plan.schema.fields().to_vec();
    fields.push(Field::new("", Type::Long));
    Plan { node, schema: Arc::new(Schema::new(fields)), span: plan.span }
}

/// Moves the number from behind `keys` group keys to the end.
fn number_last(node: Node, plan: &Plan, keys: usize) -> Plan {
    let mut fields = plan.schema.fields().to_vec();
    fields.insert(keys, Field::new("", Type::Long));
    let mut columns: Vec<Expr> =
        fields.iter().enumerate().map(|(index, field)| Expr::column(index, field.ty, plan.span)).collect();
    let number = columns.remove(keys);
    columns.push(number);
    let inner = Plan { node, schema: Arc::new(Schema::new(fields)), span: plan.span };
    numbered(Node::Project { input: Box::new(inner), columns, window: false }, plan)
}
