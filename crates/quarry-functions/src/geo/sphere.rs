//! Points as unit vectors: angles, distances, areas, centroids.

/// Meters; the radius that the service computes with.
pub(crate) const EARTH_RADIUS: f64 = 6_371_010.0;

/// A point on the unit sphere, or a sum of such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Vector {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) z: f64,
}

impl Vector {
    pub(crate) const ZERO: Self = Self { x: 0.0, y: 0.0, z: 0.0 };

    pub(crate) fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }

    /// From degrees; none outside their ranges.
    pub(crate) fn from_degrees(longitude: f64, latitude: f64) -> Option<Self> {
        if !(-180.0..=180.0).contains(&longitude) || !(-90.0..=90.0).contains(&latitude) {
            return None;
        }
        let (longitude, latitude) = (longitude.to_radians(), latitude.to_radians());
        let flat = latitude.cos();
        Some(Self::new(flat * longitude.cos(), flat * longitude.sin(), latitude.sin()))
    }

    /// Longitude and latitude in degrees.
    pub(crate) fn to_degrees(self) -> [f64; 2] {
        [self.y.atan2(self.x).to_degrees(), self.z.atan2(self.x.hypot(self.y)).to_degrees()]
    }

    pub(crate) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub(crate) fn cross(self, other: Self) -> Self {
        Self::new(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor, self.z * factor)
    }

    pub(crate) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub(crate) fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 { self.times(1.0 / length) } else { self }
    }

    /// The angle to another point.
    pub(crate) fn angle(self, other: Self) -> f64 {
        self.cross(other).length().atan2(self.dot(other))
    }
}

/// The point of the edge that is nearest, and the angle to it.
pub(crate) fn nearest(point: Vector, start: Vector, end: Vector) -> (Vector, f64) {
    let normal = start.cross(end).unit();
    let foot = point.plus(normal.times(-point.dot(normal))).unit();
    let inside = start.cross(foot).dot(normal) >= 0.0 && foot.cross(end).dot(normal) >= 0.0;
    if inside && normal != Vector::ZERO {
        return (foot, point.angle(foot));
    }
    let (first, second) = (point.angle(start), point.angle(end));
    if first <= second { (start, first) } else { (end, second) }
}

/// The area of a closed ring in steradians, positive when it runs counterclockwise.
pub(crate) fn signed_area(ring: &[Vector]) -> f64 {
    let Some((&origin, rest)) = ring.split_first() else { return 0.0 };
    rest.windows(2)
        .map(|pair| match pair {
            [a, b] => {
                let volume = origin.dot(a.cross(*b));
                2.0 * volume.atan2(1.0 + origin.dot(*a) + a.dot(*b) + b.dot(origin))
            }
            _ => 0.0,
        })
        .sum()
}

/// The integral of the position over the inside of a ring.
pub(crate) fn ring_moment(ring: &[Vector]) -> Vector {
    let moment = |pair: &[Vector]| match pair {
        [a, b] => a.cross(*b).unit().times(a.angle(*b) / 2.0),
        _ => Vector::ZERO,
    };
    ring.windows(2).map(moment).fold(Vector::ZERO, Vector::plus)
}

/// The integral of the position over a line.
pub(crate) fn line_moment(line: &[Vector]) -> Vector {
    let moment = |pair: &[Vector]| match pair {
        [a, b] => a.plus(*b).unit().times(2.0 * (a.angle(*b) / 2.0).sin()),
        _ => Vector::ZERO,
    };
    line.windows(2).map(moment).fold(Vector::ZERO, Vector::plus)
}

pub(crate) fn line_angle(line: &[Vector]) -> f64 {
    line.windows(2).map(|pair| pair[0].angle(pair[1])).sum()
}

/// Whether a ring that covers less than half of the sphere contains a point: counts the edges that the
/// point's meridian crosses to its north.
pub(crate) fn contains(ring: &[[f64; 2]], longitude: f64, latitude: f64) -> bool {
    let mut inside = false;
    for pair in ring.windows(2) {
        let ([from, from_latitude], [to, to_latitude]) = (pair[0], pair[1]);
        let turn = |value: f64| (value - longitude + 540.0).rem_euclid(360.0) - 180.0;
        let (a, b) = (turn(from), turn(to));
        if (a > 0.0) == (b > 0.0) || (a - b).abs() > 180.0 {
            continue;
        }
        let tangent = |degrees: f64| degrees.to_radians().tan();
        let (sin_a, sin_b) = (a.to_radians().sin(), b.to_radians().sin());
        let crossing =
            (tangent(from_latitude) * sin_b - tangent(to_latitude) * sin_a) / (b - a).to_radians().sin();
        if crossing > tangent(latitude) {
            inside = !inside;
        }
    }
    inside
}
