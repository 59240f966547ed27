//! The JSON form of result values that the command line, the page and the embedding API share.

use crate::ValueRef;

/// Writes one value: numbers as numbers (`"NaN"`, `"Infinity"`, `"-Infinity"` as strings), datetime
/// `"2020-01-01T00:00:00.0000000Z"`, timespan `"[-][d.]hh:mm:ss[.fffffff]"`, dynamic as JSON, guid
/// lower-case, decimal as string, null as null.
pub fn write_json(_value: ValueRef<'_>, _out: &mut String) {
    todo!()
}

/// The text of a value as a grid cell or CSV field shows it; null is empty.
pub fn display(_value: ValueRef<'_>) -> String {
    todo!()
}
