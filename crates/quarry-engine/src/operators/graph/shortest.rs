//! The shortest ways between the two ends of a pattern: breadth first from each node that may be the first.

use std::collections::HashMap;

use quarry_plan::{PatternElements, Shortest};

use super::data::GraphData;
use super::search::{Candidates, Found, Next, Path, fits};
use super::walk::{Direction, onward};

/// How far a path has come: the edge of the pattern, its length there, and the node that it has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    edge: u32,
    length: u32,
    node: u32,
}

/// Where a place was reached from, and by which edge; none when the pattern's next edge begins there.
type Before = Vec<(u32, Option<u32>)>;

/// A search under way.
#[derive(Debug)]
pub(super) struct ShortestSearch {
    output: Shortest,
    legs: Vec<Leg>,
    next_start: u32,
    wave: Option<Wave>,
    /// Matches of the present start that were not given yet.
    ready: Vec<Found>,
}

/// An edge of the pattern on the way from its first to its last node.
#[derive(Clone, Copy, Debug)]
struct Leg {
    from: usize,
    to: usize,
    least: u32,
    most: u32,
    direction: Direction,
    reversed: bool,
}

/// The places reached from one start.
#[derive(Debug)]
struct Wave {
    start: u32,
    numbers: HashMap<Place, u32>,
    places: Vec<Place>,
    before: Vec<Before>,
    /// How many edges away each place is.
    distances: Vec<u32>,
    next: usize,
    /// The ends that were reached, by their node.
    ends: Vec<u32>,
}

impl ShortestSearch {
    /// The pattern is one path.
    pub(super) fn new(pattern: &PatternElements, output: Shortest) -> Self {
        let mut legs: Vec<Leg> = Vec::with_capacity(pattern.edges.len());
        // Nodes of one path are numbered along it, so the end with the smaller number comes first, unless a
        // name is there again.
        let mut at = 0;
        for edge in &pattern.edges {
            let reversed = edge.from != at;
            let (from, to) = if reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
            let direction = match (edge.any_direction, reversed) {
                (true, _) => Direction::Any,
                (false, true) => Direction::Backward,
                (false, false) => Direction::Forward,
            };
            let (least, most) = edge.length.unwrap_or((1, 1));
            legs.push(Leg { from, to, least, most, direction, reversed });
            at = to;
        }
        Self { output, legs, next_start: 0, wave: None, ready: Vec::new() }
    }

    /// Looks for the next match; [`ShortestSearch::found`] gives it.
    pub(super) fn next(&mut self, graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> Next {
        loop {
            if !self.ready.is_empty() {
                return Next::Found;
            }
            if let Some(wave) = &mut self.wave {
                if !wave.advance(&self.legs, graph, candidates, steps) {
                    return Next::Paused;
                }
                self.ready = wave.paths(&self.legs, self.output);
                self.ready.reverse();
                self.wave = None;
                continue;
            }
            let Some(first) = self.legs.first().map(|leg| leg.from) else { return Next::Done };
            let start = (self.next_start..graph.nodes.rows() as u32)
                .find(|&node| fits(&candidates.nodes[first], node));
            let Some(start) = start else { return Next::Done };
            self.next_start = start + 1;
            self.wave = Some(Wave::new(start));
        }
    }

    pub(super) fn found(&mut self) -> Found {
        self.ready.pop().unwrap_or_default()
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
            next: 0,
            ends: Vec::new(),
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
        }
    }

    /// Goes through the places in the order of their distance; true when there are no more.
    fn advance(&mut self, legs: &[Leg], graph: &GraphData, candidates: &Candidates, steps: &mut u32) -> bool {
        let first = legs.first().map_or(0, |leg| leg.from);
        while let Some(&place) = self.places.get(self.next) {
            let Some(left) = steps.checked_sub(1) else { return false };
            *steps = left;
            let number = self.next as u32;
            self.next += 1;
            let distance = self.distances[number as usize];
            let Some(leg) = legs.get(place.edge as usize) else {
                self.ends.push(number);
                continue;
            };
            let right_end =
                fits(&candidates.nodes[leg.to], place.node) && (leg.to != first || place.node == self.start);
            if place.length >= leg.least && right_end {
                // The next leg begins where this one ends, without a step of its own.
                let next = Place { edge: place.edge + 1, length: 0, node: place.node };
                self.reach(next, Some((number, None)), distance);
            }
            let through = place.length == 0 || fits(&candidates.inner[place.edge as usize], place.node);
            if place.length >= leg.most || !through {
                continue;
            }
            for position in 0.. {
                let Some((edge, to)) = onward(graph, place.node, leg.direction, position) else { break };
                *steps = steps.saturating_sub(1);
                if fits(&candidates.edges[place.edge as usize], edge) {
                    let next = Place { edge: place.edge, length: place.length + 1, node: to };
                    self.reach(next, Some((number, Some(edge))), distance + 1);
                }
            }
        }
        true
    }

    /// The paths to each end.
    fn paths(&self, legs: &[Leg], output: Shortest) -> Vec<Found> {
        let mut found = Vec::new();
        for &end in &self.ends {
            let first = found.len();
            self.trace(end, &mut Vec::new(), legs, output, &mut found, first);
        }
        found
    }

    /// Follows the ways to a place back to the start. The depth is bounded by the longest path.
    fn trace(
        &self,
        number: u32,
        behind: &mut Vec<(u32, Option<u32>)>,
        legs: &[Leg],
        output: Shortest,
        found: &mut Vec<Found>,
        first: usize,
    ) {
        if output == Shortest::Any && found.len() > first {
            return;
        }
        let before = &self.before[number as usize];
        if before.is_empty() {
            found.extend(self.path(number, behind, legs));
            return;
        }
        for &(earlier, edge) in before {
            behind.push((number, edge));
            self.trace(earlier, behind, legs, output, found, first);
            behind.pop();
        }
    }

    /// The match that leads along some places, last to first; none when it uses an edge twice.
    fn path(&self, start: u32, behind: &[(u32, Option<u32>)], legs: &[Leg]) -> Option<Found> {
        let count = legs.iter().map(|leg| leg.from.max(leg.to) + 1).max().unwrap_or(1);
        let mut match_found = Found { nodes: vec![0; count], paths: vec![Path::default(); legs.len()] };
        let mut used: Vec<u32> = Vec::new();
        let mut place = self.places[start as usize];
        match_found.nodes[legs.first()?.from] = place.node;
        for &(number, edge) in behind.iter().rev() {
            let leg = place.edge as usize;
            match edge {
                Some(edge) => {
                    if used.contains(&edge) {
                        return None;
                    }
                    used.push(edge);
                    let path = &mut match_found.paths[leg];
                    if !path.edges.is_empty() {
                        path.inner.push(place.node);
                    }
                    path.edges.push(edge);
                }
                None => match_found.nodes[legs[leg].to] = place.node,
            }
            place = self.places[number as usize];
        }
        for (path, leg) in match_found.paths.iter_mut().zip(legs) {
            if leg.reversed {
                path.edges.reverse();
                path.inner.reverse();
            }
        }
        Some(match_found)
    }
}
