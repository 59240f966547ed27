//! `Source`: reads columns of a catalog table.

use std::sync::Arc;

use quarry_data::{BATCH_ROWS, Table};
use quarry_diagnostics::Span;

use super::Build;
use crate::error::{RunError, run_error};
use crate::run::{BoxedOperator, Operator, Pull, Run};

struct Source {
    table: Arc<Table>,
    columns: Vec<usize>,
    segment: usize,
    offset: usize,
}

pub(super) fn build(
    cx: &Build,
    table: &str,
    columns: &[usize],
    span: Span,
) -> Result<BoxedOperator, RunError> {
    let Some(table) = cx.environment.catalog.table(table) else {
        return Err(run_error(span, format!("the table '{table}' is not there any more")));
    };
    Ok(Box::new(Source { table, columns: columns.to_vec(), segment: 0, offset: 0 }))
}

impl Operator for Source {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while let Some(segment) = self.table.segments.get(self.segment) {
            let rows = (segment.rows() - self.offset).min(BATCH_ROWS);
            if rows == 0 {
                self.segment += 1;
                self.offset = 0;
                continue;
            }
            if run.paused() {
                return Ok(Pull::Pending);
            }
            let batch = segment.project(&self.columns).slice(self.offset, rows);
            self.offset += rows;
            run.state.rows_read += rows as u64;
            return Ok(Pull::Batch(batch));
        }
        Ok(Pull::Done)
    }
}
