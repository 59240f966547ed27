//! `mv-expand`: a row for each element of arrays and bags.

use quarry_diagnostics::Span;
use quarry_syntax::ast;

use super::super::Binder;
use crate::Node;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn mv_expand(&mut self, input: Relation, expand: &'a ast::MvExpand, span: Span) -> Relation {
        let expansion = self.expansion(&input, &expand.parameters, &expand.columns, expand.limit.as_ref());
        let columns = expansion.columns.clone();
        input.then(columns, span, |input| Node::MvExpand(Box::new(expansion.node(*input))))
    }
}
