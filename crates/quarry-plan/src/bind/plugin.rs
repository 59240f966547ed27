//! What plugins give.

use quarry_diagnostics::Span;
use quarry_functions::plugin::Plugin;
use quarry_syntax::ast::{Call, ColumnDeclaration};

use super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(crate) fn plugin(
        &mut self,
        input: Option<Relation>,
        plugin: &'static Plugin,
        call: &'a Call,
        schema: Option<&'a [ColumnDeclaration]>,
        span: Span,
    ) -> Relation {
        let _ = (input, schema);
        self.not_implemented(call.name.span, plugin.name);
        Relation::broken(span)
    }
}
