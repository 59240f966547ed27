//! `as`: a name for the rows so far.

use std::sync::Arc;

use quarry_diagnostics::Span;
use quarry_syntax::ast::{Name, Parameter};

use super::super::Binder;
use crate::scope::{Local, Relation};
use crate::{Node, Plan};

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
        let schema = Arc::clone(&input.plan.schema);
        let shared = self.share(input.plan.clone());
        let plan = Plan { node: Node::Shared(shared), schema, span };
        let named = Relation { plan, depth: 1, source: Some(name.text.as_str().into()), ..input };
        self.declare(&name.text, name.span, Local::Table(Box::new(named.clone())));
        named
    }
}
