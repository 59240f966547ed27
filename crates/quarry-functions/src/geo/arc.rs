//! Arcs: the shortest ways between two points of the sphere.

use super::sphere::Vector;

/// What counts as the same place, in radians: some nanometers on the globe.
pub(crate) const SAME: f64 = 1e-14;

/// The normal of the plane of two points, more exact than their cross product when they are close.
pub(crate) fn normal(a: Vector, b: Vector) -> Vector {
    a.plus(b.times(-1.0)).cross(a.plus(b))
}

/// The point in which two arcs cross, both of them between their ends.
pub(crate) fn crossing(a: Vector, b: Vector, c: Vector, d: Vector) -> Option<Vector> {
    let (first, second) = (normal(a, b), normal(c, d));
    let sides = [first.dot(c), first.dot(d), second.dot(a), second.dot(b)];
    if sides[0] * sides[1] >= 0.0 || sides[2] * sides[3] >= 0.0 {
        return None;
    }
    let point = first.cross(second).unit();
    let point = if point.dot(a.plus(b)) < 0.0 { point.times(-1.0) } else { point };
    (point.dot(c.plus(d)) > 0.0).then_some(point)
}

/// Whether a point lies on an arc, between its ends.
pub(crate) fn is_between(point: Vector, a: Vector, b: Vector) -> bool {
    let plane = normal(a, b);
    let length = plane.length();
    if length == 0.0 || same(point, a) || same(point, b) {
        return false;
    }
    plane.dot(point).abs() <= SAME * length
        && normal(a, point).dot(plane) > 0.0
        && normal(point, b).dot(plane) > 0.0
}

pub(crate) fn same(a: Vector, b: Vector) -> bool {
    a.plus(b.times(-1.0)).length() <= SAME
}

/// The point at a fraction of an arc.
pub(crate) fn along(a: Vector, b: Vector, fraction: f64) -> Vector {
    let angle = a.angle(b) * fraction;
    let ahead = normal(a, b).cross(a).unit();
    a.times(angle.cos()).plus(ahead.times(angle.sin())).unit()
}
