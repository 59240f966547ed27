//! JSON text to [`Dynamic`] and back, as `parse_json` and `tostring` do it.

use crate::Dynamic;

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte where reading stopped.
    pub offset: usize,
    pub message: &'static str,
}

/// Reads one JSON value and nothing after it. Whole numbers within 64 bits become long, others real.
/// Depth is limited to [`Dynamic::MAX_DEPTH`].
pub fn parse(_text: &str) -> Result<Dynamic, JsonError> {
    todo!()
}

/// Writes compact JSON; datetimes, timespans, guids and decimals become strings.
pub fn write(_value: &Dynamic, _out: &mut String) {
    todo!()
}

/// Writes a JSON string literal with its quotes.
pub fn write_string(_text: &str, _out: &mut String) {
    todo!()
}
