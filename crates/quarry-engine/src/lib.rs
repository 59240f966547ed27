//! Runs bound plans over the tables of a catalog, in steps that can be paused and cancelled.
//!
//! Invariant: no clock, no I/O, no randomness of its own; `now`, the seed and the limits come in through
//! [`QueryContext`].

mod session;

pub use session::{
    Checked, Execution, Limits, Progress, QueryContext, QueryResult, ResultTable, Session, Step,
};
