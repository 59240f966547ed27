//! Syntax tree and catalog to a bound plan: names resolved, types checked, overloads chosen.
//!
//! Binding never fails: it returns a plan and diagnostics. One mistake gives one message; what depends on
//! a broken part is passed over in silence.
//!
//! Invariant: a plan whose diagnostics hold no error contains no [`Node::Error`].

mod bind;
mod expr;
mod graph;
mod names;
mod node;
mod provenance;
mod rewrite;
mod scope;
mod scopes;
mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use quarry_data::{Catalog, Schema};
use quarry_diagnostics::{Diagnostic, Span};
use quarry_syntax::ast;

pub use expr::{Expr, ExprKind};
pub use graph::*;
pub use node::*;
pub use provenance::{Origin, OutputColumn, StageTrace};
pub use scopes::{Scope, ScopeName, ScopeNameKind, Scopes};

/// What binding may know besides the query.
#[derive(Clone, Debug)]
pub struct BindContext<'a> {
    pub catalog: &'a Catalog,
    /// `now()`, in ticks.
    pub now: i64,
}

/// A bound query.
#[derive(Clone, Debug)]
pub struct Bound {
    /// One plan a result table; `fork`, `facet` and several statements give more than one.
    pub results: Vec<BoundResult>,
    /// Parts that are used more than once or before the rest, by [`SharedId`]; each refers only to earlier
    /// ones.
    pub shared: Vec<Arc<Plan>>,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The stages whose columns only a run can tell, such as `bag_unpack`, first to last: each a
    /// [`Node::Plugin`] with its input. They run as they stand, with the columns that are asked for; for all
    /// columns, find out those of the first, and bind again with [`bind_resolved`].
    pub open: Vec<Plan>,
}

/// The columns of open stages by the span of their plans; a stage of a function has those of each call.
pub type Resolved = BTreeMap<Span, Vec<Arc<Schema>>>;

/// One result table.
#[derive(Clone, Debug)]
pub struct BoundResult {
    /// `PrimaryResult`, `PrimaryResult_1`, or the name of a fork branch.
    pub name: String,
    pub plan: Plan,
    pub columns: Vec<OutputColumn>,
    /// Further columns depend on the data, as after `bag_unpack`.
    pub open: bool,
    /// What `render` asked for.
    pub visualization: Option<Visualization>,
    /// The stages that led here, first to last, with their columns; also those inside `let` names.
    pub trace: Vec<StageTrace>,
}

/// Binds a query to a catalog.
pub fn bind(query: &ast::Query, cx: &BindContext<'_>) -> Bound {
    bind_resolved(query, cx, &Resolved::new())
}

/// Binds a query, with the columns of open stages that a run of their inputs has told.
pub fn bind_resolved(query: &ast::Query, cx: &BindContext<'_>, resolved: &Resolved) -> Bound {
    bind::bind_query(query, cx, resolved, false).0
}

/// Binds, and remembers what was in scope at every place: for completion and hover.
pub fn bind_with_scopes(query: &ast::Query, cx: &BindContext<'_>) -> (Bound, Scopes) {
    bind::bind_query(query, cx, &Resolved::new(), true)
}
