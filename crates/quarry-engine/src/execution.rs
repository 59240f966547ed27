//! A query under way: shared parts first, then each result, in steps that can be paused.

use std::sync::Arc;

use quarry_data::{Batch, Catalog};
use quarry_diagnostics::Diagnostic;
use quarry_functions::{CallContext, Locations};
use quarry_plan::{BindContext, Bound, BoundResult, Node, Plan, Resolved, bind_resolved};
use quarry_syntax::ast;

use crate::demand::JsonDemand;
use crate::error::RunError;
use crate::eval::SharedResult;
use crate::limits::Budget;
use crate::operators::{Build, Environment, graph_name};
use crate::progress::rows_total;
use crate::resolve::{Resolving, shared_before};
use crate::run::{BoxedOperator, Pull, Run, RunState, held_bytes};
use crate::{Progress, QueryContext, QueryResult, ResultTable, Step};

/// A query under way.
pub struct Execution {
    query: ast::Query,
    bound: Bound,
    /// The columns of open stages, as far as they were found out.
    resolved: Resolved,
    resolving: Option<Resolving>,
    environment: Arc<Environment>,
    state: RunState,
    rows_total: u64,
    /// How many of the shared plans and then the results are done.
    done: usize,
    running: Option<Running>,
    tables: Vec<ResultTable>,
    diagnostics: Vec<Diagnostic>,
}

/// The plan that is running.
struct Running {
    operator: BoxedOperator,
    batches: Vec<Batch>,
    rows: usize,
}

impl Execution {
    /// `diagnostics` are those of the text; they come back with the result.
    pub(crate) fn new(
        query: ast::Query,
        bound: Bound,
        catalog: Catalog,
        cx: &QueryContext,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        // A database that can't be read was refused when it was loaded.
        let locations = catalog.locations().and_then(|file| Locations::open(file).ok());
        let call = CallContext { now: cx.now, seed: cx.seed, locations: locations.map(Arc::new) };
        Self {
            query,
            rows_total: rows_total(&bound, &catalog),
            environment: Arc::new(Environment {
                catalog,
                call: call.clone(),
                shared: Vec::new(),
                json: Arc::new(JsonDemand::new(&bound)),
            }),
            state: RunState { call, budget: Budget::new(cx.limits), rows_read: 0, warnings: Vec::new() },
            bound,
            resolved: Resolved::new(),
            resolving: None,
            done: 0,
            running: None,
            tables: Vec::new(),
            diagnostics,
        }
    }

    /// Works until the query is done or `pause` says that the time is up.
    pub fn step(&mut self, pause: &mut dyn FnMut() -> bool) -> Step {
        match self.work(pause) {
            Ok(true) => Step::Done(self.finish()),
            Ok(false) => Step::Running(self.progress()),
            Err(error) => Step::Failed(*error),
        }
    }

    /// How far the execution is.
    pub fn progress(&self) -> Progress {
        Progress { rows_read: self.state.rows_read.min(self.rows_total), rows_total: self.rows_total }
    }

    fn plan(&self) -> Option<&Plan> {
        let shared = self.bound.shared.len();
        match self.done.checked_sub(shared) {
            None => self.bound.shared.get(self.done).map(|plan| &**plan),
            Some(index) => self.bound.results.get(index).map(|result| &result.plan),
        }
    }

    fn build(&self) -> Build {
        Build { environment: Arc::clone(&self.environment), input: None }
    }

    /// True when everything is done.
    fn work(&mut self, pause: &mut dyn FnMut() -> bool) -> Result<bool, RunError> {
        loop {
            if self.resolving.is_some() {
                if !self.resolve(pause)? {
                    return Ok(false);
                }
                continue;
            }
            if self.running.is_none() {
                if self.done == shared_before(&self.bound) {
                    self.resolving = Resolving::start(&self.bound, &self.build())?;
                    if self.resolving.is_some() {
                        continue;
                    }
                }
                let Some(plan) = self.plan() else { return Ok(true) };
                let operator = self.build().operator(plan)?;
                self.running = Some(Running { operator, batches: Vec::new(), rows: 0 });
            }
            if !self.pull_all(pause)? {
                return Ok(false);
            }
            self.complete();
        }
    }

    /// Finds out the columns of an open stage and binds again; false when the time is up before.
    fn resolve(&mut self, pause: &mut dyn FnMut() -> bool) -> Result<bool, RunError> {
        let Some(resolving) = &mut self.resolving else { return Ok(true) };
        let mut run = Run::new(&mut self.state, pause);
        let Some(schema) = resolving.probe.work(&mut run)? else { return Ok(false) };
        // The first that is open is the next one of its span.
        self.resolved.entry(resolving.span).or_default().push(Arc::new(schema));
        self.resolving = None;
        let cx = BindContext { catalog: &self.environment.catalog, now: self.state.call.now };
        let bound = bind_resolved(&self.query, &cx, &self.resolved);
        if let Some(error) = bound.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            return Err(Box::new(error.clone()));
        }
        self.rows_total += rows_total(&bound, &self.environment.catalog);
        self.bound = bound;
        let mut environment = Environment::clone(&self.environment);
        environment.shared.clear();
        environment.json = Arc::new(JsonDemand::new(&self.bound));
        self.environment = Arc::new(environment);
        self.done = 0;
        self.tables.clear();
        Ok(true)
    }

    /// Reads the running plan to its end; false when the time is up before.
    fn pull_all(&mut self, pause: &mut dyn FnMut() -> bool) -> Result<bool, RunError> {
        let Some(plan) = self.plan() else { return Ok(true) };
        let (name, span) = (operator_name(plan), plan.span);
        let result = self.done >= self.bound.shared.len();
        let Some(running) = &mut self.running else { return Ok(true) };
        let mut run = Run::new(&mut self.state, pause);
        loop {
            match running.operator.next(&mut run)? {
                Pull::Batch(batch) if batch.rows() == 0 => {}
                Pull::Batch(batch) => {
                    running.rows += batch.rows();
                    if result {
                        run.state.budget.check_rows(running.rows, name, span)?;
                    }
                    run.state.budget.hold(held_bytes(&batch), name, span)?;
                    running.batches.push(batch);
                }
                Pull::Pending => return Ok(false),
                Pull::Done => return Ok(true),
            }
        }
    }

    fn complete(&mut self) {
        let Some(running) = self.running.take() else { return };
        match self.done.checked_sub(self.bound.shared.len()) {
            None => {
                let schema = self.plan().map(|plan| Arc::clone(&plan.schema)).unwrap_or_default();
                let mut environment = Environment::clone(&self.environment);
                environment.shared.push(Arc::new(SharedResult { schema, batches: running.batches }));
                self.environment = Arc::new(environment);
            }
            Some(index) => {
                if let Some(BoundResult { name, plan, visualization, .. }) = self.bound.results.get(index) {
                    self.tables.push(ResultTable {
                        name: name.clone(),
                        schema: Arc::clone(&plan.schema),
                        batches: running.batches,
                        visualization: visualization.clone(),
                    });
                }
            }
        }
        self.done += 1;
    }

    fn finish(&mut self) -> QueryResult {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.append(&mut self.state.warnings);
        QueryResult { tables: std::mem::take(&mut self.tables), diagnostics }
    }
}

/// What to call a plan's operator in a message about limits.
fn operator_name(plan: &Plan) -> &'static str {
    match &plan.node {
        Node::Error | Node::Input | Node::Shared(_) | Node::Warn { .. } => "the query",
        Node::Source { .. } => "the table",
        Node::External(_) => "externaldata",
        Node::Values(_) => "datatable",
        Node::Range { .. } => "range",
        Node::Filter { .. } => "where",
        Node::Project { .. } => "project",
        Node::Aggregate { .. } => "summarize",
        Node::Sort { .. } => "sort",
        Node::Take { .. } => "take",
        Node::Top { .. } => "top",
        Node::Sample { .. } => "sample",
        Node::Join(_) => "join",
        Node::Union { .. } => "union",
        Node::Parse(_) => "parse",
        Node::ParseKv(_) => "parse-kv",
        Node::MvExpand(_) => "mv-expand",
        Node::MvApply(_) => "mv-apply",
        Node::MakeSeries(_) => "make-series",
        Node::Partition { .. } => "partition",
        Node::TopNested { .. } => "top-nested",
        Node::Scan(_) => "scan",
        Node::Graph(read) => graph_name(read),
        Node::Plugin { call, .. } => call.name,
    }
}
