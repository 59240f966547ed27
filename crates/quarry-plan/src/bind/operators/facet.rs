//! `facet`: a table of counts for each column.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr, Stage};

use super::super::Binder;
use super::super::projection::known;
use crate::scope::Relation;
use crate::{Expr as BoundExpr, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn facet(
        &mut self,
        input: Relation,
        columns: &'a [Expr],
        with: Option<&'a [Stage]>,
        span: Span,
    ) -> Relation {
        let shared = self.shared_table(input, span);
        let row = self.input_row(&shared);
        let mut results = Vec::new();
        for (position, expr) in columns.iter().enumerate() {
            let scalar = self.scalar(expr, &row);
            let Some(index) = scalar.column() else {
                if !scalar.ty.is_unknown() {
                    self.error(Code::ExpectedColumn, expr.span, "a column is expected here");
                }
                continue;
            };
            let column = row.columns[index].clone();
            let count = OutputColumn::computed(format!("count_{}", column.name), known(Type::Long));
            let Some(aggregate) = self.count_aggregate(span) else { continue };
            let key = BoundExpr::column(index, column.ty, expr.span);
            let relation = shared.clone().then(vec![column, count], span, |input| Node::Aggregate {
                input,
                keys: vec![key],
                aggregates: vec![aggregate],
            });
            let name = if position == 0 { "Facet".to_owned() } else { format!("Facet_{position}") };
            results.push((name, relation));
        }
        if let Some(with) = with {
            let relation = self.table_stages(shared.clone(), with, span);
            results.insert(0, ("FacetWith".to_owned(), relation));
        }
        self.branches = results;
        shared
    }
}
