//! Tabular expressions: sources and pipelines.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, ExprKind};

use super::Binder;
use crate::scope::{Local, Relation};
use crate::types::Ty;
use crate::{Node, Origin, OutputColumn};

/// Whether a name is a built-in function that gives a table.
pub(crate) fn is_table_function(name: &str) -> bool {
    matches!(
        name,
        "materialize"
            | "totable"
            | "table"
            | "external_table"
            | "graph"
            | "materialized_view"
            | "stored_query_result"
            | "view"
            | "_GetWatchlist"
            | "_GetWatchlistAlias"
            | "DeviceFromIP"
            | "FileProfile"
            | "SeenBy"
            | "AssignedIPAddresses"
    )
}

/// Whether an expression names a place outside, as in `cluster("x").database("y")`.
pub(crate) fn is_place(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => is_place_function(&call.name.text),
        ExprKind::MemberCall { target, call } => is_place_function(&call.name.text) || is_place(target),
        ExprKind::Parenthesized(inner) => is_place(inner),
        ExprKind::Member { target, .. } => is_place(target),
        _ => false,
    }
}

fn is_place_function(name: &str) -> bool {
    matches!(name, "cluster" | "database" | "workspace" | "app" | "adx" | "arg" | "resource")
}

impl<'a> Binder<'a> {
    pub(crate) fn tabular(&mut self, expr: &'a ast::Expr) -> Relation {
        let relation = self.tabular_or_graph(expr);
        self.refuse_branches(expr.span);
        self.refuse_graph(relation, "needed here is", expr.span)
    }

    /// A table, or a graph that a graph operator may go on with.
    pub(crate) fn tabular_or_graph(&mut self, expr: &'a ast::Expr) -> Relation {
        let span = expr.span;
        if let Some(used) = self.pattern_use(expr) {
            return self.pattern_table(&used, span);
        }
        match &expr.kind {
            ExprKind::Error => Relation::broken(span),
            ExprKind::Parenthesized(inner) => self.tabular_or_graph(inner),
            ExprKind::Name(name) => self.table(name),
            ExprKind::Wildcard(name) => self.tables_like(name),
            ExprKind::Pipeline(pipeline) => {
                let source = match &pipeline.source.kind {
                    ExprKind::Binary { .. }
                    | ExprKind::And { .. }
                    | ExprKind::Or { .. }
                    | ExprKind::In { .. } => self.condition_as_source(&pipeline.source),
                    _ => self.tabular_or_graph(&pipeline.source),
                };
                self.stages(source, &pipeline.stages, span)
            }
            ExprKind::Source(operator) => self.operator_stage(None, operator, span),
            ExprKind::Call(call) => self.table_call(call, None, span),
            ExprKind::Member { target, .. } | ExprKind::MemberCall { target, .. } if is_place(target) => {
                self.elsewhere(expr)
            }
            ExprKind::Named { value, .. } => self.tabular_or_graph(value),
            ExprKind::MemberCall { call, .. } => {
                self.method(call);
                Relation::broken(span)
            }
            _ => {
                let row = self.no_row();
                let scalar = self.scalar(expr, &row);
                if !scalar.ty.is_unknown() {
                    self.error(Code::ExpectedTabular, span, "a table is expected here, not a scalar");
                }
                Relation::broken(span)
            }
        }
    }

    /// A condition where the table of a pipeline belongs.
    fn condition_as_source(&mut self, source: &ast::Expr) -> Relation {
        self.report(
            Diagnostic::error(
                Code::ExpectedTabular,
                source.span,
                "a table is expected here, not a condition",
            )
            .help("a query begins with a table: Table | where condition"),
        );
        Relation::broken(source.span)
    }

    /// `a.f(x)`: nothing has functions of its own, except places outside.
    fn method(&mut self, call: &ast::Call) {
        let name = &call.name.text;
        let mut diagnostic = Diagnostic::error(
            Code::UnknownFunction,
            call.name.span,
            format!("'{name}' can't be called with a dot before it"),
        );
        if quarry_syntax::operators::find(name).is_some() {
            diagnostic = diagnostic.help(format!("an operator follows a '|': Table | {name} …"));
        } else if quarry_functions::scalar::lookup(name).is_some() {
            diagnostic = diagnostic.help(format!("a function takes its value in parentheses: {name}(…)"));
        }
        self.report(diagnostic);
    }

    /// A table by name: what `let` declared, then the catalog.
    pub(crate) fn table(&mut self, name: &'a ast::Name) -> Relation {
        if let Some(local) = self.local(&name.text) {
            return match &*local {
                Local::Table(relation) => (**relation).clone(),
                Local::Function(function) => self.call_local_table(*function, name, None, &[], name.span),
                Local::Scalar { ty, .. } => {
                    if !ty.is_unknown() {
                        self.error(
                            Code::ExpectedTabular,
                            name.span,
                            format!("'{}' is a scalar, a table is expected here", name.text),
                        );
                    }
                    Relation::broken(name.span)
                }
                Local::Element(_) => {
                    self.element_alone(name);
                    Relation::broken(name.span)
                }
                Local::Pattern(_) => {
                    self.pattern_alone(name);
                    Relation::broken(name.span)
                }
                Local::Step { .. } | Local::Broken => Relation::broken(name.span),
            };
        }
        match self.catalog_table(&name.text, name.span) {
            Some(relation) => relation,
            None => self.unknown_table(name),
        }
    }

    /// The relation that reads a catalog table, all columns.
    pub(crate) fn catalog_table(&mut self, name: &str, span: Span) -> Option<Relation> {
        let schema = Arc::clone(self.cx.catalog.schema(name)?);
        let table: Arc<str> = name.into();
        let columns: Vec<OutputColumn> = schema
            .fields()
            .iter()
            .map(|field| OutputColumn {
                name: Arc::clone(&field.name),
                ty: field.ty,
                origins: Arc::from([Origin {
                    table: Arc::clone(&table),
                    column: Arc::clone(&field.name),
                    span,
                }]),
                known: true,
            })
            .collect();
        let node = Node::Source { table: Arc::clone(&table), columns: (0..columns.len()).collect() };
        let mut relation = Relation::new(node, columns, span);
        relation.source = Some(table);
        Some(relation)
    }

    fn unknown_table(&mut self, name: &ast::Name) -> Relation {
        if self.fuzzy {
            self.warning(
                Code::UnknownTable,
                name.span,
                format!("'{}' is not a known table; isfuzzy leaves it out", name.text),
            );
            return self.open_nothing(name.span);
        }
        let tables: Vec<Arc<str>> = self.cx.catalog.names().into_iter().cloned().collect();
        let locals: Vec<Arc<str>> = self.locals.iter().map(|named| Arc::clone(&named.name)).collect();
        let known = tables.iter().chain(&locals).map(|name| &**name);
        self.unknown(Code::UnknownTable, "table", name, known);
        Relation::broken(name.span)
    }

    /// No rows, and whatever columns later stages ask for.
    pub(crate) fn open_nothing(&mut self, span: Span) -> Relation {
        let wanted = self.inferred.get(&span).cloned().unwrap_or_default();
        let columns: Vec<OutputColumn> =
            wanted.into_iter().map(|name| OutputColumn::computed(name, Ty::Unknown)).collect();
        let mut relation = self.nothing(columns, span);
        relation.open = Some(span);
        relation
    }

    /// No rows of the given columns.
    pub(crate) fn nothing(&mut self, columns: Vec<OutputColumn>, span: Span) -> Relation {
        let empty = columns.iter().map(|column| quarry_data::Column::missing(column.ty, 0)).collect();
        Relation::new(Node::Values(quarry_data::Batch::new(empty, 0)), columns, span)
    }

    /// All tables that a pattern with `*` matches, as one union.
    fn tables_like(&mut self, name: &'a ast::Name) -> Relation {
        let tables = self.matching_tables(name);
        if tables.is_empty() {
            return self.unknown_table(name);
        }
        self.union_of(tables, None, name.span)
    }

    /// The tables that a pattern matches, in the order of their names.
    pub(crate) fn matching_tables(&mut self, pattern: &ast::Name) -> Vec<Relation> {
        let names: Vec<Arc<str>> = self.cx.catalog.names().into_iter().cloned().collect();
        let mut tables: Vec<Relation> = Vec::new();
        for name in names.iter().filter(|name| matches_pattern(&pattern.text, name)) {
            tables.extend(self.catalog_table(name, pattern.span));
        }
        for (name, local) in self.matching_locals(&pattern.text) {
            if let Local::Table(relation) = &*local {
                tables.push(Relation { source: Some(name), ..(**relation).clone() });
            } else {
                tables.extend(self.view(&local, name, pattern.span));
            }
        }
        tables
    }

    /// The views of the query that a pattern matches.
    pub(crate) fn matching_views(&mut self, pattern: &str, span: Span) -> Vec<Relation> {
        let locals = self.matching_locals(pattern).into_iter();
        locals.filter_map(|(name, local)| self.view(&local, name, span)).collect()
    }

    fn matching_locals(&self, pattern: &str) -> Vec<(Arc<str>, std::rc::Rc<Local<'a>>)> {
        self.locals
            .iter()
            .filter(|named| matches_pattern(pattern, &named.name))
            .map(|named| (Arc::clone(&named.name), std::rc::Rc::clone(&named.local)))
            .collect()
    }

    fn view(&mut self, local: &Local<'a>, name: Arc<str>, span: Span) -> Option<Relation> {
        match local {
            Local::Function(function) if function.view && function.function.parameters.is_empty() => {
                let relation = self.call_view(*function, &name, span);
                Some(Relation { source: Some(name), ..relation })
            }
            _ => None,
        }
    }

    pub(crate) fn table_call(
        &mut self,
        call: &'a ast::Call,
        input: Option<Relation>,
        span: Span,
    ) -> Relation {
        let name = call.name.text.as_str();
        if let Some(local) = self.local(name) {
            return match &*local {
                Local::Function(function) => {
                    self.call_local_table(*function, &call.name, input, &call.arguments, span)
                }
                Local::Broken => Relation::broken(span),
                Local::Scalar { .. }
                | Local::Table(_)
                | Local::Step { .. }
                | Local::Element(_)
                | Local::Pattern(_) => {
                    self.error(Code::UnknownFunction, call.name.span, format!("'{name}' is not a function"));
                    Relation::broken(span)
                }
            };
        }
        match name {
            "materialize" => self.materialize(call, span),
            "totable" | "view" => match call.arguments.first() {
                Some(argument) => self.tabular(argument),
                None => self.no_table_argument(call),
            },
            "table" => self.table_by_text(call, span),
            _ if is_place_function(name) => {
                self.error(
                    Code::NotAvailable,
                    call.name.span,
                    format!("'{name}()' is outside of what Quarry can reach"),
                );
                Relation::broken(span)
            }
            _ => self.known_table_function(call, input, span),
        }
    }

    fn no_table_argument(&mut self, call: &ast::Call) -> Relation {
        self.check_count(&call.name.text, call.name.span, std::iter::once((1, 1)), call.arguments.len());
        Relation::broken(call.name.span)
    }

    fn materialize(&mut self, call: &'a ast::Call, span: Span) -> Relation {
        let [argument] = call.arguments.as_slice() else { return self.no_table_argument(call) };
        let relation = self.tabular_or_graph(argument);
        if relation.broken || relation.graph.is_some() {
            return relation;
        }
        self.shared_table(relation, span)
    }

    /// `table("name")`
    fn table_by_text(&mut self, call: &'a ast::Call, span: Span) -> Relation {
        let Some(argument) = call.arguments.first() else { return self.no_table_argument(call) };
        let row = self.no_row();
        let text = self.scalar_of(argument, &row, Code::ExpectedType, "a string", |ty| ty == Type::String);
        let Some(Value::String(name)) = text.expr.as_constant() else {
            if !text.ty.is_unknown() {
                return Relation { broken: true, ..self.open_nothing(span) };
            }
            return Relation::broken(span);
        };
        if let Some(local) = self.local(name)
            && let Local::Table(relation) = &*local
        {
            return (**relation).clone();
        }
        match self.catalog_table(name, argument.span) {
            Some(relation) => relation,
            None => {
                let name = ast::Name { text: name.to_string(), span: argument.span };
                self.unknown_table(&name)
            }
        }
    }

    /// Tables of other clusters, databases and workspaces.
    fn elsewhere(&mut self, expr: &'a ast::Expr) -> Relation {
        if self.fuzzy {
            self.warning(
                Code::NotAvailable,
                expr.span,
                "this is outside of what Quarry can reach; isfuzzy leaves it out",
            );
            return self.open_nothing(expr.span);
        }
        self.error(
            Code::NotAvailable,
            expr.span,
            "other clusters, databases and workspaces are outside of what Quarry can reach",
        );
        Relation::broken(expr.span)
    }

    /// The columns of a declaration `(a:long, b:string)`.
    pub(crate) fn declared_columns(&mut self, columns: &[ast::ColumnDeclaration]) -> Vec<OutputColumn> {
        columns
            .iter()
            .map(|column| {
                let ty = Type::from_name(&column.ty.name.text);
                if ty.is_none() {
                    self.unknown_type(&column.ty.name);
                }
                OutputColumn::computed(column.name.text.as_str(), ty.map_or(Ty::Unknown, Ty::Known))
            })
            .collect()
    }
}

/// Whether a name matches a pattern in which `*` stands for any text.
pub(crate) fn matches_pattern(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}
