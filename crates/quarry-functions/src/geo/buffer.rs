//! Everything within a distance of a shape, as polygons.

use std::f64::consts::PI;

use super::arc;
use super::overlay::{Operation, Region, combine};
use super::shape::Path;
use super::sphere::{EARTH_RADIUS, Vector};

/// Corners of a circle.
const FEWEST: f64 = 8.0;
const MOST: f64 = 360.0;

/// A circle around a point, counterclockwise and closed; its corners are `meters` away, and its edges at
/// most `tolerance` nearer.
pub(crate) fn circle(center: Vector, meters: f64, tolerance: f64) -> Path {
    let mut ring = fan(center, meters, 0.0, 2.0 * PI, corners(meters, tolerance));
    ring.pop();
    ring.extend(ring.first().copied());
    ring
}

/// How many corners a circle needs.
fn corners(meters: f64, tolerance: f64) -> usize {
    let needed = PI / (1.0 - (tolerance / meters).min(1.0)).acos();
    needed.ceil().clamp(FEWEST, MOST) as usize
}

/// Points at a distance, from one direction counterclockwise over an angle; directions count from east.
fn fan(center: Vector, meters: f64, from: f64, over: f64, corners: usize) -> Path {
    let axis = if center.z.abs() < 0.999 { Vector::new(0.0, 0.0, 1.0) } else { Vector::new(1.0, 0.0, 0.0) };
    let east = axis.cross(center).unit();
    let north = center.cross(east);
    let (flat, away) = ((meters / EARTH_RADIUS).cos(), (meters / EARTH_RADIUS).sin());
    let steps = ((corners as f64 * over / (2.0 * PI)).ceil() as usize).max(1);
    (0..=steps)
        .map(|step| {
            let direction = from + over * step as f64 / steps as f64;
            let ahead = east.times(direction.cos()).plus(north.times(direction.sin()));
            center.times(flat).plus(ahead.times(away)).to_degrees()
        })
        .collect()
}

/// Everything within a distance of an edge.
fn capsule(a: Vector, b: Vector, meters: f64, tolerance: f64) -> Path {
    let corners = corners(meters, tolerance);
    let half = |at: Vector, toward: Vector| {
        // The half circle behind a point, seen from the other end.
        let axis = if at.z.abs() < 0.999 { Vector::new(0.0, 0.0, 1.0) } else { Vector::new(1.0, 0.0, 0.0) };
        let east = axis.cross(at).unit();
        let north = at.cross(east);
        let ahead = arc::normal(at, toward).cross(at).unit();
        let direction = ahead.dot(north).atan2(ahead.dot(east));
        fan(at, meters, direction + PI / 2.0, PI, corners)
    };
    let mut ring = half(a, b);
    ring.extend(half(b, a));
    ring.extend(ring.first().copied());
    ring
}

fn capsules(paths: &[Path], meters: f64, tolerance: f64) -> Vec<Vec<Path>> {
    let point = |[longitude, latitude]: [f64; 2]| Vector::from_degrees(longitude, latitude);
    let edges = paths.iter().flat_map(|path| path.windows(2));
    edges
        .filter_map(|pair| Some(vec![capsule(point(pair[0])?, point(pair[1])?, meters, tolerance)]))
        .collect()
}

/// Everything within a distance of lines.
pub(crate) fn of_lines(lines: &[Path], meters: f64, tolerance: f64) -> Option<Region> {
    Region::union_of(&capsules(lines, meters, tolerance))
}

/// Polygons grown by a distance, or shrunk by a negative one.
pub(crate) fn of_polygons(polygons: &[Vec<Path>], meters: f64, tolerance: f64) -> Option<Region> {
    let rings: Vec<Path> = polygons.iter().flatten().cloned().collect();
    let border = capsules(&rings, meters.abs(), tolerance);
    if meters > 0.0 {
        let all: Vec<Vec<Path>> = polygons.iter().cloned().chain(border).collect();
        return Region::union_of(&all);
    }
    combine(&Region::union_of(polygons)?, &Region::union_of(&border)?, Operation::Difference)
}
