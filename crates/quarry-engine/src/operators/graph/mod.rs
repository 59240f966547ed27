//! Tables made of graphs: nodes, edges, and the places where a pattern fits.
//!
//! The inputs are read whole, edges and nodes get numbers, and conditions that look at one element alone are
//! evaluated once over all nodes or edges before the search begins.

mod components;
mod data;
mod matches;
mod search;
mod shortest;
mod trace;
mod walk;

use std::sync::Arc;

use quarry_data::{Batch, Column, Datum, Primitive, Rows};
use quarry_diagnostics::Span;
use quarry_plan::{GraphRead, GraphTable, Plan};

use super::Build;
use super::emit::Emit;
use crate::error::RunError;
use crate::eval::Evaluator;
use crate::hash::KeyTable;
use crate::run::{BoxedOperator, Operator, Pull, Run, held_bytes, pull};
use data::Builder;
use matches::Matcher;

struct GraphOperator {
    nodes: Option<BoxedOperator>,
    edges: BoxedOperator,
    builder: Builder,
    table: Table,
    name: &'static str,
    span: Span,
    node_rows: Rows,
    edge_rows: Rows,
    /// The edges and nodes of the graphs that are still to be read.
    parts: Option<std::vec::IntoIter<Part>>,
    /// The number of the present part, when the rows say it.
    number: Option<i64>,
    /// Bytes of the present graph.
    held: usize,
    reading: Option<Reading>,
}

/// The rows that make one graph.
struct Part {
    edges: Vec<u32>,
    nodes: Vec<u32>,
}

/// The table that is made.
enum Table {
    Nodes(Vec<Evaluator>),
    Edges(Vec<Evaluator>),
    Matches(Box<Matcher>),
}

/// Where the rows of the present graph come from.
enum Reading {
    Rows(Emit),
    /// The matcher has them.
    Matches,
}

pub(super) fn build(cx: &Build, plan: &Plan, read: &GraphRead) -> Result<BoxedOperator, RunError> {
    let compile = cx.compile();
    let graph = &read.graph;
    let table = match &read.table {
        GraphTable::Nodes(output) => Table::Nodes(Evaluator::all(output, &compile)?),
        GraphTable::Edges(output) => Table::Edges(Evaluator::all(output, &compile)?),
        GraphTable::Matches(matches) => {
            Table::Matches(Box::new(Matcher::new(matches, &compile, name(read), plan.span)?))
        }
    };
    let node_types = graph.nodes.as_ref().map(|nodes| nodes.schema.types()).unwrap_or_default();
    Ok(Box::new(GraphOperator {
        nodes: graph.nodes.as_ref().map(|nodes| cx.operator(nodes)).transpose()?,
        edges: cx.operator(&graph.edges)?,
        builder: Builder::new(graph, &compile)?,
        table,
        name: name(read),
        span: plan.span,
        node_rows: Rows::new(node_types),
        edge_rows: Rows::new(graph.edges.schema.types()),
        parts: None,
        number: read.numbered.then_some(-1),
        held: 0,
        reading: None,
    }))
}

/// The operator's name in messages.
pub(crate) fn name(read: &GraphRead) -> &'static str {
    match &read.table {
        GraphTable::Nodes(_) | GraphTable::Edges(_) => "graph-to-table",
        GraphTable::Matches(matches) if matches.shortest.is_some() => "graph-shortest-paths",
        GraphTable::Matches(_) => "graph-match",
    }
}

impl Operator for GraphOperator {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            match &mut self.reading {
                Some(Reading::Rows(emit)) => match emit.next() {
                    Some(batch) => return Ok(Pull::Batch(self.numbered(batch))),
                    None => self.reading = None,
                },
                Some(Reading::Matches) => {
                    let Table::Matches(matcher) = &mut self.table else { return Ok(Pull::Done) };
                    match matcher.next(run)? {
                        Pull::Done => self.reading = None,
                        Pull::Batch(batch) => return Ok(Pull::Batch(self.numbered(batch))),
                        Pull::Pending => return Ok(Pull::Pending),
                    }
                }
                None => match &mut self.parts {
                    Some(parts) => {
                        if run.paused() {
                            return Ok(Pull::Pending);
                        }
                        let Some(part) = parts.next() else { return Ok(Pull::Done) };
                        self.begin(run, &part)?;
                    }
                    None => match self.read(run)? {
                        Pull::Done => {}
                        pending => return Ok(pending),
                    },
                },
            }
        }
    }
}

impl GraphOperator {
    /// Reads nodes, then edges.
    fn read(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while let Some(nodes) = &mut self.nodes {
            let batch = pull!(nodes, run, else {
                self.nodes = None;
                continue
            });
            run.state.budget.hold(held_bytes(&batch), self.name, self.span)?;
            self.node_rows.push(batch);
        }
        loop {
            let batch = pull!(self.edges, run, else { break });
            run.state.budget.hold(held_bytes(&batch), self.name, self.span)?;
            self.edge_rows.push(batch);
        }
        self.node_rows.settle();
        self.edge_rows.settle();
        self.parts = Some(self.divide().into_iter());
        Ok(Pull::Done)
    }

    /// One graph, or one for each value that takes the edges apart.
    fn divide(&self) -> Vec<Part> {
        let (edges, nodes) = (self.edge_rows.ids().collect(), self.node_rows.ids().collect());
        let Some(partition) = self.builder.partition else { return vec![Part { edges, nodes }] };
        let mut table = KeyTable::new(&[self.edge_rows.types()[partition.edges]]);
        let key = |batch: &Batch, column: usize| [Datum::Column(batch.column(column).clone())];
        let mut parts: Vec<Part> = Vec::new();
        let mut found = Vec::new();
        let mut ids = edges.iter();
        for batch in self.edge_rows.batches() {
            table.intern(&key(batch, partition.edges), batch.rows(), &mut found);
            parts.resize_with(table.len(), || Part { edges: Vec::new(), nodes: Vec::new() });
            for (&part, &id) in found.iter().zip(&mut ids) {
                parts[part as usize].edges.push(id);
            }
        }
        let Some(column) = partition.nodes else {
            parts.iter_mut().for_each(|part| part.nodes.clone_from(&nodes));
            return parts;
        };
        let mut ids = nodes.iter();
        for batch in self.node_rows.batches() {
            table.find(&key(batch, column), batch.rows(), &mut found);
            for (&part, &id) in found.iter().zip(&mut ids) {
                if let Some(part) = parts.get_mut(part as usize) {
                    part.nodes.push(id);
                }
            }
        }
        parts
    }

    /// The rows with the number of their part, when it is wanted.
    fn numbered(&self, batch: Batch) -> Batch {
        let Some(number) = self.number else { return batch };
        let rows = batch.rows();
        let mut columns = batch.into_columns();
        columns.push(Column::Long(Primitive::from_iter(vec![number; rows])));
        Batch::new(columns, rows)
    }

    fn begin(&mut self, run: &mut Run<'_>, part: &Part) -> Result<(), RunError> {
        self.number = self.number.map(|number| number + 1);
        run.state.budget.release(std::mem::take(&mut self.held));
        let call = &run.state.call;
        let nodes = self.node_rows.take(&part.nodes);
        let edges = self.edge_rows.take(&part.edges);
        let graph = self.builder.build(call, &nodes, edges)?;
        self.held = graph.bytes();
        run.state.budget.hold(self.held, self.name, self.span)?;
        let project = |output: &mut [Evaluator], batch: &Batch| -> Result<Reading, RunError> {
            let columns = output.iter_mut().map(|column| column.column(call, batch));
            Ok(Reading::Rows(Emit::new(Batch::new(columns.collect::<Result<_, _>>()?, batch.rows()))))
        };
        self.reading = Some(match &mut self.table {
            Table::Nodes(output) => project(output, &graph.nodes)?,
            Table::Edges(output) => project(output, &graph.edges)?,
            Table::Matches(matcher) => {
                matcher.begin(call, Arc::new(graph))?;
                Reading::Matches
            }
        });
        Ok(())
    }
}
