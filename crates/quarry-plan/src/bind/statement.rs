//! Statements: `let`, `set`, `declare query_parameters`, and the expressions that give results.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, StatementKind};

use super::Binder;
use super::expr::Scalar;
use crate::scope::{Local, LocalFunction, Relation};
use crate::types::Ty;
use crate::{BoundResult, Expr, Node, OutputColumn, ScopeName, ScopeNameKind};

impl<'a> Binder<'a> {
    pub(crate) fn bind_statements(&mut self, query: &'a ast::Query) -> Vec<BoundResult> {
        let mut results = Vec::new();
        let end = query.statements.last().map_or(0, |statement| statement.span.end);
        let last = query.statements.iter().rposition(is_expression);
        for (position, statement) in query.statements.iter().enumerate() {
            match &statement.kind {
                StatementKind::Expression(expr) => {
                    self.visualization = None;
                    self.branches.clear();
                    self.named_branches = false;
                    let relation = self.result(expr);
                    let relation = self.refuse_graph(relation, "a result is", expr.span);
                    // Tables that were only given names are results when a later statement says so.
                    if !self.named_branches || last == Some(position) {
                        self.push_results(relation, &mut results);
                    }
                }
                _ => self.bind_inner_statement(
                    statement,
                    Span::new(statement.span.start, end.max(usize::MAX / 2)),
                ),
            }
        }
        results
    }

    /// A statement that gives no result; `within` is where its names can be used.
    pub(crate) fn bind_inner_statement(&mut self, statement: &'a ast::Statement, within: Span) {
        let visible = Span::new(statement.span.end.min(within.end), within.end);
        match &statement.kind {
            StatementKind::Error => {}
            StatementKind::Let { name, value } => self.bind_let(name, value, visible),
            StatementKind::LetFunction { name, view, function } => {
                self.refuse_twice(name);
                let local = LocalFunction { function, view: *view, visible: self.locals.len() };
                self.check_function(local);
                self.name_function(name, function, visible);
                self.declare(&name.text, name.span, Local::Function(local));
            }
            StatementKind::Set { name, value } => self.set_property(name, value.as_ref(), statement.span),
            StatementKind::DeclareParameters(parameters) => {
                for parameter in parameters {
                    self.bind_query_parameter(parameter, visible);
                }
            }
            StatementKind::DeclarePattern(pattern) => self.declare_pattern(pattern),
            StatementKind::Expression(expr) => {
                self.result(expr);
            }
            StatementKind::Unsupported { name } => {
                self.unsupported(name);
            }
        }
    }

    fn refuse_twice(&mut self, name: &ast::Name) {
        let earlier = self.locals.iter().find(|named| *named.name == *name.text && !named.span.is_empty());
        if earlier.is_some() && self.call_depth == 0 {
            self.error(Code::AmbiguousName, name.span, format!("'{}' was declared before", name.text));
        }
    }

    fn bind_let(&mut self, name: &'a ast::Name, value: &'a ast::Expr, visible: Span) {
        self.refuse_twice(name);
        let local = if self.is_tabular(value) {
            let relation = self.tabular_or_graph(value);
            self.refuse_branches(value.span);
            Local::Table(Box::new(self.reusable(relation)))
        } else if let Some(function) = self.named_function(value) {
            Local::Function(function)
        } else {
            let mut row = self.no_row();
            if let Some(id) = self.body_row {
                // Inside a function of scalars, arguments may read the row of the call.
                row.id = id;
            }
            let scalar = self.scalar(value, &row);
            let needed = scalar.expr.reads_row().then_some(row.id);
            let expr = self.computed_once(scalar.expr);
            Local::Scalar { expr, ty: scalar.ty, row: needed }
        };
        self.name_local(name, &local, visible);
        self.declare(&name.text, name.span, local);
    }

    /// `let f = g` with a function `g` that takes arguments.
    fn named_function(&self, value: &ast::Expr) -> Option<LocalFunction<'a>> {
        let ast::ExprKind::Name(name) = &value.unparenthesized().kind else { return None };
        match &*self.local(&name.text)? {
            Local::Function(function) if !function.function.parameters.is_empty() => Some(*function),
            _ => None,
        }
    }

    /// A table that may be used often: large plans are shared instead of copied.
    fn reusable(&mut self, relation: Relation) -> Relation {
        const SHARED_FROM: usize = 64;
        if relation.broken || crate::rewrite::size(&relation.plan) < SHARED_FROM {
            return relation;
        }
        let span = relation.plan.span;
        self.shared_table(relation, span)
    }

    /// A scalar that may be used often: large expressions are computed once, as the cell of a table.
    fn computed_once(&mut self, expr: Expr) -> Expr {
        const SHARED_FROM: usize = 32;
        if expr.size() < SHARED_FROM || expr.reads_row() || expr.is_volatile() {
            return expr;
        }
        let (ty, span) = (expr.ty, expr.span);
        let one = Relation::new(Node::Values(quarry_data::Batch::new(Vec::new(), 1)), Vec::new(), span);
        let column = OutputColumn::computed("value", Ty::Known(ty));
        let cell =
            one.then(vec![column], span, |input| Node::Project { input, columns: vec![expr], window: false });
        let shared = self.share(cell.plan);
        self.shared_scalar(shared, ty, span)
    }

    fn bind_query_parameter(&mut self, parameter: &'a ast::FunctionParameter, visible: Span) {
        let ast::ParameterType::Scalar(ty) = &parameter.ty else {
            self.declare(&parameter.name.text, parameter.name.span, Local::Broken);
            return;
        };
        let Some(declared) = Type::from_name(&ty.name.text) else {
            self.unknown_type(&ty.name);
            self.declare(&parameter.name.text, parameter.name.span, Local::Broken);
            return;
        };
        let span = parameter.name.span;
        let value = match &parameter.default {
            Some(default) => {
                let row = self.no_row();
                let scalar = self.scalar(default, &row);
                self.converted(scalar, declared, span)
            }
            None => Scalar::new(Expr::constant(Value::missing(declared), declared, span)),
        };
        let local = Local::Scalar { expr: value.expr, ty: Ty::Known(declared), row: None };
        self.name_local(&parameter.name, &local, visible);
        self.declare(&parameter.name.text, span, local);
    }

    /// The table that an expression statement gives; a scalar becomes a table of one cell.
    fn result(&mut self, expr: &'a ast::Expr) -> Relation {
        if self.is_tabular(expr) || matches!(expr.unparenthesized().kind, ast::ExprKind::Error) {
            return self.tabular_or_graph(expr);
        }
        if let ast::ExprKind::Name(name) = &expr.unparenthesized().kind
            && self.local(&name.text).is_none()
        {
            return self.tabular_or_graph(expr);
        }
        let row = self.no_row();
        let scalar = self.scalar(expr, &row);
        let column = OutputColumn::computed("Column1", scalar.ty);
        let one = Relation::new(Node::Values(quarry_data::Batch::new(Vec::new(), 1)), Vec::new(), expr.span);
        one.then(vec![column], expr.span, |input| Node::Project {
            input,
            columns: vec![scalar.expr],
            window: false,
        })
    }

    fn bound_result(
        &self,
        name: String,
        relation: Relation,
        visualization: Option<crate::Visualization>,
    ) -> BoundResult {
        BoundResult {
            name,
            plan: relation.plan,
            columns: relation.columns.to_vec(),
            open: relation.open.is_some_and(|stage| !self.is_resolved(stage)),
            visualization,
            trace: relation.trace,
        }
    }

    fn push_results(&mut self, relation: Relation, results: &mut Vec<BoundResult>) {
        let branches = std::mem::take(&mut self.branches);
        if branches.is_empty() {
            let name = match results.len() {
                0 => "PrimaryResult".to_owned(),
                count => format!("PrimaryResult_{count}"),
            };
            let visualization = self.visualization.take();
            results.push(self.bound_result(name, relation, visualization));
            return;
        }
        for (name, branch) in branches {
            results.push(self.bound_result(name, branch, None));
        }
    }

    fn name_local(&mut self, name: &ast::Name, local: &Local<'a>, visible: Span) {
        let kind = match local {
            Local::Scalar { ty, .. } => ScopeNameKind::Scalar(ty.or_dynamic()),
            Local::Table(relation) => ScopeNameKind::Table(Arc::clone(&relation.columns)),
            Local::Function(function) => {
                self.name_function(name, function.function, visible);
                return;
            }
            Local::Step { .. } | Local::Element(_) | Local::Pattern(_) | Local::Broken => return,
        };
        self.name_scope(name, kind, visible);
    }

    pub(crate) fn name_scope(&mut self, name: &ast::Name, kind: ScopeNameKind, visible: Span) {
        if let Some(scopes) = &mut self.scopes {
            scopes.name(ScopeName { name: name.text.as_str().into(), kind, declared: name.span, visible });
        }
    }

    fn name_function(&mut self, name: &ast::Name, function: &ast::Function, visible: Span) {
        if self.scopes.is_none() {
            return;
        }
        let parameters = function.parameters.iter().map(parameter_text).collect();
        let tabular = self.declares_table(function);
        self.name_scope(name, ScopeNameKind::Function { parameters, tabular }, visible);
    }

    /// The parameters of a function, as names inside its body.
    pub(crate) fn name_parameters(&mut self, function: &ast::Function) {
        for parameter in &function.parameters {
            let kind = match &parameter.ty {
                ast::ParameterType::Scalar(ty) => {
                    ScopeNameKind::Scalar(Type::from_name(&ty.name.text).unwrap_or(Type::Dynamic))
                }
                ast::ParameterType::Tabular { columns, .. } => {
                    ScopeNameKind::Table(self.declared_columns(columns).into())
                }
            };
            self.name_scope(&parameter.name, kind, function.body.span);
        }
    }
}

fn is_expression(statement: &ast::Statement) -> bool {
    matches!(statement.kind, StatementKind::Expression(_))
}

fn parameter_text(parameter: &ast::FunctionParameter) -> String {
    match &parameter.ty {
        ast::ParameterType::Scalar(ty) => format!("{}: {}", parameter.name.text, ty.name.text),
        ast::ParameterType::Tabular { .. } => format!("{}: (…)", parameter.name.text),
    }
}
