use std::fmt;

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};

/// Why a file was refused; nothing of it was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    pub diagnostic: Box<Diagnostic>,
    /// It is empty or of no format that holds events, so nothing of it was meant to be loaded.
    pub no_events: bool,
}

impl ImportError {
    /// A refusal of `file` for the reason in `message`.
    pub(crate) fn new(file: &str, message: impl Into<String>) -> Self {
        let location = Location::File { file: file.to_owned(), record: None };
        let diagnostic = Diagnostic::new(Code::ImportFailed, Severity::Error, location, message);
        Self { diagnostic: Box::new(diagnostic), no_events: false }
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
        Self { diagnostic: Box::new(self.diagnostic.help(help)), ..self }
    }

    /// The file was not meant to be loaded.
    #[must_use]
    pub(crate) fn no_events(self) -> Self {
        Self { no_events: true, ..self }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for ImportError {}
