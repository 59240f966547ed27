//! `narrow`: a row for each cell, with the number of its row, the name of its column and its value as
//! text.

use quarry_data::{Batch, Column, Primitive, StringBuilder, encode};

use super::Input;
use crate::error::RunError;

pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let cells = input.rows.rows() * input.schema.len();
    let mut rows = Vec::with_capacity(cells);
    let mut names = StringBuilder::with_capacity(cells);
    let mut values = StringBuilder::with_capacity(cells);
    for row in 0..input.rows.rows() {
        for (field, column) in input.schema.fields().iter().zip(input.rows.columns()) {
            rows.push(row as i64);
            names.push(&field.name);
            values.push(&encode::display(column.value(row)));
        }
    }
    let columns = vec![
        Column::Long(Primitive::new(rows, None)),
        Column::String(names.finish()),
        Column::String(values.finish()),
    ];
    Ok(Batch::new(columns, cells))
}
