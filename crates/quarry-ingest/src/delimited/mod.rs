//! Delimited text: the dialect of a file, and its records.

pub(crate) mod dialect;
pub(crate) mod split;
