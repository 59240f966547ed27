//! Straight lines on the map as chains of arcs: points are added until both are near each other.
//!
//! The test and its constants are those of S2's edge tessellator.

use super::arc;
use super::shape::Path;
use super::sphere::{EARTH_RADIUS, Vector};

/// Where the distance between both ways is measured.
const FRACTION: f64 = 0.31215691082248312;
/// How much smaller the measured distance may be than the greatest one.
const SCALE: f64 = 0.838_299_925_698_888_5;
/// How often an edge is halved, at most.
const DEPTH: u32 = 24;

/// The path with points added, so that the arcs are at most `meters` away from the straight lines.
/// `crossing` says that edges take the short way over the antimeridian.
pub(crate) fn densify(path: &Path, meters: f64, crossing: bool) -> Path {
    let tolerance = meters / EARTH_RADIUS * SCALE;
    let mut dense: Path = path.iter().take(1).copied().collect();
    for pair in path.windows(2) {
        let (a, mut b) = (pair[0], pair[1]);
        if crossing && (b[0] - a[0]).abs() > 180.0 {
            b[0] += if b[0] < a[0] { 360.0 } else { -360.0 };
        }
        add(a, b, tolerance, DEPTH, &mut dense);
        if let Some(last) = dense.last_mut() {
            *last = pair[1];
        }
    }
    dense
}

fn add(a: [f64; 2], b: [f64; 2], tolerance: f64, depth: u32, dense: &mut Path) {
    if depth == 0 || error(a, b) <= tolerance {
        dense.push(wrapped(b));
        return;
    }
    let middle = between(a, b, 0.5);
    add(a, middle, tolerance, depth - 1, dense);
    add(middle, b, tolerance, depth - 1, dense);
}

/// The angle between the straight line and the arc.
fn error(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (from, to) = (vector(a), vector(b));
    if from.dot(to) < -1e-14 {
        return f64::INFINITY;
    }
    let at = |fraction: f64| arc::along(from, to, fraction).angle(vector(between(a, b, fraction)));
    at(FRACTION).max(at(1.0 - FRACTION))
}

fn between(a: [f64; 2], b: [f64; 2], fraction: f64) -> [f64; 2] {
    [a[0] + (b[0] - a[0]) * fraction, a[1] + (b[1] - a[1]) * fraction]
}

fn wrapped([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    [if longitude.abs() > 180.0 { longitude - 360.0_f64.copysign(longitude) } else { longitude }, latitude]
}

fn vector(point: [f64; 2]) -> Vector {
    let [longitude, latitude] = wrapped(point);
    Vector::from_degrees(longitude, latitude.clamp(-90.0, 90.0)).unwrap_or(Vector::ZERO)
}
