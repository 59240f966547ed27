//! Plugins: what `evaluate` calls. Each reads its whole input and gives a table.

mod activity;
mod bag_unpack;
mod funnel;
mod geo_lookup;
mod ip_lookup;
mod narrow;
mod patterns;
mod pivot;
mod preview;
mod reduce;
mod rolling_percentile;
mod rows_near;
mod timeline;

use std::sync::Arc;

use quarry_data::{Batch, Datum, Schema, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;
use quarry_plan::{Aggregate, Expr, Plan, PluginArgument, PluginCall};

use super::Build;
use super::emit::Emit;
use crate::error::{RunError, not_implemented, run_error};
use crate::eval::{Compile, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes};

/// What a plugin works on.
pub(super) struct Input<'a> {
    pub(super) compile: Compile<'a>,
    pub(super) rows: Batch,
    pub(super) schema: &'a Schema,
    /// The columns that are asked for, by name and type.
    pub(super) output: &'a Schema,
    pub(super) arguments: &'a [Argument],
    pub(super) span: Span,
}

/// An argument that is ready for use.
pub(super) enum Argument {
    Scalar(Expr),
    Table { schema: Arc<Schema>, rows: Batch },
    Aggregate(Aggregate),
}

/// Gives the rows of the output.
type Work = fn(&Input<'_>) -> Result<Batch, RunError>;

/// Tells which columns the data asks for.
type FindSchema = fn(&Input<'_>) -> Result<Schema, RunError>;

struct Plugin {
    work: Work,
    inputs: Inputs,
    finished: Option<Emit>,
}

/// A plugin call that is asked for its columns, which only the data can tell.
pub(crate) struct Probe {
    schema: FindSchema,
    inputs: Inputs,
}

/// The input and the arguments of a call, as they are read.
struct Inputs {
    build: Build,
    schema: Arc<Schema>,
    output: Arc<Schema>,
    span: Span,
    input: Option<Reader>,
    /// Arguments that are still to be read, last first.
    pending: Vec<PluginArgument>,
    table: Option<(Reader, Arc<Schema>)>,
    arguments: Vec<Argument>,
}

/// Reads an input to its end.
struct Reader {
    operator: BoxedOperator,
    batches: Vec<Batch>,
}

/// The plugin of a name.
fn work(name: &str) -> Option<Work> {
    Some(match name {
        "active_users_count" => activity::active_users,
        "activity_counts_metrics" => activity::counts_metrics,
        "activity_engagement" => activity::engagement,
        "activity_metrics" => activity::metrics,
        "autocluster" => patterns::autocluster,
        "bag_unpack" => bag_unpack::work,
        "basket" => patterns::basket,
        "diffpatterns" => patterns::diffpatterns,
        "estimate_rows_count" => estimate_rows_count,
        "funnel_sequence" => funnel::sequence,
        "funnel_sequence_completion" => funnel::completion,
        "geo_line_lookup" | "geo_polygon_lookup" => geo_lookup::work,
        "ipv4_lookup" => ip_lookup::ipv4,
        "ipv6_lookup" => ip_lookup::ipv6,
        "identity" | "identity_v3" => |input| Ok(input.rows.clone()),
        "narrow" => narrow::work,
        "new_activity_metrics" => activity::new_metrics,
        "pivot" => pivot::work,
        "preview" => preview::work,
        "reduce" => reduce::work,
        "reduce_source" => reduce::by_source,
        "rolling_percentile" => rolling_percentile::work,
        "rows_near" => rows_near::work,
        "sequence_detect" => funnel::detect,
        "session_count" => activity::session_count,
        "sliding_window_counts" => activity::sliding_window,
        _ => return None,
    })
}

/// One row with the number of rows.
#[allow(clippy::unnecessary_wraps, reason = "a plugin may fail")]
fn estimate_rows_count(input: &Input<'_>) -> Result<Batch, RunError> {
    let mut output = timeline::Output::new(input);
    output.push([Value::Long(input.rows.rows() as i64)]);
    Ok(output.finish())
}

/// How the columns of a plugin are found, when they depend on the data.
fn find_schema(name: &str) -> Option<FindSchema> {
    match name {
        "bag_unpack" => Some(bag_unpack::schema),
        "pivot" => Some(pivot::schema),
        _ => None,
    }
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: Option<&Plan>,
    call: &PluginCall,
) -> Result<BoxedOperator, RunError> {
    let Some(work) = work(call.name) else { return Err(not_implemented(plan.span, call.name)) };
    Ok(Box::new(Plugin { work, inputs: Inputs::new(cx, plan, input, call)?, finished: None }))
}

impl Operator for Plugin {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if self.finished.is_none() {
            let Some(rows) = self.inputs.read(run)? else { return Ok(Pull::Pending) };
            let output = (self.work)(&self.inputs.ready(rows))?;
            self.finished = Some(Emit::new(output));
        }
        Ok(self.finished.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl Probe {
    /// None when the columns of the call do not depend on the data.
    pub(crate) fn new(
        cx: &Build,
        plan: &Plan,
        input: Option<&Plan>,
        call: &PluginCall,
    ) -> Result<Option<Self>, RunError> {
        let Some(schema) = find_schema(call.name) else { return Ok(None) };
        Ok(Some(Self { schema, inputs: Inputs::new(cx, plan, input, call)? }))
    }

    /// The columns, or none when the time is up before.
    pub(crate) fn work(&mut self, run: &mut Run<'_>) -> Result<Option<Schema>, RunError> {
        match self.inputs.read(run)? {
            Some(rows) => (self.schema)(&self.inputs.ready(rows)).map(Some),
            None => Ok(None),
        }
    }
}

impl Inputs {
    fn new(cx: &Build, plan: &Plan, input: Option<&Plan>, call: &PluginCall) -> Result<Self, RunError> {
        let reader = match input {
            Some(input) => Some(Reader { operator: cx.operator(input)?, batches: Vec::new() }),
            None => None,
        };
        let mut pending = call.arguments.clone();
        pending.reverse();
        Ok(Self {
            build: cx.clone(),
            schema: input.map(|input| Arc::clone(&input.schema)).unwrap_or_default(),
            output: Arc::clone(&plan.schema),
            span: plan.span,
            input: reader,
            pending,
            table: None,
            arguments: Vec::new(),
        })
    }

    /// Reads arguments and then the input; the rows of the input when all are there.
    fn read(&mut self, run: &mut Run<'_>) -> Result<Option<Batch>, RunError> {
        loop {
            if let Some((reader, schema)) = &mut self.table {
                let Some(rows) = reader.read(run, schema, self.span)? else { return Ok(None) };
                let schema = Arc::clone(schema);
                self.arguments.push(Argument::Table { schema, rows });
                self.table = None;
                continue;
            }
            let Some(argument) = self.pending.pop() else { break };
            match argument {
                PluginArgument::Scalar(expr) => self.arguments.push(Argument::Scalar(expr)),
                PluginArgument::Aggregate(aggregate) => {
                    self.arguments.push(Argument::Aggregate(aggregate));
                }
                PluginArgument::Plan(plan) => {
                    let reader = Reader { operator: self.build.operator(&plan)?, batches: Vec::new() };
                    self.table = Some((reader, plan.schema));
                }
            }
        }
        match &mut self.input {
            Some(reader) => reader.read(run, &self.schema, self.span),
            None => Ok(Some(Batch::default())),
        }
    }

    fn ready(&self, rows: Batch) -> Input<'_> {
        Input {
            compile: self.build.compile(),
            rows,
            schema: &self.schema,
            output: &self.output,
            arguments: &self.arguments,
            span: self.span,
        }
    }
}

impl Reader {
    /// All rows, or none when the time is up before.
    fn read(&mut self, run: &mut Run<'_>, schema: &Schema, span: Span) -> Result<Option<Batch>, RunError> {
        loop {
            match self.operator.next(run)? {
                Pull::Batch(batch) => {
                    run.state.budget.hold(held_bytes(&batch), "evaluate", span)?;
                    self.batches.push(batch);
                }
                Pull::Pending => return Ok(None),
                Pull::Done => {
                    return Ok(Some(Batch::concat(&schema.types(), &std::mem::take(&mut self.batches))));
                }
            }
        }
    }
}

impl Input<'_> {
    pub(super) fn call(&self) -> &CallContext {
        self.compile.call
    }

    fn scalar(&self, position: usize) -> Result<&Expr, RunError> {
        match self.arguments.get(position) {
            Some(Argument::Scalar(expr)) => Ok(expr),
            _ => Err(run_error(self.span, format!("argument {} must be a value", position + 1))),
        }
    }

    /// The values of an argument over the input.
    pub(super) fn values(&self, position: usize) -> Result<(Datum, Type), RunError> {
        let expr = self.scalar(position)?;
        let mut evaluator = Evaluator::new(expr, &self.compile)?;
        Ok((evaluator.eval(self.call(), &self.rows)?, expr.ty))
    }

    /// The position of the input column that an argument names.
    pub(super) fn column(&self, position: usize) -> Result<usize, RunError> {
        let expr = self.scalar(position)?;
        match expr.kind {
            quarry_plan::ExprKind::Column(column) => Ok(column),
            _ => Err(run_error(expr.span, "the argument must be a column")),
        }
    }

    /// The value of an argument that needs no row; none when it is not given.
    pub(super) fn constant(&self, position: usize) -> Result<Option<Value>, RunError> {
        if position >= self.arguments.len() {
            return Ok(None);
        }
        let evaluator = Evaluator::new(self.scalar(position)?, &self.compile)?;
        match evaluator.constant() {
            Some(value) => Ok(Some(value.clone())),
            None => Err(run_error(evaluator.span(), "the argument must be a constant")),
        }
    }

    /// A table argument and its schema.
    pub(super) fn table(&self, position: usize) -> Result<(&Schema, &Batch), RunError> {
        match self.arguments.get(position) {
            Some(Argument::Table { schema, rows }) => Ok((schema, rows)),
            _ => Err(run_error(self.span, format!("argument {} must be a table", position + 1))),
        }
    }
}
