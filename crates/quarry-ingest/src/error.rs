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

    /// The refusal of a file that is `what`, whose reader this build does not have.
    #[cfg(not(feature = "binary-formats"))]
    pub(crate) fn needing_binary_formats(file: &str, what: &str) -> Self {
        let mut error = Self::new(file, format!("the file is {what}, which this build of Quarry can't read"));
        error.diagnostic.code = Code::ImportNeedsReader;
        error
    }

    /// Whether the file, or one inside it, is of a format that only a build with the feature `binary-formats`
    /// reads. Such a build reads the whole file from its beginning.
    pub fn needs_binary_formats(&self) -> bool {
        self.diagnostic.code == Code::ImportNeedsReader
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
