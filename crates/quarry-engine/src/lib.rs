//! Runs bound plans over the tables of a catalog, in steps that can be paused and cancelled.
//!
//! Invariant: no clock, no I/O, no randomness of its own; `now`, the seed and the limits come in through
//! [`QueryContext`].

mod demand;
mod error;
mod eval;
mod execution;
mod hash;
mod limits;
mod operators;
mod progress;
mod resolve;
mod result;
mod run;
mod session;
mod sort;

pub use execution::Execution;
pub use quarry_functions::Locations;
pub use result::{Arrangement, Arranging, ResultView};
pub use session::{Checked, Limits, Progress, QueryContext, QueryResult, ResultTable, Session, Step};
