//! Calls of aggregation functions, and expressions over their results.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_functions::aggregate::{AggregateFunction, AggregateSignature, Naming};
use quarry_functions::{ResultType, TypeSet};
use quarry_syntax::ast;

use super::Binder;
use super::expr::{Scalar, convert};
use super::overload::{self, Overload};
use super::projection::TuplePart;
use crate::names;
use crate::scope::Row;
use crate::types::{self, Ty};
use crate::{Aggregate, Expr, OutputColumn};

/// What the expressions of `summarize` and the like see: group keys, then aggregation results.
pub(crate) struct AggregateScope {
    /// The input column that each key is, unless the key was computed.
    pub(crate) keys: Vec<Option<usize>>,
    pub(crate) aggregates: Vec<Aggregate>,
    /// Keys and results so far.
    pub(crate) width: usize,
}

impl AggregateScope {
    pub(crate) fn new(keys: Vec<Option<usize>>) -> Self {
        Self { width: keys.len(), keys, aggregates: Vec::new() }
    }
}

impl Overload for AggregateSignature {
    fn arity(&self) -> (usize, usize) {
        let min = self.params.iter().map(|param| usize::from(param.min)).sum();
        let max = self.params.iter().map(|param| usize::from(param.max)).sum();
        (min, max)
    }

    fn accepts(&self, position: usize, arguments: &[Ty]) -> Option<TypeSet> {
        overload::param(self.params, position, arguments).map(|param| param.accepts)
    }
}

impl<'a> Binder<'a> {
    /// A column among aggregations: it must be a group key.
    pub(crate) fn column_among_aggregates(
        &mut self,
        index: usize,
        ty: Type,
        bound: Ty,
        name: &str,
        span: Span,
    ) -> Scalar {
        let keys = self.aggregates.as_ref().map(|scope| scope.keys.as_slice()).unwrap_or_default();
        match keys.iter().position(|key| *key == Some(index)) {
            Some(key) => Scalar { expr: Expr::column(key, ty, span), ty: bound },
            None => {
                self.error(
                    Code::AggregateExpected,
                    span,
                    format!("'{name}' must be a group key or stand inside an aggregation function"),
                );
                Scalar::unknown(span)
            }
        }
    }

    /// The arguments of an aggregation function, which see the input's row.
    fn aggregate_arguments(&mut self, call: &'a ast::Call, row: &Row) -> Vec<Scalar> {
        let scope = self.aggregates.take();
        let arguments = call
            .arguments
            .iter()
            .map(|argument| match &argument.kind {
                ast::ExprKind::Star => Scalar::unknown(argument.span),
                _ => self.scalar(argument, row),
            })
            .collect();
        self.aggregates = scope;
        arguments
    }

    pub(crate) fn aggregate_call(
        &mut self,
        function: &'static AggregateFunction,
        call: &'a ast::Call,
        row: &Row,
        span: Span,
    ) -> Scalar {
        self.hint_obsolete(&call.name, function.name, function.obsolete);
        let arguments = self.aggregate_arguments(call, row);
        let tys: Vec<Ty> = arguments.iter().map(|argument| argument.ty).collect();
        if !self.check_count(
            &call.name.text,
            call.name.span,
            function.signatures.iter().map(Overload::arity),
            arguments.len(),
        ) {
            return Scalar { ty: self.aggregate_type(function, &tys), ..Scalar::unknown(span) };
        }
        let result = self.aggregate_type(function, &tys);
        let broken = Scalar { ty: result, ..Scalar::unknown(span) };
        let Some(signature) = self.aggregate_signature(function, call, &arguments, &tys) else {
            return broken;
        };
        if matches!(function.naming, Naming::ArgExtreme) && arguments.len() > 1 {
            // Only a projection can take several columns; here the first one counts.
            return self
                .push_aggregate(function, signature, arguments, vec![result.or_dynamic()], span)
                .into_iter()
                .next()
                .unwrap_or(broken);
        }
        let ty = result.or_dynamic();
        let scalar = self.push_aggregate(function, signature, arguments, vec![ty], span).into_iter().next();
        scalar.map_or(broken, |scalar| Scalar { ty: result, ..scalar })
    }

    fn aggregate_signature(
        &mut self,
        function: &'static AggregateFunction,
        call: &'a ast::Call,
        arguments: &[Scalar],
        tys: &[Ty],
    ) -> Option<&'static AggregateSignature> {
        let best = overload::best(function.signatures, tys);
        let [only] = best.as_slice() else {
            if tys.iter().any(|ty| ty.is_unknown()) {
                return best.first().map(|&index| &function.signatures[index]);
            }
            let names: Vec<&str> = tys.iter().map(|ty| ty.or_dynamic().name()).collect();
            self.error(
                Code::OperatorTypes,
                call.name.span,
                format!("'{}' is not defined for {}", call.name.text, names.join(", ")),
            );
            return None;
        };
        let signature = &function.signatures[*only];
        for (position, argument) in arguments.iter().enumerate() {
            let Some(param) = overload::param(signature.params, position, tys) else { continue };
            if overload::fit(param.accepts, argument.ty) == overload::Fit::None {
                let place = call.arguments.get(position).map_or(argument.expr.span, |expr| expr.span);
                let (code, wanted) = if super::call::is_summable(param.accepts) {
                    (Code::ExpectedSummable, "a number, timespan or datetime".to_owned())
                } else {
                    (Code::ExpectedType, super::call::set_name(param.accepts))
                };
                let mark = self.mark();
                self.expected(code, place, &wanted, argument.ty);
                if let Some(expr) = call.arguments.get(position) {
                    self.advise_argument(mark, expr, param.accepts);
                }
                return None;
            }
        }
        Some(signature)
    }

    fn aggregate_type(&self, function: &'static AggregateFunction, tys: &[Ty]) -> Ty {
        let best = overload::best(function.signatures, tys);
        let Some(&index) = best.first() else { return Ty::Unknown };
        let one = |signature: &AggregateSignature| match signature.result {
            ResultType::Fixed(ty) => Ty::Known(ty),
            ResultType::Columns(_) => Ty::Known(Type::Dynamic),
            ResultType::Argument(position) => tys.get(position).copied().unwrap_or(Ty::Unknown),
            ResultType::Common(from) => {
                types::common_of(tys.iter().skip(from).copied()).unwrap_or(Ty::Unknown)
            }
            ResultType::Widest => {
                let known: Vec<Type> = tys.iter().filter_map(|ty| ty.known()).collect();
                types::widest(&known).map_or(Ty::Unknown, Ty::Known)
            }
            ResultType::Custom(compute) => {
                if tys.iter().any(|ty| ty.is_unknown()) {
                    return Ty::Unknown;
                }
                let known: Vec<Type> = tys.iter().map(|ty| ty.or_dynamic()).collect();
                Ty::Known(compute(&known))
            }
        };
        one(&function.signatures[index])
    }

    /// Adds an aggregate to the scope; gives its results as columns.
    fn push_aggregate(
        &mut self,
        function: &'static AggregateFunction,
        signature: &'static AggregateSignature,
        arguments: Vec<Scalar>,
        results: Vec<Type>,
        span: Span,
    ) -> Vec<Scalar> {
        let Some(scope) = self.aggregates.as_mut() else { return Vec::new() };
        let tys: Vec<Ty> = arguments.iter().map(|argument| argument.ty).collect();
        let arguments = arguments
            .into_iter()
            .enumerate()
            .map(|(position, argument)| {
                let param = overload::param(signature.params, position, &tys);
                let accepts = param.map_or(TypeSet::ANY, |param| param.accepts);
                let to = target(accepts, argument.expr.ty);
                convert(argument.expr, to)
            })
            .collect();
        let first = scope.width;
        scope.width += results.len();
        scope.aggregates.push(Aggregate { function, signature, arguments, results: results.clone(), span });
        let column = |(offset, ty): (usize, Type)| Scalar::new(Expr::column(first + offset, ty, span));
        results.into_iter().enumerate().map(column).collect()
    }

    /// The columns of an expression that gives several; none for an ordinary one.
    pub(crate) fn tuple(&mut self, expr: &'a ast::Expr, row: &Row) -> Option<Vec<TuplePart>> {
        let ast::ExprKind::Call(call) = &expr.unparenthesized().kind else { return None };
        if self.local(&call.name.text).is_some() {
            return None;
        }
        if self.aggregates.is_none() {
            return super::series::tuple(self, call, row, expr.span);
        }
        let function = quarry_functions::aggregate::lookup(&call.name.text)?;
        let called = call.name.text.as_str();
        let star = call.arguments.iter().any(|argument| matches!(argument.kind, ast::ExprKind::Star));
        match function.naming {
            Naming::ArgExtreme => Some(self.arg_extreme(function, call, row, expr.span)),
            Naming::Percentiles if !called.ends_with("_array") => {
                let first = names::percent_position(called);
                (call.arguments.len() > first + 1)
                    .then(|| self.percentiles(function, call, row, first, expr.span))
            }
            Naming::Argument | Naming::Prefix(_)
                if matches!(called, "take_any" | "any") && (star || call.arguments.len() > 1) =>
            {
                Some(self.arg_extreme(function, call, row, expr.span))
            }
            _ => None,
        }
    }

    /// `arg_max(x, …)` and `take_any(…)`: a column for each argument, all columns for `*`.
    fn arg_extreme(
        &mut self,
        function: &'static AggregateFunction,
        call: &'a ast::Call,
        row: &Row,
        span: Span,
    ) -> Vec<TuplePart> {
        self.hint_obsolete(&call.name, function.name, function.obsolete);
        let called = call.name.text.as_str();
        let keyed = !matches!(called, "take_any" | "any");
        if !self.check_count(
            called,
            call.name.span,
            function.signatures.iter().map(Overload::arity),
            call.arguments.len(),
        ) {
            return Vec::new();
        }
        let bound = self.aggregate_arguments(call, row);
        let star = call.arguments.iter().any(|argument| matches!(argument.kind, ast::ExprKind::Star));
        let keys = self.aggregates.as_ref().map(|scope| scope.keys.clone()).unwrap_or_default();
        let mut seen: Vec<usize> = Vec::new();
        let mut parts: Vec<(String, Scalar, Option<OutputColumn>, Option<usize>)> = Vec::new();
        let primary = call
            .arguments
            .first()
            .and_then(|argument| names::of_expression(argument, &|name| row.position(name).is_some()));
        for (position, (argument, scalar)) in call.arguments.iter().zip(bound).enumerate() {
            if matches!(argument.kind, ast::ExprKind::Star) {
                for (index, column) in row.columns.iter().enumerate() {
                    if seen.contains(&index) || keys.contains(&Some(index)) {
                        continue;
                    }
                    seen.push(index);
                    let scalar = Scalar {
                        expr: Expr::column(index, column.ty, argument.span),
                        ty: column.bind_type(),
                    };
                    parts.push((column.name.to_string(), scalar, Some(column.clone()), Some(index)));
                }
                continue;
            }
            let column =
                scalar.column().and_then(|index| row.columns.get(index).map(|column| (index, column)));
            if let Some((index, column)) = column {
                let skip = star && seen.contains(&index)
                    || star && position > 0 && keyed && keys.contains(&Some(index));
                if skip && position > 0 {
                    continue;
                }
                seen.push(index);
                let name = match &argument.kind {
                    ast::ExprKind::Named { names, .. } => names.first().map(|name| name.text.clone()),
                    _ => None,
                };
                let name = name.unwrap_or_else(|| column.name.to_string());
                parts.push((name, scalar, Some(column.clone()), None));
                continue;
            }
            let name = names::of_expression(argument, &|name| row.position(name).is_some());
            let name = name.unwrap_or_else(|| unnamed_part(called, position, primary.as_deref()));
            parts.push((name, scalar, None, None));
        }
        self.extreme_parts(function, called, parts, primary, span)
    }

    fn extreme_parts(
        &mut self,
        function: &'static AggregateFunction,
        called: &str,
        parts: Vec<(String, Scalar, Option<OutputColumn>, Option<usize>)>,
        primary: Option<String>,
        span: Span,
    ) -> Vec<TuplePart> {
        if let Some((_, first, ..)) = parts.first()
            && !matches!(called, "take_any" | "any")
            && !first.ty.may_be(types::is_orderable)
        {
            self.expected(Code::ExpectedType, first.expr.span, "a value that can be ordered", first.ty);
        }
        let Some(signature) = function.signatures.last() else { return Vec::new() };
        let results: Vec<Type> = parts.iter().map(|(_, scalar, ..)| scalar.ty.or_dynamic()).collect();
        let arguments: Vec<Scalar> = parts.iter().map(|(_, scalar, ..)| scalar.clone()).collect();
        let columns = self.push_aggregate(function, signature, arguments, results, span);
        parts
            .into_iter()
            .zip(columns)
            .enumerate()
            .map(|(position, ((name, scalar, source, star), column))| {
                let name = prefixed(called, position, &name, primary.as_deref());
                TuplePart { name, scalar: Scalar { ty: scalar.ty, ..column }, source, star }
            })
            .collect()
    }

    fn percentiles(
        &mut self,
        function: &'static AggregateFunction,
        call: &'a ast::Call,
        row: &Row,
        first: usize,
        span: Span,
    ) -> Vec<TuplePart> {
        let arguments = self.aggregate_arguments(call, row);
        let tys: Vec<Ty> = arguments.iter().map(|argument| argument.ty).collect();
        let Some(signature) = self.aggregate_signature(function, call, &arguments, &tys) else {
            return Vec::new();
        };
        let value = arguments.first().map_or(Ty::Unknown, |argument| argument.ty);
        let ty = match value {
            Ty::Known(Type::Int) => Type::Long,
            Ty::Known(Type::Decimal) => Type::Real,
            other => other.or_dynamic(),
        };
        let has_column = |name: &str| row.position(name).is_some();
        let count = arguments.len().saturating_sub(first);
        let columns = self.push_aggregate(function, signature, arguments, vec![ty; count], span);
        columns
            .into_iter()
            .enumerate()
            .map(|(offset, scalar)| {
                let name = names::percentile(function.name, call, &has_column, first + offset);
                TuplePart { name: name.unwrap_or_default(), scalar, source: None, star: None }
            })
            .collect()
    }
}

fn unnamed_part(called: &str, position: usize, primary: Option<&str>) -> String {
    let prefix = match called {
        "arg_min" | "argmin" => "min",
        "take_any" => return format!("any_arg{position}"),
        "any" => return format!("arg{position}"),
        _ => "max",
    };
    match position {
        0 => format!("{prefix}_"),
        _ => format!("{prefix}_{}_arg{position}", primary.unwrap_or_default()),
    }
}

/// The older spellings put a prefix before every name.
fn prefixed(called: &str, position: usize, name: &str, primary: Option<&str>) -> String {
    let prefix = match called {
        "argmax" => "max",
        "argmin" => "min",
        "any" => return format!("any_{name}"),
        _ => return name.to_owned(),
    };
    match primary {
        Some(primary) if position > 0 => format!("{prefix}_{primary}_{name}"),
        _ => format!("{prefix}_{name}"),
    }
}

/// What an argument is converted to for a parameter.
fn target(accepts: TypeSet, from: Type) -> Type {
    if accepts.contains(from) {
        return from;
    }
    let promoted = [Type::Long, Type::Real, Type::Decimal];
    promoted
        .into_iter()
        .find(|&to| accepts.contains(to) && types::promotes(from, to))
        .or_else(|| accepts.iter().next())
        .unwrap_or(from)
}
