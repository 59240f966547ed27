//! The rule panel: what is filled in and what the check said.

use std::rc::Rc;

use crate::protocol::{RuleCheck, RuleForm, RuleShape};

/// Severities of an alert, as the JSON writes them and as they are shown.
pub const SEVERITIES: [(&str, &str); 4] =
    [("informational", "Informational"), ("low", "Low"), ("medium", "Medium"), ("high", "High")];

/// How often a rule runs.
pub const FREQUENCIES: [(&str, &str); 5] = [
    ("PT0S", "Continuous (NRT)"),
    ("PT1H", "Every hour"),
    ("PT3H", "Every 3 hours"),
    ("PT12H", "Every 12 hours"),
    ("P1D", "Every 24 hours"),
];

/// The tactics of MITRE ATT&CK for enterprises, without blanks and as they are shown.
pub const TACTICS: [(&str, &str); 14] = [
    ("Reconnaissance", "Reconnaissance"),
    ("ResourceDevelopment", "Resource development"),
    ("InitialAccess", "Initial access"),
    ("Execution", "Execution"),
    ("Persistence", "Persistence"),
    ("PrivilegeEscalation", "Privilege escalation"),
    ("DefenseEvasion", "Defense evasion"),
    ("CredentialAccess", "Credential access"),
    ("Discovery", "Discovery"),
    ("LateralMovement", "Lateral movement"),
    ("Collection", "Collection"),
    ("CommandAndControl", "Command and control"),
    ("Exfiltration", "Exfiltration"),
    ("Impact", "Impact"),
];

#[derive(Clone, Debug, PartialEq)]
pub struct RulePanel {
    pub open: bool,
    pub form: RuleForm,
    pub shape: RuleShape,
    /// Of the query block at the cursor; none while the first check is under way.
    pub check: Option<Rc<RuleCheck>>,
    /// The exported JSON, until something changes.
    pub export: Option<Rc<RuleExport>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleExport {
    pub file_name: String,
    pub json: String,
    /// What keeps the rule from being complete; the JSON is empty then.
    pub problems: Vec<String>,
}

impl Default for RulePanel {
    fn default() -> Self {
        Self { open: false, form: empty_form(), shape: RuleShape::Current, check: None, export: None }
    }
}

impl RulePanel {
    /// Whether the user has changed the form.
    pub fn is_filled(&self) -> bool {
        self.form != empty_form()
    }
}

fn empty_form() -> RuleForm {
    RuleForm {
        severity: "medium".to_owned(),
        frequency: "PT1H".to_owned(),
        tactic: "Persistence".to_owned(),
        ..RuleForm::default()
    }
}
