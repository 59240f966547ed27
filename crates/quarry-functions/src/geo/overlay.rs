//! Union, intersection and difference of polygons on the sphere.
//!
//! Edges are cut where they meet, the pieces of each side are kept by where they lie in the other, and what is
//! left is linked to rings again. Rings begin and follow each other as those of the S2 library do, which the
//! service uses: behind the piece of the last input edge.

use std::collections::HashMap;

use super::arc;
use super::shape::{Path, polygon_contains};
use super::sphere::{self, Vector};

/// Edges that are compared with each other, at most.
const MOST_PAIRS: usize = 64_000_000;

/// Polygons: the inside is to the left of every edge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Region {
    /// Rings without their last point, outer ones counterclockwise, holes clockwise.
    rings: Vec<Vec<Vertex>>,
}

/// A point with the degrees that it is written with.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    point: Vector,
    degrees: [f64; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Union,
    Intersection,
    /// What is in the first and not in the second.
    Difference,
}

/// A part of an input edge between two numbered points.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: usize,
    to: usize,
    /// The input edge, counted over both sides.
    edge: usize,
}

/// Points by number; near ones are one.
#[derive(Default)]
struct Points {
    all: Vec<Vertex>,
    cells: HashMap<[i64; 3], Vec<usize>>,
}

impl Points {
    /// Size of the cells that points are looked up by.
    const CELL: f64 = 1e-12;

    fn number(&mut self, vertex: Vertex) -> usize {
        let cell = |value: f64| (value / Self::CELL).floor() as i64;
        let Vector { x, y, z } = vertex.point;
        let home = [cell(x), cell(y), cell(z)];
        for dx in -1..=1 {
            for dy in -1..=1 {
                for dz in -1..=1 {
                    let near = self.cells.get(&[home[0] + dx, home[1] + dy, home[2] + dz]);
                    let known = near.into_iter().flatten();
                    for &number in known {
                        if arc::same(self.all[number].point, vertex.point) {
                            return number;
                        }
                    }
                }
            }
        }
        self.all.push(vertex);
        self.cells.entry(home).or_default().push(self.all.len() - 1);
        self.all.len() - 1
    }
}

impl Region {
    /// The region of one polygon: an outer ring and holes, closed.
    pub(crate) fn of_polygon(polygon: &[Path]) -> Self {
        let ring = |(position, path): (usize, &Path)| {
            let mut vertices: Vec<Vertex> = path
                .iter()
                .filter_map(|&[longitude, latitude]| {
                    let point = Vector::from_degrees(longitude, latitude)?;
                    Some(Vertex { point, degrees: [longitude, latitude] })
                })
                .collect();
            vertices.pop();
            if (signed(&vertices) < 0.0) == (position == 0) {
                vertices.reverse();
            }
            vertices
        };
        Self { rings: polygon.iter().enumerate().map(ring).filter(|ring| ring.len() > 2).collect() }
    }

    /// The union of polygons, in the order in which S2 builds it: the two with the fewest points first. None
    /// when they have too many edges.
    pub(crate) fn union_of(polygons: &[Vec<Path>]) -> Option<Self> {
        let region = |polygon: &Vec<Path>| {
            let region = Self::of_polygon(polygon);
            (region.size(), region)
        };
        let mut queue: Vec<(usize, Self)> = polygons.iter().map(region).collect();
        queue.sort_by_key(|(size, _)| *size);
        while queue.len() > 1 {
            let ((first_size, first), (second_size, second)) = (queue.remove(0), queue.remove(0));
            let joined = combine(&first, &second, Operation::Union)?;
            // S2 takes the sum for the size of the union.
            let size = first_size + second_size;
            let place = queue.partition_point(|(known, _)| *known <= size);
            queue.insert(place, (size, joined));
        }
        Some(queue.pop().unwrap_or_default().1)
    }

    fn size(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    /// Polygons of an outer ring and its holes, closed.
    pub(crate) fn polygons(&self) -> Vec<Vec<Path>> {
        let closed = |ring: &Vec<Vertex>| -> Path {
            ring.iter().chain(ring.first()).map(|vertex| vertex.degrees).collect()
        };
        let (outer, holes): (Vec<_>, Vec<_>) = self.rings.iter().partition(|ring| signed(ring) >= 0.0);
        let mut polygons: Vec<Vec<Path>> = outer.into_iter().map(|ring| vec![closed(ring)]).collect();
        for hole in holes {
            let Some(inside) = hole.first().map(|vertex| vertex.degrees) else { continue };
            let holds = |polygon: &Vec<Path>| {
                let [longitude, latitude] = inside;
                polygon.first().is_some_and(|ring| sphere::contains(ring, longitude, latitude))
            };
            if let Some(polygon) = polygons.iter_mut().find(|polygon| holds(polygon)) {
                polygon.push(closed(hole));
            }
        }
        polygons
    }

    /// The rings as closed paths, to look points up in.
    fn paths(&self) -> Vec<Path> {
        let closed =
            |ring: &Vec<Vertex>| ring.iter().chain(ring.first()).map(|vertex| vertex.degrees).collect();
        self.rings.iter().map(closed).collect()
    }
}

/// Steradians; positive when the ring runs counterclockwise.
fn signed(ring: &[Vertex]) -> f64 {
    let mut points: Vec<Vector> = ring.iter().map(|vertex| vertex.point).collect();
    points.extend(points.first().copied());
    sphere::signed_area(&points)
}

/// Two regions put together; None when they have too many edges.
pub(crate) fn combine(a: &Region, b: &Region, operation: Operation) -> Option<Region> {
    if a.size().saturating_mul(b.size()) > MOST_PAIRS {
        return None;
    }
    let mut points = Points::default();
    let (cuts_a, cuts_b) = cuts(a, b);
    let first = pieces(a, &cuts_a, 0, &mut points);
    let second = pieces(b, &cuts_b, a.size(), &mut points);
    let (inside_a, inside_b) = (a.paths(), b.paths());
    let ends = |pieces: &[Piece]| -> HashMap<(usize, usize), usize> {
        pieces.iter().map(|piece| ((piece.from, piece.to), piece.edge)).collect()
    };
    let (of_a, of_b) = (ends(&first), ends(&second));
    let middle = |piece: &Piece| points.all[piece.from].point.plus(points.all[piece.to].point).unit();
    let keep = |piece: &Piece, others: &HashMap<(usize, usize), usize>, region: &[Path], is_first: bool| {
        let same = others.contains_key(&(piece.from, piece.to));
        let opposite = others.contains_key(&(piece.to, piece.from));
        let difference = operation == Operation::Difference;
        match (same, opposite) {
            (true, _) => is_first && !difference,
            (false, true) => is_first && difference,
            (false, false) => {
                let inside = operation == Operation::Intersection || (difference && !is_first);
                contains(region, middle(piece)) == inside
            }
        }
    };
    let mut kept: Vec<Piece> =
        first.iter().filter(|piece| keep(piece, &of_b, &inside_b, true)).copied().collect();
    let turned = |piece: Piece| match operation {
        Operation::Difference => Piece { from: piece.to, to: piece.from, ..piece },
        Operation::Union | Operation::Intersection => piece,
    };
    let of_second = second.iter().filter(|piece| keep(piece, &of_a, &inside_a, false));
    kept.extend(of_second.copied().map(turned));
    Some(link(kept, &points))
}

/// Whether rings, taken together, contain a point: holes turn the answer round.
fn contains(rings: &[Path], point: Vector) -> bool {
    let [longitude, latitude] = point.to_degrees();
    rings.iter().filter(|ring| sphere::contains(ring, longitude, latitude)).count() % 2 == 1
}

/// The edges of a region in order.
fn edges(region: &Region) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    region.rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

/// Where each edge of each side meets the other side, between its ends.
fn cuts(a: &Region, b: &Region) -> (Vec<Vec<Vertex>>, Vec<Vec<Vertex>>) {
    let mut cuts = (vec![Vec::new(); a.size()], vec![Vec::new(); b.size()]);
    let others: Vec<(Vertex, Vertex)> = edges(b).collect();
    for (i, (from, to)) in edges(a).enumerate() {
        for (j, (other_from, other_to)) in others.iter().enumerate() {
            let (p, q, r, s) = (from.point, to.point, other_from.point, other_to.point);
            // Edges with a common end meet nowhere else, even when rounding lets them cross.
            let mut touches = [(p, r), (p, s), (q, r), (q, s)].iter().any(|(a, b)| arc::same(*a, *b));
            for vertex in [other_from, other_to] {
                if arc::is_between(vertex.point, p, q) {
                    cuts.0[i].push(*vertex);
                    touches = true;
                }
            }
            for vertex in [from, to] {
                if arc::is_between(vertex.point, r, s) {
                    cuts.1[j].push(vertex);
                    touches = true;
                }
            }
            if !touches && let Some(point) = arc::crossing(p, q, r, s) {
                let vertex = Vertex { point, degrees: point.to_degrees() };
                cuts.0[i].push(vertex);
                cuts.1[j].push(vertex);
            }
        }
    }
    cuts
}

fn pieces(region: &Region, cuts: &[Vec<Vertex>], first: usize, points: &mut Points) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, ((from, to), cuts)) in edges(region).zip(cuts).enumerate() {
        let mut on_the_way = cuts.clone();
        on_the_way.sort_by(|a, b| from.point.angle(a.point).total_cmp(&from.point.angle(b.point)));
        let mut last = points.number(from);
        for vertex in on_the_way.into_iter().chain([to]) {
            let next = points.number(vertex);
            if next != last {
                pieces.push(Piece { from: last, to: next, edge: first + index });
                last = next;
            }
        }
    }
    pieces
}

/// Rings of the pieces; where several go on from a point, the one furthest to the left.
fn link(pieces: Vec<Piece>, points: &Points) -> Region {
    let mut from: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        from.entry(piece.from).or_default().push(index);
    }
    let mut used = vec![false; pieces.len()];
    let mut loops: Vec<Vec<Piece>> = Vec::new();
    for start in 0..pieces.len() {
        let mut ring = Vec::new();
        let mut at = start;
        while !used[at] {
            used[at] = true;
            ring.push(pieces[at]);
            let piece = pieces[at];
            if piece.to == pieces[start].from {
                break;
            }
            let next = from.get(&piece.to).into_iter().flatten().copied().filter(|&next| !used[next]);
            let turn = |next: &usize| turn(piece, pieces[*next], points);
            match next.max_by(|a, b| turn(a).total_cmp(&turn(b))) {
                Some(next) => at = next,
                None => break,
            }
        }
        if ring.len() > 2 && ring.last().map(|piece| piece.to) == ring.first().map(|piece| piece.from) {
            loops.push(ring);
        }
    }
    for ring in &mut loops {
        begin_behind_last(ring);
    }
    loops.sort_by_key(|ring| ring.first().map_or(0, |piece| piece.edge));
    let vertices = |ring: &Vec<Piece>| ring.iter().map(|piece| points.all[piece.from]).collect();
    Region { rings: loops.iter().map(vertices).collect() }
}

/// How far to the left the way turns, from -π to π.
fn turn(piece: Piece, next: Piece, points: &Points) -> f64 {
    let (a, b, c) = (points.all[piece.from].point, points.all[piece.to].point, points.all[next.to].point);
    let (before, after) = (arc::normal(a, b), arc::normal(b, c));
    before.cross(after).dot(b).atan2(before.dot(after))
}

/// Turns a ring so that it begins behind the last piece of the input edge with the highest number.
fn begin_behind_last(ring: &mut [Piece]) {
    let mut last = 0;
    let mut gap = false;
    for place in 1..ring.len() {
        match ring[place].edge.cmp(&ring[last].edge) {
            std::cmp::Ordering::Less => gap = true,
            std::cmp::Ordering::Equal if gap => {}
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => (last, gap) = (place, false),
        }
    }
    ring.rotate_left((last + 1) % ring.len().max(1));
}

/// The parts of lines that lie in a polygon.
pub(crate) fn lines_in(lines: &[Path], polygons: &[Vec<Path>]) -> Vec<Path> {
    let region: Vec<Region> = polygons.iter().map(|polygon| Region::of_polygon(polygon)).collect();
    let inside = |point: Vector| {
        let [longitude, latitude] = point.to_degrees();
        polygons.iter().any(|polygon| polygon_contains(polygon, longitude, latitude))
    };
    let mut parts: Vec<Path> = Vec::new();
    for line in lines {
        let mut open: Path = Vec::new();
        for pair in line.windows(2) {
            let (Some(a), Some(b)) = (vector(pair[0]), vector(pair[1])) else { continue };
            let mut stops: Vec<Vertex> = Vec::new();
            for (from, to) in region.iter().flat_map(edges) {
                let (c, d) = (from.point, to.point);
                if let Some(point) = arc::crossing(a, b, c, d) {
                    stops.push(Vertex { point, degrees: point.to_degrees() });
                } else if arc::is_between(c, a, b) {
                    stops.push(from);
                }
            }
            stops.sort_by(|p, q| a.angle(p.point).total_cmp(&a.angle(q.point)));
            let mut last = Vertex { point: a, degrees: pair[0] };
            for stop in stops.into_iter().chain([Vertex { point: b, degrees: pair[1] }]) {
                if arc::same(stop.point, last.point) {
                    continue;
                }
                if inside(stop.point.plus(last.point).unit()) {
                    if open.is_empty() {
                        open.push(last.degrees);
                    }
                    open.push(stop.degrees);
                } else if !open.is_empty() {
                    parts.push(std::mem::take(&mut open));
                }
                last = stop;
            }
        }
        if !open.is_empty() {
            parts.push(open);
        }
    }
    parts
}

/// What two sets of lines share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) points: Vec<[f64; 2]>,
    pub(crate) lines: Vec<Path>,
}

/// The points in which lines cross and the stretches that they share.
pub(crate) fn lines_shared(first: &[Path], second: &[Path]) -> Shared {
    let mut shared = Shared::default();
    let mut found: Vec<Vertex> = Vec::new();
    for pair in first.iter().flat_map(|line| line.windows(2)) {
        let (Some(a), Some(b)) = (vector(pair[0]), vector(pair[1])) else { continue };
        let mut stretches: Vec<(Vertex, Vertex)> = Vec::new();
        for other in second.iter().flat_map(|line| line.windows(2)) {
            let (Some(c), Some(d)) = (vector(other[0]), vector(other[1])) else { continue };
            let mut touching: Vec<Vertex> = Vec::new();
            let on = |point: Vector, p: Vector, q: Vector| {
                arc::same(point, p) || arc::same(point, q) || arc::is_between(point, p, q)
            };
            for (point, degrees, p, q) in
                [(a, pair[0], c, d), (b, pair[1], c, d), (c, other[0], a, b), (d, other[1], a, b)]
            {
                let known = touching.iter().any(|vertex| arc::same(vertex.point, point));
                if !known && on(point, p, q) {
                    touching.push(Vertex { point, degrees });
                }
            }
            touching.sort_by(|p, q| a.angle(p.point).total_cmp(&a.angle(q.point)));
            match touching.as_slice() {
                [] => found.extend(
                    arc::crossing(a, b, c, d).map(|point| Vertex { point, degrees: point.to_degrees() }),
                ),
                [one] => found.push(*one),
                [from, .., to] => stretches.push((*from, *to)),
            }
        }
        for (from, to) in stretches {
            match shared.lines.last_mut() {
                Some(line) if line.last() == Some(&from.degrees) => line.push(to.degrees),
                _ => shared.lines.push(vec![from.degrees, to.degrees]),
            }
        }
    }
    for vertex in found {
        let on_line = shared.lines.iter().flat_map(|line| line.windows(2)).any(|pair| {
            match (vector(pair[0]), vector(pair[1])) {
                (Some(p), Some(q)) => {
                    arc::same(vertex.point, p)
                        || arc::same(vertex.point, q)
                        || arc::is_between(vertex.point, p, q)
                }
                _ => false,
            }
        });
        let known =
            shared.points.iter().any(|&point| vector(point).is_some_and(|p| arc::same(p, vertex.point)));
        if !on_line && !known {
            shared.points.push(vertex.degrees);
        }
    }
    shared
}

fn vector([longitude, latitude]: [f64; 2]) -> Option<Vector> {
    Vector::from_degrees(longitude, latitude)
}
