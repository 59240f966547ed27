//! What a query lacks for a detection rule, and the rule's JSON.

use super::Service;
use crate::protocol::{Clock, Response, RuleForm, RuleShape};

impl Service {
    pub(super) fn check_rule(&self, _text: &str, _clock: Clock) -> Response {
        Response::Refused { reason: "rules cannot be checked yet".to_owned() }
    }

    pub(super) fn export_rule(
        &self,
        _text: &str,
        _clock: Clock,
        _rule: &RuleForm,
        _shape: RuleShape,
    ) -> Response {
        Response::Refused { reason: "rules cannot be exported yet".to_owned() }
    }
}
