//! Where a query is stopped: rows of a result and bytes that its operators hold.

use quarry_diagnostics::{Code, Diagnostic, Span};

use crate::Limits;
use crate::error::RunError;

/// Counts the bytes that the operators of a query hold.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    held: usize,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, held: 0 }
    }

    /// Adds bytes that `operator`, written at `span`, holds from now on.
    pub(crate) fn hold(&mut self, bytes: usize, operator: &str, span: Span) -> Result<(), RunError> {
        self.held = self.held.saturating_add(bytes);
        if self.held <= self.limits.memory {
            return Ok(());
        }
        let message = format!(
            "'{operator}' would make the query hold more than {} MiB",
            self.limits.memory / (1024 * 1024)
        );
        Err(Box::new(
            Diagnostic::error(Code::MemoryLimit, span, message)
                .help("filter earlier, or keep fewer columns and groups"),
        ))
    }

    /// Gives back bytes that were held.
    pub(crate) fn release(&mut self, bytes: usize) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// Refuses a result of more rows than allowed.
    pub(crate) fn check_rows(&self, rows: usize, operator: &str, span: Span) -> Result<(), RunError> {
        if rows <= self.limits.rows {
            return Ok(());
        }
        let message = format!("'{operator}' gives more than {} rows", self.limits.rows);
        Err(Box::new(
            Diagnostic::error(Code::RowLimit, span, message)
                .help("filter earlier, add 'take', or use 'summarize'"),
        ))
    }
}
