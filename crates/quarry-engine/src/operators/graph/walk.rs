//! All paths from a node along edges that fit, one after the other.

use super::data::GraphData;

/// What a path must be like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) least: u32,
    pub(super) most: u32,
    pub(super) direction: Direction,
}

/// How edges are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
    Any,
}

/// The edges that lead on from a node, with the node that they lead to.
pub(super) fn onward(
    graph: &GraphData,
    node: u32,
    direction: Direction,
    position: usize,
) -> Option<(u32, u32)> {
    let (out, inward) = (graph.outgoing.of(node), graph.incoming.of(node));
    let forward = |edge: u32| (edge, graph.target[edge as usize]);
    let backward = |edge: u32| (edge, graph.source[edge as usize]);
    match direction {
        Direction::Forward => out.get(position).copied().map(forward),
        Direction::Backward => inward.get(position).copied().map(backward),
        Direction::Any => match out.get(position) {
            Some(&edge) => Some(forward(edge)),
            None => inward.get(position - out.len()).copied().map(backward),
        },
    }
}

/// A path under way: its nodes are one more than its edges.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) shape: Shape,
    pub(super) nodes: Vec<u32>,
    pub(super) edges: Vec<u32>,
    /// For each node, how many of its edges were tried.
    tried: Vec<usize>,
    /// The path of no edges is still to be given.
    fresh: bool,
}

/// What the rest of the pattern allows.
pub(super) trait Allow {
    /// Whether the edge may be added.
    fn edge(&mut self, edge: u32, to: u32) -> bool;
    /// Whether a path may go on through the node.
    fn through(&mut self, node: u32) -> bool;
    /// An edge was added, or taken back.
    fn added(&mut self, edge: u32, to: u32);
    fn removed(&mut self, edge: u32, to: u32);
}

impl Walk {
    pub(super) fn new(start: u32, shape: Shape) -> Self {
        Self { shape, nodes: vec![start], edges: Vec::new(), tried: vec![0], fresh: shape.least == 0 }
    }

    pub(super) fn end(&self) -> u32 {
        self.nodes.last().copied().unwrap_or(0)
    }

    /// Goes on to the next path that is long enough; false when there is none. `steps` counts the edges that
    /// were looked at, and stops the search when it comes to zero: None then, and the walk goes on later.
    pub(super) fn next(
        &mut self,
        graph: &GraphData,
        allow: &mut impl Allow,
        steps: &mut u32,
    ) -> Option<bool> {
        if std::mem::take(&mut self.fresh) {
            return Some(true);
        }
        loop {
            *steps = steps.checked_sub(1)?;
            let length = self.edges.len() as u32;
            let node = self.end();
            let Some(tried) = self.tried.last_mut() else { return Some(false) };
            let may_grow = length < self.shape.most && (length == 0 || *tried > 0 || allow.through(node));
            let found = if may_grow { onward(graph, node, self.shape.direction, *tried) } else { None };
            let Some((edge, to)) = found else {
                if !self.back(allow) {
                    return Some(false);
                }
                continue;
            };
            *tried += 1;
            // With any direction a loop is at its node twice.
            let seen_before = self.shape.direction == Direction::Any
                && to == node
                && graph.target[edge as usize] == node
                && *tried > graph.outgoing.of(node).len();
            if seen_before || !allow.edge(edge, to) {
                continue;
            }
            allow.added(edge, to);
            self.edges.push(edge);
            self.nodes.push(to);
            self.tried.push(0);
            if self.edges.len() as u32 >= self.shape.least {
                return Some(true);
            }
        }
    }

    /// Takes the last edge back; false when there is none.
    fn back(&mut self, allow: &mut impl Allow) -> bool {
        let Some(edge) = self.edges.pop() else { return false };
        let to = self.end();
        self.nodes.pop();
        self.tried.pop();
        allow.removed(edge, to);
        true
    }
}
