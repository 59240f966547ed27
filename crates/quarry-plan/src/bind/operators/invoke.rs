//! `invoke`: a function that takes the rows so far as its first argument.

use quarry_diagnostics::Span;
use quarry_syntax::ast::Call;

use super::super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn invoke(&mut self, input: Relation, call: &'a Call, span: Span) -> Relation {
        self.table_call(call, Some(input), span)
    }
}
