//! `fork`: several pipelines over the same rows, each with a result table of its own.

use std::sync::Arc;

use quarry_diagnostics::Span;
use quarry_syntax::ast::ForkBranch;

use super::super::Binder;
use crate::scope::Relation;
use crate::{Node, Plan};

impl<'a> Binder<'a> {
    pub(super) fn fork(&mut self, input: Relation, branches: &'a [ForkBranch], span: Span) -> Relation {
        let shared = self.shared_input(input, span);
        let mut results = Vec::with_capacity(branches.len());
        for (position, branch) in branches.iter().enumerate() {
            let relation = self.table_stages(shared.clone(), &branch.stages, branch.span);
            let name = match &branch.name {
                Some(name) => name.text.clone(),
                None if position == 0 => "GenericResult".to_owned(),
                None => format!("GenericResult_{position}"),
            };
            results.push((name, relation));
        }
        self.branches = results;
        shared
    }

    /// The same rows for several uses.
    pub(crate) fn shared_input(&mut self, input: Relation, span: Span) -> Relation {
        if input.broken {
            return input;
        }
        let schema = Arc::clone(&input.plan.schema);
        let shared = self.share(input.plan.clone());
        Relation { plan: Plan { node: Node::Shared(shared), schema, span }, depth: 1, ..input }
    }
}
