//! Group and join keys: rows to dense numbers in the order of first appearance.
//!
//! Each key column gives its values numbers of its own ([`Interner`]); several columns are joined pair by
//! pair, so that every look-up has a key of at most 64 bits and no row is copied. Strings that are
//! dictionary codes are numbered by an array indexed with the code.

mod fixed;
mod interner;
mod keys;
mod text;

pub(crate) use fixed::FixedTable;
pub(crate) use interner::Interner;
pub(crate) use keys::KeyTable;

/// The number of a value that is not there.
pub(crate) const NONE: u32 = u32::MAX;
