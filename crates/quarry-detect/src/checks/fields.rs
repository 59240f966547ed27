//! The texts that a rule must have, and its id.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error, warning};
use crate::slug::is_id;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    let needed = [
        ("displayName", "detection name", &rule.name),
        ("queryCondition.queryText", "query", &rule.query),
        ("alertTemplate.title", "alert title", &rule.alert.title),
        ("alertTemplate.description", "alert description", &rule.alert.description),
    ];
    for (field, name, text) in needed {
        if text.trim().is_empty() {
            found.push(error(field, format!("The {name} is empty.")));
        }
    }
    if !rule.id.is_empty() && !is_id(&rule.id) {
        found.push(
            error("id", format!("'{}' can't be an id.", rule.id))
                .help("Use letters, digits and hyphens of ASCII, at most 128, not beginning with a hyphen."),
        );
    }
    let texts =
        [("alertTemplate.title", &rule.alert.title), ("alertTemplate.description", &rule.alert.description)];
    for (field, text) in texts {
        if has_markup(text) {
            found.push(warning(field, "The service takes plain text and strips markup from it."));
        }
    }
    let mut groups = rule.device_groups.clone();
    groups.sort();
    groups.dedup();
    if groups.len() < rule.device_groups.len() || groups.iter().any(|group| group.trim().is_empty()) {
        found.push(error("organizationalScope", "A device group is empty or named twice."));
    }
}

/// An HTML tag, or a link of Markdown.
fn has_markup(text: &str) -> bool {
    let tag = text.split('<').skip(1).any(|rest| {
        rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains('>')
    });
    tag || text.contains("](") || text.contains("**") || text.contains("```")
}
