use std::fmt;

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};

/// Why a file was refused; nothing of it was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    pub diagnostic: Box<Diagnostic>,
}

impl ImportError {
    /// A refusal of `file` for the reason in `message`.
    pub(crate) fn new(file: &str, message: impl Into<String>) -> Self {
        let location = Location::File { file: file.to_owned(), record: None };
        Self { diagnostic: Box::new(Diagnostic::new(Code::ImportFailed, Severity::Error, location, message)) }
    }

    /// What the user should do about it.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { diagnostic: Box::new(self.diagnostic.help(help)) }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for ImportError {}
