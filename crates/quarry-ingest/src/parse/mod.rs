//! Values in files.

pub(crate) mod datetime;
pub(crate) mod number;
