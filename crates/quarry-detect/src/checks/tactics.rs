//! ATT&CK ids: techniques belong to a tactic, sub-techniques to their technique.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error};
use crate::tactic::{is_sub_technique, is_technique};

const FIELD: &str = "alertTemplate.tactics";

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let tactics = &subject.rule.alert.tactics;
    if tactics.is_empty() {
        found.push(error(FIELD, "The rule names no tactic."));
    }
    for (position, mapping) in tactics.iter().enumerate() {
        if tactics.iter().take(position).any(|earlier| earlier.tactic == mapping.tactic) {
            found.push(error(FIELD, format!("The tactic '{}' is named twice.", mapping.tactic.title())));
        }
        if !mapping.tactic.is_attack() && !mapping.techniques.is_empty() {
            found.push(error(FIELD, format!("The category '{}' has no techniques.", mapping.tactic.title())));
        }
        for technique in &mapping.techniques {
            if !is_technique(&technique.technique) {
                found.push(
                    error(FIELD, format!("'{}' is no technique id.", technique.technique))
                        .help("A technique is written as T1136."),
                );
                continue;
            }
            for sub in &technique.sub_techniques {
                if !is_sub_technique(sub, &technique.technique) {
                    found.push(
                        error(FIELD, format!("'{sub}' is no sub-technique of {}.", technique.technique))
                            .help(format!("It is written as {}.001.", technique.technique)),
                    );
                }
            }
        }
    }
}
