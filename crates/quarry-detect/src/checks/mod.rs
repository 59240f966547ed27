//! Checks of a rule against its query's result. One file a check.

mod columns_exist;
mod continuous;
mod custom_details;
mod fields;
mod schedule;
mod tactics;
mod template;

use quarry_diagnostics::{Code, Diagnostic, Location, Severity};

use crate::{Assessment, Rule};

/// What a check sees.
struct Subject<'a> {
    rule: &'a Rule,
    assessment: &'a Assessment,
}

static CHECKS: &[fn(&Subject<'_>, &mut Vec<Diagnostic>)] = &[
    fields::check,
    tactics::check,
    schedule::check,
    continuous::check,
    columns_exist::check,
    template::check,
    custom_details::check,
];

impl Rule {
    /// Everything that is wrong with the rule and with its query as a rule's query, most important first.
    ///
    /// `assessment` must be that of the rule's own query text.
    pub fn validate(&self, assessment: &Assessment) -> Vec<Diagnostic> {
        let subject = Subject { rule: self, assessment };
        let mut found = assessment.diagnostics.clone();
        for check in CHECKS {
            check(&subject, &mut found);
        }
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        found
    }
}

impl Subject<'_> {
    fn has_column(&self, name: &str) -> bool {
        // A broken query says nothing about its columns; its own errors are enough.
        self.assessment.broken || self.assessment.columns.iter().any(|column| column.name == name)
    }
}

fn error(field: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::RuleField, Severity::Error, Location::Rule { field }, message)
}

fn warning(field: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::RuleField, Severity::Warning, Location::Rule { field }, message)
}
