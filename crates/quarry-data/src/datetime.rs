//! `datetime`: 100 ns ticks since 0001-01-01T00:00:00Z, up to the end of year 9999.

/// Ticks in a second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;
/// Ticks in a day.
pub const TICKS_PER_DAY: i64 = 86_400 * TICKS_PER_SECOND;
/// The ticks of 1970-01-01T00:00:00Z.
pub const UNIX_EPOCH: i64 = 719_162 * TICKS_PER_DAY;
/// The last tick of year 9999.
pub const MAX: i64 = 3_652_059 * TICKS_PER_DAY - 1;

/// A datetime taken apart, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// 100 ns ticks within the second.
    pub ticks: u32,
}

/// Reads the forms that Kusto's `todatetime` and `datetime(...)` accept; without a zone it is UTC.
pub fn parse(_text: &str) -> Option<i64> {
    todo!()
}

/// Writes `2020-01-01T00:00:00.0000000Z`.
pub fn format(_ticks: i64) -> String {
    todo!()
}

/// Takes a datetime apart.
pub fn civil(_ticks: i64) -> Civil {
    todo!()
}

/// Puts a datetime together; none when a part is out of its range.
pub fn from_civil(_civil: Civil) -> Option<i64> {
    todo!()
}
