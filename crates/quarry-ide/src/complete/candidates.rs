//! Everything that fits a place, with its match.

use quarry_data::Type;
use quarry_functions::{Param, TypeSet, aggregate, operator, plugin, scalar};
use quarry_plan::{BindContext, OutputColumn, Scope, ScopeNameKind};

use super::place::{Columns, Expected};
use super::rank::matching;
use super::{Completion, CompletionKind};
use crate::cursor::Cursor;
use crate::{grammar, label, scope, usage};
use quarry_syntax::operators;

/// The room between two grades of match; kinds and fitting types order the items of one grade.
const GRADE: u32 = 10_000;

/// Collects items that match what was typed.
struct Collector<'c> {
    typed: &'c str,
    /// A parenthesis follows already.
    called: bool,
    items: Vec<Completion>,
}

pub(super) fn collect(
    text: &str,
    cursor: &Cursor<'_>,
    expected: &Expected<'_>,
    cx: &BindContext<'_>,
) -> Vec<Completion> {
    let mut collector = Collector { typed: cursor.typed, called: cursor.called, items: Vec::new() };
    let scope = scope_of(text, expected, cx);
    let wanted = wanted_types(expected);
    collector.words(expected);
    collector.columns(text, expected, &scope, wanted, cx);
    collector.names(expected, &scope);
    collector.tables(expected, cx);
    collector.functions(expected, wanted);
    collector.operators(expected);
    collector.scalar_operators(expected, &scope);
    collector.values(expected, wanted);
    collector.items
}

/// What the binder sees at the place, as far as the place needs it.
fn scope_of(text: &str, expected: &Expected<'_>, cx: &BindContext<'_>) -> Scope {
    let stage = expected.stage;
    let reads = expected.columns != Columns::None || expected.operand.is_some();
    if stage.piped && reads {
        return scope::at_stage(text, stage.end, stage.bare, cx);
    }
    if expected.functions || expected.tables || expected.tabular_functions {
        let names = scope::names_at(text, stage.end, cx);
        return Scope { names, ..Scope::default() };
    }
    Scope::default()
}

/// The types that the argument at the cursor may have.
fn wanted_types(expected: &Expected<'_>) -> Option<TypeSet> {
    let (function, position) = expected.argument?;
    if let Some(function) = scalar::lookup(function) {
        return function.signatures.iter().filter_map(|signature| signature.param(position)).fold(
            None,
            |types: Option<TypeSet>, param| {
                Some(types.map_or(param.accepts, |types| types.or(param.accepts)))
            },
        );
    }
    let function = aggregate::lookup(function)?;
    let params = function.signatures.iter().filter_map(|signature| signature.params.get(position));
    params.map(|param| param.accepts).reduce(TypeSet::or)
}

impl Collector<'_> {
    /// Adds an item; `weight` orders the kinds, `place` the items of a kind.
    fn push(&mut self, item: Completion, weight: u32, place: usize) {
        let Some(grade) = matching(&item.label, self.typed) else { return };
        let place = u32::try_from(place).unwrap_or(u32::MAX).min(999);
        let rank = grade * GRADE + weight * 1_000 + place;
        self.items.push(Completion { rank, ..item });
    }

    fn plain(&mut self, label: &str, kind: CompletionKind, weight: u32, place: usize) {
        self.push(item(label, kind), weight, place);
    }

    fn words(&mut self, expected: &Expected<'_>) {
        for (place, word) in expected.words.iter().copied().enumerate() {
            // `typeof()` is typed between its parentheses.
            let caret = word.strip_suffix(')').or(word.strip_suffix('}')).map_or(word.len(), str::len);
            let label = word.trim_end_matches([' ', '=', '(', ')', '{', '}']);
            let mut item = item(label, CompletionKind::Keyword);
            word.clone_into(&mut item.insert);
            item.caret = caret;
            if word.ends_with('=') {
                item.insert.push(' ');
                item.caret = item.insert.len();
            }
            self.push(item, 0, place);
        }
        for (place, parameter) in expected.parameters.iter().enumerate() {
            let typed_dot = parameter.name.strip_prefix("hint.");
            let name = if expected.columns == Columns::None && !expected.tables && !expected.functions {
                typed_dot
            } else {
                Some(parameter.name)
            };
            let mut item = item(name.unwrap_or(parameter.name), CompletionKind::Parameter);
            item.insert = format!("{}=", item.label);
            item.caret = item.insert.len();
            item.detail = parameter.values.join(" | ");
            self.push(item, 4, place);
        }
        if expected.statements {
            for (place, word) in ["let", "set", "declare query_parameters"].into_iter().enumerate() {
                self.plain(word, CompletionKind::Keyword, 3, place);
            }
        }
        if expected.types {
            for (place, ty) in Type::ALL.into_iter().enumerate() {
                self.plain(ty.name(), CompletionKind::Type, 0, place);
            }
        }
    }

    fn columns(
        &mut self,
        text: &str,
        expected: &Expected<'_>,
        scope: &Scope,
        wanted: Option<TypeSet>,
        cx: &BindContext<'_>,
    ) {
        let right = match (expected.columns, expected.right) {
            (Columns::Both | Columns::Right, Some((span, bracketed))) => {
                scope::right_columns(text, span, bracketed, cx)
            }
            _ => std::sync::Arc::default(),
        };
        match expected.columns {
            Columns::None => {}
            Columns::Input | Columns::Left => self.column_list(&scope.columns, wanted),
            Columns::Right => self.column_list(&right, wanted),
            Columns::Both => {
                let shared: Vec<OutputColumn> = scope
                    .columns
                    .iter()
                    .filter(|column| right.iter().any(|other| other.name == column.name))
                    .cloned()
                    .collect();
                self.column_list(&shared, wanted);
                for (place, side) in ["$left.", "$right."].into_iter().enumerate() {
                    self.plain(side, CompletionKind::Keyword, 1, place);
                }
            }
        }
    }

    fn column_list(&mut self, columns: &[OutputColumn], wanted: Option<TypeSet>) {
        for (place, column) in columns.iter().enumerate() {
            let fits = wanted.is_none_or(|types| types.contains(column.ty));
            let mut item = item(&column.name, CompletionKind::Column);
            item.insert = label::quoted_name(&column.name);
            item.caret = item.insert.len();
            column.ty.name().clone_into(&mut item.detail);
            item.doc = label::origin(column);
            self.push(item, if fits { 1 } else { 2 }, place);
        }
    }

    fn names(&mut self, expected: &Expected<'_>, scope: &Scope) {
        for (place, name) in scope.names.iter().rev().enumerate() {
            let mut item = item(&name.name, CompletionKind::Variable);
            let shown = match &name.kind {
                ScopeNameKind::Scalar(ty) => {
                    ty.name().clone_into(&mut item.detail);
                    expected.functions
                }
                ScopeNameKind::Table(columns) => {
                    item.detail = "table".to_owned();
                    item.doc = label::column_list(columns);
                    expected.tables
                }
                ScopeNameKind::Function { parameters, tabular } => {
                    item.detail = format!("({})", parameters.join(", "));
                    self.call(&mut item, !parameters.is_empty());
                    if *tabular { expected.tables || expected.tabular_functions } else { expected.functions }
                }
            };
            if shown {
                self.push(item, 0, place);
            }
        }
    }

    fn tables(&mut self, expected: &Expected<'_>, cx: &BindContext<'_>) {
        if !expected.tables {
            return;
        }
        let loaded: Vec<&str> = cx.catalog.loaded().map(|table| &*table.name).collect();
        for name in cx.catalog.names() {
            let is_loaded = loaded.contains(&&**name);
            let mut item = item(name, CompletionKind::Table);
            item.insert = label::quoted_name(name);
            item.caret = item.insert.len();
            item.detail = match (is_loaded, cx.catalog.product(name)) {
                (true, _) => "loaded".to_owned(),
                (false, Some(product)) => product.to_owned(),
                (false, None) => String::new(),
            };
            // In a list of values a table is the exception.
            let weight = if expected.columns == Columns::None { 1 } else { 6 };
            self.push(item, if is_loaded { weight } else { weight + 1 }, 0);
        }
    }

    fn functions(&mut self, expected: &Expected<'_>, wanted: Option<TypeSet>) {
        if expected.aggregates {
            for (place, function) in aggregate::TABLE.iter().enumerate() {
                let mut item = item(function.name, CompletionKind::Aggregate);
                item.detail = label::aggregate(function);
                function.summary.clone_into(&mut item.doc);
                let takes = function.signatures.iter().all(|signature| needs_arguments(signature.params));
                self.call(&mut item, takes);
                let place = usage::aggregate(function.name).unwrap_or(100 + place);
                self.push(item, if function.obsolete.is_some() { 8 } else { 0 }, place);
            }
        }
        if expected.functions {
            for (place, function) in scalar::TABLE.iter().enumerate() {
                let fits = wanted.is_none_or(|types| {
                    function.signatures.iter().any(|signature| label::may_give(&signature.result, types))
                });
                let mut item = item(function.name, CompletionKind::Function);
                item.detail = label::scalar(function);
                function.summary.clone_into(&mut item.doc);
                let takes = function.signatures.iter().all(|signature| needs_arguments(signature.params));
                self.call(&mut item, takes);
                let weight = match (function.obsolete, fits) {
                    (Some(_), _) => 8,
                    (None, true) => 3,
                    (None, false) => 5,
                };
                let place = usage::function(function.name).unwrap_or(100 + place);
                self.push(item, weight, place);
            }
        }
        if expected.plugins {
            for (place, plugin) in plugin::TABLE.iter().enumerate() {
                let mut item = item(plugin.name, CompletionKind::Plugin);
                plugin.summary.clone_into(&mut item.doc);
                self.call(&mut item, true);
                self.push(item, u32::from(!plugin.implemented), place);
            }
        }
    }

    fn operators(&mut self, expected: &Expected<'_>) {
        if expected.operators {
            let piped =
                operators::TABLE.iter().chain(operators::UNSUPPORTED).filter(|operator| operator.piped);
            for (place, operator) in piped.enumerate() {
                let mut item = item(operator.name, CompletionKind::Operator);
                operator.syntax.clone_into(&mut item.detail);
                operator.summary.clone_into(&mut item.doc);
                let place = usage::operator(operator.name).unwrap_or(100 + place);
                self.push(item, if operator.supported { 0 } else { 8 }, place);
            }
        }
        if expected.sources {
            for (place, name) in grammar::SOURCES.iter().enumerate() {
                let mut item = item(name, CompletionKind::Operator);
                if let Some(operator) = operators::find(name) {
                    operator.syntax.clone_into(&mut item.detail);
                    operator.summary.clone_into(&mut item.doc);
                }
                self.push(item, 3, place);
            }
        }
    }

    fn scalar_operators(&mut self, expected: &Expected<'_>, scope: &Scope) {
        if !expected.scalar_operators {
            return;
        }
        let operand = expected
            .operand
            .and_then(|name| scope.columns.iter().find(|column| &*column.name == name))
            .map(|column| column.ty);
        for (place, word) in ["and", "or"].into_iter().enumerate() {
            self.plain(word, CompletionKind::ScalarOperator, 2, place);
        }
        for (place, operator) in operator::TABLE.iter().enumerate() {
            if operator.name.starts_with('-') && operator.name.len() > 1 || operator.name == ":" {
                continue;
            }
            let fits = operand.is_none_or(|ty| {
                operator
                    .signatures
                    .iter()
                    .any(|signature| signature.params.first().is_some_and(|param| param.accepts.contains(ty)))
            });
            let mut item = item(operator.name, CompletionKind::ScalarOperator);
            operator.summary.clone_into(&mut item.doc);
            let listed = matches!(operator.name, "in" | "in~" | "!in" | "!in~" | "has_any" | "has_all");
            if listed || operator.name.ends_with("between") {
                let inner = if listed { " ()" } else { " ( .. )" };
                item.insert.push_str(inner);
                item.caret = operator.name.len() + 2;
            }
            let place = usage::sign(operator.name, operand).unwrap_or(100 + place);
            let weight = if operator.obsolete.is_some() { 8 } else { u32::from(!fits) * 4 + 1 };
            self.push(item, weight, place);
        }
    }

    fn values(&mut self, expected: &Expected<'_>, wanted: Option<TypeSet>) {
        if !expected.literals {
            return;
        }
        let only = |ty: Type| wanted.is_some_and(|types| types.contains(ty) && types != TypeSet::ANY);
        for (place, word) in ["true", "false"].into_iter().enumerate() {
            self.plain(word, CompletionKind::Value, if only(Type::Bool) { 0 } else { 7 }, place);
        }
        if only(Type::TimeSpan) && self.typed.is_empty() {
            for (place, span) in ["1h", "1d", "7d", "30d", "1m", "5m"].into_iter().enumerate() {
                self.plain(span, CompletionKind::Value, 0, place);
            }
        }
        let makers: &[(&str, Type)] = &[("datetime", Type::DateTime), ("dynamic", Type::Dynamic)];
        for (place, (maker, ty)) in makers.iter().enumerate() {
            let mut item = item(maker, CompletionKind::Value);
            self.call(&mut item, true);
            self.push(item, if only(*ty) { 2 } else { 7 }, place);
        }
    }

    /// Puts parentheses behind a name, with the cursor between them where there are arguments.
    fn call(&self, item: &mut Completion, takes_arguments: bool) {
        if self.called {
            return;
        }
        item.insert.push_str("()");
        item.caret = item.insert.len() - usize::from(takes_arguments);
    }
}

fn needs_arguments(params: &[Param]) -> bool {
    params.iter().any(|param| param.min > 0)
}

/// An item that puts its label in.
fn item(label: &str, kind: CompletionKind) -> Completion {
    Completion {
        label: label.to_owned(),
        kind,
        detail: String::new(),
        doc: String::new(),
        insert: label.to_owned(),
        caret: label.len(),
        rank: 0,
    }
}
