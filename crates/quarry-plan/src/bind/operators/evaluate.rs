//! `evaluate`: plugins.

use quarry_diagnostics::Span;
use quarry_syntax::ast::{self, Call, ColumnDeclaration};

use super::super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn evaluate(
        &mut self,
        input: Option<Relation>,
        parameters: &'a [ast::Parameter],
        call: &'a Call,
        schema: Option<&'a [Option<ColumnDeclaration>]>,
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &[]);
        if self.local(&call.name.text).is_some() {
            return self.table_call(call, input, span);
        }
        self.evaluate_call(input, call, schema, span)
    }
}
