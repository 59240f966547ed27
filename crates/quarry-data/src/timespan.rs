//! `timespan`: 100 ns ticks, negative ones too.

/// Reads `[-][d.]hh:mm[:ss[.fffffff]]` and the literal forms `3d`, `1.5h`, `10m`, `30s`, `5ms`,
/// `7microsecond`, `1tick`; a plain number is days, as in `totimespan`.
pub fn parse(_text: &str) -> Option<i64> {
    todo!()
}

/// Writes `[-][d.]hh:mm:ss[.fffffff]`.
pub fn format(_ticks: i64) -> String {
    todo!()
}
