//! `preview`: the first rows.

use quarry_data::Batch;

use super::Input;
use crate::error::RunError;

pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let count = input.constant(0)?.and_then(|value| value.as_ref().as_long()).unwrap_or(0);
    let count = usize::try_from(count).unwrap_or(0).min(input.rows.rows());
    Ok(input.rows.slice(0, count))
}
