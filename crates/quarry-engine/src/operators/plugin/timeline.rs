//! What the activity plugins share: ids on a timeline that is cut into bins, for each combination of the
//! dimensions.

use std::collections::{BTreeMap, BTreeSet};

use quarry_data::{Batch, Column, ColumnBuilder, Datum, Type, Value, ValueRef, datetime};

use super::{Argument, Input};
use crate::error::{RunError, run_error};
use crate::hash::KeyTable;

/// The rows of the input on a timeline.
pub(super) struct Timeline {
    pub(super) events: Vec<Event>,
    /// The type of the timeline, which output columns have too.
    pub(super) ty: Type,
    /// Dimension columns, one row a group.
    dimensions: Vec<Column>,
    pub(super) groups: usize,
}

/// A row of the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) row: u32,
    pub(super) id: u32,
    /// The combination of dimensions.
    pub(super) group: u32,
    pub(super) time: i64,
}

/// How a timeline is cut.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bins {
    /// Of this width, counted from a start.
    Fixed {
        start: i64,
        width: i64,
    },
    Week,
    Month,
    Year,
}

impl Bins {
    /// The bins of an argument: a width, or `week`, `month` or `year`.
    pub(super) fn new(input: &Input<'_>, position: usize, start: i64) -> Result<Self, RunError> {
        let value = input.constant(position)?.unwrap_or(Value::Null);
        match value.as_ref() {
            ValueRef::String("week") => Ok(Bins::Week),
            ValueRef::String("month") => Ok(Bins::Month),
            ValueRef::String("year") => Ok(Bins::Year),
            other => match whole(other).filter(|width| *width > 0) {
                Some(width) => Ok(Bins::Fixed { start, width }),
                None => Err(wrong(input, position, "a width greater than 0, or 'week', 'month' or 'year'")),
            },
        }
    }

    /// The beginning of the bin that a time lies in.
    pub(super) fn of(self, time: i64) -> i64 {
        match self {
            Bins::Fixed { start, width } => start + (time - start).div_euclid(width) * width,
            Bins::Week => {
                let day = time.div_euclid(datetime::TICKS_PER_DAY) - i64::from(datetime::day_of_week(time));
                day * datetime::TICKS_PER_DAY
            }
            Bins::Month => first_day(datetime::civil(time).month, time),
            Bins::Year => first_day(1, time),
        }
    }

    /// The beginning of the next bin.
    pub(super) fn after(self, bin: i64) -> i64 {
        match self {
            Bins::Fixed { width, .. } => bin.saturating_add(width),
            Bins::Week => bin.saturating_add(7 * datetime::TICKS_PER_DAY),
            Bins::Month => self.of(bin.saturating_add(32 * datetime::TICKS_PER_DAY)),
            Bins::Year => self.of(bin.saturating_add(367 * datetime::TICKS_PER_DAY)),
        }
    }

    /// The bins from one time to another.
    pub(super) fn between(self, input: &Input<'_>, from: i64, to: i64) -> Result<Vec<i64>, RunError> {
        let mut bins = Vec::new();
        let mut bin = self.of(from);
        while bin <= to {
            bins.push(bin);
            if bins.len() > MOST_BINS {
                return Err(run_error(input.span, format!("the timeline has more than {MOST_BINS} bins")));
            }
            bin = self.after(bin);
        }
        Ok(bins)
    }
}

/// The first moment of a month in the year of a time.
fn first_day(month: u32, time: i64) -> i64 {
    let civil = datetime::civil(time);
    let first = datetime::Civil { month, day: 1, hour: 0, minute: 0, second: 0, ticks: 0, ..civil };
    datetime::from_civil(first).unwrap_or(time)
}

/// Bins of a timeline, at most.
const MOST_BINS: usize = 100_000;

/// A whole number, or the ticks of a time.
pub(super) fn whole(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Real(number) if number.is_finite() => Some(number as i64),
        ValueRef::TimeSpan(ticks) | ValueRef::DateTime(ticks) => Some(ticks),
        other => other.as_long(),
    }
}

/// A constant argument as a whole number or ticks.
pub(super) fn number(input: &Input<'_>, position: usize) -> Result<i64, RunError> {
    let value = input.constant(position)?.unwrap_or(Value::Null);
    whole(value.as_ref()).ok_or_else(|| wrong(input, position, "a time or a number"))
}

pub(super) fn wrong(input: &Input<'_>, position: usize, wanted: &str) -> RunError {
    let span = match input.arguments.get(position) {
        Some(Argument::Scalar(expr)) => expr.span,
        _ => input.span,
    };
    run_error(span, format!("argument {} must be {wanted}", position + 1))
}

impl Timeline {
    /// Ids are argument 0 and times argument 1; dimensions are the arguments from `dimensions` on.
    pub(super) fn new(input: &Input<'_>, dimensions: usize) -> Result<Self, RunError> {
        let last = input.arguments.iter().rposition(|argument| matches!(argument, Argument::Scalar(_)));
        let positions = dimensions..last.map_or(dimensions, |last| (last + 1).max(dimensions));
        Self::of_columns(input, 0, 1, positions.collect())
    }

    pub(super) fn of_columns(
        input: &Input<'_>,
        id: usize,
        time: usize,
        dimensions: Vec<usize>,
    ) -> Result<Self, RunError> {
        let rows = input.rows.rows();
        let (id, id_type) = input.values(id)?;
        let (time, ty) = input.values(time)?;
        let mut ids = Vec::new();
        KeyTable::new(&[id_type]).intern(&[id], rows, &mut ids);
        let mut keys: Vec<Datum> = Vec::new();
        let mut types = Vec::new();
        for position in dimensions {
            let (values, ty) = input.values(position)?;
            keys.push(values);
            types.push(ty);
        }
        let mut table = KeyTable::new(&types);
        let mut groups = Vec::new();
        table.intern(&keys, rows, &mut groups);
        let event = |row: usize| {
            let time = whole(time.value(row))?;
            Some(Event { row: row as u32, id: ids[row], group: groups[row], time })
        };
        let events = (0..rows).filter_map(event).collect();
        Ok(Self { events, ty, groups: table.len(), dimensions: table.columns() })
    }

    /// Events of each group by their bin, those with a time in a range.
    pub(super) fn by_bin(&self, bins: Bins, from: i64, to: i64) -> Vec<BTreeMap<i64, Vec<Event>>> {
        let mut found = vec![BTreeMap::new(); self.groups];
        for event in self.events.iter().filter(|event| (from..=to).contains(&event.time)) {
            let bin: &mut Vec<Event> = found[event.group as usize].entry(bins.of(event.time)).or_default();
            bin.push(*event);
        }
        found
    }

    /// Events of each id in each group, in the order of time.
    pub(super) fn by_id(&self) -> Vec<BTreeMap<u32, Vec<Event>>> {
        let mut found: Vec<BTreeMap<u32, Vec<Event>>> = vec![BTreeMap::new(); self.groups];
        for event in &self.events {
            found[event.group as usize].entry(event.id).or_default().push(*event);
        }
        for events in found.iter_mut().flat_map(BTreeMap::values_mut) {
            events.sort_by_key(|event| event.time);
        }
        found
    }

    /// A value of the timeline's type.
    pub(super) fn time(&self, time: i64) -> Value {
        match self.ty {
            Type::DateTime => Value::DateTime(time),
            Type::TimeSpan => Value::TimeSpan(time),
            Type::Int => i32::try_from(time).map_or(Value::Null, Value::Int),
            Type::Real => Value::Real(time as f64),
            _ => Value::Long(time),
        }
    }

    /// The values of a group's dimensions.
    pub(super) fn dimensions_of(&self, group: usize) -> impl Iterator<Item = Value> + '_ {
        self.dimensions.iter().map(move |column| column.value(group).to_owned())
    }
}

/// The ids of events, each once.
pub(super) fn ids(events: &[Event]) -> BTreeSet<u32> {
    events.iter().map(|event| event.id).collect()
}

/// Grows the output row by row.
pub(super) struct Output {
    columns: Vec<ColumnBuilder>,
    rows: usize,
}

impl Output {
    pub(super) fn new(input: &Input<'_>) -> Self {
        Self { columns: input.output.types().into_iter().map(ColumnBuilder::new).collect(), rows: 0 }
    }

    pub(super) fn push(&mut self, values: impl IntoIterator<Item = Value>) {
        let mut values = values.into_iter();
        for column in &mut self.columns {
            match values.next() {
                Some(Value::Null) | None => column.push_missing(),
                Some(value) => column.push(value.as_ref()),
            }
        }
        self.rows += 1;
    }

    pub(super) fn finish(self) -> Batch {
        let columns = self.columns.into_iter().map(ColumnBuilder::finish).collect();
        Batch::new(columns, self.rows)
    }
}
