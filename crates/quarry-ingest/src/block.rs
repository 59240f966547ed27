//! Some hundred records split into cells, column by column, before anything is typed.

/// Records in a block: few enough that their text stays in the cache while each column reads it.
pub(crate) const BLOCK_ROWS: usize = 512;

/// Cells from one column to the next. More than the rows, so that neighbours do not fall into one cache set.
const STRIDE: usize = BLOCK_ROWS + 8;

/// How the text of a cell is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No value, or JSON's null.
    Missing,
    /// The text as it stands.
    Text,
    /// Delimited text from its opening quote on, with doubled or stray quotes in it.
    Quoted,
    /// The inside of a JSON string with escapes.
    Escaped,
    /// A JSON number.
    Number,
    /// JSON's true or false.
    Bool,
    /// A JSON array or object.
    Nested,
}

/// A range of the block's text and how to read it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    start: u32,
    /// The end, with the kind in the upper three bits.
    end: u32,
}

const KIND_SHIFT: u32 = 29;
const END_MASK: u32 = (1 << KIND_SHIFT) - 1;

impl Cell {
    pub(crate) const MISSING: Self = Self { start: 0, end: 0 };

    /// A cell of `start .. end`, which must be less than 512 MiB.
    #[inline]
    pub(crate) fn new(kind: Kind, start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= END_MASK as usize);
        Self { start: start as u32, end: end as u32 & END_MASK | (kind as u32) << KIND_SHIFT }
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        match self.end >> KIND_SHIFT {
            1 => Kind::Text,
            2 => Kind::Quoted,
            3 => Kind::Escaped,
            4 => Kind::Number,
            5 => Kind::Bool,
            6 => Kind::Nested,
            _ => Kind::Missing,
        }
    }

    /// The text as it stands in the file.
    #[inline]
    pub(crate) fn raw(self, text: &str) -> &str {
        text.get(self.start as usize..(self.end & END_MASK) as usize).unwrap_or("")
    }

    /// A JSON string with the quotes around it.
    pub(crate) fn raw_with_quotes(self, text: &str) -> &str {
        let (start, end) = (self.start as usize, (self.end & END_MASK) as usize);
        text.get(start.saturating_sub(1)..end + 1).unwrap_or("")
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end & END_MASK
    }
}

/// Cells of up to [`BLOCK_ROWS`] records. What is not set is missing.
#[derive(Debug, Default)]
pub(crate) struct Block {
    cells: Vec<Cell>,
    columns: usize,
    rows: usize,
}

impl Block {
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows == BLOCK_ROWS
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Makes room for `columns` columns.
    pub(crate) fn widen(&mut self, columns: usize) {
        if columns > self.columns {
            self.columns = columns;
            self.cells.resize(columns * STRIDE, Cell::MISSING);
        }
    }

    /// Sets a cell of the record under way; the column must be there.
    #[inline]
    pub(crate) fn set(&mut self, column: usize, cell: Cell) {
        if let Some(place) = self.cells.get_mut(column * STRIDE + self.rows) {
            *place = cell;
        }
    }

    /// Whether the record under way has a value in the column.
    #[inline]
    pub(crate) fn is_set(&self, column: usize) -> bool {
        self.cells.get(column * STRIDE + self.rows).is_some_and(|cell| cell.kind() != Kind::Missing)
    }

    /// A cell of the record under way.
    pub(crate) fn under_way(&self, column: usize) -> Cell {
        self.cells.get(column * STRIDE + self.rows).copied().unwrap_or(Cell::MISSING)
    }

    /// Ends the record under way.
    #[inline]
    pub(crate) fn end_record(&mut self) {
        self.rows += 1;
    }

    /// Takes back what was set of the record under way.
    pub(crate) fn drop_record(&mut self) {
        for column in 0..self.columns {
            self.set(column, Cell::MISSING);
        }
    }

    /// The cells of a column, one a record.
    pub(crate) fn column(&self, column: usize) -> &[Cell] {
        self.cells.get(column * STRIDE..column * STRIDE + self.rows).unwrap_or(&[])
    }

    pub(crate) fn clear(&mut self) {
        self.cells.fill(Cell::MISSING);
        self.rows = 0;
    }
}
