//! `as`: a name for the rows so far.

use quarry_diagnostics::Span;
use quarry_syntax::ast::{Name, Parameter};

use super::super::Binder;
use crate::scope::{Local, Relation};

impl<'a> Binder<'a> {
    pub(super) fn as_(
        &mut self,
        input: Relation,
        name: &'a Name,
        parameters: &'a [Parameter],
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &[]);
        if input.broken {
            self.declare(&name.text, name.span, Local::Table(Box::new(input.clone())));
            return input;
        }
        let shared = self.shared_table(input, span);
        let named = Relation { source: Some(name.text.as_str().into()), ..shared };
        self.declare(&name.text, name.span, Local::Table(Box::new(named.clone())));
        named
    }
}
