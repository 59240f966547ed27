//! Running plan nodes, one file each.

mod aggregate;
mod columns;
mod emit;
mod external;
mod filter;
mod graph;
mod join;
mod make_series;
mod mv_apply;
mod mv_expand;
mod parse;
mod parse_kv;
mod partition;
mod plugin;
mod project;
mod range;
mod sample;
mod scan;
mod sort;
mod source;
mod take;
mod texts;
mod top;
mod top_nested;
mod union;
mod values;
mod warn;

#[cfg(test)]
mod tests;

pub(crate) use graph::name as graph_name;
pub(crate) use plugin::Probe;

use std::sync::Arc;

use quarry_data::{Batch, Catalog, Value, ValueRef};
use quarry_functions::CallContext;
use quarry_plan::{Expr, Node, Plan};

use crate::demand::JsonDemand;
use crate::error::{RunError, internal};
use crate::eval::{Compile, Evaluator, SharedResult};
use crate::run::BoxedOperator;

/// What operators are built from besides their plan.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) catalog: Catalog,
    pub(crate) call: CallContext,
    /// Results of the shared plans that have run so far.
    pub(crate) shared: Vec<Arc<SharedResult>>,
    pub(crate) json: Arc<JsonDemand>,
}

/// What building an operator may know.
#[derive(Clone)]
pub(crate) struct Build {
    pub(crate) environment: Arc<Environment>,
    /// The rows that [`Node::Input`] stands for.
    pub(crate) input: Option<Arc<Vec<Batch>>>,
}

impl Build {
    pub(crate) fn compile(&self) -> Compile<'_> {
        Compile {
            call: &self.environment.call,
            shared: &self.environment.shared,
            json: &self.environment.json,
        }
    }

    /// The value of an expression that needs no row: the count of `take`, the ends of `range`.
    pub(crate) fn constant(&self, expr: &Expr) -> Result<Value, RunError> {
        let mut evaluator = Evaluator::new(expr, &self.compile())?;
        if let Some(value) = evaluator.constant() {
            return Ok(value.clone());
        }
        let value = evaluator.eval(&self.environment.call, &Batch::new(Vec::new(), 1))?;
        Ok(value.value(0).to_owned())
    }

    /// A number of rows; null and negative numbers are none.
    pub(crate) fn count(&self, expr: &Expr) -> Result<usize, RunError> {
        let value = self.constant(expr)?;
        let count = match value.as_ref() {
            ValueRef::Real(number) => number as i64,
            other => other.as_long().unwrap_or(0),
        };
        Ok(usize::try_from(count).unwrap_or(0))
    }

    pub(crate) fn operator(&self, plan: &Plan) -> Result<BoxedOperator, RunError> {
        match &plan.node {
            Node::Error => Err(internal(plan.span, "a plan with an error was run")),
            Node::Source { table, columns } => source::build(self, table, columns, plan.span),
            Node::External(external) => Ok(external::build(plan, external)),
            Node::Values(batch) => Ok(values::build(vec![batch.clone()])),
            Node::Range { from, to, step } => range::build(self, plan, from, to, step),
            Node::Shared(id) => match self.environment.shared.get(id.0) {
                Some(shared) => Ok(values::build(shared.batches.clone())),
                None => Err(internal(plan.span, "a shared part is used before it has run")),
            },
            Node::Input => match &self.input {
                Some(input) => Ok(values::build(input.to_vec())),
                None => Err(internal(plan.span, "there are no rows to work on here")),
            },
            Node::Filter { input, predicate } => filter::build(self, input, predicate),
            Node::Project { input, columns, window } => project::build(self, plan, input, columns, *window),
            Node::Aggregate { input, keys, aggregates } => {
                aggregate::build(self, plan, input, keys, aggregates)
            }
            Node::Sort { input, keys } => sort::build(self, plan, input, keys),
            Node::Take { input, count } => take::build(self, input, count),
            Node::Top { input, count, keys } => top::build(self, plan, input, count, keys),
            Node::Sample { input, count } => sample::build(self, plan, input, count),
            Node::Join(join) => join::build(self, plan, join),
            Node::Union { inputs } => union::build(self, plan, inputs),
            Node::Parse(parse) => parse::build(self, plan, parse),
            Node::Warn { input, message } => warn::build(self, plan, input, message),
            Node::ParseKv(parse) => parse_kv::build(self, plan, parse),
            Node::MvExpand(expand) => mv_expand::build(self, expand, plan.span),
            Node::MvApply(apply) => mv_apply::build(self, plan, apply),
            Node::MakeSeries(series) => make_series::build(self, plan, series),
            Node::Partition { input, by, body } => partition::build(self, plan, input, by, body),
            Node::TopNested { input, levels } => top_nested::build(self, plan, input, levels),
            Node::Scan(scan) => scan::build(self, plan, scan),
            Node::Graph(read) => graph::build(self, plan, read),
            Node::Plugin { input, call } => plugin::build(self, plan, input.as_deref(), call),
        }
    }
}
