//! `guid`: 128 bits.

use std::fmt;

/// A globally unique identifier; ordered and printed as its 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(pub u128);

impl Guid {
    /// Reads 32 hexadecimal digits, with or without dashes and braces.
    pub fn parse(_text: &str) -> Option<Self> {
        todo!()
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
