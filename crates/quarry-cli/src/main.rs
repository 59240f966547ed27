//! `quarry`: runs and checks KQL over files.
//!
//! Results go to standard output; diagnostics and warnings to standard error. Exit codes: 0 for success, 1
//! when the query has errors, 2 when the command line or a file can't be used.

mod arguments;
mod commands;
mod load;
mod output;
mod report;

use std::process::ExitCode;

use arguments::{Command, Invocation};

/// What went wrong outside the query, in words for the user.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

fn main() -> ExitCode {
    let outcome = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(Invocation::Text(text)) => report::print(&text),
        Ok(Invocation::Run(Command::Query, options)) => commands::query(&options),
        Ok(Invocation::Run(Command::Check, options)) => commands::check(&options),
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(code) => code,
        Err(Failure(message)) => {
            report::error_line(&message);
            ExitCode::from(2)
        }
    }
}
