//! The first result of a query and the stages that led to it.

use std::sync::Arc;

use quarry_diagnostics::{Diagnostic, Span};
use quarry_plan::{BindContext, Origin, OutputColumn, StageTrace};
use quarry_syntax::ast::Query;

use super::{ColumnState, SourceTable, StagePlace, TableFamily};

/// A query without errors, bound.
pub(super) struct View {
    text: String,
    pub(super) query: Query,
    pub(super) columns: Vec<OutputColumn>,
    pub(super) trace: Vec<StageTrace>,
}

impl View {
    /// Nothing when the query has errors or no result.
    pub(super) fn new(text: &str, cx: &BindContext<'_>) -> Option<Self> {
        let parsed = quarry_syntax::parse(text);
        let bound = quarry_plan::bind(&parsed.query, cx);
        if parsed.diagnostics.iter().chain(&bound.diagnostics).any(Diagnostic::is_error) {
            return None;
        }
        let result = bound.results.into_iter().next()?;
        Some(Self {
            text: text.to_owned(),
            query: parsed.query,
            columns: result.columns,
            trace: result.trace.to_vec(),
        })
    }

    /// The tables that the pipeline begins with, in order.
    pub(super) fn tables(&self, cx: &BindContext<'_>) -> Vec<SourceTable> {
        let first = self.trace.first().map_or(&self.columns[..], |stage| &stage.before[..]);
        let sources =
            if first.iter().any(|column| !column.origins.is_empty()) { first } else { &self.columns };
        let mut tables: Vec<SourceTable> = Vec::new();
        for origin in sources.iter().flat_map(|column| column.origins.iter()) {
            if tables.iter().any(|table| *table.name == *origin.table) {
                continue;
            }
            let Some(schema) = cx.catalog.schema(&origin.table) else { continue };
            let sentinel =
                cx.catalog.product(&origin.table).is_some_and(|product| product.contains("Sentinel"));
            let family =
                if sentinel { TableFamily::Sentinel } else { TableFamily::of(&origin.table, schema) };
            tables.push(SourceTable { name: origin.table.to_string(), family, span: origin.span });
        }
        tables
    }

    /// What became of a column.
    pub(super) fn state(&self, name: &str) -> ColumnState {
        let in_result = self.columns.iter().find(|column| &*column.name == name);
        if in_result.is_some_and(|column| column.is_source(name)) {
            return ColumnState::Present;
        }
        match self.losing_stage(name) {
            Some((stage, changed)) => {
                let place = self.place(stage);
                if changed && in_result.is_some() {
                    ColumnState::Changed(Some(place))
                } else {
                    ColumnState::Dropped(place)
                }
            }
            None if in_result.is_some() => ColumnState::Changed(None),
            None => ColumnState::NeverThere,
        }
    }

    /// The operator's name, and where it stands.
    fn place(&self, stage: &StageTrace) -> StagePlace {
        let written = stage.span.text(&self.text);
        let word = written.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        let end = stage.span.start + word.unwrap_or(written.len());
        StagePlace { operator: stage.operator.to_owned(), span: Span::new(stage.span.start, end) }
    }

    /// The last stage that had the column unchanged before, but not behind it, and whether it made another
    /// one of that name.
    pub(super) fn losing_stage(&self, name: &str) -> Option<(&StageTrace, bool)> {
        let has = |columns: &Arc<[OutputColumn]>| columns.iter().any(|column| pristine(column, name));
        let stage = self.trace.iter().rev().find(|stage| has(&stage.before) && !has(&stage.after))?;
        let changed = stage.after.iter().any(|column| &*column.name == name);
        Some((stage, changed))
    }
}

fn pristine(column: &OutputColumn, name: &str) -> bool {
    let from_it = |origin: &Origin| &*origin.column == name;
    &*column.name == name && !column.origins.is_empty() && column.origins.iter().all(from_it)
}
