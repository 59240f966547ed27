//! The facade: text in, tables out.

use std::sync::Arc;

use quarry_data::{Batch, Catalog, Schema};
use quarry_diagnostics::Diagnostic;
use quarry_plan::{BindContext, OutputColumn, Visualization};

use crate::Execution;

/// What a query may know and use.
#[derive(Clone, Debug)]
pub struct QueryContext {
    /// `now()`, in ticks since year 1.
    pub now: i64,
    /// Where random functions start.
    pub seed: u64,
    pub limits: Limits,
}

/// Where a query is stopped, with a diagnostic that names the operator.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows of a result.
    pub rows: usize,
    /// Bytes that the operators of a query may hold.
    pub memory: usize,
}

/// Loaded tables and what can be asked of them.
#[derive(Clone, Debug, Default)]
pub struct Session {
    pub catalog: Catalog,
}

/// What a query would give.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The columns of the first result.
    pub columns: Vec<OutputColumn>,
    pub diagnostics: Vec<Diagnostic>,
}

/// How far an execution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub rows_read: u64,
    pub rows_total: u64,
}

pub enum Step {
    Running(Progress),
    Done(QueryResult),
    Failed(Diagnostic),
}

#[derive(Clone, Debug)]
pub struct QueryResult {
    pub tables: Vec<ResultTable>,
    /// Warnings of the query and of its run.
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
pub struct ResultTable {
    pub name: String,
    pub schema: Arc<Schema>,
    pub batches: Vec<Batch>,
    pub visualization: Option<Visualization>,
}

impl Session {
    pub fn new(catalog: Catalog) -> Self {
        Self { catalog }
    }

    /// Parses and binds.
    pub fn check(&self, text: &str, cx: &QueryContext) -> Checked {
        let parsed = quarry_syntax::parse(text);
        let bound = quarry_plan::bind(&parsed.query, &BindContext { catalog: &self.catalog, now: cx.now });
        let mut diagnostics = parsed.diagnostics;
        diagnostics.extend(bound.diagnostics);
        diagnostics.sort_by_key(Diagnostic::span);
        let columns = bound.results.into_iter().next().map(|result| result.columns).unwrap_or_default();
        Checked { columns, diagnostics }
    }

    /// Makes a query ready to run; errors in the text are returned instead.
    pub fn prepare(&self, text: &str, cx: &QueryContext) -> Result<Execution, Vec<Diagnostic>> {
        let parsed = quarry_syntax::parse(text);
        let mut bound =
            quarry_plan::bind(&parsed.query, &BindContext { catalog: &self.catalog, now: cx.now });
        let mut diagnostics = parsed.diagnostics;
        diagnostics.append(&mut bound.diagnostics);
        diagnostics.sort_by_key(Diagnostic::span);
        if diagnostics.iter().any(Diagnostic::is_error) {
            return Err(diagnostics);
        }
        Ok(Execution::new(parsed.query, bound, self.catalog.clone(), cx, diagnostics))
    }
}
