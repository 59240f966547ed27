//! The sequence plugins: who went through a sequence of states, and what came before and after.

use std::collections::{BTreeMap, BTreeSet};

use quarry_data::{Batch, Datum, Dynamic, Type, Value, ValueRef, encode};

use super::timeline::{Bins, Event, Output, Timeline, number, whole, wrong};
use super::{Argument, Input};
use crate::error::RunError;
use crate::eval::Evaluator;

/// Ids that are listed as samples, at most.
const SAMPLES: usize = 128;

/// The texts of a constant array.
fn texts(input: &Input<'_>, position: usize) -> Result<Vec<String>, RunError> {
    match input.constant(position)? {
        Some(Value::Dynamic(Dynamic::Array(items))) if !items.is_empty() => {
            Ok(items.iter().map(|item| encode::display(ValueRef::Dynamic(item))).collect())
        }
        _ => Err(wrong(input, position, "a constant array of states")),
    }
}

fn states(input: &Input<'_>, position: usize) -> Result<Vec<String>, RunError> {
    let (values, _) = input.values(position)?;
    Ok((0..input.rows.rows()).map(|row| encode::display(values.value(row))).collect())
}

/// `funnel_sequence_completion`: for each bin and each period how many ids came how far.
pub(super) fn completion(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end) = (number(input, 2)?, number(input, 3)?);
    let bins = Bins::new(input, 4, start)?;
    let states = states(input, 5)?;
    let sequence = texts(input, 6)?;
    let periods = match input.constant(7)? {
        Some(Value::Dynamic(Dynamic::Array(items))) => items
            .iter()
            .map(|item| match item {
                Dynamic::TimeSpan(ticks) => Some(*ticks),
                Dynamic::Long(number) => Some(*number),
                Dynamic::String(text) => quarry_data::timespan::parse(text),
                _ => None,
            })
            .collect::<Option<Vec<i64>>>(),
        Some(other) => whole(other.as_ref()).map(|period| vec![period]),
        None => None,
    };
    let Some(periods) = periods else { return Err(wrong(input, 7, "a constant array of timespans")) };
    let timeline = Timeline::of_columns(input, 0, 1, Vec::new())?;
    // For each bin and period the ids that reached each step.
    let mut reached: BTreeMap<(i64, usize), Vec<BTreeSet<u32>>> = BTreeMap::new();
    for (id, events) in timeline.by_id().into_iter().flatten() {
        let inside: Vec<Event> =
            events.into_iter().filter(|event| (start..=end).contains(&event.time)).collect();
        for (position, first) in inside.iter().enumerate() {
            if states[first.row as usize] != sequence[0] {
                continue;
            }
            for (period, width) in periods.iter().enumerate() {
                let steps = reached
                    .entry((bins.of(first.time), period))
                    .or_insert_with(|| vec![BTreeSet::new(); sequence.len()]);
                let mut step = 0;
                for event in &inside[position..] {
                    if event.time - first.time > *width || step == sequence.len() {
                        break;
                    }
                    if states[event.row as usize] == sequence[step] {
                        steps[step].insert(id);
                        step += 1;
                    }
                }
            }
        }
    }
    let mut output = Output::new(input);
    for ((bin, period), steps) in reached {
        for (state, ids) in sequence.iter().zip(steps) {
            let period = Value::TimeSpan(periods[period]);
            output.push([
                timeline.time(bin),
                Value::string(state.clone()),
                period,
                Value::Long(ids.len() as i64),
            ]);
        }
    }
    Ok(output.finish())
}

/// `funnel_sequence`: what comes before and after a sequence. The last argument says which of its three
/// tables is wanted: 0 with both sides, 1 with what comes before, 2 with what comes after.
pub(super) fn sequence(input: &Input<'_>) -> Result<Batch, RunError> {
    let (start, end, window) = (number(input, 2)?, number(input, 3)?, number(input, 4)?);
    let bins = Bins::new(input, 5, start)?;
    let states = states(input, 6)?;
    let sequence = texts(input, 7)?;
    let wanted = number(input, 8)?;
    let timeline = Timeline::of_columns(input, 0, 1, Vec::new())?;
    let (own, _) = input.values(0)?;
    let mut found: BTreeMap<(i64, String, String), BTreeMap<u32, u32>> = BTreeMap::new();
    for (id, events) in timeline.by_id().into_iter().flatten() {
        let mut inside: Vec<Event> =
            events.into_iter().filter(|event| (start..=end).contains(&event.time)).collect();
        // The same state again is no step.
        inside.dedup_by(|next, last| states[next.row as usize] == states[last.row as usize]);
        let state = |position: usize| inside.get(position).map(|event| states[event.row as usize].as_str());
        let near = |a: usize, b: usize| inside[b].time - inside[a].time <= window;
        for first in 0..inside.len() {
            let last = first + sequence.len() - 1;
            let fits = (first..=last).zip(&sequence).all(|(position, wanted)| {
                state(position) == Some(wanted.as_str())
                    && (position == first || near(position - 1, position))
            });
            if !fits {
                continue;
            }
            let before = first.checked_sub(1).filter(|&before| near(before, first)).and_then(state);
            let after =
                Some(last + 1).filter(|&after| after < inside.len() && near(last, after)).and_then(state);
            let text = |side: Option<&str>, shown: bool| side.filter(|_| shown).unwrap_or("").to_owned();
            let key = (bins.of(inside[first].time), text(before, wanted != 2), text(after, wanted != 1));
            found.entry(key).or_default().insert(id, inside[first].row);
        }
    }
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by(|a, b| a.0.0.cmp(&b.0.0).then(b.1.len().cmp(&a.1.len())));
    let mut output = Output::new(input);
    for ((bin, before, after), ids) in rows {
        let samples = ids.values().take(SAMPLES).map(|row| Dynamic::from_value(own.value(*row as usize)));
        let mut values = vec![timeline.time(bin)];
        if wanted != 2 {
            values.push(Value::string(before));
        }
        if wanted != 1 {
            values.push(Value::string(after));
        }
        values.push(Value::Long(ids.len() as i64));
        values.push(Value::Dynamic(Dynamic::array(samples.collect())));
        output.push(values);
    }
    Ok(output.finish())
}

/// `sequence_detect`: runs of rows that fulfil one condition after the other.
pub(super) fn detect(input: &Input<'_>) -> Result<Batch, RunError> {
    let (window, span) = (number(input, 1)?, number(input, 2)?);
    let mut conditions: Vec<Datum> = Vec::new();
    let mut dimensions = Vec::new();
    for position in 3..input.arguments.len() {
        let Some(Argument::Scalar(expr)) = input.arguments.get(position) else { continue };
        if expr.ty == Type::Bool {
            conditions.push(Evaluator::new(expr, &input.compile)?.eval(input.call(), &input.rows)?);
        } else {
            dimensions.push(position);
        }
    }
    if conditions.is_empty() {
        return Err(wrong(input, 3, "a condition"));
    }
    let timeline = Timeline::of_columns(input, 0, 0, dimensions)?;
    let mut groups: Vec<Vec<Event>> = vec![Vec::new(); timeline.groups];
    for event in &timeline.events {
        groups[event.group as usize].push(*event);
    }
    let holds = |step: usize, event: &Event| {
        matches!(conditions[step].value(event.row as usize), ValueRef::Bool(true))
    };
    let mut output = Output::new(input);
    for (group, mut events) in groups.into_iter().enumerate() {
        events.sort_by_key(|event| event.time);
        for (position, first) in events.iter().enumerate().filter(|(_, event)| holds(0, event)) {
            let mut times = vec![first.time];
            for event in &events[position + 1..] {
                let last = times.last().copied().unwrap_or(first.time);
                if times.len() == conditions.len()
                    || event.time - last > window
                    || event.time - first.time > span
                {
                    break;
                }
                if holds(times.len(), event) {
                    times.push(event.time);
                }
            }
            if times.len() == conditions.len() {
                let duration = times.last().copied().unwrap_or(first.time) - first.time;
                let length = match timeline.ty {
                    Type::DateTime | Type::TimeSpan => Value::TimeSpan(duration),
                    _ => Value::Long(duration),
                };
                let stops = times.iter().map(|time| timeline.time(*time));
                output.push(timeline.dimensions_of(group).chain(stops).chain([length]));
            }
        }
    }
    Ok(output.finish())
}
