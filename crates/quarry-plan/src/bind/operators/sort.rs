//! `sort`: rows in order.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{NullsOrder, Parameter, SortKey as SyntaxKey, SortOrder};

use super::super::Binder;
use crate::scope::{Relation, Row};
use crate::types;
use crate::{Node, SortKey};

impl<'a> Binder<'a> {
    pub(super) fn sort(
        &mut self,
        input: Relation,
        parameters: &'a [Parameter],
        by: &'a [SyntaxKey],
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &[]);
        let row = self.input_row(&input);
        let keys: Vec<SortKey> = by.iter().map(|key| self.sort_key(key, &row)).collect();
        let relation = input.pass(span, |input| Node::Sort { input, keys });
        Relation { serialized: true, ..relation }
    }

    /// A sort key: descending unless said otherwise, nulls first when ascending.
    pub(crate) fn sort_key(&mut self, key: &'a SyntaxKey, row: &Row) -> SortKey {
        let scalar = self.scalar(&key.expr, row);
        if !scalar.ty.may_be(types::is_orderable) {
            self.error(
                Code::UnorderedDynamic,
                key.expr.span,
                "a dynamic has no order of its own; convert it with tostring() or tolong()",
            );
        }
        let descending = key.order != Some(SortOrder::Asc);
        let nulls_first = match key.nulls {
            Some(NullsOrder::First) => true,
            Some(NullsOrder::Last) => false,
            None => !descending,
        };
        SortKey { expr: scalar.expr, descending, nulls_first }
    }
}
