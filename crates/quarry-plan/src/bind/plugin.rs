//! What plugins give: the columns of `evaluate`.

mod columns;
mod sequence;

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_functions::plugin::{self, Plugin};
use quarry_syntax::ast::{Call, ColumnDeclaration, ExprKind};

use super::Binder;
use super::aggregate::AggregateScope;
use super::expr::Scalar;
use super::operators::unique_columns;
use crate::scope::{Relation, Row};
use crate::types::Ty;
use crate::{Expr, Node, OutputColumn, PluginArgument, PluginCall};

/// Plugins that need something outside the browser.
const OUTSIDE: &[&str] = &[
    "ai_chat_completion",
    "ai_chat_completion_prompt",
    "ai_embed_text",
    "ai_embeddings",
    "azure_digital_twins_query_request",
    "cosmosdb_sql_request",
    "csharp",
    "dax_request",
    "execute_query",
    "execute_show_command",
    "external_datatable",
    "http_request",
    "http_request_post",
    "infer_storage_schema",
    "infer_storage_schema_with_suggestions",
    "mysql_request",
    "postgresql_request",
    "python",
    "r",
    "sql_request",
];

const SEGMENTS: &[(&str, Type)] =
    &[("SegmentId", Type::Long), ("Count", Type::Long), ("Percent", Type::Real)];

const DIFF_SEGMENTS: &[(&str, Type)] = &[
    ("SegmentId", Type::Long),
    ("CountA", Type::Long),
    ("CountB", Type::Long),
    ("PercentA", Type::Real),
    ("PercentB", Type::Real),
    ("PercentDiffAB", Type::Real),
];

const NARROW: &[(&str, Type)] = &[("Row", Type::Long), ("Column", Type::String), ("Value", Type::String)];

/// The options of geo_line_lookup and geo_polygon_lookup in order.
const GEO_OPTIONS: [&str; 4] = ["radius", "return_unmatched", "lookup_area_radius", "return_lookup_key"];

/// The bound parts of a plugin call.
struct Parts {
    arguments: Vec<PluginArgument>,
    /// The input columns that the arguments name, none for other arguments.
    columns: Vec<Option<usize>>,
}

impl<'a> Binder<'a> {
    /// An `evaluate` call by name.
    pub(crate) fn evaluate_call(
        &mut self,
        input: Option<Relation>,
        call: &'a Call,
        schema: Option<&'a [Option<ColumnDeclaration>]>,
        span: Span,
    ) -> Relation {
        let name = call.name.text.as_str();
        if OUTSIDE.contains(&name) {
            self.error(
                Code::NotAvailable,
                call.name.span,
                format!("'{name}' is outside of what Quarry can reach"),
            );
            return Relation::broken(span);
        }
        let Some(known) = plugin::lookup(name) else {
            let known = plugin::TABLE.iter().map(|plugin| plugin.name);
            self.unknown(Code::UnknownFunction, "plugin", &call.name, known);
            return Relation::broken(span);
        };
        self.plugin(input, known, call, schema, span)
    }

    fn plugin(
        &mut self,
        input: Option<Relation>,
        known: &'static Plugin,
        call: &'a Call,
        schema: Option<&'a [Option<ColumnDeclaration>]>,
        span: Span,
    ) -> Relation {
        let name = known.name;
        if !known.implemented {
            self.not_implemented(call.name.span, name);
            return Relation::broken(span);
        }
        let Some(input) = input else {
            self.error(Code::ExpectedTabular, call.name.span, format!("'{name}' needs an input before it"));
            return Relation::broken(span);
        };
        let arity = |params: &&[quarry_functions::Param]| {
            let min = params.iter().map(|param| usize::from(param.min)).sum();
            let max = params.iter().map(|param| usize::from(param.max)).sum();
            (min, max)
        };
        let arities = known.signatures.iter().map(arity);
        if !self.check_count(name, call.name.span, arities, call.arguments.len()) {
            return Relation::broken(span);
        }
        let row = self.row_of(&input);
        let declared = schema.map(|schema| self.declared_output(&input, call, schema));
        match name {
            "bag_unpack" => self.bag_unpack(input, call, &row, declared, span),
            "pivot" => self.pivot(input, call, &row, declared, span),
            "geo_line_lookup" | "geo_polygon_lookup" => self.geo_lookup(input, name, call, &row, span),
            "ipv4_lookup" | "ipv6_lookup" => self.ip_lookup(input, name, call, &row, span),
            "dcount_intersect" => self.dcount_intersect(input, call, &row, span),
            "funnel_sequence" => self.funnel_sequence(input, call, &row, span),
            _ => {
                let parts = self.plugin_arguments(call, &row);
                let columns =
                    declared.or_else(|| columns::of(name, call, &parts.columns, &parts.arguments, &input));
                let columns = columns
                    .unwrap_or_else(|| fixed_columns(name, parts.columns.first().copied().flatten(), &input));
                self.plugin_stage(input, name, parts.arguments, columns, span)
            }
        }
    }

    /// The columns that the query says will come out. A `*` stands for those of the input which the plugin
    /// keeps: all but the first argument, which it takes apart.
    fn declared_output(
        &mut self,
        input: &Relation,
        call: &'a Call,
        schema: &'a [Option<ColumnDeclaration>],
    ) -> Vec<OutputColumn> {
        let taken = call.arguments.first().and_then(|argument| match &argument.unparenthesized().kind {
            quarry_syntax::ast::ExprKind::Name(name) => Some(name.text.as_str()),
            _ => None,
        });
        let declared: Vec<Option<Vec<OutputColumn>>> = schema
            .iter()
            .map(|column| column.as_ref().map(|column| self.declared_columns(std::slice::from_ref(column))))
            .collect();
        let named = |name: &str| declared.iter().flatten().flatten().any(|column| &*column.name == name);
        let kept: Vec<OutputColumn> = input
            .columns
            .iter()
            .filter(|column| Some(&*column.name) != taken && !named(&column.name))
            .cloned()
            .collect();
        declared.into_iter().flat_map(|columns| columns.unwrap_or_else(|| kept.clone())).collect()
    }

    /// The arguments of a plugin; those that name columns must be columns.
    fn plugin_arguments(&mut self, call: &'a Call, row: &Row) -> Parts {
        let mut parts = Parts { arguments: Vec::new(), columns: Vec::new() };
        for argument in &call.arguments {
            // A column hides a table of its name.
            let is_column = matches!(
                &argument.unparenthesized().kind,
                ExprKind::Name(name) if row.position(&name.text).is_some()
            );
            if !is_column && self.is_tabular(argument) {
                parts.columns.push(None);
                parts.arguments.push(PluginArgument::Plan(self.tabular(argument).plan));
                continue;
            }
            let scalar = self.scalar(argument, row);
            parts.columns.push(scalar.column());
            parts.arguments.push(PluginArgument::Scalar(scalar.expr));
        }
        parts
    }

    fn plugin_stage(
        &mut self,
        input: Relation,
        name: &'static str,
        arguments: Vec<PluginArgument>,
        columns: Vec<OutputColumn>,
        span: Span,
    ) -> Relation {
        let relation = input.then(columns, span, |input| Node::Plugin {
            input: Some(input),
            call: PluginCall { name, arguments },
        });
        Relation { open: None, serialized: false, ..relation }
    }

    /// A stage whose further columns depend on the data.
    fn open_stage(
        &mut self,
        input: Relation,
        name: &'static str,
        arguments: Vec<PluginArgument>,
        kept: Vec<OutputColumn>,
        declared: Option<Vec<OutputColumn>>,
        span: Span,
    ) -> Relation {
        if let Some(declared) = declared {
            return self.plugin_stage(input, name, arguments, with_origins(declared, &kept), span);
        }
        let resolved = self.resolved(span);
        let known = resolved.is_some();
        let mut columns = match resolved {
            Some(schema) => {
                let fields = schema.fields().iter();
                let columns = fields
                    .map(|field| OutputColumn::computed(Arc::clone(&field.name), Ty::Known(field.ty)))
                    .collect();
                with_origins(columns, &kept)
            }
            None => kept,
        };
        // What later stages ask for is there, even when no row has it.
        for wanted in self.inferred.get(&span).cloned().unwrap_or_default() {
            if !columns.iter().any(|column| column.name == wanted) {
                columns.push(OutputColumn::computed(wanted, Ty::Unknown));
            }
        }
        let relation = self.plugin_stage(input, name, arguments, columns, span);
        if !known {
            self.open_stages.push(relation.plan.clone());
        }
        Relation { open: Some(span), ..relation }
    }

    fn bag_unpack(
        &mut self,
        input: Relation,
        call: &'a Call,
        row: &Row,
        declared: Option<Vec<OutputColumn>>,
        span: Span,
    ) -> Relation {
        if !self.check_count("bag_unpack", call.name.span, std::iter::once((1, 4)), call.arguments.len()) {
            return Relation::broken(span);
        }
        let parts = self.plugin_arguments(call, row);
        let unpacked = parts.columns.first().copied().flatten();
        if unpacked.is_none() && !input.broken && !row_unknown(&parts) {
            self.error(Code::ExpectedColumn, call.arguments[0].span, "a column is expected here");
            return Relation::broken(span);
        }
        let kept: Vec<OutputColumn> = input
            .columns
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != unpacked)
            .map(|(_, column)| column.clone())
            .collect();
        self.open_stage(input, "bag_unpack", parts.arguments, kept, declared, span)
    }

    fn pivot(
        &mut self,
        input: Relation,
        call: &'a Call,
        row: &Row,
        declared: Option<Vec<OutputColumn>>,
        span: Span,
    ) -> Relation {
        let Some(first) = call.arguments.first() else {
            self.check_count("pivot", call.name.span, std::iter::once((1, 64)), 0);
            return Relation::broken(span);
        };
        let turned = self.scalar(first, row);
        let mut arguments = vec![PluginArgument::Scalar(turned.expr.clone())];
        let mut aggregated = None;
        if let Some(second) = call.arguments.get(1) {
            let outer = self.aggregates.replace(AggregateScope::new(Vec::new()));
            let value = self.scalar(second, row);
            let scope = std::mem::replace(&mut self.aggregates, outer);
            match scope.and_then(|scope| scope.aggregates.into_iter().next()) {
                Some(aggregate) => {
                    aggregated = aggregate.arguments.first().and_then(column_of);
                    arguments.push(PluginArgument::Aggregate(aggregate));
                }
                None if value.ty.is_unknown() => {}
                None => {
                    self.error(
                        Code::AggregateExpected,
                        second.span,
                        "an aggregation function is expected here",
                    );
                }
            }
        }
        let mut kept: Vec<usize> = Vec::new();
        for argument in call.arguments.iter().skip(2) {
            let scalar = self.scalar(argument, row);
            kept.extend(scalar.column());
            arguments.push(PluginArgument::Scalar(scalar.expr));
        }
        if kept.is_empty() {
            let pivot = column_of(&turned.expr);
            kept = (0..row.columns.len())
                .filter(|index| Some(*index) != pivot && Some(*index) != aggregated)
                .collect();
        }
        let kept: Vec<OutputColumn> = kept.into_iter().map(|index| row.columns[index].clone()).collect();
        self.open_stage(input, "pivot", arguments, kept, declared, span)
    }

    fn ip_lookup(
        &mut self,
        input: Relation,
        name: &'static str,
        call: &'a Call,
        row: &Row,
        span: Span,
    ) -> Relation {
        if !self.check_count(name, call.name.span, std::iter::once((3, 64)), call.arguments.len()) {
            return Relation::broken(span);
        }
        let lookup = self.tabular(&call.arguments[0]);
        let source = self.scalar(&call.arguments[1], row);
        let lookup_row = self.row_of(&lookup);
        let network = self.scalar(&call.arguments[2], &lookup_row);
        let mut arguments = vec![PluginArgument::Scalar(source.expr), PluginArgument::Scalar(network.expr)];
        let mut extra = Vec::new();
        for argument in call.arguments.iter().skip(3) {
            if let ExprKind::Named { names, value, .. } = &argument.kind
                && names.first().is_some_and(|name| name.text == "return_unmatched")
            {
                let flag = self.scalar(value, row);
                arguments.push(PluginArgument::Scalar(flag.expr));
                continue;
            }
            let scalar = self.scalar(argument, &lookup_row);
            extra.extend(scalar.column());
            arguments.push(PluginArgument::Scalar(scalar.expr));
        }
        let shared: Vec<Arc<str>> =
            extra.iter().map(|&index| Arc::clone(&lookup.columns[index].name)).collect();
        let right = lookup.columns.iter().filter(|column| !shared.contains(&column.name));
        let columns = unique_columns(input.columns.iter().chain(right));
        let broken = input.broken || lookup.broken;
        let open = input.open.or(lookup.open);
        arguments.insert(0, PluginArgument::Plan(lookup.plan));
        let relation = self.plugin_stage(input, name, arguments, columns, span);
        Relation { broken, open, ..relation }
    }

    fn geo_lookup(
        &mut self,
        input: Relation,
        name: &'static str,
        call: &'a Call,
        row: &Row,
        span: Span,
    ) -> Relation {
        let lookup = self.tabular(&call.arguments[0]);
        let lookup_row = self.row_of(&lookup);
        let key = self.scalar(&call.arguments[1], &lookup_row);
        let point = [&call.arguments[2], &call.arguments[3]].map(|argument| self.scalar(argument, row));
        let mut options = [None, None, None, None];
        for (position, argument) in call.arguments.iter().skip(4).enumerate() {
            let (place, value) = match &argument.kind {
                ExprKind::Named { names, value, .. } => {
                    let given = names.first().map_or("", |name| name.text.as_str());
                    let Some(place) = GEO_OPTIONS.iter().position(|option| *option == given) else {
                        if let Some(name) = names.first() {
                            self.unknown(Code::UnknownName, "parameter of this plugin", name, GEO_OPTIONS);
                        }
                        continue;
                    };
                    (place, &**value)
                }
                _ => (position, argument),
            };
            if let Some(option) = options.get_mut(place) {
                *option = Some(self.scalar(value, row));
            }
        }
        let [radius, unmatched, _, return_key] = options;
        let Some(key_column) = key.column() else {
            if !key.ty.is_unknown() && !lookup.broken {
                self.error(
                    Code::ExpectedColumn,
                    call.arguments[1].span,
                    "a column of the table is expected here",
                );
            }
            return Relation::broken(span);
        };
        let shape = Scalar::new(Expr::column(input.columns.len() + key_column, key.expr.ty, span));
        let [longitude, latitude] = point;
        let place = vec![longitude, latitude, shape];
        let condition = match (name, radius) {
            ("geo_polygon_lookup", None) => self.function("geo_point_in_polygon", place, span),
            (_, radius) => {
                let distance = match name {
                    "geo_line_lookup" => "geo_distance_point_to_line",
                    _ => "geo_distance_point_to_polygon",
                };
                let distance = self.function(distance, place, span);
                let radius = radius.unwrap_or_else(|| Scalar::unknown(span));
                self.operator("<=", vec![distance, radius], span, span)
            }
        };
        let is_true = |option: &Option<Scalar>| {
            option.as_ref().and_then(|option| option.expr.as_constant()) == Some(&Value::Bool(true))
        };
        let hidden = if is_true(&return_key) { None } else { Some(key_column) };
        let right = lookup.columns.iter().enumerate().filter(|(index, _)| Some(*index) != hidden);
        let columns = unique_columns(input.columns.iter().chain(right.map(|(_, column)| column)));
        let broken = input.broken || lookup.broken;
        let open = input.open.or(lookup.open);
        let constant = |value, ty| PluginArgument::Scalar(Expr::constant(value, ty, span));
        let arguments = vec![
            PluginArgument::Plan(lookup.plan),
            PluginArgument::Scalar(condition.expr),
            constant(Value::Bool(is_true(&unmatched)), Type::Bool),
            constant(hidden.map_or(Value::Null, |key| Value::Long(key as i64)), Type::Long),
        ];
        let relation = self.plugin_stage(input, name, arguments, columns, span);
        Relation { broken, open, ..relation }
    }
}

/// The columns of a plugin whose columns follow from its input alone.
fn fixed_columns(name: &str, split: Option<usize>, input: &Relation) -> Vec<OutputColumn> {
    let computed = |columns: &[(&str, Type)]| -> Vec<OutputColumn> {
        columns.iter().map(|(name, ty)| OutputColumn::computed(*name, Ty::Known(*ty))).collect()
    };
    match name {
        "autocluster" | "basket" => {
            let first = computed(SEGMENTS);
            unique_columns(first.iter().chain(input.columns.iter()))
        }
        "diffpatterns" => {
            let first = computed(DIFF_SEGMENTS);
            let others = input.columns.iter().enumerate().filter(|(index, _)| Some(*index) != split);
            unique_columns(first.iter().chain(others.map(|(_, column)| column)))
        }
        "narrow" => computed(NARROW),
        _ => input.columns.to_vec(),
    }
}

/// Columns by name and type that carry on the columns of the same name.
fn with_origins(columns: Vec<OutputColumn>, kept: &[OutputColumn]) -> Vec<OutputColumn> {
    columns
        .into_iter()
        .map(|column| {
            let same = kept.iter().find(|known| known.name == column.name && known.ty == column.ty);
            same.cloned().unwrap_or(column)
        })
        .collect()
}

fn column_of(expr: &Expr) -> Option<usize> {
    match expr.kind {
        crate::ExprKind::Column(index) => Some(index),
        _ => None,
    }
}

/// Whether the first argument could not be bound, which was said already.
fn row_unknown(parts: &Parts) -> bool {
    match parts.arguments.first() {
        Some(PluginArgument::Scalar(expr)) => expr.as_constant().is_some_and(Value::is_null),
        _ => true,
    }
}
