//! What a continuous (near real time) rule may not hold, by the operators that data collection
//! transformations take. The service decides; these are warnings, except for what it surely refuses.

use quarry_diagnostics::{Code, Diagnostic, Severity, Span};
use quarry_syntax::{TokenKind, tokenize};

use super::{Subject, error};
use crate::Frequency;

/// Operators that give at most one row for a row.
const ALLOWED: &[&str] = &["extend", "project", "print", "where", "parse", "project-away", "project-rename"];
/// Operators that read a second table.
const REFUSED: &[&str] = &["join", "lookup", "union", "externaldata", "find", "search"];
/// Words whose support is doubtful.
const DOUBTFUL: &[&str] = &["in~", "!in~", "has_any", "has_all", "between", "!between", "hasprefix"];

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    if subject.rule.schedule.frequency != Frequency::Continuous {
        return;
    }
    if subject.assessment.tables.len() > 1 {
        found.push(error("schedule.frequency", "A continuous rule reads exactly one table."));
    }
    let tokens = tokenize(&subject.rule.query);
    let mut behind_pipe = false;
    for token in &tokens {
        match token.kind {
            TokenKind::Comment => {
                found.push(at(Severity::Error, token.span, "a continuous rule may hold no comments"));
                continue;
            }
            TokenKind::Word | TokenKind::OperatorWord => {
                let word = token.text;
                if REFUSED.contains(&word) && (behind_pipe || matches!(word, "union" | "externaldata")) {
                    let message = format!("a continuous rule may not use '{word}'");
                    found.push(at(Severity::Error, token.span, message));
                } else if behind_pipe && !ALLOWED.contains(&word) || DOUBTFUL.contains(&word) {
                    let message = format!("the service may refuse '{word}' in a continuous rule");
                    found.push(at(Severity::Warning, token.span, message));
                }
            }
            _ => {}
        }
        behind_pipe = token.kind == TokenKind::Pipe;
    }
}

fn at(severity: Severity, span: Span, message: impl Into<String>) -> Diagnostic {
    let location = quarry_diagnostics::Location::Query(span);
    Diagnostic::new(Code::RuleField, severity, location, message).help("choose a schedule instead")
}
