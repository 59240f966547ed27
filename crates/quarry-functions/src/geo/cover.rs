//! The S2 and H3 cells that a shape touches.

use h3o::{CellIndex, LatLng, Resolution};

use super::arc;
use super::s2;
use super::shape::{Path, polygon_contains};
use super::sphere::Vector;

/// Cells of a cover, at most, as documented.
pub(crate) const MOST_CELLS: usize = 65_536;

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

/// The H3 cells of a resolution, sorted; None when there are too many.
pub(crate) fn h3_cells(shape: &Shape<'_>, resolution: Resolution) -> Option<Vec<CellIndex>> {
    let of = |point: Vector| {
        let [longitude, latitude] = point.to_degrees();
        LatLng::new(latitude, longitude).ok().map(|place| place.to_cell(resolution))
    };
    let mut found: std::collections::BTreeSet<CellIndex> = std::collections::BTreeSet::new();
    let mut open: Vec<CellIndex> = shape.edges.iter().filter_map(|edge| of(edge.0)).collect();
    found.extend(&open);
    while let Some(cell) = open.pop() {
        for neighbour in cell.grid_disk::<Vec<_>>(1) {
            if !found.contains(&neighbour) && touches(shape, neighbour) {
                found.insert(neighbour);
                open.push(neighbour);
            }
        }
        if found.len() > MOST_CELLS {
            return None;
        }
    }
    Some(found.into_iter().collect())
}

fn touches(shape: &Shape<'_>, cell: CellIndex) -> bool {
    let center = LatLng::from(cell);
    if shape.contains([center.lng(), center.lat()]) {
        return true;
    }
    let corner = |place: &LatLng| Vector::from_degrees(place.lng(), place.lat());
    let corners: Vec<Vector> = cell.boundary().iter().filter_map(corner).collect();
    shape.edges.iter().any(|edge| crosses(edge, &corners))
}
