//! Syntax tree to plan.

mod advice;
mod aggregate;
mod bin_auto;
mod branches;
mod call;
mod expr;
mod function;
mod literal;
mod operator_types;
mod operators;
mod overload;
mod parameters;
mod part;
mod pattern;
mod plugin;
mod projection;
mod series;
mod statement;
mod subquery;
mod table;
mod table_function;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use quarry_data::catalog;
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_functions::{Category, ScalarFunction};
use quarry_syntax::ast;

use crate::rewrite;
use crate::scope::{Local, Named, Relation, Row};
use crate::{BindContext, Bound, Plan, Resolved, Scopes, SharedId};
use aggregate::AggregateScope;
pub(crate) use operators::BoundGraph;
use operators::PatternScope;

/// How often a query is bound again because columns turned up that only a run can tell.
const MAX_ROUNDS: usize = 16;

/// The state of binding one query.
pub(crate) struct Binder<'a> {
    cx: &'a BindContext<'a>,
    /// Behind syntax errors: nothing is said of these parts.
    garbled: &'a [Span],
    diagnostics: Vec<Diagnostic>,
    /// While above zero, diagnostics go to `hidden`: the text was checked before.
    muted: u32,
    hidden: Vec<Diagnostic>,
    shared: Vec<Arc<Plan>>,
    locals: Vec<Named<'a>>,
    /// Columns that later stages use of a stage whose columns only a run can tell, by the stage's place.
    inferred: HashMap<Span, Vec<Arc<str>>>,
    /// A column was added to `inferred`, so this round does not count.
    again: bool,
    next_row: u32,
    /// Set where aggregation functions may be called.
    aggregates: Option<AggregateScope>,
    scopes: Option<Scopes>,
    /// Set inside the conditions and results of graph operators.
    pattern: Option<PatternScope>,
    /// How many user functions are being expanded inside each other.
    call_depth: u32,
    /// The row that the scalars of a function's body may read.
    body_row: Option<u32>,
    /// How many calls of user functions were expanded.
    expansions: u32,
    /// Further result tables, from `fork` and `facet`.
    branches: Vec<(String, Relation)>,
    /// The branches have names that later statements can give as results.
    named_branches: bool,
    visualization: Option<crate::Visualization>,
    bin_auto: bin_auto::BinAuto<'a>,
    /// Inside `union isfuzzy=true`, where unknown tables are left out.
    fuzzy: bool,
    /// The columns of open stages, when they were found out by running what comes before.
    resolved: &'a Resolved,
    /// The stages whose columns only a run can tell.
    open_stages: Vec<Plan>,
    /// How often each of them, known or not, has been bound.
    stage_times: HashMap<Span, usize>,
}

/// Binds a query, with scopes when asked for.
pub(crate) fn bind_query(
    query: &ast::Query,
    cx: &BindContext<'_>,
    resolved: &Resolved,
    scopes: bool,
) -> (Bound, Scopes) {
    let mut inferred = HashMap::new();
    let mut round = 0;
    loop {
        let mut binder = Binder::new(cx, resolved, inferred, scopes);
        binder.garbled = &query.garbled;
        let results = binder.bind_statements(query);
        round += 1;
        if binder.again && round < MAX_ROUNDS {
            inferred = binder.inferred;
            continue;
        }
        let mut diagnostics = binder.diagnostics;
        diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
        let mut bound = Bound { results, shared: binder.shared, diagnostics, open: binder.open_stages };
        if query.garbled.is_empty() && !bound.diagnostics.iter().any(Diagnostic::is_error) {
            rewrite::rewrite(&mut bound);
        }
        return (bound, binder.scopes.unwrap_or_default());
    }
}

impl<'a> Binder<'a> {
    fn new(
        cx: &'a BindContext<'a>,
        resolved: &'a Resolved,
        inferred: HashMap<Span, Vec<Arc<str>>>,
        scopes: bool,
    ) -> Self {
        Self {
            cx,
            garbled: &[],
            diagnostics: Vec::new(),
            muted: 0,
            hidden: Vec::new(),
            shared: Vec::new(),
            locals: Vec::new(),
            inferred,
            again: false,
            next_row: 0,
            aggregates: None,
            scopes: scopes.then(Scopes::default),
            pattern: None,
            call_depth: 0,
            body_row: None,
            expansions: 0,
            branches: Vec::new(),
            named_branches: false,
            visualization: None,
            bin_auto: Default::default(),
            fuzzy: false,
            resolved,
            open_stages: Vec::new(),
            stage_times: HashMap::new(),
        }
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let span = diagnostic.span();
        if self.garbled.iter().any(|part| part.start <= span.start && span.end <= part.end) {
            return;
        }
        let known = if self.muted > 0 { &mut self.hidden } else { &mut self.diagnostics };
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    }

    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    pub(crate) fn warning(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::warning(code, span, message));
    }

    pub(crate) fn not_implemented(&mut self, span: Span, name: &str) {
        self.error(Code::NotImplemented, span, format!("'{name}' is not implemented yet"));
    }

    /// A function without a kernel: one about the service can't mean anything here, others may some day.
    pub(crate) fn refuse_function(&mut self, span: Span, function: &ScalarFunction) {
        let name = function.name;
        if function.category == Category::Metadata {
            let message =
                format!("'{name}' is about the service and its storage, which Quarry does not have");
            self.error(Code::NotAvailable, span, message);
        } else {
            self.not_implemented(span, name);
        }
    }

    /// An unknown name, with near misses as fixes.
    pub(crate) fn unknown<'n>(
        &mut self,
        code: Code,
        what: &str,
        name: &ast::Name,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let mut diagnostic =
            Diagnostic::error(code, name.span, format!("'{}' is not a known {what}", name.text));
        if let Some(near) = catalog::suggest(&name.text, known) {
            diagnostic = diagnostic.help(format!("did you mean '{near}'?")).fix(Fix::replace(
                format!("change to '{near}'"),
                name.span,
                near,
            ));
        }
        self.report(diagnostic);
    }

    /// Keeps a plan that is used more than once or before the rest.
    pub(crate) fn share(&mut self, plan: Plan) -> SharedId {
        self.shared.push(Arc::new(plan));
        SharedId(self.shared.len() - 1)
    }

    /// The row of a relation, for scalar expressions.
    pub(crate) fn row_of(&mut self, relation: &Relation) -> Row {
        self.next_row += 1;
        Row {
            columns: Arc::clone(&relation.columns),
            open: relation.open,
            broken: relation.broken,
            id: self.next_row,
            trace: relation.trace.as_slice().into(),
        }
    }

    /// The columns of an open stage that is bound now, when they are known by now.
    pub(crate) fn resolved(&mut self, stage: Span) -> Option<Arc<quarry_data::Schema>> {
        let times = self.stage_times.entry(stage).or_default();
        *times += 1;
        self.resolved.get(&stage).and_then(|calls| calls.get(*times - 1)).cloned()
    }

    pub(crate) fn is_resolved(&self, stage: Span) -> bool {
        self.resolved.contains_key(&stage)
    }

    /// A row without columns: outside of any table.
    pub(crate) fn no_row(&mut self) -> Row {
        self.next_row += 1;
        Row { columns: Arc::from([]), open: None, broken: false, id: self.next_row, trace: Rc::from([]) }
    }

    pub(crate) fn local(&self, name: &str) -> Option<Rc<Local<'a>>> {
        self.locals.iter().rev().find(|named| &*named.name == name).map(|named| Rc::clone(&named.local))
    }

    pub(crate) fn declare(&mut self, name: &str, span: Span, local: Local<'a>) {
        self.locals.push(Named { name: name.into(), local: Rc::new(local), span });
    }

    /// Remembers that a column of this name is used of a stage whose columns only a run can tell. False
    /// when the column was known to be wanted and is still not there.
    pub(crate) fn infer(&mut self, stage: Span, name: &str) -> bool {
        let wanted = self.inferred.entry(stage).or_default();
        if wanted.iter().any(|known| &**known == name) {
            return false;
        }
        wanted.push(name.into());
        self.again = true;
        true
    }
}
