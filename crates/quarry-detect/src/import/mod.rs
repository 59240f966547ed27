//! A rule read from JSON of either shape.

mod current;
mod legacy;

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};
use serde_json::Value;

use crate::{Rule, Shape};

/// A rule that was read, and what could not be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    pub rule: Rule,
    pub shape: Shape,
    /// Warnings about values that were not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a rule's JSON, as this crate writes it or as the service answers it. Missing parts take their
/// defaults; what only the service sets is passed over.
///
/// Fails when the text is no JSON or no detection rule.
pub fn import(json: &str) -> Result<Imported, Box<Diagnostic>> {
    let value: Value = serde_json::from_str(json).map_err(|error| {
        refused(format!("The text is no JSON: line {}, column {}.", error.line(), error.column()))
    })?;
    let Some(object) = value.as_object() else {
        return Err(refused("The JSON is no object, so it is no detection rule."));
    };
    if !["queryCondition", "detectionAction", "displayName"].iter().any(|key| object.contains_key(*key)) {
        return Err(refused("The JSON has none of the parts of a detection rule."));
    }
    let shape = shape(&value);
    let mut notes = Vec::new();
    let rule = match shape {
        Shape::Current => current::rule(read(json)?, &mut notes),
        Shape::Legacy => legacy::rule(read(json)?, &mut notes),
    };
    Ok(Imported { rule, shape, diagnostics: notes })
}

/// The legacy shape is told by the parts that only it has.
fn shape(value: &Value) -> Shape {
    let action = value.get("detectionAction");
    let alert = action.and_then(|action| action.get("alertTemplate"));
    let schedule = value.get("schedule");
    let legacy = has(Some(value), "isEnabled") && !has(Some(value), "status")
        || has(schedule, "period")
        || has(action, "responseActions")
        || has(alert, "impactedAssets");
    let current = has(schedule, "frequency") || has(alert, "entityMappings");
    if legacy && !current { Shape::Legacy } else { Shape::Current }
}

/// The service writes null for what is not set; a missing key says the same.
fn has(value: Option<&Value>, key: &str) -> bool {
    value.and_then(|value| value.get(key)).is_some_and(|member| !member.is_null())
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Box<Diagnostic>> {
    serde_json::from_str(json).map_err(|error| refused(format!("The JSON is no detection rule: {error}.")))
}

fn refused(message: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::RuleField, Severity::Error, Location::Rule { field: "" }, message))
}

/// Tells that a value was not understood and what was taken instead.
fn unknown(notes: &mut Vec<Diagnostic>, field: &'static str, value: &str, instead: &str) {
    let shown: String = value.chars().take(60).collect();
    let message = format!("'{shown}' is not known here; {instead}.");
    notes.push(Diagnostic::new(Code::RuleField, Severity::Warning, Location::Rule { field }, message));
}
