//! `make-series`: aggregations along an axis, as arrays.

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::Binder;
use super::super::expr::{Scalar, convert};
use super::super::parameters::find_word;
use super::super::projection::{Projection, Style};
use crate::scope::{Relation, Row};
use crate::types::{self, Ty};
use crate::{Aggregate, Expr, ExprKind, MakeSeries, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn make_series(
        &mut self,
        input: Relation,
        series: &'a ast::MakeSeries,
        span: Span,
    ) -> Relation {
        self.check_parameters(&series.parameters, &["kind"]);
        let row = self.input_row(&input);
        let mut projection = Projection::default();
        self.project_all(&series.by, &row, Style::Project, &mut projection);
        let keys: Vec<Expr> = projection.items.iter().map(|(_, key)| key.clone()).collect();
        let aggregates = self.grouped(&mut projection, &row, |binder, projection| {
            for aggregate in &series.aggregates {
                binder.project_one(&aggregate.value, &row, Style::Aggregates, projection, 0);
            }
        });
        let defaults = self.series_defaults(series, &aggregates);
        self.project_one(&series.on, &row, Style::Project, &mut projection, 0);
        let on = self.scalar(&series.on, &row);
        let bounds = self.series_bounds(series, &on, &row, span);
        let (mut columns, exprs) = projection.into_parts();
        for (index, column) in columns.iter_mut().enumerate().skip(keys.len()) {
            let name = std::sync::Arc::clone(&column.name);
            let _ = index;
            *column = OutputColumn::computed(name, Ty::Known(Type::Dynamic));
        }
        let plain = exprs
            .iter()
            .take(exprs.len().saturating_sub(1))
            .enumerate()
            .all(|(index, expr)| matches!(expr.kind, ExprKind::Column(at) if at == index));
        if !plain {
            self.not_implemented(span, "make-series over expressions of aggregations");
            return Relation { broken: true, ..input.then(columns, span, |_| Node::Error) };
        }
        let Some((from, to, step)) = bounds else {
            return Relation { broken: true, ..input.then(columns, span, |_| Node::Error) };
        };
        let aggregates: Vec<(Aggregate, Expr)> = aggregates.into_iter().zip(defaults).collect();
        let nonempty = find_word(&series.parameters, "kind").is_some_and(|(kind, _)| kind == "nonempty");
        let relation = input.then(columns, span, |input| {
            Node::MakeSeries(Box::new(MakeSeries {
                input: *input,
                keys,
                aggregates,
                on: on.expr,
                from,
                to,
                step,
                nonempty,
            }))
        });
        Relation { open: None, serialized: false, ..relation }
    }

    /// The value of each aggregation where there are no rows: zero unless said otherwise.
    fn series_defaults(&mut self, series: &'a ast::MakeSeries, aggregates: &[Aggregate]) -> Vec<Expr> {
        let nowhere = self.no_row();
        let mut defaults = Vec::with_capacity(aggregates.len());
        for (aggregate, written) in aggregates.iter().zip(&series.aggregates) {
            let ty = aggregate.results.first().copied().unwrap_or(Type::Long);
            let default = match &written.default {
                Some(default) => {
                    let scalar = self.scalar(default, &nowhere);
                    convert(scalar.expr, if scalar.ty.is_unknown() { Type::Dynamic } else { ty })
                }
                None => Expr::constant(zero(ty), ty, aggregate.span),
            };
            defaults.push(default);
        }
        defaults
    }

    fn series_bounds(
        &mut self,
        series: &'a ast::MakeSeries,
        on: &Scalar,
        row: &Row,
        span: Span,
    ) -> Option<(Option<Expr>, Option<Expr>, Expr)> {
        let axis = on.ty;
        let mut bound = |expr: Option<&'a ast::Expr>| -> Option<Expr> {
            let expr = expr?;
            let scalar = self.scalar(expr, row);
            if let (Ty::Known(found), Ty::Known(axis)) = (scalar.ty, axis)
                && found != axis
                && !types::promotes(found, axis)
            {
                self.expected(Code::ExpectedTypeOf, expr.span, axis.name(), scalar.ty);
                return None;
            }
            Some(convert(scalar.expr, axis.or_dynamic()))
        };
        let from = bound(series.from.as_ref());
        let to = bound(series.to.as_ref());
        let Some(step) = &series.step else {
            self.error(Code::MissingExpression, span, "make-series needs a step");
            return None;
        };
        let step = self.scalar(step, row);
        let step_ty = match axis {
            Ty::Known(Type::DateTime | Type::TimeSpan) => Type::TimeSpan,
            other => other.or_dynamic(),
        };
        if let Ty::Known(found) = step.ty
            && axis.known().is_some()
            && found != step_ty
            && !types::promotes(found, step_ty)
        {
            self.expected(Code::ExpectedType, step.expr.span, step_ty.name(), step.ty);
            return None;
        }
        axis.known()?;
        Some((from, to, convert(step.expr, step_ty)))
    }
}

fn zero(ty: Type) -> Value {
    match ty {
        Type::Int => Value::Int(0),
        Type::Long => Value::Long(0),
        Type::Real => Value::Real(0.0),
        Type::Decimal => Value::Decimal(0.into()),
        Type::TimeSpan => Value::TimeSpan(0),
        Type::Bool => Value::Bool(false),
        Type::DateTime | Type::Guid | Type::String | Type::Dynamic => Value::missing(ty),
    }
}
