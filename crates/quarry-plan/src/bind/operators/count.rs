//! `count`: how many rows there are.

use quarry_data::Type;
use quarry_diagnostics::Span;
use quarry_functions::aggregate;
use quarry_syntax::ast::Name;

use super::super::Binder;
use super::super::projection::known;
use crate::scope::Relation;
use crate::{Aggregate, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn count(&mut self, input: Relation, as_name: Option<&'a Name>, span: Span) -> Relation {
        let name = as_name.map_or("Count", |name| name.text.as_str());
        let Some(count) = self.count_aggregate(span) else { return Relation::broken(span) };
        let column = OutputColumn::computed(name, known(Type::Long));
        input.then(vec![column], span, |input| Node::Aggregate {
            input,
            keys: Vec::new(),
            aggregates: vec![count],
        })
    }

    /// `count()`
    pub(crate) fn count_aggregate(&mut self, span: Span) -> Option<Aggregate> {
        let found = aggregate::lookup("count")
            .and_then(|function| Some((function, function.signatures.iter().find(|s| s.params.is_empty())?)));
        let Some((function, signature)) = found else {
            self.not_implemented(span, "count");
            return None;
        };
        Some(Aggregate { function, signature, arguments: Vec::new(), results: vec![Type::Long], span })
    }
}
