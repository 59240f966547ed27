//! What `now()` is: pinned to the data unless the user wants otherwise.

use quarry_data::datetime::{self, UNIX_EPOCH};
use quarry_data::{Column, Table};

use crate::protocol::Clock;

/// 100 ns ticks in a millisecond.
const TICKS_PER_MS: i64 = 10_000;

/// The columns that tell when an event happened, in Defender and in Sentinel.
const TIME_COLUMNS: [&str; 2] = ["Timestamp", "TimeGenerated"];

/// `now()` in ticks.
pub(super) fn ticks(clock: Clock, newest: Option<i64>) -> i64 {
    let unix = |ms: i64| UNIX_EPOCH.saturating_add(ms.saturating_mul(TICKS_PER_MS)).clamp(0, datetime::MAX);
    match clock {
        Clock::Newest { otherwise } => newest.unwrap_or_else(|| unix(otherwise)),
        Clock::At { unix: ms } => unix(ms),
    }
}

/// The newest event time of some tables.
pub(super) fn newest<'a>(tables: impl Iterator<Item = &'a Table>) -> Option<i64> {
    tables.filter_map(newest_of).max()
}

fn newest_of(table: &Table) -> Option<i64> {
    let positions: Vec<usize> = TIME_COLUMNS.iter().filter_map(|name| table.schema.position(name)).collect();
    let columns =
        table.segments.iter().flat_map(|segment| positions.iter().map(|&index| segment.column(index)));
    columns
        .filter_map(|column| match column {
            Column::DateTime(times) => times.iter().flatten().max(),
            _ => None,
        })
        .max()
}
