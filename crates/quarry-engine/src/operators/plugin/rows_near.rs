//! `rows_near`: the rows that meet a condition and those around them.

use quarry_data::Batch;

use super::Input;
use crate::error::RunError;
use crate::eval::Evaluator;

pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let mut condition = Evaluator::new(input.scalar(0)?, &input.compile)?;
    let met = condition.select(input.call(), &input.rows)?;
    let count = |position| -> Result<Option<usize>, RunError> {
        let value = input.constant(position)?.and_then(|value| value.as_ref().as_long());
        Ok(value.map(|count| usize::try_from(count).unwrap_or(0)))
    };
    let before = count(1)?.unwrap_or(0);
    let after = count(2)?.unwrap_or(before);
    let mut near: Vec<u32> = Vec::new();
    for row in met {
        let row = row as usize;
        let start = row.saturating_sub(before).max(near.last().map_or(0, |last| *last as usize + 1));
        let end = row.saturating_add(after).saturating_add(1).min(input.rows.rows());
        near.extend((start..end).map(|row| row as u32));
    }
    Ok(input.rows.take(&near))
}
