//! `summarize`: aggregations by group.

use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::Summarize;

use super::super::Binder;
use super::super::aggregate::AggregateScope;
use super::super::projection::{Projection, Style};
use crate::scope::{Relation, Row};
use crate::{Aggregate, Expr, ExprKind, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn summarize(&mut self, input: Relation, summarize: &'a Summarize, span: Span) -> Relation {
        self.check_parameters(&summarize.parameters, &[]);
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_all(&summarize.by, &row, Style::Project, &mut projection);
        let keys: Vec<Expr> = projection.items.iter().map(|(_, key)| key.clone()).collect();
        let aggregates = self.grouped(&mut projection, &row, |binder, projection| {
            binder.project_all(&summarize.aggregates, &row, Style::Aggregates, projection);
        });
        self.hint_counts(summarize, span);
        let open = None;
        let relation = aggregated(input, projection, keys, aggregates, span);
        Relation { open, serialized: false, ..relation }
    }

    /// Turns the columns of a projection into group keys, then lets `bind` add aggregations to it.
    pub(crate) fn grouped(
        &mut self,
        projection: &mut Projection,
        row: &Row,
        bind: impl FnOnce(&mut Self, &mut Projection),
    ) -> Vec<Aggregate> {
        let keys: Vec<Option<usize>> = projection
            .items
            .iter()
            .map(|(_, key)| match key.kind {
                ExprKind::Column(index) => Some(index),
                _ => None,
            })
            .collect();
        for (position, (column, key)) in projection.items.iter_mut().enumerate() {
            *key = Expr::column(position, column.ty, key.span);
        }
        for key in keys.iter().flatten() {
            if row.columns.get(*key).is_some_and(|column| projection.position(&column.name).is_some()) {
                projection.ignore(*key);
            }
        }
        let outer = self.aggregates.replace(AggregateScope::new(keys));
        bind(self, projection);
        let scope = std::mem::replace(&mut self.aggregates, outer);
        scope.map(|scope| scope.aggregates).unwrap_or_default()
    }

    /// `count(x)` does not count distinct values.
    fn hint_counts(&mut self, summarize: &'a Summarize, _span: Span) {
        use quarry_syntax::ast::ExprKind as Syntax;
        for aggregate in &summarize.aggregates {
            let value = match &aggregate.kind {
                Syntax::Named { value, .. } => value,
                _ => aggregate,
            };
            let Syntax::Call(call) = &value.kind else { continue };
            if call.name.text == "count" && !call.arguments.is_empty() {
                let warning = Diagnostic::warning(
                    Code::CountArgument,
                    call.name.span,
                    "'count' counts rows; an argument is only a condition here",
                );
                self.report(warning.help("use countif(condition), or dcount(column) for distinct values"));
            }
        }
    }
}

/// The aggregate node, and a projection over it where the result columns are not just its columns.
pub(crate) fn aggregated(
    input: Relation,
    projection: Projection,
    keys: Vec<Expr>,
    aggregates: Vec<Aggregate>,
    span: Span,
) -> Relation {
    let (columns, exprs) = projection.into_parts();
    let width = keys.len() + aggregates.iter().map(|aggregate| aggregate.results.len()).sum::<usize>();
    let plain = exprs.len() == width
        && exprs
            .iter()
            .enumerate()
            .all(|(index, expr)| matches!(expr.kind, ExprKind::Column(at) if at == index));
    if plain {
        return input.then(columns, span, |input| Node::Aggregate { input, keys, aggregates });
    }
    let inner: Vec<OutputColumn> = keys
        .iter()
        .map(|key| key.ty)
        .chain(aggregates.iter().flat_map(|aggregate| aggregate.results.iter().copied()))
        .enumerate()
        .map(|(index, ty)| OutputColumn::computed(format!("{index}"), crate::types::Ty::Known(ty)))
        .collect();
    input.then(inner, span, |input| Node::Aggregate { input, keys, aggregates }).then(
        columns,
        span,
        |input| Node::Project { input, columns: exprs, window: false },
    )
}
