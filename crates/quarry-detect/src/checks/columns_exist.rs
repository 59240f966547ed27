//! Every column that entity mappings, actions and custom details name is in the result.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error};
use crate::entity::is_mappable;

const ENTITIES: &str = "alertTemplate.entityMappings";
const ACTIONS: &str = "automatedActions";

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    entities(subject, found);
    actions(subject, found);
    for (_, column) in &subject.rule.alert.custom_details {
        check_column(subject, found, "alertTemplate.customDetails", column);
    }
}

fn entities(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let entities = &subject.rule.alert.entities;
    if entities.is_empty() {
        found.push(error(ENTITIES, "The rule maps no column to an entity."));
    }
    for mapping in entities {
        let label = mapping.kind.label();
        if let Some(required) = mapping.kind.required()
            && !mapping.columns.iter().any(|mapped| mapped.field == required)
        {
            found.push(error(ENTITIES, format!("The entity '{label}' lacks its field '{required}'.")));
        }
        for mapped in &mapping.columns {
            if !mapping.kind.fields().iter().any(|field| field.key == mapped.field) {
                found.push(error(ENTITIES, format!("The entity '{label}' has no field '{}'.", mapped.field)));
            }
            check_column(subject, found, ENTITIES, &mapped.column);
        }
    }
}

fn actions(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for action in &subject.rule.actions {
        let label = action.kind.label();
        let has = |key: &str| action.columns.iter().any(|mapped| mapped.field == key);
        let fields = action.kind.fields();
        for field in fields.iter().filter(|field| field.required && !has(field.key)) {
            let names = field.columns.join(", ");
            found.push(
                error(ACTIONS, format!("The action '{label}' lacks its field '{}'.", field.key))
                    .help(format!("Columns that fit: {names}.")),
            );
        }
        if !fields.iter().any(|field| has(field.key)) && !fields.iter().any(|field| field.required) {
            found.push(error(ACTIONS, format!("The action '{label}' names no column.")));
        }
        for mapped in &action.columns {
            check_column(subject, found, ACTIONS, &mapped.column);
        }
    }
}

fn check_column(subject: &Subject<'_>, found: &mut Vec<Diagnostic>, field: &'static str, column: &str) {
    if !subject.has_column(column) {
        found.push(error(field, format!("The result has no column '{column}'.")));
    } else if !is_mappable(column) {
        found.push(
            error(field, format!("The column name '{column}' can't be written into the rule."))
                .help("Give it a name of letters, digits and underscores with 'project-rename'."),
        );
    }
}
