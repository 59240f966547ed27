//! `make-series`: aggregations along an axis, as arrays.

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast;

use super::super::expr::{Scalar, convert};
use super::super::parameters::find_word;
use super::super::projection::{Projection, Style};
use super::super::{Binder, overload};
use crate::scope::{Relation, Row};
use crate::types::{self, Ty};
use crate::{Aggregate, Expr, ExprKind, MakeSeries, Node, OutputColumn};

/// What a series is made of.
struct Parts<'e> {
    keys: Vec<Expr>,
    aggregates: Vec<Aggregate>,
    /// Over the keys and the results of the aggregations.
    values: &'e [Expr],
    from: Option<&'e Expr>,
    to: Option<&'e Expr>,
    step: &'e Expr,
}

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
        let values = &exprs[keys.len()..exprs.len().saturating_sub(1)];
        let defaults = self.series_defaults(series, values);
        let Some((from, to, step)) = bounds else {
            return Relation { broken: true, ..input.then(columns, span, |_| Node::Error) };
        };
        let mut on = on;
        let (input, keys, aggregates) = if plain {
            (input, keys, aggregates)
        } else {
            let parts = Parts { keys, aggregates, values, from: from.as_ref(), to: to.as_ref(), step: &step };
            let Some(parts) = self.series_of_values(input, parts, &mut on, span) else {
                return Relation { broken: true, ..Relation::new(Node::Error, columns, span) };
            };
            parts
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

    /// Aggregates into the steps of the series first where its values are not just aggregations, so that
    /// the series is left with one row for each step.
    fn series_of_values(
        &mut self,
        input: Relation,
        parts: Parts,
        on: &mut Scalar,
        span: Span,
    ) -> Option<(Relation, Vec<Expr>, Vec<Aggregate>)> {
        let Parts { keys, aggregates, values, from, to, step } = parts;
        let step = Scalar::new(step.clone());
        let bin = match from {
            Some(from) => self.function("bin_at", vec![on.clone(), step, Scalar::new(from.clone())], span),
            None => self.function("bin", vec![on.clone(), step], span),
        };
        if bin.ty.is_unknown() {
            return None;
        }
        let input = match to {
            Some(to) => {
                let before = self.operator_over("<", vec![on.clone(), Scalar::new(to.clone())], span).expr;
                input.pass(span, |input| Node::Filter { input, predicate: before })
            }
            None => input,
        };
        let width: usize = aggregates.iter().map(|aggregate| aggregate.results.len()).sum();
        let first = keys.len() + 1;
        let mut stages: Vec<Aggregate> = aggregates;
        stages.push(aggregate_of("min", on.expr.clone())?);
        let mut steps = keys.clone();
        steps.push(bin.expr);
        let tys = steps.iter().map(|key| key.ty).chain(stages.iter().flat_map(|stage| stage.results.clone()));
        let input = input.then(numbered(tys), span, |input| Node::Aggregate {
            input,
            keys: steps,
            aggregates: stages,
        });
        let mut exprs: Vec<Expr> =
            keys.iter().enumerate().map(|(index, key)| Expr::column(index, key.ty, key.span)).collect();
        let kept = exprs.clone();
        for value in values {
            let mut value = value.clone();
            value.change_columns(&mut |index| *index += usize::from(*index >= keys.len()));
            exprs.push(value);
        }
        exprs.push(Expr::column(first + width, on.expr.ty, on.expr.span));
        on.expr = Expr::column(exprs.len() - 1, on.expr.ty, on.expr.span);
        let aggregates = values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                aggregate_of("take_any", Expr::column(keys.len() + index, value.ty, value.span))
            })
            .collect::<Option<Vec<Aggregate>>>()?;
        let input = input.then(numbered(exprs.iter().map(|expr| expr.ty)), span, |input| Node::Project {
            input,
            columns: exprs,
            window: false,
        });
        Some((input, kept, aggregates))
    }

    /// The value of each column where there are no rows: zero unless said otherwise.
    fn series_defaults(&mut self, series: &'a ast::MakeSeries, values: &[Expr]) -> Vec<Expr> {
        let nowhere = self.no_row();
        let mut defaults = Vec::with_capacity(values.len());
        for (value, written) in values.iter().zip(&series.aggregates) {
            let ty = value.ty;
            let default = match &written.default {
                Some(default) => {
                    let scalar = self.scalar(default, &nowhere);
                    convert(scalar.expr, if scalar.ty.is_unknown() { Type::Dynamic } else { ty })
                }
                None => Expr::constant(zero(ty), ty, value.span),
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
        let step = convert(step.expr, step_ty);
        let (from, to) = if series.in_range { self.whole_bins(from, to, &step, span) } else { (from, to) };
        Some((from, to, step))
    }

    /// The bounds of `in range(start, stop, step)`: the bin that holds the start and the end of the bin that
    /// holds the stop, for this form takes its steps by `bin()` and includes the stop.
    fn whole_bins(
        &mut self,
        from: Option<Expr>,
        to: Option<Expr>,
        step: &Expr,
        span: Span,
    ) -> (Option<Expr>, Option<Expr>) {
        let step = Scalar::new(step.clone());
        let from = from.map(|from| self.function("bin", vec![Scalar::new(from), step.clone()], span).expr);
        let to = to.map(|to| {
            let last = self.function("bin", vec![Scalar::new(to), step.clone()], span);
            self.operator_over("+", vec![last, step.clone()], span).expr
        });
        (from, to)
    }
}

/// An aggregation of one value that keeps its type.
fn aggregate_of(name: &str, argument: Expr) -> Option<Aggregate> {
    let function = quarry_functions::aggregate::lookup(name)?;
    let best = overload::best(function.signatures, &[Ty::Known(argument.ty)]);
    let signature = &function.signatures[*best.first()?];
    let (ty, span) = (argument.ty, argument.span);
    Some(Aggregate { function, signature, arguments: vec![argument], results: vec![ty], span })
}

/// Columns that only the next stage sees.
fn numbered(tys: impl Iterator<Item = Type>) -> Vec<OutputColumn> {
    tys.enumerate().map(|(index, ty)| OutputColumn::computed(index.to_string(), Ty::Known(ty))).collect()
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
