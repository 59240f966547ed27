//! `top-hitters`: the most frequent values. The service estimates; here the counts are exact.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_functions::aggregate;
use quarry_syntax::ast::Expr;

use super::super::Binder;
use super::super::projection::{Projection, Style, known};
use crate::names;
use crate::scope::Relation;
use crate::types::{self, Ty};
use crate::{Aggregate, Expr as BoundExpr, Node, OutputColumn, SortKey};

impl<'a> Binder<'a> {
    pub(super) fn top_hitters(
        &mut self,
        input: Relation,
        count: &'a Expr,
        of: &'a Expr,
        by: Option<&'a Expr>,
        span: Span,
    ) -> Relation {
        let count = self.row_count(count);
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_one(of, &row, Style::Project, &mut projection, 0);
        let has_column = |name: &str| row.position(name).is_some();
        let (aggregate, column) = match by {
            Some(by) => {
                let value = self.scalar_of(by, &row, Code::ExpectedType, "a number", Type::is_numeric);
                let name = names::of_expression(by, &has_column).unwrap_or_default();
                let column = OutputColumn::computed(format!("approximate_sum_{name}"), value.ty);
                (self.sum_aggregate(value.expr, span), column)
            }
            None => {
                let name = names::of_expression(of, &has_column).unwrap_or_default();
                let name = format!("approximate_count_{name}");
                (self.count_aggregate(span), OutputColumn::computed(name, known(Type::Long)))
            }
        };
        let Some(aggregate) = aggregate else { return Relation::broken(span) };
        let (mut columns, keys) = projection.into_parts();
        let result = keys.len();
        let ty = aggregate.results.first().copied().unwrap_or(Type::Long);
        columns.push(column);
        let key = SortKey { expr: BoundExpr::column(result, ty, span), descending: true, nulls_first: false };
        let relation = input
            .then(columns, span, |input| Node::Aggregate { input, keys, aggregates: vec![aggregate] })
            .pass(span, |input| Node::Top { input, count, keys: vec![key] });
        Relation { open: None, serialized: true, ..relation }
    }

    fn sum_aggregate(&mut self, value: BoundExpr, span: Span) -> Option<Aggregate> {
        let function = aggregate::lookup("sum")?;
        let best = super::super::overload::best(function.signatures, &[Ty::Known(value.ty)]);
        let signature = function.signatures.get(best.first().copied()?)?;
        let results = vec![types::promote_int(value.ty)];
        Some(Aggregate { function, signature, arguments: vec![value], results, span })
    }
}
