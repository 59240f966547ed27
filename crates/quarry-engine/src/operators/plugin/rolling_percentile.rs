//! `rolling_percentile`: a percentile over the bins up to each bin.

use std::collections::BTreeMap;

use quarry_data::{Batch, Value, ValueRef};

use super::Input;
use super::timeline::{Bins, Output, Timeline, number, wrong};
use crate::error::RunError;

/// The arguments are value, percentage, index, width of a bin, bins of a window, and dimensions. The value is
/// that of the nearest rank.
pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let percentage = match input.constant(1)?.as_ref().map(Value::as_ref) {
        Some(ValueRef::Real(number)) => number,
        Some(value) => value.as_long().ok_or_else(|| wrong(input, 1, "a number from 0 to 100"))? as f64,
        None => return Err(wrong(input, 1, "a number from 0 to 100")),
    };
    let bins = Bins::new(input, 3, 0)?;
    let width = usize::try_from(number(input, 4)?).ok().filter(|width| *width > 0);
    let Some(width) = width else { return Err(wrong(input, 4, "a number of bins greater than 0")) };
    let (values, _) = input.values(0)?;
    let timeline = Timeline::of_columns(input, 0, 2, (5..input.arguments.len()).collect())?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(bins, i64::MIN, i64::MAX).into_iter().enumerate() {
        let all: BTreeMap<i64, Vec<u32>> = found
            .into_iter()
            .map(|(bin, events)| (bin, events.into_iter().map(|event| event.row).collect()))
            .collect();
        for &bin in all.keys() {
            let mut oldest = bin;
            for _ in 1..width {
                oldest = bins.of(oldest - 1);
            }
            let mut inside: Vec<u32> = all.range(oldest..=bin).flat_map(|(_, rows)| rows).copied().collect();
            let order = |a: &u32, b: &u32| {
                let (a, b) = (values.value(*a as usize), values.value(*b as usize));
                quarry_data::order::compare_sorted(a, b, false, quarry_data::order::Nulls::Last)
            };
            inside.retain(|row| !values.value(*row as usize).is_null());
            inside.sort_by(order);
            let rank = (percentage / 100.0 * inside.len() as f64).ceil().max(1.0) as usize - 1;
            let value = inside.get(rank.min(inside.len().saturating_sub(1)));
            let value = value.map_or(Value::Null, |row| values.value(*row as usize).to_owned());
            output.push(
                std::iter::once(timeline.time(bin)).chain(timeline.dimensions_of(group)).chain([value]),
            );
        }
    }
    Ok(output.finish())
}
