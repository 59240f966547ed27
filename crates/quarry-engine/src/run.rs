//! What every operator of a running query may use.

use quarry_data::{Batch, Column};
use quarry_diagnostics::Diagnostic;
use quarry_functions::CallContext;

use crate::Limits;
use crate::error::RunError;
use crate::limits::Budget;

/// The state of a run that outlives one step.
#[derive(Debug)]
pub(crate) struct RunState {
    pub(crate) call: CallContext,
    pub(crate) budget: Budget,
    pub(crate) rows_read: u64,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl RunState {
    /// For work outside of a query that needs no limits.
    pub(crate) fn idle() -> Self {
        let limits = Limits { rows: usize::MAX, memory: usize::MAX };
        Self {
            call: CallContext { now: 0, seed: 0, locations: None },
            budget: Budget::new(limits),
            rows_read: 0,
            warnings: Vec::new(),
        }
    }
}

/// One step of a run.
pub(crate) struct Run<'a> {
    pub(crate) state: &'a mut RunState,
    pause: &'a mut dyn FnMut() -> bool,
    paused: bool,
}

/// What an operator has for its reader.
pub(crate) enum Pull {
    Batch(Batch),
    /// Nothing now, since the time is up; ask again.
    Pending,
    Done,
}

/// A running plan node.
pub(crate) trait Operator {
    /// The next rows. After [`Pull::Pending`] the operator goes on where it was; after [`Pull::Done`] it
    /// stays done.
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError>;
}

pub(crate) type BoxedOperator = Box<dyn Operator>;

/// Takes the next batch of an input, or leaves the function: with [`Pull::Pending`] when the time is up,
/// with the value of the block when the input is done.
macro_rules! pull {
    ($input:expr, $run:expr, else $done:block) => {
        match $input.next($run)? {
            $crate::run::Pull::Batch(batch) => batch,
            $crate::run::Pull::Pending => return Ok($crate::run::Pull::Pending),
            $crate::run::Pull::Done => $done,
        }
    };
}
pub(crate) use pull;

impl<'a> Run<'a> {
    pub(crate) fn new(state: &'a mut RunState, pause: &'a mut dyn FnMut() -> bool) -> Self {
        Self { state, pause, paused: false }
    }

    /// Whether the time of this step is up; asked before each batch and each piece of long work.
    pub(crate) fn paused(&mut self) -> bool {
        if !self.paused {
            self.paused = (self.pause)();
        }
        self.paused
    }
}

/// Bytes that holding a batch costs: shared dictionaries are not counted, since they are there anyway.
pub(crate) fn held_bytes(batch: &Batch) -> usize {
    batch.columns().iter().map(Column::own_bytes).sum()
}
