//! Functions that the query declares: their bodies are bound where they are called.

use std::rc::Rc;
use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast;

use super::Binder;
use super::expr::Scalar;
use crate::scope::{Local, LocalFunction, Named, Relation, Row};
use crate::types::Ty;
use crate::{Expr, ExprKind, OutputColumn, SharedId};

/// How many functions may call each other before it is taken for an endless recursion.
const MAX_CALLS: u32 = 32;

/// How many calls of such functions a query may have, those inside their bodies counted.
const MAX_EXPANSIONS: u32 = 5_000;

/// How deeply the expression that a call becomes may be nested.
const MAX_NESTING: usize = 500;

/// The place of a value that is not known before its function is called.
const STAND_IN: SharedId = SharedId(usize::MAX);

impl Scalar {
    /// It is a parameter of a function that is only checked, not called.
    pub(crate) fn is_stand_in(&self) -> bool {
        matches!(self.expr.kind, ExprKind::Scalar(STAND_IN))
    }
}

/// An argument before it is bound to its parameter.
enum Argument<'a> {
    Written(&'a ast::Expr),
    /// The input of `invoke`.
    Input(Box<Relation>),
}

impl<'a> Binder<'a> {
    /// A call that gives a scalar.
    pub(crate) fn call_local_scalar(
        &mut self,
        function: LocalFunction<'a>,
        name: &'a ast::Name,
        arguments: &'a [ast::Expr],
        row: &Row,
        span: Span,
    ) -> Scalar {
        if self.body_is_tabular(function) {
            self.error(
                Code::ExpectedType,
                name.span,
                format!("'{}' gives a table, a scalar is expected here", name.text),
            );
            return Scalar::unknown(span);
        }
        let written = arguments.iter().map(Argument::Written).collect();
        let Some(locals) = self.bind_arguments(function, name, written, row) else {
            return Scalar::unknown(span);
        };
        let inner =
            Row { columns: Arc::from([]), open: None, broken: false, id: row.id, trace: Rc::from([]) };
        let outer = self.body_row.replace(row.id);
        let result = self.in_body(function, name, locals, |binder, result| binder.scalar(result, &inner));
        self.body_row = outer;
        match result {
            Some(scalar) if scalar.expr.depth() > MAX_NESTING => {
                self.error(Code::TooDeep, name.span, format!("'{}' nests too deeply here", name.text));
                Scalar::unknown(span)
            }
            Some(scalar) => Scalar { expr: Expr { span, ..scalar.expr }, ..scalar },
            None => Scalar::unknown(span),
        }
    }

    /// A call that gives a table.
    pub(crate) fn call_local_table(
        &mut self,
        function: LocalFunction<'a>,
        name: &'a ast::Name,
        input: Option<Relation>,
        arguments: &'a [ast::Expr],
        span: Span,
    ) -> Relation {
        let row = self.no_row();
        let all = input
            .map(Box::new)
            .map(Argument::Input)
            .into_iter()
            .chain(arguments.iter().map(Argument::Written))
            .collect();
        let Some(locals) = self.bind_arguments(function, name, all, &row) else {
            return Relation::broken(span);
        };
        if !self.body_is_tabular(function) && !locals.is_empty() {
            self.error(
                Code::ExpectedTabular,
                name.span,
                format!("'{}' gives a scalar, a table is expected here", name.text),
            );
            return Relation::broken(span);
        }
        let outer = self.body_row.take();
        let result = self.in_body(function, name, locals, |binder, result| binder.tabular_or_graph(result));
        self.body_row = outer;
        let relation = result.unwrap_or_else(|| Relation::broken(span));
        if function.view {
            Relation { source: Some(name.text.as_str().into()), ..relation }
        } else {
            relation
        }
    }

    /// A view without parameters, by a pattern that matches its name.
    pub(crate) fn call_view(&mut self, function: LocalFunction<'a>, name: &str, span: Span) -> Relation {
        let name = ast::Name { text: name.to_owned(), span };
        let result =
            self.in_body(function, &name, Vec::new(), |binder, result| binder.tabular_or_graph(result));
        result.unwrap_or_else(|| Relation::broken(span))
    }

    /// Binds the body with the given names, without saying again what was said at the declaration.
    fn in_body<T>(
        &mut self,
        function: LocalFunction<'a>,
        name: &ast::Name,
        locals: Vec<Named<'a>>,
        result: impl FnOnce(&mut Self, &'a ast::Expr) -> T,
    ) -> Option<T> {
        self.expansions += 1;
        if self.call_depth >= MAX_CALLS || self.expansions > MAX_EXPANSIONS {
            self.error(
                Code::TooDeep,
                name.span,
                format!("'{}' calls too many functions inside each other", name.text),
            );
            return None;
        }
        let mut inner = self.locals[..function.visible.min(self.locals.len())].to_vec();
        inner.extend(locals);
        let outer = std::mem::replace(&mut self.locals, inner);
        let aggregates = self.aggregates.take();
        let scopes = self.scopes.take();
        let hidden_before = self.hidden.len();
        self.muted += 1;
        self.call_depth += 1;
        let value = self.bind_body(&function.function.body, result);
        self.call_depth -= 1;
        self.muted -= 1;
        self.scopes = scopes;
        self.aggregates = aggregates;
        self.locals = outer;
        self.report_hidden(function, name, hidden_before);
        value
    }

    /// What goes wrong in a body only with these arguments is told at the call.
    fn report_hidden(&mut self, function: LocalFunction<'a>, name: &ast::Name, before: usize) {
        let inside = function.function.body.span;
        let told = self.diagnostics.iter().any(|known| known.is_error() && inside.overlaps(known.span()));
        let hidden: Vec<Diagnostic> = self.hidden.drain(before.min(self.hidden.len())..).collect();
        if told {
            return;
        }
        if let Some(first) = hidden.into_iter().find(Diagnostic::is_error) {
            let place = first.span();
            let inner = first.message.starts_with("in '");
            let message =
                if inner { first.message.clone() } else { format!("in '{}': {}", name.text, first.message) };
            self.report(Diagnostic::error(first.code, name.span, message).related(place, first.message));
        }
    }

    fn bind_body<T>(
        &mut self,
        body: &'a ast::Body,
        result: impl FnOnce(&mut Self, &'a ast::Expr) -> T,
    ) -> Option<T> {
        let (last, before) = body.statements.split_last()?;
        for statement in before {
            self.bind_inner_statement(statement, body.span);
        }
        match &last.kind {
            ast::StatementKind::Expression(expr) => Some(result(self, expr)),
            _ => {
                self.bind_inner_statement(last, body.span);
                None
            }
        }
    }

    /// The parameters as names, from the arguments by position or name and the defaults.
    fn bind_arguments(
        &mut self,
        function: LocalFunction<'a>,
        name: &ast::Name,
        arguments: Vec<Argument<'a>>,
        row: &Row,
    ) -> Option<Vec<Named<'a>>> {
        let parameters = &function.function.parameters;
        let least = parameters.iter().filter(|parameter| parameter.default.is_none()).count();
        let count = arguments.len();
        if !self.check_count(&name.text, name.span, std::iter::once((least, parameters.len())), count) {
            return None;
        }
        let mut slots: Vec<Option<Argument<'a>>> = parameters.iter().map(|_| None).collect();
        for (position, argument) in arguments.into_iter().enumerate() {
            let (place, value) = match argument {
                Argument::Written(expr) => match &expr.kind {
                    ast::ExprKind::Named { names, value, .. } => {
                        let named = names.first()?;
                        let found = parameters.iter().position(|parameter| parameter.name.text == named.text);
                        let Some(found) = found else {
                            let known: Vec<&str> =
                                parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
                            self.unknown(Code::UnknownName, "parameter", named, known);
                            return None;
                        };
                        (found, Argument::Written(value))
                    }
                    _ => (position, Argument::Written(expr)),
                },
                input => (position, input),
            };
            if let Some(slot) = slots.get_mut(place) {
                *slot = Some(value);
            }
        }
        let mut locals = Vec::with_capacity(parameters.len());
        for (parameter, slot) in parameters.iter().zip(slots) {
            let local = self.bind_parameter(parameter, slot, name, row)?;
            locals.push(Named {
                name: parameter.name.text.as_str().into(),
                local: Rc::new(local),
                span: parameter.name.span,
            });
        }
        Some(locals)
    }

    fn bind_parameter(
        &mut self,
        parameter: &'a ast::FunctionParameter,
        argument: Option<Argument<'a>>,
        name: &ast::Name,
        row: &Row,
    ) -> Option<Local<'a>> {
        match (&parameter.ty, argument) {
            (ast::ParameterType::Tabular { .. }, Some(Argument::Input(relation))) => {
                Some(Local::Table(relation))
            }
            (ast::ParameterType::Tabular { columns, .. }, Some(Argument::Written(expr))) => {
                let relation = self.tabular(expr);
                if !relation.broken {
                    for column in columns {
                        if relation.position(&column.name.text).is_none() && relation.open.is_none() {
                            self.error(
                                Code::ExpectedType,
                                expr.span,
                                format!(
                                    "the table lacks the column '{}' that '{}' needs",
                                    column.name.text, name.text
                                ),
                            );
                            return None;
                        }
                    }
                }
                Some(Local::Table(Box::new(relation)))
            }
            (ast::ParameterType::Scalar(_), Some(Argument::Input(_))) => {
                self.error(Code::ExpectedTabular, name.span, format!("'{}' takes no table", name.text));
                None
            }
            (ast::ParameterType::Scalar(ty), Some(Argument::Written(expr))) => {
                let scalar = self.scalar(expr, row);
                Some(self.scalar_parameter(ty, scalar, row))
            }
            (ast::ParameterType::Scalar(ty), None) => {
                let nowhere = self.no_row();
                let scalar = match &parameter.default {
                    Some(default) => self.scalar(default, &nowhere),
                    None => Scalar::unknown(parameter.name.span),
                };
                Some(self.scalar_parameter(ty, scalar, row))
            }
            (ast::ParameterType::Tabular { .. }, None) => Some(Local::Broken),
        }
    }

    fn scalar_parameter(&mut self, ty: &ast::TypeName, scalar: Scalar, row: &Row) -> Local<'a> {
        let declared = Type::from_name(&ty.name.text).unwrap_or(Type::Dynamic);
        let span = scalar.expr.span;
        let unknown = scalar.ty.is_unknown();
        let scalar = if unknown && !matches!(scalar.expr.kind, ExprKind::Column(_)) {
            Scalar { ty: Ty::Known(declared), expr: Expr::constant(Value::missing(declared), declared, span) }
        } else {
            self.converted(scalar, declared, span)
        };
        let row = scalar.expr.reads_row().then_some(row.id);
        Local::Scalar { ty: Ty::Known(declared), expr: scalar.expr, row }
    }

    /// Binds a function's body once where it is declared, to say what is wrong in it whatever it is
    /// called with.
    pub(crate) fn check_function(&mut self, function: LocalFunction<'a>) {
        let parameters = &function.function.parameters;
        let mut locals = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            let local = match &parameter.ty {
                ast::ParameterType::Scalar(ty) => self.stand_in(ty, parameter.name.span),
                ast::ParameterType::Tabular { columns, open } => {
                    let columns: Vec<OutputColumn> = self.declared_columns(columns);
                    let relation = Relation::new(crate::Node::Error, columns, parameter.name.span);
                    // The caller's rows may have an order.
                    Local::Table(Box::new(Relation { broken: *open, serialized: true, ..relation }))
                }
            };
            if let Some(default) = &parameter.default {
                let nowhere = self.no_row();
                self.scalar(default, &nowhere);
            }
            locals.push(Named {
                name: parameter.name.text.as_str().into(),
                local: Rc::new(local),
                span: parameter.name.span,
            });
        }
        let mut inner = self.locals[..function.visible.min(self.locals.len())].to_vec();
        inner.extend(locals);
        let outer = std::mem::replace(&mut self.locals, inner);
        let (shared, open_stages) = (self.shared.len(), self.open_stages.len());
        let stage_times = self.stage_times.clone();
        let tabular = self.declares_table(function.function);
        self.call_depth += 1;
        self.name_parameters(function.function);
        self.bind_body(&function.function.body, |binder, result| {
            if tabular {
                binder.tabular_or_graph(result);
            } else {
                let nowhere = binder.no_row();
                binder.scalar(result, &nowhere);
            }
        });
        self.call_depth -= 1;
        self.branches.clear();
        self.shared.truncate(shared);
        // They can't run without arguments.
        self.open_stages.truncate(open_stages);
        self.stage_times = stage_times;
        self.locals = outer;
    }

    /// A value of a type that is not known before the function is called.
    fn stand_in(&mut self, ty: &ast::TypeName, span: Span) -> Local<'a> {
        match Type::from_name(&ty.name.text) {
            Some(known) => {
                let expr = Expr { kind: ExprKind::Scalar(STAND_IN), ty: known, span };
                Local::Scalar { expr, ty: Ty::Known(known), row: None }
            }
            None => {
                self.unknown_type(&ty.name);
                Local::Broken
            }
        }
    }
}
