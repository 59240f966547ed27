//! Reads the current shape.

use quarry_diagnostics::Diagnostic;
use serde_json::Value;

use super::unknown;
use crate::action::{Action, ActionKind, IsolationType};
use crate::entity::{EntityKind, EntityMapping, MappedColumn};
use crate::export::current::{AlertTemplate, Body, Lists, ScheduleBody, TacticBody};
use crate::export::line_feeds;
use crate::pairs::Pairs;
use crate::schedule::minutes_of_iso;
use crate::{Alert, EventGrouping, Frequency, Rule, Schedule, Tactic, TacticMapping, TechniqueMapping};

pub(super) fn rule(body: Body, notes: &mut Vec<Diagnostic>) -> Rule {
    let action = body.detection_action.unwrap_or_default();
    let status = body.status.unwrap_or_default();
    if !matches!(status.as_str(), "" | "enabled" | "disabled" | "autoDisabled") {
        unknown(notes, "status", &status, "the rule is taken as disabled");
    }
    Rule {
        id: body.id.unwrap_or_default(),
        name: body.display_name.unwrap_or_default(),
        description: body.description.unwrap_or_default(),
        enabled: status == "enabled",
        query: line_feeds(
            &body.query_condition.and_then(|condition| condition.query_text).unwrap_or_default(),
        ),
        schedule: schedule(body.schedule.unwrap_or_default(), notes),
        alert: alert(action.alert_template.unwrap_or_default(), notes),
        actions: actions(action.automated_actions.unwrap_or_default(), notes),
        device_groups: action.organizational_scope.and_then(|scope| scope.device_groups).unwrap_or_default(),
        excluded_from_correlation: action
            .incident_configuration
            .and_then(|configuration| configuration.is_excluded_from_incident_correlation)
            .unwrap_or(false),
    }
}

fn schedule(body: ScheduleBody, notes: &mut Vec<Diagnostic>) -> Schedule {
    let frequency = body.frequency.map_or_else(Frequency::default, |text| {
        Frequency::from_iso(&text).unwrap_or_else(|| {
            unknown(notes, "schedule.frequency", &text, "the rule runs every hour");
            Frequency::default()
        })
    });
    let lookback = body.lookback.and_then(|text| {
        let minutes = minutes_of_iso(&text);
        if minutes.is_none() {
            unknown(notes, "schedule.lookback", &text, "the lookback follows the frequency");
        }
        minutes
    });
    Schedule { frequency, lookback }
}

fn alert(body: AlertTemplate, notes: &mut Vec<Diagnostic>) -> Alert {
    let severity = super::legacy::severity(body.severity, notes);
    let grouping = match body.event_grouping_kind.as_deref() {
        Some("singleAlert") => EventGrouping::SingleAlert,
        None | Some("alertPerEvent") => EventGrouping::AlertPerEvent,
        Some(other) => {
            unknown(notes, "alertTemplate.eventGroupingKind", other, "each event makes an alert");
            EventGrouping::AlertPerEvent
        }
    };
    Alert {
        title: body.title.unwrap_or_default(),
        description: body.description.unwrap_or_default(),
        severity,
        recommended_actions: body.recommended_actions.unwrap_or_default(),
        tactics: body
            .tactics
            .unwrap_or_default()
            .into_iter()
            .filter_map(|body| tactic(body, notes))
            .collect(),
        custom_details: custom_details(body.custom_details.unwrap_or_default()),
        entities: entities(body.entity_mappings.unwrap_or_default(), notes),
        grouping,
    }
}

fn tactic(body: TacticBody, notes: &mut Vec<Diagnostic>) -> Option<TacticMapping> {
    let name = body.tactic.unwrap_or_default();
    let Some(tactic) = Tactic::from_name(&name) else {
        unknown(notes, "alertTemplate.tactics", &name, "the tactic was left out");
        return None;
    };
    let mut mapping = TacticMapping { tactic, techniques: Vec::new() };
    for body in body.techniques.unwrap_or_default() {
        let technique = body.technique.unwrap_or_default();
        let subs = body.sub_techniques.unwrap_or_default();
        // Microsoft's own example has a sub-technique in the place of the technique.
        if technique.contains('.') {
            mapping.add(&technique);
            subs.iter().for_each(|sub| mapping.add(sub));
        } else {
            mapping.techniques.push(TechniqueMapping { technique, sub_techniques: subs });
        }
    }
    Some(mapping)
}

fn custom_details(details: Pairs<Option<String>>) -> Vec<(String, String)> {
    let details = details.0.into_iter().filter(|(label, _)| !label.starts_with("@odata."));
    details.filter_map(|(label, column)| Some((label, column?))).collect()
}

fn entities(lists: Lists, notes: &mut Vec<Diagnostic>) -> Vec<EntityMapping> {
    let mut mappings = Vec::new();
    for (key, list) in known_lists(lists) {
        let Some(kind) = EntityKind::from_key(&key) else {
            unknown(notes, "alertTemplate.entityMappings", &key, "the mapping was left out");
            continue;
        };
        let order: Vec<&str> = kind.fields().iter().map(|field| field.key).collect();
        mappings.extend(list.iter().map(|fields| EntityMapping { kind, columns: columns(fields, &order) }));
    }
    mappings
}

fn actions(lists: Lists, notes: &mut Vec<Diagnostic>) -> Vec<Action> {
    let mut actions = Vec::new();
    for (key, list) in known_lists(lists) {
        let Some(kind) = ActionKind::from_key(&key) else {
            unknown(notes, "automatedActions", &key, "the action was left out");
            continue;
        };
        let order: Vec<&str> = kind.fields().iter().map(|field| field.key).collect();
        for fields in &list {
            let isolation = match fields.get("isolationType").and_then(Value::as_str) {
                Some("selective") => IsolationType::Selective,
                _ => IsolationType::Full,
            };
            let groups = fields.get("deviceGroupNames").and_then(Value::as_array);
            let device_groups = groups
                .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
                .unwrap_or_default();
            actions.push(Action { kind, columns: columns(fields, &order), isolation, device_groups });
        }
    }
    actions
}

/// The lists that are set, without the types beside them.
fn known_lists(lists: Lists) -> impl Iterator<Item = (String, Vec<Value>)> {
    lists.0.into_iter().filter_map(|(key, value)| match value {
        Value::Array(list) if !key.starts_with("@odata.") => Some((key, list)),
        _ => None,
    })
}

/// The members that name columns: the known ones in their order, then any others.
fn columns(fields: &Value, order: &[&str]) -> Vec<MappedColumn> {
    let Some(fields) = fields.as_object() else { return Vec::new() };
    let mut columns: Vec<MappedColumn> = fields
        .iter()
        .filter(|(field, _)| field.ends_with("Column"))
        .filter_map(|(field, value)| value.as_str().map(|column| MappedColumn::new(field.as_str(), column)))
        .collect();
    let place = |field: &str| order.iter().position(|known| *known == field).unwrap_or(usize::MAX);
    columns.sort_by_key(|mapped| place(&mapped.field));
    columns
}
