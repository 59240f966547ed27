//! `top-nested`: the top values of one column within those of another.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, ExprKind, SortOrder};

use super::super::Binder;
use super::super::aggregate::AggregateScope;
use crate::names::{self, UniqueNames};
use crate::scope::Relation;
use crate::{Node, OutputColumn, TopNestedLevel};

impl<'a> Binder<'a> {
    pub(super) fn top_nested(
        &mut self,
        input: Relation,
        levels: &'a [ast::TopNestedLevel],
        span: Span,
    ) -> Relation {
        let row = self.input_row(&input);
        let mut columns = Vec::with_capacity(levels.len() * 2);
        let mut unique = UniqueNames::default();
        let mut bound = Vec::with_capacity(levels.len());
        let mut broken = false;
        for level in levels {
            let count = level.count.as_ref().map(|count| self.row_count(count));
            let of = self.scalar(&level.of, &row);
            let with_others = level.with_others.as_ref().map(|others| self.scalar(others, &row).expr);
            let outer = self.aggregates.replace(AggregateScope::new(Vec::new()));
            let by = self.scalar(&level.by.expr, &row);
            let scope = std::mem::replace(&mut self.aggregates, outer);
            let name =
                names::of_expression(&level.of, &|name| row.position(name).is_some()).unwrap_or_default();
            // An expression that gives no name has that of an unnamed column.
            let of_name = match name.as_str() {
                "" => unique.get_or_add(&"Column1".into(), Some("Column")),
                name => unique.get_or_add(&name.into(), None),
            };
            columns.push(match of.column() {
                Some(index) => row.columns[index].renamed(of_name),
                None => OutputColumn::computed(of_name, of.ty),
            });
            let by_name = match &level.by.expr.kind {
                ExprKind::Named { names, .. } => names.first().map(|name| name.text.clone()),
                _ => None,
            };
            let by_name = by_name.unwrap_or_else(|| format!("aggregated_{name}"));
            columns.push(OutputColumn::computed(unique.get_or_add(&by_name.as_str().into(), None), by.ty));
            let aggregate = scope.and_then(|scope| scope.aggregates.into_iter().next());
            match aggregate.filter(|_| by.column().is_some()) {
                Some(aggregate) => bound.push(TopNestedLevel {
                    count,
                    of: of.expr,
                    with_others,
                    by: aggregate,
                    descending: level.by.order != Some(SortOrder::Asc),
                }),
                None => {
                    if !by.ty.is_unknown() {
                        self.error(
                            Code::AggregateExpected,
                            level.by.expr.span,
                            "an aggregation function is expected here",
                        );
                    }
                    broken = true;
                }
            }
        }
        let broken = broken || input.broken;
        let relation = input.then(columns, span, |input| Node::TopNested { input, levels: bound });
        Relation { open: None, broken, serialized: true, ..relation }
    }
}
