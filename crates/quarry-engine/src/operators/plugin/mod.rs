//! Plugins: what `evaluate` calls. Each reads its whole input and gives a table.

mod bag_unpack;
mod ip_lookup;
mod narrow;
mod pivot;
mod preview;
mod rows_near;

use quarry_data::{Batch, Datum, Schema, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;
use quarry_plan::{Aggregate, Expr, Plan, PluginArgument, PluginCall};

use super::Build;
use super::emit::Emit;
use crate::error::{RunError, not_implemented, run_error};
use crate::eval::{Compile, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};

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
    Table { schema: std::sync::Arc<Schema>, rows: Batch },
    Aggregate(Aggregate),
}

/// Gives the rows of the output.
type Work = fn(&Input<'_>) -> Result<Batch, RunError>;

struct Plugin {
    work: Work,
    build: Build,
    schema: std::sync::Arc<Schema>,
    output: std::sync::Arc<Schema>,
    span: Span,
    input: Option<Reader>,
    /// Arguments that are tables come first, one after the other.
    pending: Vec<PluginArgument>,
    table: Option<(Reader, std::sync::Arc<Schema>)>,
    arguments: Vec<Argument>,
    finished: Option<Emit>,
}

/// Reads an input to its end.
struct Reader {
    operator: BoxedOperator,
    batches: Vec<Batch>,
}

/// The plugin of a name.
fn work(name: &str) -> Option<Work> {
    Some(match name {
        "bag_unpack" => bag_unpack::work,
        "ipv4_lookup" => ip_lookup::ipv4,
        "ipv6_lookup" => ip_lookup::ipv6,
        "narrow" => narrow::work,
        "pivot" => pivot::work,
        "preview" => preview::work,
        "rows_near" => rows_near::work,
        _ => return None,
    })
}

pub(super) fn build(
    cx: &Build,
    plan: &Plan,
    input: Option<&Plan>,
    call: &PluginCall,
) -> Result<BoxedOperator, RunError> {
    let Some(work) = work(call.name) else { return Err(not_implemented(plan.span, call.name)) };
    let reader = match input {
        Some(input) => Some(Reader { operator: cx.operator(input)?, batches: Vec::new() }),
        None => None,
    };
    let mut pending = call.arguments.clone();
    pending.reverse();
    Ok(Box::new(Plugin {
        work,
        build: cx.clone(),
        schema: input.map(|input| std::sync::Arc::clone(&input.schema)).unwrap_or_default(),
        output: std::sync::Arc::clone(&plan.schema),
        span: plan.span,
        input: reader,
        pending,
        table: None,
        arguments: Vec::new(),
        finished: None,
    }))
}

impl Operator for Plugin {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while self.finished.is_none() {
            if let Some((reader, schema)) = &mut self.table {
                let batch = pull!(reader.operator, run, else {
                    let rows = Batch::concat(&schema.types(), &std::mem::take(&mut reader.batches));
                    let schema = std::sync::Arc::clone(schema);
                    self.arguments.push(Argument::Table { schema, rows });
                    self.table = None;
                    continue
                });
                run.state.budget.hold(held_bytes(&batch), "evaluate", self.span)?;
                reader.batches.push(batch);
                continue;
            }
            if let Some(argument) = self.pending.pop() {
                self.prepare(argument)?;
                continue;
            }
            let rows = match &mut self.input {
                Some(reader) => {
                    let batch = pull!(reader.operator, run, else {
                        let rows = Batch::concat(&self.schema.types(), &std::mem::take(&mut reader.batches));
                        self.finish(rows)?;
                        break
                    });
                    run.state.budget.hold(held_bytes(&batch), "evaluate", self.span)?;
                    reader.batches.push(batch);
                    continue;
                }
                None => Batch::default(),
            };
            self.finish(rows)?;
        }
        Ok(self.finished.as_mut().and_then(Emit::next).map_or(Pull::Done, Pull::Batch))
    }
}

impl Plugin {
    fn prepare(&mut self, argument: PluginArgument) -> Result<(), RunError> {
        match argument {
            PluginArgument::Scalar(expr) => self.arguments.push(Argument::Scalar(expr)),
            PluginArgument::Aggregate(aggregate) => self.arguments.push(Argument::Aggregate(aggregate)),
            PluginArgument::Plan(plan) => {
                let reader = Reader { operator: self.build.operator(&plan)?, batches: Vec::new() };
                self.table = Some((reader, plan.schema));
            }
        }
        Ok(())
    }

    fn finish(&mut self, rows: Batch) -> Result<(), RunError> {
        let input = Input {
            compile: self.build.compile(),
            rows,
            schema: &self.schema,
            output: &self.output,
            arguments: &self.arguments,
            span: self.span,
        };
        self.finished = Some(Emit::new((self.work)(&input)?));
        Ok(())
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
