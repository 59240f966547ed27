//! Searching text: case folding, terms, needles over whole buffers, regular expressions.

pub(crate) mod fold;
mod heads;
mod many;
mod needle;
pub(crate) mod regex;
mod rows;

pub(crate) use many::Needles;
pub(crate) use needle::{Bounds, Needle};
pub(crate) use rows::{Texts, Verdicts};
