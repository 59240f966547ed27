//! `assert-schema`: the columns must be those that are listed.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::Binder;
use crate::OutputColumn;
use crate::scope::Relation;

impl<'a> Binder<'a> {
    pub(super) fn assert_schema(
        &mut self,
        input: Relation,
        columns: &'a [ast::ColumnDeclaration],
        others: bool,
        span: Span,
    ) -> Relation {
        let wanted = self.declared_columns(columns);
        // Columns that depend on the data are compared once they are known.
        let known = input.open.is_none_or(|stage| self.is_resolved(stage));
        if known
            && !input.broken
            && let Some((at, message)) = difference(&input.columns, &wanted, others)
        {
            let place = columns.get(at).map_or(span, |column| column.name.span.to(column.ty.name.span));
            self.error(Code::ExpectedTypeOf, place, message);
        }
        input
    }
}

/// The first column that is not as it is wanted, by its place in the list, and what is wrong with it.
fn difference(columns: &[OutputColumn], wanted: &[OutputColumn], others: bool) -> Option<(usize, String)> {
    for (place, column) in wanted.iter().enumerate() {
        let Some(found) = columns.iter().position(|known| known.name == column.name) else {
            return Some((place, format!("the table has no column '{}'", column.name)));
        };
        let other = &columns[found];
        if other.ty != column.ty && other.known && column.known {
            let (is, wanted) = (other.ty.name(), column.ty.name());
            return Some((place, format!("the column '{}' is of type {is}, not {wanted}", column.name)));
        }
        if !others && found != place {
            return Some((place, format!("'{}' is column {} of the table", column.name, found + 1)));
        }
    }
    let further = columns.get(wanted.len()).filter(|_| !others)?;
    Some((wanted.len(), format!("the table has a further column '{}'", further.name)))
}
