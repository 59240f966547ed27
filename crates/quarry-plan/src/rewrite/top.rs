//! `sort | take` as `top`: only the rows that are wanted are kept in order.

use crate::{Node, Plan};

/// Turns a take over a sort into a top, also with a projection between.
pub(crate) fn combine(plan: Plan) -> Plan {
    let Plan { node: Node::Take { input, count }, schema, span } = plan else { return plan };
    let inner = *input;
    match inner.node {
        Node::Sort { input, keys } => Plan { node: Node::Top { input, count, keys }, schema, span },
        Node::Project { input, columns, window: false } if matches!(input.node, Node::Sort { .. }) => {
            let (sorted, place) = (input.schema.clone(), input.span);
            let take = Plan { node: Node::Take { input, count }, schema: sorted, span: place };
            let input = Box::new(combine(take));
            Plan { node: Node::Project { input, columns, window: false }, schema, span }
        }
        node => {
            let input = Box::new(Plan { node, ..inner });
            Plan { node: Node::Take { input, count }, schema, span }
        }
    }
}
