//! The places where a pattern fits: depth first, edge by edge, along the pattern.

use quarry_plan::{Cycles, PatternElements};

use super::data::GraphData;
use super::walk::{Allow, Direction, Shape, Walk};

/// Which nodes and edges fit an element by conditions that look at it alone; all without a list.
pub(super) type Fits = Option<Vec<bool>>;

/// What fits each element of a pattern.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) nodes: Vec<Fits>,
    pub(super) edges: Vec<Fits>,
    /// The nodes that a path may pass through.
    pub(super) inner: Vec<Fits>,
}

/// One place where the pattern fits: the node of each element, and the path of each edge in the order in
/// which the pattern is written.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) nodes: Vec<u32>,
    pub(super) paths: Vec<Path>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    pub(super) edges: Vec<u32>,
    /// The nodes between the edges.
    pub(super) inner: Vec<u32>,
}

/// A search under way.
#[derive(Debug)]
pub(super) struct Search {
    steps: Vec<Step>,
    start: usize,
    next_start: u32,
    nodes: Vec<u32>,
    walks: Vec<Walk>,
    used: Used,
}

/// An edge of the pattern, followed from a node that is found already.
#[derive(Clone, Copy, Debug)]
struct Step {
    edge: usize,
    from: usize,
    to: usize,
    shape: Shape,
    /// The path is followed from its right end, as it is written, to its left end.
    leftward: bool,
    /// Both ends are found already.
    closes: bool,
}

/// What the match so far is made of.
#[derive(Debug)]
struct Used {
    cycles: Cycles,
    edges: Vec<bool>,
    nodes: Vec<u32>,
}

/// Looks at the next match.
pub(super) enum Next {
    Found,
    /// The steps were used up; ask again.
    Paused,
    Done,
}

/// What a step may walk along.
struct Guide<'s> {
    used: &'s mut Used,
    edges: &'s Fits,
    inner: &'s Fits,
}

pub(super) fn fits(list: &Fits, index: u32) -> bool {
    list.as_ref().is_none_or(|list| list[index as usize])
}

impl Allow for Guide<'_> {
    fn edge(&mut self, edge: u32, to: u32) -> bool {
        let free = match self.used.cycles {
            Cycles::All => true,
            Cycles::UniqueEdges => !self.used.edges[edge as usize],
            Cycles::None => self.used.nodes[to as usize] == 0,
        };
        free && fits(self.edges, edge)
    }

    fn through(&mut self, node: u32) -> bool {
        fits(self.inner, node)
    }

    fn added(&mut self, edge: u32, to: u32) {
        self.used.edges[edge as usize] = true;
        self.used.nodes[to as usize] += 1;
    }

    fn removed(&mut self, edge: u32, to: u32) {
        self.used.edges[edge as usize] = false;
        self.used.nodes[to as usize] -= 1;
    }
}

impl Search {
    pub(super) fn new(
        pattern: &PatternElements,
        cycles: Cycles,
        graph: &GraphData,
        candidates: &Candidates,
    ) -> Self {
        let count = graph.nodes.rows();
        let sizes: Vec<usize> = candidates
            .nodes
            .iter()
            .map(|fits| fits.as_ref().map_or(count, |list| list.iter().filter(|fits| **fits).count()))
            .collect();
        let start = (0..pattern.nodes).min_by_key(|&node| sizes[node]).unwrap_or(0);
        Self {
            steps: order(pattern, start, &sizes),
            start,
            next_start: 0,
            nodes: vec![0; pattern.nodes],
            walks: Vec::new(),
            used: Used { cycles, edges: vec![false; graph.source.len()], nodes: vec![0; count] },
        }
    }

    /// Looks for the next match.
    pub(super) fn next(&mut self, graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> Next {
        loop {
            let Some(depth) = self.walks.len().checked_sub(1) else {
                match self.begin(graph, candidates, steps) {
                    Some(true) if self.steps.is_empty() => return Next::Found,
                    Some(true) => {}
                    Some(false) => return Next::Done,
                    None => return Next::Paused,
                }
                continue;
            };
            let step = self.steps[depth];
            let mut guide = Guide {
                used: &mut self.used,
                edges: &candidates.edges[step.edge],
                inner: &candidates.inner[step.edge],
            };
            let walk = &mut self.walks[depth];
            match walk.next(graph, &mut guide, steps) {
                None => return Next::Paused,
                Some(false) => {
                    self.walks.pop();
                    if self.walks.is_empty() {
                        self.used.nodes[self.nodes[self.start] as usize] -= 1;
                    }
                }
                Some(true) => {
                    let end = walk.end();
                    let right = match step.closes {
                        true => self.nodes[step.to] == end,
                        false => fits(&candidates.nodes[step.to], end),
                    };
                    if !right {
                        continue;
                    }
                    self.nodes[step.to] = end;
                    match self.steps.get(depth + 1) {
                        Some(next) => {
                            let from = self.nodes[next.from];
                            self.walks.push(Walk::new(from, next.shape));
                        }
                        None => return Next::Found,
                    }
                }
            }
        }
    }

    /// Goes on to the next node that the search may start from; false when there is none, None when the
    /// steps are used up.
    fn begin(&mut self, graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> Option<bool> {
        while (self.next_start as usize) < graph.nodes.rows() {
            *steps = steps.checked_sub(1)?;
            let node = self.next_start;
            self.next_start += 1;
            if !fits(&candidates.nodes[self.start], node) {
                continue;
            }
            self.nodes[self.start] = node;
            if let Some(first) = self.steps.first() {
                self.used.nodes[node as usize] += 1;
                self.walks.push(Walk::new(node, first.shape));
            }
            return Some(true);
        }
        Some(false)
    }

    /// The match that was found.
    pub(super) fn found(&self) -> Found {
        let mut paths = vec![Path::default(); self.steps.len()];
        for (step, walk) in self.steps.iter().zip(&self.walks) {
            let mut edges = walk.edges.clone();
            let mut inner = walk.nodes[1..].to_vec();
            inner.pop();
            if step.leftward {
                edges.reverse();
                inner.reverse();
            }
            paths[step.edge] = Path { edges, inner };
        }
        Found { nodes: self.nodes.clone(), paths }
    }
}

/// The order in which edges are followed: those that close a circle first, then towards few candidates.
fn order(pattern: &PatternElements, start: usize, sizes: &[usize]) -> Vec<Step> {
    let mut found = vec![false; pattern.nodes];
    if let Some(start) = found.get_mut(start) {
        *start = true;
    }
    let mut left: Vec<usize> = (0..pattern.edges.len()).collect();
    let mut steps = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let cost = |edge: &usize| {
            let edge = &pattern.edges[*edge];
            match (found[edge.from], found[edge.to]) {
                (true, true) => Some(0),
                (true, false) => Some(1 + sizes[edge.to]),
                (false, true) => Some(1 + sizes[edge.from]),
                (false, false) => None,
            }
        };
        let reachable = left.iter().enumerate().filter_map(|(place, edge)| Some((cost(edge)?, place)));
        // The binder has refused patterns whose parts are not connected.
        let Some((_, place)) = reachable.min() else { break };
        let number = left.remove(place);
        let edge = pattern.edges[number];
        let reversed = !found[edge.from];
        let (from, to) = if reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let direction = match (edge.any_direction, reversed) {
            (true, _) => Direction::Any,
            (false, true) => Direction::Backward,
            (false, false) => Direction::Forward,
        };
        let (least, most) = edge.length.unwrap_or((1, 1));
        let shape = Shape { least, most, direction };
        let leftward = reversed != edge.leftward;
        steps.push(Step { edge: number, from, to, shape, leftward, closes: found[to] });
        found[to] = true;
    }
    steps
}
