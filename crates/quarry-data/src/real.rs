//! `real`: how Kusto reads and prints floating point numbers.

/// Reads a number as `toreal` does, `NaN`, `inf` and exponents included.
pub fn parse(_text: &str) -> Option<f64> {
    todo!()
}

/// Writes a number as `tostring` does: `1.0`, `0.1`, `1E+16`, `NaN`, `Infinity`.
pub fn format(_value: f64) -> String {
    todo!()
}
