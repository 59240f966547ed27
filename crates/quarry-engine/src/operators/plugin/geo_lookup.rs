//! `geo_line_lookup` and `geo_polygon_lookup`: rows of a table by a condition on a point and a shape.
//!
//! The condition reads the columns of the input and then those of the table. See
//! <https://learn.microsoft.com/kusto/query/geo-polygon-lookup-plugin>.

use quarry_data::column::NO_ROW;
use quarry_data::{Batch, Column, Value};

use super::Input;
use crate::error::RunError;
use crate::eval::Evaluator;

/// The arguments are the table, the condition, and whether rows without a match are kept.
pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let (schema, lookup) = input.table(0)?;
    let mut condition = Evaluator::new(input.scalar(1)?, &input.compile)?;
    let unmatched = matches!(input.constant(2)?, Some(Value::Bool(true)));
    let own = input.rows.columns();
    let rows = input.rows.rows();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for row in 0..lookup.rows() {
        let others = lookup
            .columns()
            .iter()
            .map(|column| Column::constant(column.ty(), &column.value(row).to_owned(), rows));
        let wide = Batch::new(own.iter().cloned().chain(others).collect(), rows);
        let found = condition.select(input.call(), &wide)?;
        pairs.extend(found.into_iter().map(|left| (left, row as u32)));
    }
    if unmatched {
        let mut missing = vec![true; rows];
        for &(left, _) in &pairs {
            missing[left as usize] = false;
        }
        pairs.extend((0..rows as u32).filter(|&left| missing[left as usize]).map(|left| (left, NO_ROW)));
    }
    pairs.sort_unstable();
    let (lefts, rights): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
    let mut columns: Vec<Column> = own.iter().map(|column| column.take(&lefts)).collect();
    // The key of the table is only given when it is asked for: the binder says which columns there are.
    let key = input.constant(3)?.and_then(|key| key.as_ref().as_long());
    for (position, column) in lookup.columns().iter().enumerate().take(schema.len()) {
        if key != Some(position as i64) {
            columns.push(column.take(&rights));
        }
    }
    Ok(Batch::new(columns, lefts.len()))
}
