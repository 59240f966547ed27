//! Tabular operators, one file each.

mod as_;
mod assert_schema;
mod count;
mod datatable;
mod distinct;
mod evaluate;
mod expand;
mod extend;
mod externaldata;
mod facet;
mod find;
mod fork;
mod getschema;
mod graph;
mod invoke;
mod join;
mod make_series;
mod mv_apply;
mod mv_expand;
mod parse;
mod parse_kv;
mod partition;
mod print;
mod project;
mod project_away;
mod project_by_names;
mod project_rename;
mod project_reorder;
mod range;
mod reduce;
mod render;
mod sample;
mod scan;
mod search;
mod serialize;
mod sort;
mod summarize;
mod take;
mod top_hitters;
mod top_nested;
mod union;
mod where_;

use std::sync::Arc;

use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_syntax::ast::{self, Operator, Stage};

use super::Binder;
pub(crate) use graph::{BoundGraph, PatternScope, is_element_function};
pub(crate) use join::unique_columns;

use crate::scope::{Relation, Row};
use crate::{Node, StageTrace};

impl<'a> Binder<'a> {
    /// A source and the operators after it; `span` is the whole pipeline.
    pub(crate) fn stages(&mut self, source: Relation, stages: &'a [Stage], span: Span) -> Relation {
        let mut relation = source;
        self.hint_stages(stages);
        for (position, stage) in stages.iter().enumerate() {
            let end = stages.get(position + 1).map_or(span.end, |next| next.pipe_span.start);
            let place = Span::new(stage.pipe_span.start, end.max(stage.span.end));
            self.note_scope(place, &relation, aggregates(&stage.operator));
            relation = self.operator_stage(Some(relation), &stage.operator, stage.span);
        }
        relation
    }

    /// The operators of a body, which has to end in a table.
    pub(crate) fn table_stages(&mut self, source: Relation, stages: &'a [Stage], span: Span) -> Relation {
        let relation = self.stages(source, stages, span);
        self.refuse_branches(span);
        self.refuse_graph(relation, "needed here is", span)
    }

    /// Says that several tables can't be read as one, when there are such.
    pub(crate) fn refuse_branches(&mut self, span: Span) {
        if !std::mem::take(&mut self.branches).is_empty() {
            let message = "several tables, as of 'fork' or 'facet', can only be the result of a query";
            self.error(Code::ExpectedTabular, span, message);
        }
    }

    /// Remembers the columns that a place of the text sees.
    pub(crate) fn note_scope(&mut self, place: Span, relation: &Relation, aggregates: bool) {
        if let Some(scopes) = &mut self.scopes {
            scopes.stage(place, &relation.columns, None, aggregates);
        }
    }

    /// One operator, and what it did to the columns.
    pub(crate) fn operator_stage(
        &mut self,
        input: Option<Relation>,
        operator: &'a Operator,
        span: Span,
    ) -> Relation {
        if input.is_some() && !matches!(operator, Operator::Render(_)) {
            self.refuse_branches(span);
        }
        let before = input.as_ref().map(|input| Arc::clone(&input.columns));
        let inner = input.as_ref().map_or(0, |input| input.trace.len());
        let name = name(operator);
        let mut relation = self.dispatch(input, operator, span);
        relation.source = None;
        self.limit_depth(&mut relation, span);
        if let Some(before) = before
            && !Arc::ptr_eq(&before, &relation.columns)
        {
            let others = match relation.trace.get(inner) {
                Some(trace) if trace.operator.is_empty() => {
                    let others = trace.others.clone();
                    relation.trace.truncate(inner);
                    others
                }
                _ => Vec::new(),
            };
            let after = Arc::clone(&relation.columns);
            relation.trace.push(StageTrace { span, operator: name, before, after, others });
        }
        relation
    }

    /// Plans are walked by recursion, so their depth has an end.
    fn limit_depth(&mut self, relation: &mut Relation, span: Span) {
        const MAX_PLAN_DEPTH: u32 = 500;
        if relation.depth <= MAX_PLAN_DEPTH {
            return;
        }
        if relation.broken {
            relation.depth = 1;
            return;
        }
        self.report(
            Diagnostic::error(Code::TooLong, span, "the query has too many stages after each other")
                .help("merge stages, or materialize() a part with let"),
        );
        let broken = Relation::new(Node::Error, Arc::clone(&relation.columns), span);
        let taken = std::mem::replace(relation, Relation { broken: true, ..broken });
        relation.trace = taken.trace;
    }

    fn dispatch(&mut self, input: Option<Relation>, operator: &'a Operator, span: Span) -> Relation {
        let input = match operator {
            Operator::Graph { .. } | Operator::Error | Operator::Unsupported(_) => input,
            _ => input.map(|input| self.refuse_graph(input, "this operator needs", span)),
        };
        let first = match operator {
            Operator::Datatable(datatable) => return self.datatable(datatable, span),
            Operator::Externaldata(external) => return self.externaldata(external, span),
            Operator::Find(find) => return self.find(find, span),
            Operator::Print { columns } => return self.print(columns, span),
            Operator::Range { column, from, to, step } => return self.range(column, from, to, step, span),
            Operator::Search(search) => return self.search(input, search, span),
            Operator::Union(union) => return self.union(input, union, span),
            Operator::Evaluate { parameters, call, schema } => {
                return self.evaluate(input, parameters, call, schema.as_deref(), span);
            }
            Operator::Error => {
                return Relation { broken: true, ..input.unwrap_or_else(|| Relation::broken(span)) };
            }
            Operator::Unsupported(name) => {
                self.unsupported(name);
                return Relation::broken(span);
            }
            _ => input,
        };
        let Some(input) = first else {
            self.error(Code::ExpectedTabular, span, format!("'{}' needs an input before it", name(operator)));
            return Relation::broken(span);
        };
        if let Operator::Graph { name, graph } = operator {
            return self.graph(input, graph, name, span);
        }
        self.piped(input, operator, span)
    }

    /// An operator or statement that is known by its word only.
    pub(crate) fn unsupported(&mut self, name: &ast::Name) {
        if !matches!(name.text.as_str(), "alias" | "entity_group" | "macro-expand") {
            return self.not_implemented(name.span, &name.text);
        }
        let reason = "is about clusters and databases, which are outside of what Quarry can reach";
        self.report(
            Diagnostic::error(Code::NotAvailable, name.span, format!("'{}' {reason}", name.text))
                .help("load the tables of each database as files, and put them together with union"),
        );
    }

    /// The operators that need an input.
    fn piped(&mut self, input: Relation, operator: &'a Operator, span: Span) -> Relation {
        match operator {
            Operator::As { name, parameters } => self.as_(input, name, parameters, span),
            Operator::AssertSchema { columns, others } => self.assert_schema(input, columns, *others, span),
            Operator::Consume => self.nothing(Vec::new(), span),
            Operator::Count { as_name } => self.count(input, as_name.as_ref(), span),
            Operator::Distinct { columns } => self.distinct(input, columns, span),
            // One process has nothing to gain from a result that is kept.
            Operator::ExecuteAndCache => input,
            Operator::Extend { columns } => self.extend(input, columns, span),
            Operator::Facet { columns, with } => self.facet(input, columns, with.as_deref(), span),
            Operator::Fork { branches } => self.fork(input, branches, span),
            Operator::Getschema => self.getschema(input, span),
            Operator::Invoke { call } => self.invoke(input, call, span),
            Operator::Join(join) => self.join(input, join, span),
            Operator::Lookup(join) => self.lookup(input, join, span),
            Operator::MakeSeries(series) => self.make_series(input, series, span),
            Operator::MvApply(apply) => self.mv_apply(input, apply, span),
            Operator::MvExpand(expand) => self.mv_expand(input, expand, span),
            Operator::Parse(parse) => self.parse(input, parse, false, span),
            Operator::ParseWhere(parse) => self.parse(input, parse, true, span),
            Operator::ParseKv(parse) => self.parse_kv(input, parse, span),
            Operator::Partition(partition) => self.partition(input, partition, span),
            Operator::Project { columns } => self.project(input, columns, span),
            Operator::ProjectAway { columns } => self.project_away(input, columns, false, span),
            Operator::ProjectByNames { names } => self.project_by_names(input, names, span),
            Operator::ProjectKeep { columns } => self.project_away(input, columns, true, span),
            Operator::ProjectRename { columns } => self.project_rename(input, columns, span),
            Operator::ProjectReorder { columns } => self.project_reorder(input, columns, span),
            Operator::Reduce { parameters, by, with } => self.reduce(input, parameters, by, with, span),
            Operator::Render(render) => self.render(input, render),
            Operator::Sample { count } => self.sample(input, count, span),
            Operator::SampleDistinct { count, of } => self.sample_distinct(input, count, of, span),
            Operator::Scan(scan) => self.scan(input, scan, span),
            Operator::Serialize { columns } => self.serialize(input, columns, span),
            Operator::Sort { parameters, by, .. } => self.sort(input, parameters, by, span),
            Operator::Summarize(summarize) => self.summarize(input, summarize, span),
            Operator::Take { parameters, count } => self.take(input, parameters, count, span),
            Operator::Top { parameters, count, by } => self.top(input, parameters, count, by, span),
            Operator::TopHitters { count, of, by } => self.top_hitters(input, count, of, by.as_ref(), span),
            Operator::TopNested { levels } => self.top_nested(input, levels, span),
            Operator::Where { predicate } => self.where_(input, predicate, span),
            Operator::Error
            | Operator::Unsupported(_)
            | Operator::Graph { .. }
            | Operator::Datatable(_)
            | Operator::Externaldata(_)
            | Operator::Find(_)
            | Operator::Print { .. }
            | Operator::Range { .. }
            | Operator::Search(_)
            | Operator::Union(_)
            | Operator::Evaluate { .. } => input,
        }
    }

    /// The row of an input, ready for expressions.
    pub(crate) fn input_row(&mut self, input: &Relation) -> Row {
        self.row_of(input)
    }
}

/// Whether aggregation functions may be called in the operator.
fn aggregates(operator: &Operator) -> bool {
    matches!(operator, Operator::Summarize(_) | Operator::MakeSeries(_) | Operator::TopNested { .. })
}

/// The operator's name in KQL.
fn name(operator: &Operator) -> &'static str {
    match operator {
        Operator::Error | Operator::Unsupported(_) => "",
        Operator::Graph { graph, .. } => graph.name(),
        Operator::As { .. } => "as",
        Operator::AssertSchema { .. } => "assert-schema",
        Operator::Consume => "consume",
        Operator::Count { .. } => "count",
        Operator::Datatable(_) => "datatable",
        Operator::Distinct { .. } => "distinct",
        Operator::Evaluate { .. } => "evaluate",
        Operator::ExecuteAndCache => "execute-and-cache",
        Operator::Extend { .. } => "extend",
        Operator::Externaldata(_) => "externaldata",
        Operator::Facet { .. } => "facet",
        Operator::Find(_) => "find",
        Operator::Fork { .. } => "fork",
        Operator::Getschema => "getschema",
        Operator::Invoke { .. } => "invoke",
        Operator::Join(_) => "join",
        Operator::Lookup(_) => "lookup",
        Operator::MakeSeries(_) => "make-series",
        Operator::MvApply(_) => "mv-apply",
        Operator::MvExpand(_) => "mv-expand",
        Operator::Parse(_) => "parse",
        Operator::ParseWhere(_) => "parse-where",
        Operator::ParseKv(_) => "parse-kv",
        Operator::Partition(_) => "partition",
        Operator::Print { .. } => "print",
        Operator::Project { .. } => "project",
        Operator::ProjectAway { .. } => "project-away",
        Operator::ProjectByNames { .. } => "project-by-names",
        Operator::ProjectKeep { .. } => "project-keep",
        Operator::ProjectRename { .. } => "project-rename",
        Operator::ProjectReorder { .. } => "project-reorder",
        Operator::Range { .. } => "range",
        Operator::Reduce { .. } => "reduce",
        Operator::Render(_) => "render",
        Operator::Sample { .. } => "sample",
        Operator::SampleDistinct { .. } => "sample-distinct",
        Operator::Scan(_) => "scan",
        Operator::Search(_) => "search",
        Operator::Serialize { .. } => "serialize",
        Operator::Sort { .. } => "sort",
        Operator::Summarize(_) => "summarize",
        Operator::Take { .. } => "take",
        Operator::Top { .. } => "top",
        Operator::TopHitters { .. } => "top-hitters",
        Operator::TopNested { .. } => "top-nested",
        Operator::Union(_) => "union",
        Operator::Where { .. } => "where",
    }
}
