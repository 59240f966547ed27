//! The S2 cells that a shape touches, and the H3 cells with their center in it.

use h3o::{CellIndex, LatLng, Resolution};

use super::arc;
use super::s2;
use super::shape::{Path, polygon_contains};
use super::sphere::Vector;

/// S2 cells of a cover, at most, as documented.
pub(crate) const MOST_CELLS: usize = 65_536;
/// H3 cells of a cover, at most, as documented.
const MOST_H3_CELLS: usize = 61_680;

type Edge = (Vector, Vector);

/// What is to be covered: edges, and polygons that have an inside.
pub(crate) struct Shape<'s> {
    edges: Vec<Edge>,
    polygons: &'s [Vec<Path>],
}

impl<'s> Shape<'s> {
    pub(crate) fn of_lines(lines: &[Path]) -> Self {
        Self { edges: edges(lines.iter()), polygons: &[] }
    }

    pub(crate) fn of_polygons(polygons: &'s [Vec<Path>]) -> Self {
        Self { edges: edges(polygons.iter().flatten()), polygons }
    }

    fn contains(&self, [longitude, latitude]: [f64; 2]) -> bool {
        self.polygons.iter().any(|polygon| polygon_contains(polygon, longitude, latitude))
    }
}

fn edges<'p>(paths: impl Iterator<Item = &'p Path>) -> Vec<Edge> {
    let point = |[longitude, latitude]: [f64; 2]| Vector::from_degrees(longitude, latitude);
    paths
        .flat_map(|path| path.windows(2))
        .filter_map(|pair| Some((point(pair[0])?, point(pair[1])?)))
        .collect()
}

/// Whether an edge touches the border of a cell.
fn crosses(edge: &Edge, corners: &[Vector]) -> bool {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    sides.into_iter().any(|(a, b)| {
        arc::crossing(edge.0, edge.1, *a, *b).is_some()
            || arc::is_between(*a, edge.0, edge.1)
            || arc::same(*a, edge.0)
            || arc::same(*a, edge.1)
            || arc::is_between(edge.0, *a, *b)
            || arc::is_between(edge.1, *a, *b)
    })
}

/// The S2 cells of a level in the order of their ids; None when there are too many.
pub(crate) fn s2_cells(shape: &Shape<'_>, level: u32) -> Option<Vec<s2::Cell>> {
    let mut cells = Vec::new();
    for face in s2::Cell::faces() {
        descend(shape, &shape.edges, face, level, &mut cells)?;
    }
    cells.sort_by_key(|cell| cell.id());
    Some(cells)
}

/// Follows the edges that touch a cell into its quarters.
fn descend(
    shape: &Shape<'_>,
    edges: &[Edge],
    cell: s2::Cell,
    level: u32,
    cells: &mut Vec<s2::Cell>,
) -> Option<()> {
    let corners = cell.corner_points();
    let touching: Vec<Edge> = edges
        .iter()
        .filter(|edge| cell.holds(edge.0) || cell.holds(edge.1) || crosses(edge, &corners))
        .copied()
        .collect();
    if touching.is_empty() {
        return if shape.contains(cell.center()) { fill(cell, level, cells) } else { Some(()) };
    }
    if cell.level() == level {
        cells.push(cell);
        return (cells.len() <= MOST_CELLS).then_some(());
    }
    cell.quarters().into_iter().try_for_each(|quarter| descend(shape, &touching, quarter, level, cells))
}

/// All cells of a level inside a cell.
fn fill(cell: s2::Cell, level: u32, cells: &mut Vec<s2::Cell>) -> Option<()> {
    if cells.len() as u64 + 4u64.checked_pow(level - cell.level())? > MOST_CELLS as u64 {
        return None;
    }
    if cell.level() == level {
        cells.push(cell);
        return Some(());
    }
    cell.quarters().into_iter().try_for_each(|quarter| fill(quarter, level, cells))
}

/// The H3 cells of a resolution whose centers lie in polygons, sorted; None when there are too many. The
/// edges are straight lines between degrees, as the service documents.
pub(crate) fn h3_cells(polygons: &[Vec<Path>], resolution: Resolution) -> Option<Vec<CellIndex>> {
    let polygons: Vec<Vec<Path>> =
        polygons.iter().map(|rings| rings.iter().map(unwrapped).collect()).collect();
    let is_in = |cell: CellIndex| {
        let center = LatLng::from(cell);
        [-360.0, 0.0, 360.0].iter().any(|turn| {
            polygons.iter().any(|rings| planar_contains(rings, [center.lng() + turn, center.lat()]))
        })
    };
    let mut seen: std::collections::BTreeSet<CellIndex> = std::collections::BTreeSet::new();
    let mut open: Vec<CellIndex> = Vec::new();
    // Along the border no cell is left out, for the neighbours of all of them are looked at.
    let step = resolution.edge_length_rads().to_degrees() / 2.0;
    for pair in polygons.iter().flatten().flat_map(|ring| ring.windows(2)) {
        let [[x, y], [to_x, to_y]] = [pair[0], pair[1]];
        let steps = ((to_x - x).hypot(to_y - y) / step).ceil();
        if steps > (MOST_H3_CELLS * 16) as f64 {
            return None;
        }
        for number in 0..=steps as usize {
            let share = if steps > 0.0 { number as f64 / steps } else { 0.0 };
            let place = LatLng::new(y + (to_y - y) * share, x + (to_x - x) * share).ok()?;
            let cell = place.to_cell(resolution);
            if seen.insert(cell) {
                open.push(cell);
            }
        }
        if seen.len() > MOST_H3_CELLS * 4 {
            return None;
        }
    }
    let mut found: Vec<CellIndex> = open.iter().copied().filter(|cell| is_in(*cell)).collect();
    while let Some(cell) = open.pop() {
        for neighbour in cell.grid_disk::<Vec<_>>(1) {
            if seen.insert(neighbour) && is_in(neighbour) {
                found.push(neighbour);
                open.push(neighbour);
            }
        }
        if found.len() > MOST_H3_CELLS {
            return None;
        }
    }
    found.sort_unstable();
    Some(found)
}

/// A ring whose edges do not jump where the degrees east begin anew.
fn unwrapped(ring: &Path) -> Path {
    let mut last: Option<f64> = None;
    ring.iter()
        .map(|[longitude, latitude]| {
            let turns = last.map_or(0.0, |last: f64| ((last - longitude) / 360.0).round());
            let longitude = longitude + turns * 360.0;
            last = Some(longitude);
            [longitude, *latitude]
        })
        .collect()
}

/// Whether a point lies in the shell and in no hole, on the plane.
fn planar_contains(rings: &[Path], [x, y]: [f64; 2]) -> bool {
    let crossed = rings.iter().flat_map(|ring| ring.windows(2)).filter(|pair| {
        let [[a, b], [c, d]] = [pair[0], pair[1]];
        (b > y) != (d > y) && x < a + (y - b) / (d - b) * (c - a)
    });
    crossed.count() % 2 == 1
}
