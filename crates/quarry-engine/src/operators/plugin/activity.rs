//! The activity plugins: how many ids were there in each bin of a timeline, and how they came and went.
//!
//! See the pages of each at <https://learn.microsoft.com/kusto/query/>.

use std::collections::{BTreeMap, BTreeSet};

use quarry_data::{Batch, Value};

use super::timeline::{Bins, Event, Output, Timeline, ids, number};
use super::{Argument, Input};
use crate::error::RunError;

fn count(number: usize) -> Value {
    Value::Long(number as i64)
}

/// A part of a whole; NaN of nothing.
fn ratio(part: usize, whole: usize) -> Value {
    Value::Real(part as f64 / whole as f64)
}

/// `activity_counts_metrics`: each bin against all bins before it.
pub(super) fn counts_metrics(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end) = (number(input, 2)?, number(input, 3)?);
    let bins = Bins::new(input, 4, start)?;
    let timeline = Timeline::new(input, 5)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(bins, start, end).into_iter().enumerate() {
        let mut known = BTreeSet::new();
        for (bin, events) in found {
            let here = ids(&events);
            let new = here.difference(&known).count();
            let distinct = here.len();
            known.extend(here);
            let figures = [events.len(), distinct, new, known.len()].map(count);
            output.push(
                std::iter::once(timeline.time(bin)).chain(timeline.dimensions_of(group)).chain(figures),
            );
        }
    }
    Ok(output.finish())
}

/// `activity_metrics`: each bin against the bin before it.
pub(super) fn metrics(input: &Input<'_>) -> Result<Batch, RunError> {
    let whole = input.arguments.len() > 3;
    let (start, end) = if whole { (number(input, 2)?, number(input, 3)?) } else { (i64::MIN, i64::MAX) };
    let timeline = Timeline::new(input, if whole { 5 } else { 3 })?;
    let first = timeline.events.iter().map(|event| event.time).min().unwrap_or(0);
    let bins = Bins::new(input, if whole { 4 } else { 2 }, if whole { start } else { first })?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(bins, start, end).into_iter().enumerate() {
        let mut before: BTreeSet<u32> = BTreeSet::new();
        let mut expected = None;
        for (bin, events) in found {
            if expected.is_some_and(|expected| expected != bin) {
                before.clear();
            }
            let here = ids(&events);
            let new = here.difference(&before).count();
            let retained = here.len() - new;
            let figures = [
                count(here.len()),
                count(new),
                ratio(retained, before.len()),
                ratio(before.len() - retained, before.len()),
            ];
            output.push(
                std::iter::once(timeline.time(bin)).chain(figures).chain(timeline.dimensions_of(group)),
            );
            expected = Some(bins.after(bin));
            before = here;
        }
    }
    Ok(output.finish())
}

/// `activity_engagement`: ids of an inner window against those of the outer window that ends with it.
pub(super) fn engagement(input: &Input<'_>) -> Result<Batch, RunError> {
    let whole = input.arguments.len() > 4;
    let first = if whole { 4 } else { 2 };
    let timeline = Timeline::new(input, first + 2)?;
    let times = timeline.events.iter().map(|event| event.time);
    let (start, end) = if whole {
        (number(input, 2)?, number(input, 3)?)
    } else {
        (times.clone().min().unwrap_or(0), times.max().unwrap_or(0))
    };
    let inner = Bins::new(input, first, start)?;
    let outer = number(input, first + 1)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(inner, i64::MIN, end).into_iter().enumerate() {
        for (&bin, events) in found.range(inner.of(start)..) {
            let until = inner.after(bin);
            let here = ids(events);
            let around = found.range(inner.of(until.saturating_sub(outer))..=bin);
            let reach = until.saturating_sub(outer);
            let wide: BTreeSet<u32> = around
                .flat_map(|(_, events)| events)
                .filter(|event| event.time >= reach)
                .map(|event| event.id)
                .collect();
            let figures = [count(here.len()), count(wide.len()), ratio(here.len(), wide.len())];
            output.push(
                std::iter::once(timeline.time(bin)).chain(figures).chain(timeline.dimensions_of(group)),
            );
        }
    }
    Ok(output.finish())
}

/// `new_activity_metrics`: what became of the ids that were first seen in each bin.
pub(super) fn new_metrics(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end) = (number(input, 2)?, number(input, 3)?);
    let bins = Bins::new(input, 4, start)?;
    // A cohort is a constant; a column in its place is a dimension.
    let cohort = match input.constant(5) {
        Ok(Some(value)) => super::timeline::whole(value.as_ref()),
        Ok(None) | Err(_) => None,
    };
    let timeline = Timeline::new(input, if cohort.is_some() { 6 } else { 5 })?;
    let earlier = lookback(input, &timeline)?;
    let all = bins.between(input, start, end)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(bins, start, end).into_iter().enumerate() {
        let here: BTreeMap<i64, BTreeSet<u32>> =
            found.iter().map(|(bin, events)| (*bin, ids(events))).collect();
        let nobody = BTreeSet::new();
        let mut known = earlier.clone();
        for (position, &from) in all.iter().enumerate() {
            let present = here.get(&from).unwrap_or(&nobody);
            let new: BTreeSet<u32> = present.difference(&known).copied().collect();
            let before = known.clone();
            known.extend(present);
            if new.is_empty() || cohort.is_some_and(|cohort| bins.of(cohort) != from) {
                continue;
            }
            for &to in &all[position..] {
                let then = here.get(&to).unwrap_or(&nobody);
                let seen = if to == from { &before } else { &known };
                let fresh = then.difference(seen).count();
                let retained = new.intersection(then).count();
                let churned = new.len() - retained;
                let figures = [
                    count(fresh),
                    count(retained),
                    count(churned),
                    ratio(retained, new.len()),
                    ratio(churned, new.len()),
                ];
                let times = [timeline.time(from), timeline.time(to)];
                output.push(times.into_iter().chain(timeline.dimensions_of(group)).chain(figures));
            }
        }
    }
    Ok(output.finish())
}

/// The ids of a last argument that is a table: they are not new.
fn lookback(input: &Input<'_>, timeline: &Timeline) -> Result<BTreeSet<u32>, RunError> {
    let Some(Argument::Table { rows, .. }) = input.arguments.last() else { return Ok(BTreeSet::new()) };
    let (own, ty) = input.values(0)?;
    let Some(column) = rows.columns().iter().find(|column| column.ty() == ty) else {
        return Err(super::timeline::wrong(input, input.arguments.len() - 1, "a table of ids"));
    };
    let known: std::collections::HashSet<String> = column.iter().map(quarry_data::encode::display).collect();
    let is_known =
        |event: &&Event| known.contains(&quarry_data::encode::display(own.value(event.row as usize)));
    Ok(timeline.events.iter().filter(is_known).map(|event| event.id).collect())
}

/// `sliding_window_counts`: rows and ids of the bins that lie within a window up to each bin.
pub(super) fn sliding_window(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end, window) = (number(input, 2)?, number(input, 3)?, number(input, 4)?);
    let bins = Bins::new(input, 5, start)?;
    let timeline = Timeline::new(input, 6)?;
    let all = bins.between(input, start, end)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_bin(bins, start.saturating_sub(window), end).into_iter().enumerate() {
        for &bin in &all {
            let oldest = bin.saturating_sub(window);
            let inside = found.range(oldest..=bin).filter(|(other, _)| **other > oldest);
            let (mut rows, mut distinct) = (0, BTreeSet::new());
            for (_, events) in inside {
                rows += events.len();
                distinct.extend(ids(events));
            }
            if rows > 0 {
                let figures = [count(rows), count(distinct.len())];
                output.push(
                    std::iter::once(timeline.time(bin)).chain(timeline.dimensions_of(group)).chain(figures),
                );
            }
        }
    }
    Ok(output.finish())
}

/// `active_users_count`: ids that were there in enough periods of the window before their appearance.
pub(super) fn active_users(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end, window) = (number(input, 2)?, number(input, 3)?, number(input, 4)?);
    let period = Bins::new(input, 5, start)?;
    let least = usize::try_from(number(input, 6)?).unwrap_or(0);
    let bins = Bins::new(input, 7, start)?;
    let timeline = Timeline::new(input, 8)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_id().into_iter().enumerate() {
        let mut active: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
        for (id, events) in found {
            for (position, event) in events.iter().enumerate() {
                if !(start..=end).contains(&event.time) {
                    continue;
                }
                let oldest = event.time.saturating_sub(window);
                let recent = events[..=position].iter().rev().take_while(|other| other.time > oldest);
                let periods: BTreeSet<i64> = recent.map(|other| period.of(other.time)).collect();
                if periods.len() >= least {
                    active.entry(bins.of(event.time)).or_default().insert(id);
                }
            }
        }
        for (bin, found) in active {
            let figure = std::iter::once(count(found.len()));
            output
                .push(std::iter::once(timeline.time(bin)).chain(timeline.dimensions_of(group)).chain(figure));
        }
    }
    Ok(output.finish())
}

/// `session_count`: sessions that begin in each bin; one ends when its id is away for longer than a window.
pub(super) fn session_count(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end) = (number(input, 2)?, number(input, 3)?);
    let bins = Bins::new(input, 4, start)?;
    let window = number(input, 5)?;
    let timeline = Timeline::new(input, 6)?;
    let mut output = Output::new(input);
    for (group, found) in timeline.by_id().into_iter().enumerate() {
        let mut sessions: BTreeMap<i64, usize> = BTreeMap::new();
        for events in found.into_values() {
            let mut last: Option<i64> = None;
            for event in events.iter().filter(|event| (start..=end).contains(&event.time)) {
                if last.is_none_or(|last| event.time - last > window) {
                    *sessions.entry(bins.of(event.time)).or_default() += 1;
                }
                last = Some(event.time);
            }
        }
        for (bin, begun) in sessions {
            let figure = std::iter::once(count(begun));
            output
                .push(std::iter::once(timeline.time(bin)).chain(timeline.dimensions_of(group)).chain(figure));
        }
    }
    Ok(output.finish())
}
