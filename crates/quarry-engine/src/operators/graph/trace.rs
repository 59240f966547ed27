//! The shortest paths themselves: the ways back from each end to the start, one after the other.

use quarry_plan::{Cycles, Shortest};

use super::search::{Found, Path};
use super::shortest::{Wave, Way};

/// How far the ways of a wave were followed.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The end whose paths are looked for, and which of its places.
    end: usize,
    place: usize,
    /// The length of the paths that this end has given.
    length: Option<u32>,
    /// The places from the end back to where the trace is.
    back: Vec<Step>,
}

/// A place on the way back.
#[derive(Clone, Copy, Debug)]
struct Step {
    place: u32,
    /// The edge that leads on from here towards the end.
    edge: Option<u32>,
    /// How many of the ways that lead here were tried.
    tried: usize,
}

impl Trace {
    /// The next path; `Some(None)` when there are no more, None when the steps are used up.
    pub(super) fn next(&mut self, wave: &Wave, way: &Way, steps: &mut u32) -> Option<Option<Found>> {
        loop {
            let Some(step) = self.back.last_mut() else {
                if !self.begin(wave) {
                    return Some(None);
                }
                continue;
            };
            *steps = steps.checked_sub(1)?;
            let before = &wave.before[step.place as usize];
            if before.is_empty() {
                let found = self.path(wave, way);
                self.back.pop();
                if found.is_some() {
                    self.length = self.place_of_end(wave).map(|end| wave.distances[end as usize]);
                    if way.output == Shortest::Any {
                        self.next_end();
                    }
                    return Some(found);
                }
                continue;
            }
            match before.get(step.tried) {
                Some(&(place, edge)) => {
                    step.tried += 1;
                    self.back.push(Step { place, edge, tried: 0 });
                }
                None => {
                    self.back.pop();
                }
            }
            if self.back.is_empty() {
                self.place += 1;
            }
        }
    }

    fn place_of_end(&self, wave: &Wave) -> Option<u32> {
        wave.ends.get(self.end)?.get(self.place).copied()
    }

    fn next_end(&mut self) {
        self.back.clear();
        (self.end, self.place, self.length) = (self.end + 1, 0, None);
    }

    /// Goes on to the next place that ends a path; longer paths are only looked at while no shorter one
    /// was right. False when there is none.
    fn begin(&mut self, wave: &Wave) -> bool {
        while self.end < wave.ends.len() {
            if let Some(place) = self.place_of_end(wave)
                && self.length.is_none_or(|length| wave.distances[place as usize] == length)
            {
                self.back.push(Step { place, edge: None, tried: 0 });
                return true;
            }
            self.next_end();
        }
        false
    }

    /// The match that leads along the places, last to first; none when it has a cycle that is not wanted.
    fn path(&self, wave: &Wave, way: &Way) -> Option<Found> {
        let legs = &way.legs;
        let count = legs.iter().map(|leg| leg.from.max(leg.to) + 1).max().unwrap_or(1);
        let mut found = Found { nodes: vec![0; count], paths: vec![Path::default(); legs.len()] };
        let mut passed = Vec::with_capacity(self.back.len());
        let mut used = Vec::with_capacity(self.back.len());
        found.nodes[legs.first()?.from] = wave.start;
        for step in self.back.iter().rev() {
            let place = wave.places[step.place as usize];
            let Some(edge) = step.edge else {
                found.nodes[legs.get(place.edge as usize)?.to] = place.node;
                continue;
            };
            let path = found.paths.get_mut(place.edge as usize)?;
            if !path.edges.is_empty() {
                path.inner.push(place.node);
            }
            path.edges.push(edge);
            used.push(edge);
            passed.push(place.node);
        }
        if !way.closed {
            passed.push(found.nodes[legs.last()?.to]);
        }
        let right = match way.cycles {
            Cycles::All => true,
            Cycles::UniqueEdges => all_differ(used),
            Cycles::None => all_differ(passed),
        };
        right.then_some(found)
    }
}

fn all_differ(mut numbers: Vec<u32>) -> bool {
    numbers.sort_unstable();
    numbers.windows(2).all(|pair| pair[0] != pair[1])
}
