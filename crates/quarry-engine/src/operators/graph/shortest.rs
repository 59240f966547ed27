//! The shortest ways between the two ends of a pattern: breadth first from each node that may be the first.

use std::collections::HashMap;

use quarry_plan::{Cycles, PatternElements, Shortest};

use super::data::GraphData;
use super::search::{Candidates, Found, Next, fits};
use super::trace::Trace;
use super::walk::{Direction, onward};

/// How far a path has come: the edge of the pattern, its length there, and the node that it has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) edge: u32,
    length: u32,
    pub(super) node: u32,
}

/// Where a place was reached from, and by which edge; none when the pattern's next edge begins there.
pub(super) type Before = Vec<(u32, Option<u32>)>;

/// A search under way.
#[derive(Debug)]
pub(super) struct ShortestSearch {
    way: Way,
    next_start: u32,
    wave: Option<Wave>,
    trace: Option<Trace>,
    found: Option<Found>,
}

/// What the path is like.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) legs: Vec<Leg>,
    pub(super) output: Shortest,
    pub(super) cycles: Cycles,
    /// The first node is the last one, too.
    pub(super) closed: bool,
    /// A shortest path meets no node twice, so that the nodes alone say how far it came.
    simple: bool,
}

/// An edge of the pattern on the way from its first to its last node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) from: usize,
    pub(super) to: usize,
    least: u32,
    most: u32,
    direction: Direction,
}

/// The places reached from one start.
#[derive(Debug)]
pub(super) struct Wave {
    pub(super) start: u32,
    numbers: HashMap<Place, u32>,
    pub(super) places: Vec<Place>,
    pub(super) before: Vec<Before>,
    /// How many edges away each place is.
    pub(super) distances: Vec<u32>,
    /// How many ways lead to the places.
    ways: usize,
    next: usize,
    /// Where the pattern ends: the last nodes, each with the places that it was reached at, nearest first.
    pub(super) ends: Vec<Vec<u32>>,
    end_of_node: HashMap<u32, usize>,
}

impl Way {
    /// The pattern is one path.
    fn new(pattern: &PatternElements, output: Shortest, cycles: Cycles) -> Self {
        let mut legs: Vec<Leg> = Vec::with_capacity(pattern.edges.len());
        for edge in &pattern.edges {
            let (from, to) = if edge.leftward { (edge.to, edge.from) } else { (edge.from, edge.to) };
            let direction = match (edge.any_direction, edge.leftward) {
                (true, _) => Direction::Any,
                (false, true) => Direction::Backward,
                (false, false) => Direction::Forward,
            };
            let (least, most) = edge.length.unwrap_or((1, 1));
            legs.push(Leg { from, to, least, most, direction });
        }
        let closed = legs.first().map(|leg| leg.from) == legs.last().map(|leg| leg.to);
        let simple = matches!(legs.as_slice(), [leg] if leg.least <= 1) && !closed;
        Self { legs, output, cycles, closed, simple }
    }
}

impl ShortestSearch {
    pub(super) fn new(pattern: &PatternElements, output: Shortest, cycles: Cycles) -> Self {
        let way = Way::new(pattern, output, cycles);
        Self { way, next_start: 0, wave: None, trace: None, found: None }
    }

    /// Bytes that the search holds, roughly.
    pub(super) fn bytes(&self) -> usize {
        self.wave.as_ref().map_or(0, |wave| wave.places.len() * 96 + wave.ways * 16)
    }

    /// Looks for the next match; [`ShortestSearch::found`] gives it.
    pub(super) fn next(&mut self, graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> Next {
        loop {
            if let Some(wave) = &mut self.wave {
                let trace = match &mut self.trace {
                    Some(trace) => trace,
                    None if wave.advance(&self.way, graph, candidates, steps) => {
                        self.trace.insert(Trace::default())
                    }
                    None => return Next::Paused,
                };
                match trace.next(wave, &self.way, steps) {
                    None => return Next::Paused,
                    Some(Some(found)) => {
                        self.found = Some(found);
                        return Next::Found;
                    }
                    Some(None) => (self.wave, self.trace) = (None, None),
                }
                continue;
            }
            let Some(first) = self.way.legs.first().map(|leg| leg.from) else { return Next::Done };
            let start = (self.next_start..graph.nodes.rows() as u32)
                .find(|&node| fits(&candidates.nodes[first], node));
            let Some(start) = start else { return Next::Done };
            self.next_start = start + 1;
            self.wave = Some(Wave::new(start));
        }
    }

    pub(super) fn found(&mut self) -> Found {
        self.found.take().unwrap_or_default()
    }
}

impl Wave {
    fn new(start: u32) -> Self {
        let mut wave = Self {
            start,
            numbers: HashMap::new(),
            places: Vec::new(),
            before: Vec::new(),
            distances: Vec::new(),
            ways: 0,
            next: 0,
            ends: Vec::new(),
            end_of_node: HashMap::new(),
        };
        wave.reach(Place { edge: 0, length: 0, node: start }, None, 0);
        wave
    }

    /// Notes a place, and how it was reached; later and longer ways do not count.
    fn reach(&mut self, place: Place, before: Option<(u32, Option<u32>)>, distance: u32) {
        let number = match self.numbers.get(&place) {
            Some(&number) => number,
            None => {
                let number = self.places.len() as u32;
                self.numbers.insert(place, number);
                self.places.push(place);
                self.before.push(Vec::new());
                self.distances.push(distance);
                number
            }
        };
        if self.distances[number as usize] == distance {
            self.before[number as usize].extend(before);
            self.ways += 1;
        }
    }

    /// Goes through the places in the order of their distance; true when there are no more.
    fn advance(&mut self, way: &Way, graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> bool {
        let (legs, simple) = (&way.legs, way.simple);
        let first = legs.first().map_or(0, |leg| leg.from);
        while let Some(&place) = self.places.get(self.next) {
            let Some(left) = steps.checked_sub(1) else { return false };
            *steps = left;
            let number = self.next as u32;
            self.next += 1;
            let distance = self.distances[number as usize];
            let Some(leg) = legs.get(place.edge as usize) else { continue };
            let length = if simple { distance } else { place.length };
            let right_end =
                fits(&candidates.nodes[leg.to], place.node) && (leg.to != first || place.node == self.start);
            if length >= leg.least && right_end {
                self.leave(place, number, distance, way);
            }
            let through = length == 0 || fits(&candidates.inner[place.edge as usize], place.node);
            if length >= leg.most || !through {
                continue;
            }
            for position in 0.. {
                let Some((edge, to)) = onward(graph, place.node, leg.direction, position) else { break };
                *steps = steps.saturating_sub(1);
                // A way back to the start is longer than none.
                let back = simple && to == self.start;
                if !back && fits(&candidates.edges[place.edge as usize], edge) {
                    let length = if simple { 1 } else { length + 1 };
                    let next = Place { edge: place.edge, length, node: to };
                    self.reach(next, Some((number, Some(edge))), distance + 1);
                }
            }
        }
        true
    }

    /// The next leg begins where this one ends, without a step of its own; after the last one the path is
    /// whole. A path from a node to itself is only wanted where the pattern says so.
    fn leave(&mut self, place: Place, number: u32, distance: u32, way: &Way) {
        if place.edge as usize + 1 < way.legs.len() {
            let next = Place { edge: place.edge + 1, length: 0, node: place.node };
            self.reach(next, Some((number, None)), distance);
        } else if way.closed || distance == 0 || place.node != self.start {
            let count = self.ends.len();
            let end = *self.end_of_node.entry(place.node).or_insert(count);
            if end == count {
                self.ends.push(Vec::new());
            }
            self.ends[end].push(number);
        }
    }
}
