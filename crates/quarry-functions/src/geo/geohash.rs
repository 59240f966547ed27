//! Geohash: a cell is a text; each letter halves longitude and latitude in turn, five times in all.

const LETTERS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
/// Letters that a hash may have.
pub(crate) const LONGEST: usize = 18;

/// A cell by its place in the grid of its level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) column: i64,
    pub(crate) row: i64,
    letters: usize,
}

impl Cell {
    /// The cell of a point.
    pub(crate) fn of(longitude: f64, latitude: f64, letters: usize) -> Option<Self> {
        let in_range = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
        if !in_range || !(1..=LONGEST).contains(&letters) {
            return None;
        }
        let (columns, rows) = sizes(letters);
        let place = |share: f64, count: i64| ((share * count as f64) as i64).clamp(0, count - 1);
        Some(Self {
            column: place((longitude + 180.0) / 360.0, columns),
            row: place((latitude + 90.0) / 180.0, rows),
            letters,
        })
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let (mut column, mut row, mut of_column) = (0i64, 0i64, true);
        for byte in text.bytes() {
            let value = LETTERS.iter().position(|letter| *letter == byte.to_ascii_lowercase())?;
            for bit in (0..5).rev() {
                let axis = if of_column { &mut column } else { &mut row };
                *axis = *axis * 2 + (value >> bit & 1) as i64;
                of_column = !of_column;
            }
        }
        Some(Self { column, row, letters: text.len() })
    }

    pub(crate) fn text(self) -> String {
        let bits = 5 * self.letters;
        let (mut column_bits, mut row_bits) = (bits.div_ceil(2), bits / 2);
        let mut text = String::with_capacity(self.letters);
        let mut of_column = true;
        for _ in 0..self.letters {
            let mut value = 0;
            for _ in 0..5 {
                let (axis, left) =
                    if of_column { (self.column, &mut column_bits) } else { (self.row, &mut row_bits) };
                *left -= 1;
                value = value << 1 | (axis >> *left & 1) as usize;
                of_column = !of_column;
            }
            text.push(char::from(LETTERS[value]));
        }
        text
    }

    /// West, south, east, north.
    pub(crate) fn bounds(self) -> [f64; 4] {
        let (columns, rows) = sizes(self.letters);
        let longitude = |column: i64| column as f64 * 360.0 / columns as f64 - 180.0;
        let latitude = |row: i64| row as f64 * 180.0 / rows as f64 - 90.0;
        [longitude(self.column), latitude(self.row), longitude(self.column + 1), latitude(self.row + 1)]
    }

    /// The cells around; there are fewer at the poles.
    pub(crate) fn neighbours(self) -> Vec<Self> {
        const STEPS: [(i64, i64); 8] = [(-1, -1), (-1, 1), (1, -1), (0, 1), (-1, 0), (1, 1), (1, 0), (0, -1)];
        let (columns, rows) = sizes(self.letters);
        STEPS
            .into_iter()
            .map(|(east, north)| Self {
                column: (self.column + east).rem_euclid(columns),
                row: self.row + north,
                ..self
            })
            .filter(|cell| (0..rows).contains(&cell.row))
            .collect()
    }
}

/// Columns and rows of the grid at a level.
fn sizes(letters: usize) -> (i64, i64) {
    let bits = 5 * letters;
    (1 << bits.div_ceil(2), 1 << (bits / 2))
}
