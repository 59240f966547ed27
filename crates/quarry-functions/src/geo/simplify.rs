//! Fewer points for a line: those are left out that lie near the edge that takes their place.
//!
//! The rule is that of S2's subsampling: an edge goes as far as one direction leads past all points between.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::shape::{Path, vectors};
use super::sphere::{EARTH_RADIUS, Vector};

/// The places of the points that stay. Points may lie `back` meters behind the one before.
fn kept(path: &Path, meters: f64, back: f64) -> Vec<usize> {
    let points = vectors(path);
    let (tolerance, back) = ((meters / EARTH_RADIUS).max(0.0), (back / EARTH_RADIUS).max(0.0));
    let mut kept = vec![0];
    let mut at = 0;
    while at + 1 < points.len() {
        let end = furthest(&points, tolerance, back, at);
        if points[end] != points[at] {
            kept.push(end);
        }
        at = end;
    }
    kept
}

/// The line with fewer points; None when it is shorter than the distance between points must be.
pub(crate) fn line(path: &Path, meters: f64) -> Option<Path> {
    let line: Path = kept(path, meters, 0.0).into_iter().map(|place| path[place]).collect();
    match vectors(&line).as_slice() {
        [] | [_] => None,
        [from, to] if from.angle(*to) * EARTH_RADIUS < meters => None,
        _ => Some(line),
    }
}

/// The closed ring with fewer points; None when less than a triangle is left.
pub(crate) fn ring(path: &Path, meters: f64) -> Option<Path> {
    let ring: Path = kept(path, meters, meters).into_iter().map(|place| path[place]).collect();
    (ring.len() > 3).then_some(ring)
}

fn furthest(points: &[Vector], tolerance: f64, back: f64, start: usize) -> usize {
    let origin = points[start];
    let (east, north) = frame(origin);
    let mut wedge: Option<(f64, f64)> = None;
    let mut last: f64 = 0.0;
    let mut at = start + 1;
    while at < points.len() {
        let distance = origin.angle(points[at]);
        if (distance > FRAC_PI_2 && last > 0.0) || (distance < last - back && last > tolerance) {
            break;
        }
        last = if back > 0.0 { last.max(distance) } else { distance };
        if distance > tolerance {
            let direction = points[at].dot(north).atan2(points[at].dot(east));
            let half = (tolerance.sin() / distance.sin()).min(1.0).asin();
            match &mut wedge {
                None => wedge = Some((direction, half)),
                Some((middle, width)) => {
                    let offset = turned(direction - *middle);
                    if offset.abs() > *width {
                        break;
                    }
                    let (low, high) = ((-*width).max(offset - half), width.min(offset + half));
                    *middle += f64::midpoint(low, high);
                    *width = (high - low) / 2.0;
                }
            }
        }
        at += 1;
    }
    at - 1
}

/// Two directions at right angles at a point.
fn frame(origin: Vector) -> (Vector, Vector) {
    let axis = if origin.z.abs() < 0.9 { Vector::new(0.0, 0.0, 1.0) } else { Vector::new(1.0, 0.0, 0.0) };
    let east = axis.cross(origin).unit();
    (east, origin.cross(east))
}

fn turned(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}
