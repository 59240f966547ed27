//! A first draft of a rule, from its query's result.

use crate::export::line_feeds;
use crate::{Alert, Assessment, Rule, entity};

impl Rule {
    /// A rule for a query: entity mappings from the columns of the result, the alert's texts from what they
    /// name. Tactic, severity and the detection name are the author's.
    pub fn suggest(text: &str, assessment: &Assessment) -> Self {
        let columns = assessment.column_names();
        Self {
            enabled: true,
            query: line_feeds(text),
            alert: Alert { entities: entity::suggest(&columns), ..Alert::default() },
            ..Self::default()
        }
    }
}
