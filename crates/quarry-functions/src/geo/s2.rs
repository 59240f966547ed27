//! S2 cells: the sphere on the six faces of a cube, each face divided by four along a Hilbert curve.

use super::sphere::Vector;

pub(crate) const DEEPEST: u32 = 30;
const SWAP: usize = 1;
const INVERT: usize = 2;
/// For each orientation the quadrant (two bits: i, j) at each place of the curve.
const QUADRANTS: [[usize; 4]; 4] = [[0, 1, 3, 2], [0, 2, 3, 1], [3, 2, 0, 1], [3, 1, 0, 2]];
/// How the orientation changes at each place of the curve.
const TURNS: [usize; 4] = [SWAP, 0, 0, INVERT | SWAP];

/// A cell: a face and a square on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    face: usize,
    i: u64,
    j: u64,
    level: u32,
}

/// The ways to the cells around one, in the order in which the service lists them.
const AROUND: [(f64, f64); 8] =
    [(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (-1.0, 1.0)];

impl Cell {
    pub(crate) fn of(point: Vector, level: u32) -> Option<Self> {
        if level > DEEPEST {
            return None;
        }
        let (face, u, v) = to_face(point);
        let count = 1u64 << level;
        let place = |uv: f64| ((to_st(uv) * count as f64) as u64).min(count - 1);
        Some(Self { face, i: place(u), j: place(v), level })
    }

    /// From the hexadecimal id without its zeros at the end.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 16 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let id = u64::from_str_radix(text, 16).ok()? << (4 * (16 - text.len()));
        let zeros = id.trailing_zeros();
        let face = (id >> 61) as usize;
        if id == 0 || face > 5 || !zeros.is_multiple_of(2) || zeros > 60 {
            return None;
        }
        let level = DEEPEST - zeros / 2;
        let (mut i, mut j, mut orientation) = (0, 0, face & SWAP);
        for step in 0..level {
            let place = (id >> (59 - 2 * step) & 3) as usize;
            let quadrant = QUADRANTS[orientation][place];
            i = i << 1 | (quadrant >> 1) as u64;
            j = j << 1 | (quadrant & 1) as u64;
            orientation ^= TURNS[place];
        }
        Some(Self { face, i, j, level })
    }

    /// The six largest cells.
    pub(crate) fn faces() -> [Self; 6] {
        [0, 1, 2, 3, 4, 5].map(|face| Self { face, i: 0, j: 0, level: 0 })
    }

    pub(crate) fn level(self) -> u32 {
        self.level
    }

    /// The cells one level below.
    pub(crate) fn quarters(self) -> [Self; 4] {
        [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| Self {
            i: self.i << 1 | i,
            j: self.j << 1 | j,
            level: self.level + 1,
            ..self
        })
    }

    /// Whether a point lies in the cell.
    pub(crate) fn holds(self, point: Vector) -> bool {
        Self::of(point, self.level) == Some(self)
    }

    /// The place of the cell along the curve.
    pub(crate) fn id(self) -> u64 {
        let mut id = self.face as u64;
        let mut orientation = self.face & SWAP;
        for bit in (0..self.level).rev() {
            let quadrant = ((self.i >> bit & 1) << 1 | (self.j >> bit & 1)) as usize;
            let place = QUADRANTS[orientation].iter().position(|known| *known == quadrant).unwrap_or(0);
            id = id << 2 | place as u64;
            orientation ^= TURNS[place];
        }
        (id << 1 | 1) << (2 * (DEEPEST - self.level))
    }

    pub(crate) fn text(self) -> String {
        format!("{:016x}", self.id()).trim_end_matches('0').to_owned()
    }

    pub(crate) fn center(self) -> [f64; 2] {
        self.point(self.i as f64 + 0.5, self.j as f64 + 0.5).unit().to_degrees()
    }

    /// The corners, counterclockwise.
    pub(crate) fn corners(self) -> [[f64; 2]; 4] {
        self.corner_points().map(Vector::to_degrees)
    }

    pub(crate) fn corner_points(self) -> [Vector; 4] {
        let (i, j) = (self.i as f64, self.j as f64);
        [(i, j), (i + 1.0, j), (i + 1.0, j + 1.0), (i, j + 1.0)].map(|(i, j)| self.point(i, j).unit())
    }

    /// The cells that share an edge or a corner: eight, at a corner of a face seven.
    pub(crate) fn neighbours(self) -> Vec<Self> {
        let (i, j) = (self.i as f64 + 0.5, self.j as f64 + 0.5);
        let mut found = Vec::with_capacity(AROUND.len());
        for (down, right) in AROUND {
            if let Some(cell) = Self::of(self.point(i + down, j + right), self.level)
                && cell != self
                && !found.contains(&cell)
            {
                found.push(cell);
            }
        }
        found
    }

    fn point(self, i: f64, j: f64) -> Vector {
        let size = (1u64 << self.level) as f64;
        let (u, v) = (to_uv(i / size), to_uv(j / size));
        match self.face {
            0 => Vector::new(1.0, u, v),
            1 => Vector::new(-u, 1.0, v),
            2 => Vector::new(-u, -v, 1.0),
            3 => Vector::new(-1.0, -v, -u),
            4 => Vector::new(v, -1.0, -u),
            _ => Vector::new(v, u, -1.0),
        }
    }
}

/// The face that a point projects to, and its place there from -1 to 1.
fn to_face(point: Vector) -> (usize, f64, f64) {
    let Vector { x, y, z } = point;
    if x.abs() > y.abs() && x.abs() > z.abs() {
        if x > 0.0 { (0, y / x, z / x) } else { (3, z / x, y / x) }
    } else if y.abs() > z.abs() {
        if y > 0.0 { (1, -x / y, z / y) } else { (4, z / y, -x / y) }
    } else if z > 0.0 {
        (2, -x / z, -y / z)
    } else {
        (5, -y / z, -x / z)
    }
}

/// Evens out the size of cells: the quadratic projection.
fn to_st(uv: f64) -> f64 {
    if uv >= 0.0 { 0.5 * (1.0 + 3.0 * uv).sqrt() } else { 1.0 - 0.5 * (1.0 - 3.0 * uv).sqrt() }
}

fn to_uv(st: f64) -> f64 {
    if st >= 0.5 { (4.0 * st * st - 1.0) / 3.0 } else { (1.0 - 4.0 * (1.0 - st) * (1.0 - st)) / 3.0 }
}
