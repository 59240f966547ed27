//! Syntax tree and catalog to a bound plan: names resolved, types checked, overloads chosen.
//!
//! Binding never fails: it returns a plan and diagnostics. One mistake gives one message; what depends on
//! a broken part is passed over in silence.

mod expr;
mod node;
mod provenance;

use std::sync::Arc;

use quarry_data::Catalog;
use quarry_diagnostics::Diagnostic;
use quarry_syntax::ast;

pub use expr::{Expr, ExprKind};
pub use node::*;
pub use provenance::{Origin, OutputColumn};

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
}

/// One result table.
#[derive(Clone, Debug)]
pub struct BoundResult {
    /// `PrimaryResult`, `PrimaryResult_1`, or the name of a fork branch.
    pub name: String,
    pub plan: Plan,
    pub columns: Vec<OutputColumn>,
    /// What `render` asked for.
    pub visualization: Option<Visualization>,
}

/// Binds a query to a catalog.
pub fn bind(_query: &ast::Query, _cx: &BindContext<'_>) -> Bound {
    todo!()
}
