use crate::{Code, Span};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Portability and style.
    Info,
    /// Runs, but probably not as meant.
    Warning,
    /// Will not run.
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A part of the query text.
    Query(Span),
    /// A record of a file that was loaded; `record` counts from 1.
    File { file: String, record: Option<u64> },
    /// A field of a detection rule, named as in its JSON.
    Rule { field: &'static str },
}

/// A second place that helps to understand the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub span: Span,
    pub message: String,
}

/// Replaces the text at `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub replacement: String,
}

/// One way to mend the mistake: all edits are applied together and do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

impl Fix {
    pub fn replace(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, replacement: replacement.into() }] }
    }

    /// The text with the edits applied.
    pub fn apply(&self, source: &str) -> String {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| edit.span);
        let mut mended = String::with_capacity(source.len() + 64);
        let mut done = 0;
        for edit in edits {
            mended.push_str(source.get(done..edit.span.start).unwrap_or(""));
            mended.push_str(&edit.replacement);
            done = edit.span.end;
        }
        mended.push_str(source.get(done..).unwrap_or(""));
        mended
    }
}

/// Something the user should know, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What is wrong, without advice; names are quoted with `'`.
    pub message: String,
    pub location: Location,
    pub related: Vec<Related>,
    /// What to do about it.
    pub help: Option<String>,
    pub fixes: Vec<Fix>,
    /// An address whose content is missing: a file can be attached for it.
    pub address: Option<String>,
}

impl Diagnostic {
    pub fn new(code: Code, severity: Severity, location: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            location,
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
            address: None,
        }
    }

    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Location::Query(span), message)
    }

    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Location::Query(span), message)
    }

    pub fn info(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, Location::Query(span), message)
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Says for which address a file is missing.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// The place in the query; empty at 0 for diagnostics about files and rules.
    pub fn span(&self) -> Span {
        match self.location {
            Location::Query(span) => span,
            Location::File { .. } | Location::Rule { .. } => Span::at(0),
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
