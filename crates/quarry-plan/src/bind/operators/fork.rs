//! `fork`: several pipelines over the same rows, each with a result table of its own.

use quarry_diagnostics::Span;
use quarry_syntax::ast::ForkBranch;

use super::super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn fork(&mut self, input: Relation, branches: &'a [ForkBranch], span: Span) -> Relation {
        let shared = self.shared_table(input, span);
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
}
