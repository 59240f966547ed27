//! Custom details: at most 20, with labels that the service takes.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error};

const FIELD: &str = "alertTemplate.customDetails";
const MOST: usize = 20;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let details = &subject.rule.alert.custom_details;
    if details.len() > MOST {
        found.push(error(
            FIELD,
            format!("The rule has {} custom details; {MOST} are the most.", details.len()),
        ));
    }
    for (position, (label, _)) in details.iter().enumerate() {
        if !is_label(label) {
            found.push(
                error(FIELD, format!("'{label}' can't be the label of a custom detail.")).help(
                    "Use letters, digits, blanks and underscores, at most 100, beginning with a letter.",
                ),
            );
        }
        if details.iter().take(position).any(|(earlier, _)| earlier == label) {
            found.push(error(FIELD, format!("The label '{label}' is used twice.")));
        }
    }
}

fn is_label(label: &str) -> bool {
    label.len() <= 100
        && label.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ' ')
}
