//! What ends a query before its result.

use quarry_diagnostics::{Code, Diagnostic, Severity, Span};
use quarry_functions::CallError;

/// Why a query can't go on.
pub(crate) type RunError = Box<Diagnostic>;

pub(crate) fn run_error(span: Span, message: impl Into<String>) -> RunError {
    Box::new(Diagnostic::error(Code::RunFailed, span, message))
}

pub(crate) fn not_implemented(span: Span, name: &str) -> RunError {
    let message = format!("'{name}' is known, but not implemented");
    Box::new(Diagnostic::error(Code::NotImplemented, span, message))
}

/// A mistake of ours that was noticed in time.
pub(crate) fn internal(span: Span, message: &str) -> RunError {
    Box::new(Diagnostic::new(
        Code::Internal,
        Severity::Error,
        quarry_diagnostics::Location::Query(span),
        message,
    ))
}

/// The diagnostic of a failed call of the function `name`; `argument` gives the place of an argument.
pub(crate) fn call_error(
    error: CallError,
    name: &str,
    call: Span,
    argument: impl Fn(usize) -> Option<Span>,
) -> RunError {
    match error {
        CallError::Argument { position, message } => run_error(argument(position).unwrap_or(call), message),
        CallError::UnsupportedRegex { position, message } => {
            Box::new(Diagnostic::error(Code::UnsupportedRegex, argument(position).unwrap_or(call), message))
        }
        CallError::NotImplemented { .. } => not_implemented(call, name),
    }
}

/// A regular expression that can't be used.
pub(crate) fn regex_error(error: &regex::Error, span: Span) -> RunError {
    let reason = error.to_string();
    let reason = reason.lines().last().unwrap_or("").trim_start_matches("error: ");
    let message = format!("the pattern is not a regular expression that can be used: {reason}");
    Box::new(Diagnostic::error(Code::UnsupportedRegex, span, message))
}
