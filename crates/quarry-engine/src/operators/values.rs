//! `Values`: rows that are known already.

use quarry_data::Batch;

use super::emit::Emit;
use crate::error::RunError;
use crate::run::{BoxedOperator, Operator, Pull, Run};

struct Values {
    batches: std::vec::IntoIter<Batch>,
    current: Option<Emit>,
}

pub(super) fn build(batches: Vec<Batch>) -> BoxedOperator {
    Box::new(Values { batches: batches.into_iter(), current: None })
}

impl Operator for Values {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        if run.paused() {
            return Ok(Pull::Pending);
        }
        loop {
            if let Some(batch) = self.current.as_mut().and_then(Emit::next) {
                return Ok(Pull::Batch(batch));
            }
            match self.batches.next() {
                Some(batch) => self.current = Some(Emit::new(batch)),
                None => return Ok(Pull::Done),
            }
        }
    }
}
