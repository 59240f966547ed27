//! A rule as JSON, in one of the two shapes that Microsoft Graph has had for it.

pub(crate) mod current;
pub(crate) mod legacy;

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};
use serde::{Deserialize, Serialize};

use crate::Rule;

/// Which JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// Graph v1.0, and Graph beta since spring 2026.
    #[default]
    Current,
    /// Graph beta before October 2026.
    Legacy,
}

/// A rule's JSON and what it could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Indented by two blanks, with a line end at the end.
    pub json: String,
    /// Parts of the rule that the shape has no place for, as warnings, and parts that it can't do without,
    /// as errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// The rule's JSON, as it is posted to the service. A part that the shape does not know is left out and
/// named in the diagnostics.
pub fn export(rule: &Rule, shape: Shape) -> Export {
    let mut notes = Vec::new();
    let json = match shape {
        Shape::Current => serde_json::to_string_pretty(&current::body(rule, &mut notes)),
        Shape::Legacy => serde_json::to_string_pretty(&legacy::body(rule, &mut notes)),
    };
    let json = json.expect("strings, numbers and lists of them can always be written as JSON");
    Export { json: json + "\n", diagnostics: notes }
}

/// The query text with LF line ends.
pub(crate) fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text, or none when it is blank.
pub(crate) fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

pub(crate) fn left_out(notes: &mut Vec<Diagnostic>, field: &'static str, message: impl Into<String>) {
    notes.push(Diagnostic::new(Code::RuleField, Severity::Warning, Location::Rule { field }, message));
}

pub(crate) fn impossible(notes: &mut Vec<Diagnostic>, field: &'static str, message: impl Into<String>) {
    notes.push(Diagnostic::new(Code::RuleField, Severity::Error, Location::Rule { field }, message));
}
