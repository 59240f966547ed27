//! A graph in memory: numbered nodes and edges with their properties, and the edges at each node.

use quarry_data::column::NO_ROW;
use quarry_data::{Batch, Column, ColumnBuilder, Datum, Primitive, Type, ValueRef};
use quarry_functions::CallContext;
use quarry_plan::{Graph, GraphPartition, GraphStep};

use super::components;
use crate::error::RunError;
use crate::eval::{Compile, Evaluator};
use crate::hash::KeyTable;

/// A graph. Nodes and edges are rows of their batches.
#[derive(Debug, Default)]
pub(super) struct GraphData {
    /// Id, edges in, edges out, then the properties.
    pub(super) nodes: Batch,
    /// The ids of source and target, then the properties.
    pub(super) edges: Batch,
    pub(super) source: Vec<u32>,
    pub(super) target: Vec<u32>,
    pub(super) outgoing: Adjacency,
    pub(super) incoming: Adjacency,
}

/// The edges at each node.
#[derive(Debug, Default)]
pub(super) struct Adjacency {
    /// Where the edges of each node begin; one more than there are nodes.
    starts: Vec<u32>,
    edges: Vec<u32>,
}

/// Makes graphs of rows.
pub(super) struct Builder {
    id: Type,
    keys: Vec<usize>,
    node_types: Vec<Type>,
    has_nodes: bool,
    pub(super) partition: Option<GraphPartition>,
    steps: Vec<Step>,
}

enum Step {
    Components { strong: bool },
    Nodes(Evaluator),
    Edges(Evaluator),
}

impl Adjacency {
    /// The edges of `nodes` nodes by the node that `ends` gives for each edge.
    fn new(nodes: usize, ends: &[u32]) -> Self {
        let mut starts = vec![0; nodes + 1];
        for &end in ends {
            starts[end as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut edges = vec![0; ends.len()];
        for (edge, &end) in ends.iter().enumerate() {
            let place = &mut next[end as usize];
            edges[*place as usize] = edge as u32;
            *place += 1;
        }
        Self { starts, edges }
    }

    pub(super) fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.edges[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    fn degrees(&self) -> Column {
        let degrees = self.starts.windows(2).map(|pair| i64::from(pair[1] - pair[0]));
        Column::Long(Primitive::from_iter(degrees.collect::<Vec<i64>>()))
    }
}

impl GraphData {
    fn new(ids: Column, properties: Vec<Column>, edges: Batch, source: Vec<u32>, target: Vec<u32>) -> Self {
        let count = ids.len();
        let outgoing = Adjacency::new(count, &source);
        let incoming = Adjacency::new(count, &target);
        let mut columns = vec![ids, incoming.degrees(), outgoing.degrees()];
        columns.extend(properties);
        Self { nodes: Batch::new(columns, count), edges, source, target, outgoing, incoming }
    }

    /// The same nodes and edges, taken apart.
    fn into_parts(self) -> (Column, Vec<Column>, Batch, Vec<u32>, Vec<u32>) {
        let mut columns = self.nodes.into_columns();
        let properties = columns.split_off(quarry_plan::NODE_FACTS.min(columns.len()));
        (columns.swap_remove(0), properties, self.edges, self.source, self.target)
    }

    pub(super) fn bytes(&self) -> usize {
        self.nodes.bytes() + (self.source.len() + self.nodes.rows()) * 16
    }

    /// Keeps some edges.
    fn keep_edges(self, kept: &[u32]) -> Self {
        let (ids, properties, edges, source, target) = self.into_parts();
        let ends = |ends: &[u32]| kept.iter().map(|&edge| ends[edge as usize]).collect();
        Self::new(ids, properties, edges.take(kept), ends(&source), ends(&target))
    }

    /// Keeps some nodes and the edges between them.
    fn keep_nodes(self, kept: &[u32]) -> Self {
        let mut numbers = vec![NO_ROW; self.nodes.rows()];
        for (number, &node) in kept.iter().enumerate() {
            numbers[node as usize] = number as u32;
        }
        let (ids, properties, edges, source, target) = self.into_parts();
        let number = |end: u32| numbers[end as usize];
        let between: Vec<u32> = (0..source.len())
            .filter(|&edge| number(source[edge]) != NO_ROW && number(target[edge]) != NO_ROW)
            .map(|edge| edge as u32)
            .collect();
        let ends = |ends: &[u32]| between.iter().map(|&edge| number(ends[edge as usize])).collect();
        let properties = properties.iter().map(|column| column.take(kept)).collect();
        Self::new(ids.take(kept), properties, edges.take(&between), ends(&source), ends(&target))
    }
}

impl Builder {
    pub(super) fn new(graph: &Graph, cx: &Compile<'_>) -> Result<Self, RunError> {
        let steps = graph.steps.iter().map(|step| {
            Ok(match step {
                GraphStep::Components { strong } => Step::Components { strong: *strong },
                GraphStep::Nodes(condition) => Step::Nodes(Evaluator::new(condition, cx)?),
                GraphStep::Edges(condition) => Step::Edges(Evaluator::new(condition, cx)?),
            })
        });
        Ok(Self {
            id: graph.id,
            keys: graph.node_keys.clone(),
            node_types: graph.node_types.clone(),
            has_nodes: graph.nodes.is_some(),
            partition: graph.partition,
            steps: steps.collect::<Result<_, RunError>>()?,
        })
    }

    /// `nodes` has an id and properties a row, `edges` two ids and properties.
    pub(super) fn build(
        &mut self,
        call: &CallContext,
        nodes: &Batch,
        edges: Batch,
    ) -> Result<GraphData, RunError> {
        let mut table = KeyTable::new(&[self.id]);
        let mut numbers = Vec::new();
        if self.has_nodes {
            table.intern(&[Datum::Column(nodes.column(0).clone())], nodes.rows(), &mut numbers);
        }
        let (source, target) = ends(&mut table, self.id, &edges);
        let ids = table.columns().swap_remove(0);
        let properties = self.properties(nodes, &numbers, &ids);
        let mut graph = GraphData::new(ids, properties, edges, source, target);
        for step in &mut self.steps {
            graph = match step {
                Step::Components { strong } => {
                    let numbers = components::number(&graph, *strong);
                    let (ids, mut properties, edges, source, target) = graph.into_parts();
                    properties.push(Column::Long(Primitive::from_iter(numbers)));
                    GraphData::new(ids, properties, edges, source, target)
                }
                Step::Nodes(condition) => {
                    let kept = condition.select(call, &graph.nodes)?;
                    graph.keep_nodes(&kept)
                }
                Step::Edges(condition) => {
                    let kept = condition.select(call, &graph.edges)?;
                    graph.keep_edges(&kept)
                }
            };
        }
        Ok(graph)
    }

    /// The properties of each node: those of its rows, the first value that is there; nodes that only edges
    /// name have their id.
    fn properties(&self, rows: &Batch, numbers: &[u32], ids: &Column) -> Vec<Column> {
        let mut first = vec![NO_ROW; ids.len()];
        let mut more: Vec<(u32, u32)> = Vec::new();
        for (row, &node) in numbers.iter().enumerate() {
            let place = &mut first[node as usize];
            if *place == NO_ROW {
                *place = row as u32;
            } else {
                more.push((node, row as u32));
            }
        }
        let bare = first.contains(&NO_ROW);
        more.sort_unstable();
        let property = |(index, &ty): (usize, &Type)| {
            let key = self.keys.contains(&index);
            if !self.has_nodes {
                return if key { ids.clone() } else { Column::missing(ty, ids.len()) };
            }
            let column = rows.column(index + 1);
            if more.is_empty() && !(key && bare) {
                return column.take(&first);
            }
            let mut builder = ColumnBuilder::new(ty);
            for (node, &row) in first.iter().enumerate() {
                if row == NO_ROW && key {
                    builder.push(ids.value(node));
                    continue;
                }
                let others = more.partition_point(|&(other, _)| (other as usize) < node);
                let others = more[others..].iter().take_while(|&&(other, _)| other as usize == node);
                let mut values = std::iter::once(row)
                    .chain(others.map(|&(_, row)| row))
                    .filter(|&row| row != NO_ROW)
                    .map(|row| column.value(row as usize));
                match values.find(|value| !is_missing(*value)) {
                    Some(value) => builder.push(value),
                    None => builder.push_missing(),
                }
            }
            builder.finish()
        };
        self.node_types.iter().enumerate().map(property).collect()
    }
}

fn is_missing(value: ValueRef<'_>) -> bool {
    value.is_null() || matches!(value, ValueRef::String(""))
}

/// The numbers of each edge's source and target; nodes are numbered as the edges name them.
fn ends(table: &mut KeyTable, id: Type, edges: &Batch) -> (Vec<u32>, Vec<u32>) {
    let rows = edges.rows();
    let both = Column::concat(id, &[edges.column(0), edges.column(1)]);
    let order: Vec<u32> = (0..rows as u32).flat_map(|row| [row, row + rows as u32]).collect();
    let mut numbers = Vec::new();
    table.intern(&[Datum::Column(both.take(&order))], 2 * rows, &mut numbers);
    numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).unzip()
}
