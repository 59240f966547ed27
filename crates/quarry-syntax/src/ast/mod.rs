//! The syntax tree. It keeps what was written and where; it knows no types and no tables.
//!
//! Literals keep their text; the binder reads them. A part that could not be parsed is an `Error` node,
//! which later stages pass over without a message of their own.

mod expr;
mod graph;
mod operator;
mod statement;

pub use expr::*;
pub use graph::*;
pub use operator::*;
pub use statement::*;
