//! The body of `partition` and `mv-apply`: what it reads is there for one part at a time only.

use std::sync::Arc;

use quarry_diagnostics::{Code, Span};

use super::Binder;
use crate::rewrite::{children_of, size};
use crate::scope::Relation;
use crate::{ApplyColumn, MvApply, Node, Plan, SharedId};

/// The nodes of a plan over a part that is still copied for each of its uses.
const MAX_COPIED: usize = 512;

impl Binder<'_> {
    /// Lets the open stages from the `first` on, which the body of `whole` brought, read the rows of every
    /// part, so that they can be asked for their columns outside of the body.
    pub(crate) fn ask_over_parts(&mut self, first: usize, whole: &Plan) {
        for stage in self.open_stages.iter_mut().skip(first) {
            if let Node::Plugin { input: Some(input), .. } = &mut stage.node
                && reads_part(input)
            {
                **input = over_parts(whole, input);
            }
        }
    }

    /// How many open stages there are so far.
    pub(crate) fn open_count(&self) -> usize {
        self.open_stages.len()
    }

    /// A table that is used more than once: it runs once, before the rest. One over the rows of a part can't,
    /// so it is copied.
    pub(crate) fn shared_table(&mut self, relation: Relation, span: Span) -> Relation {
        if relation.broken {
            return relation;
        }
        if reads_part(&relation.plan) {
            if size(&relation.plan) <= MAX_COPIED {
                return relation;
            }
            self.within_part(span, "a query of this size that is used more than once");
            return Relation::broken(span);
        }
        let schema = Arc::clone(&relation.plan.schema);
        let shared = self.share(relation.plan);
        let plan = Plan { node: Node::Shared(shared), schema, span };
        Relation { plan, depth: 1, ..relation }
    }

    /// A table that an expression reads; none, which is reported, when it needs the rows of a part.
    pub(crate) fn shared_for_expression(&mut self, plan: Plan, span: Span) -> Option<SharedId> {
        if reads_part(&plan) {
            self.within_part(span, "an expression that reads the rows of its part as a table");
            return None;
        }
        Some(self.share(plan))
    }

    fn within_part(&mut self, span: Span, what: &str) {
        let message = format!("{what}, inside 'partition' or 'mv-apply', is not implemented yet");
        self.error(Code::NotImplemented, span, message);
    }
}

/// Whether a plan reads the rows of a part that something around it hands in.
pub(super) fn reads_part(plan: &Plan) -> bool {
    let mut pending = vec![plan];
    while let Some(plan) = pending.pop() {
        match &plan.node {
            Node::Input => return true,
            // They hand rows to their own bodies.
            Node::Partition { input, .. } => pending.push(input),
            Node::MvApply(apply) => pending.push(&apply.expand.input),
            node => pending.extend(children_of(node)),
        }
    }
    false
}

/// The rows that a plan of the body gives for all parts.
fn over_parts(whole: &Plan, of_body: &Plan) -> Plan {
    let schema = Arc::clone(&of_body.schema);
    let body = of_body.clone();
    let node = match &whole.node {
        Node::Partition { input, by, .. } => {
            Node::Partition { input: input.clone(), by: by.clone(), body: Box::new(body) }
        }
        Node::MvApply(apply) => {
            let output = (0..schema.len()).map(ApplyColumn::Body).collect();
            Node::MvApply(Box::new(MvApply { expand: apply.expand.clone(), body, output }))
        }
        _ => return body,
    };
    Plan { node, schema, span: whole.span }
}
