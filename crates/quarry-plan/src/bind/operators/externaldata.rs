//! `externaldata`: a file somewhere on the web, which the page can't fetch.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, Externaldata};

use super::super::Binder;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn externaldata(&mut self, external: &'a Externaldata, span: Span) -> Relation {
        let columns = self.declared_columns(&external.columns);
        let addresses: Vec<&str> = external
            .addresses
            .iter()
            .filter_map(|address| match &address.unparenthesized().kind {
                ast::ExprKind::Literal(literal) => Some(literal.text.as_str()),
                _ => None,
            })
            .collect();
        let from = addresses.first().copied().unwrap_or("its address");
        self.warning(
            Code::NotAvailable,
            span,
            format!("externaldata is not fetched: the file from {from} counts as empty"),
        );
        self.nothing(columns, span)
    }
}
