//! Graphs: tables of edges and nodes, what was done to them, and how they become a table again.

use quarry_data::Type;

use crate::{Expr, Plan};

/// The first columns of the rows that expressions over edges see: the ids of source and target.
pub const EDGE_ENDS: usize = 2;
/// The first columns of the rows that expressions over nodes see: the id, and how many edges lead in and out.
pub const NODE_FACTS: usize = 3;

/// A graph, made once when its reader runs.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The ids of source and target, then the properties; one row an edge.
    pub edges: Plan,
    /// The id, then the properties; several rows of one id are one node. Without it the nodes are the ends
    /// of the edges.
    pub nodes: Option<Plan>,
    /// The types of the properties of nodes.
    pub node_types: Vec<Type>,
    /// The properties that hold the id of a node which only edges name.
    pub node_keys: Vec<usize>,
    /// The type of ids.
    pub id: Type,
    /// `make-graph … partitioned-by`: the edges' property that takes the graph apart, and the nodes' one if
    /// they have it.
    pub partition: Option<GraphPartition>,
    pub steps: Vec<GraphStep>,
}

#[derive(Clone, Copy, Debug)]
pub struct GraphPartition {
    /// Column of the edges' plan.
    pub edges: usize,
    /// Column of the nodes' plan.
    pub nodes: Option<usize>,
}

/// What changes a graph.
#[derive(Clone, Debug)]
pub enum GraphStep {
    /// Appends a property to the nodes: the number of their connected component.
    Components {
        /// Following the direction of edges.
        strong: bool,
    },
    /// Keeps the nodes for which the condition is true, and the edges between them.
    Nodes(Expr),
    Edges(Expr),
}

/// A graph and the table that is made of it.
#[derive(Clone, Debug)]
pub struct GraphRead {
    pub graph: Graph,
    pub table: GraphTable,
    /// Appends a column: the number of the part that `partitioned-by` made of the graph.
    pub numbered: bool,
}

#[derive(Clone, Debug)]
pub enum GraphTable {
    /// Expressions over nodes.
    Nodes(Vec<Expr>),
    /// Expressions over edges.
    Edges(Vec<Expr>),
    /// The places where a pattern fits.
    Matches(Box<GraphMatch>),
}

/// A pattern and what each place where it fits gives.
#[derive(Clone, Debug)]
pub struct GraphMatch {
    pub elements: PatternElements,
    pub cycles: Cycles,
    /// Of the matches between two ends only the shortest.
    pub shortest: Option<Shortest>,
    /// Conditions that look at one element alone.
    pub conditions: Vec<(Of, Expr)>,
    pub lists: Vec<ElementList>,
    /// The columns that `condition` and `output` see.
    pub columns: Vec<MatchColumn>,
    pub condition: Option<Expr>,
    pub output: Vec<Expr>,
}

/// Nodes, which are numbered, and edges between them.
#[derive(Clone, Debug, Default)]
pub struct PatternElements {
    pub nodes: usize,
    pub edges: Vec<PatternEdge>,
}

/// An edge of a pattern, or a path of several.
#[derive(Clone, Copy, Debug)]
pub struct PatternEdge {
    pub from: usize,
    pub to: usize,
    /// `--`: edges of both directions fit.
    pub any_direction: bool,
    /// `<--`: it is written from its end to its beginning, and so are its paths.
    pub leftward: bool,
    /// How many edges in a row at least and at most; one for a plain edge.
    pub length: Option<(u32, u32)>,
}

/// An element of a pattern, or the elements that stand for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Node(usize),
    /// Every edge of the path.
    Edge(usize),
    /// The nodes between the edges of the path.
    InnerNodes(usize),
}

/// A value computed for each element of a path.
#[derive(Clone, Debug)]
pub struct ElementList {
    pub of: Of,
    /// Over the edges, or over the nodes.
    pub value: Expr,
    pub fold: ListFold,
}

/// What becomes of the values of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFold {
    /// True when all are.
    All,
    /// True when one is.
    Any,
    /// An array of them.
    Map,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchColumn {
    /// A column of the nodes.
    Node { node: usize, column: usize },
    /// A column of the edges, for a plain edge.
    Edge { edge: usize, column: usize },
    /// An [`ElementList`] by its position.
    List(usize),
}

/// Which paths that lead back to themselves fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycles {
    All,
    /// No node twice.
    None,
    /// No edge twice.
    UniqueEdges,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortest {
    /// One of several equally short paths.
    Any,
    All,
}

impl GraphRead {
    /// The tables that the graph is made of.
    pub fn plans(&self) -> Vec<&Plan> {
        std::iter::once(&self.graph.edges).chain(&self.graph.nodes).collect()
    }

    pub(crate) fn plans_mut(&mut self) -> Vec<&mut Plan> {
        std::iter::once(&mut self.graph.edges).chain(&mut self.graph.nodes).collect()
    }

    /// All expressions of the graph and its table.
    pub fn expressions(&self) -> Vec<&Expr> {
        let steps = self.graph.steps.iter().filter_map(|step| match step {
            GraphStep::Components { .. } => None,
            GraphStep::Nodes(condition) | GraphStep::Edges(condition) => Some(condition),
        });
        match &self.table {
            GraphTable::Nodes(output) | GraphTable::Edges(output) => steps.chain(output).collect(),
            GraphTable::Matches(matches) => steps
                .chain(matches.conditions.iter().map(|(_, condition)| condition))
                .chain(matches.lists.iter().map(|list| &list.value))
                .chain(&matches.condition)
                .chain(&matches.output)
                .collect(),
        }
    }
}
