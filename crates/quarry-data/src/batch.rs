use crate::{Column, Type, Value, ValueRef};

/// Some rows of some columns. Rows are counted apart from the columns, since there may be none.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    columns: Vec<Column>,
    rows: usize,
}

impl Batch {
    /// All columns must have `rows` rows.
    pub fn new(columns: Vec<Column>, rows: usize) -> Self {
        for column in &columns {
            assert_eq!(column.len(), rows, "columns of a batch differ in length");
        }
        Self { columns, rows }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn column(&self, index: usize) -> &Column {
        &self.columns[index]
    }

    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }

    #[must_use]
    pub fn slice(&self, offset: usize, rows: usize) -> Self {
        Self { columns: self.columns.iter().map(|column| column.slice(offset, rows)).collect(), rows }
    }

    /// The rows in the order of `rows`; see [`Column::take`].
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        Self { columns: self.columns.iter().map(|column| column.take(rows)).collect(), rows: rows.len() }
    }

    /// The columns at `indices`, in that order.
    #[must_use]
    pub fn project(&self, indices: &[usize]) -> Self {
        Self { columns: indices.iter().map(|&index| self.columns[index].clone()).collect(), rows: self.rows }
    }

    /// All rows one after the other; `types` are those of the columns.
    pub fn concat(types: &[Type], batches: &[Batch]) -> Self {
        let rows = batches.iter().map(Batch::rows).sum();
        let columns = types
            .iter()
            .enumerate()
            .map(|(index, &ty)| {
                let parts: Vec<&Column> = batches.iter().map(|batch| &batch.columns[index]).collect();
                Column::concat(ty, &parts)
            })
            .collect();
        Self { columns, rows }
    }

    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }
}

/// What an expression gives for a batch: a column, or one value that holds for every row.
#[derive(Clone, Debug)]
pub enum Datum {
    Constant(Value),
    Column(Column),
}

impl Datum {
    #[inline]
    pub fn value(&self, row: usize) -> ValueRef<'_> {
        match self {
            Datum::Constant(value) => value.as_ref(),
            Datum::Column(column) => column.value(row),
        }
    }

    pub fn as_constant(&self) -> Option<&Value> {
        match self {
            Datum::Constant(value) => Some(value),
            Datum::Column(_) => None,
        }
    }

    /// As a column of `rows` rows.
    pub fn into_column(self, ty: Type, rows: usize) -> Column {
        match self {
            Datum::Constant(value) => Column::constant(ty, &value, rows),
            Datum::Column(column) => column,
        }
    }
}
