use quarry_diagnostics::Span;

use super::{Expr, Name, Parameter, Stage};

/// The operators that make graphs and read them.
#[derive(Clone, Debug, PartialEq)]
pub enum Graph {
    Make(MakeGraph),
    Match(GraphMatch),
    ShortestPaths(GraphMatch),
    ToTable(Vec<GraphTable>),
    /// `kind=weak|strong`, `with_component_id=Name`
    MarkComponents(Vec<Parameter>),
    WhereNodes(Expr),
    WhereEdges(Expr),
}

impl Graph {
    /// The operator's name in KQL.
    pub fn name(&self) -> &'static str {
        match self {
            Graph::Make(_) => "make-graph",
            Graph::Match(_) => "graph-match",
            Graph::ShortestPaths(_) => "graph-shortest-paths",
            Graph::ToTable(_) => "graph-to-table",
            Graph::MarkComponents(_) => "graph-mark-components",
            Graph::WhereNodes(_) => "graph-where-nodes",
            Graph::WhereEdges(_) => "graph-where-edges",
        }
    }
}

/// `make-graph source --> target with …`
#[derive(Clone, Debug, PartialEq)]
pub struct MakeGraph {
    pub source: Name,
    pub target: Name,
    pub nodes: GraphNodes,
    pub partition: Option<GraphPartition>,
}

/// `partitioned-by Column (graph-match …)`: what becomes of each part of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphPartition {
    pub by: Name,
    pub stages: Vec<Stage>,
    pub span: Span,
}

/// Where a graph's nodes come from.
#[derive(Clone, Debug, PartialEq)]
pub enum GraphNodes {
    /// From the edges only, without properties.
    Edges,
    /// `with_node_id=Name`: from the edges, the key in a column of this name.
    Id(Name),
    /// `with Table on Key, …`: each a tabular expression and the column that the edges name.
    Tables(Vec<(Expr, Name)>),
}

/// `graph-match` and `graph-shortest-paths`.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphMatch {
    /// `cycles=…`, `output=…`
    pub parameters: Vec<Parameter>,
    pub patterns: Vec<GraphPattern>,
    pub condition: Option<Expr>,
    /// Empty when the clause is missing.
    pub project: Vec<Expr>,
}

/// Nodes with edges between them: `(a)-[e]->(b)<--(c)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphPattern {
    /// One more than edges.
    pub nodes: Vec<GraphNode>,
    pub edges: Vec<GraphEdge>,
    pub span: Span,
}

/// `(name)` or `()`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphNode {
    pub name: Option<Name>,
    pub span: Span,
}

/// `-[name*1..5]->`
#[derive(Clone, Debug, PartialEq)]
pub struct GraphEdge {
    pub direction: GraphDirection,
    pub name: Option<Name>,
    /// How many edges in a row: from and to.
    pub length: Option<(Expr, Expr)>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphDirection {
    /// `-->`
    Right,
    /// `<--`
    Left,
    /// `--`
    Any,
}

/// One table of `graph-to-table`.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphTable {
    /// The edges, else the nodes.
    pub edges: bool,
    pub as_name: Option<Name>,
    /// `with_node_id=…`, `with_source_id=…`, `with_target_id=…`
    pub parameters: Vec<Parameter>,
    pub span: Span,
}
