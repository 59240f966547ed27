//! `{{Column}}` in title and description: the column is there, and there are not too many.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error, warning};
use crate::template::columns;

/// The most columns that one text may name.
const IN_A_FIELD: usize = 3;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let alert = &subject.rule.alert;
    let mut distinct: Vec<String> = Vec::new();
    for (field, text) in
        [("alertTemplate.title", &alert.title), ("alertTemplate.description", &alert.description)]
    {
        let names = columns(text);
        for name in names.iter().filter(|name| !subject.has_column(name)) {
            found.push(error(field, format!("The result has no column '{name}'.")));
        }
        if names.len() > IN_A_FIELD {
            found.push(error(field, format!("The text names {} columns; 3 are the most.", names.len())));
        }
        distinct.extend(names.into_iter().filter(|name| !distinct.contains(name)).collect::<Vec<_>>());
    }
    if distinct.len() > IN_A_FIELD {
        found.push(warning(
            "alertTemplate.description",
            "Title and description name more than 3 columns together; the service may refuse the rule.",
        ));
    }
}
