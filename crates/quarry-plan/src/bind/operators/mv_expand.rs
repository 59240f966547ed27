//! `mv-expand`: a row for each element of arrays and bags.

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_syntax::ast;

use super::super::Binder;
use crate::scope::Relation;
use crate::{Expr, Node};

/// Rows that `mvexpand` makes of one row when no limit is given. See
/// <https://learn.microsoft.com/kusto/query/mv-expand-operator>.
const LEGACY_LIMIT: i64 = 128;

impl<'a> Binder<'a> {
    pub(super) fn mv_expand(&mut self, input: Relation, expand: &'a ast::MvExpand, span: Span) -> Relation {
        let mut expansion =
            self.expansion(&input, &expand.parameters, &expand.columns, expand.limit.as_ref());
        if expand.legacy && expansion.limit.is_none() {
            expansion.limit = Some(Expr::constant(Value::Long(LEGACY_LIMIT), Type::Long, span));
        }
        let columns = expansion.columns.clone();
        input.then(columns, span, |input| Node::MvExpand(Box::new(expansion.node(*input))))
    }
}
