//! The current shape: a client-chosen id, ISO durations, column names in entity mappings and actions.

use quarry_diagnostics::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{filled, impossible, left_out, line_feeds};
use crate::entity::is_mappable;
use crate::pairs::Pairs;
use crate::schedule::iso_of_minutes;
use crate::{EventGrouping, Frequency, Rule, Tactic, slug};

/// Lists of objects by their key: entity mappings and actions.
pub(crate) type Lists = Pairs<Value>;

/// The body of a detection rule. Everything is optional when it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Body {
    #[serde(rename = "@odata.type", skip_serializing_if = "Option::is_none")]
    pub(crate) odata_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) query_condition: Option<QueryCondition>,
    pub(crate) schedule: Option<ScheduleBody>,
    pub(crate) detection_action: Option<DetectionAction>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct QueryCondition {
    pub(crate) query_text: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ScheduleBody {
    pub(crate) frequency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lookback: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DetectionAction {
    pub(crate) alert_template: Option<AlertTemplate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) automated_actions: Option<Lists>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) incident_configuration: Option<IncidentConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organizational_scope: Option<OrganizationalScope>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AlertTemplate {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) severity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recommended_actions: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_grouping_kind: Option<String>,
    pub(crate) tactics: Option<Vec<TacticBody>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_details: Option<Pairs<Option<String>>>,
    pub(crate) entity_mappings: Option<Lists>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TacticBody {
    pub(crate) tactic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) techniques: Option<Vec<TechniqueBody>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TechniqueBody {
    pub(crate) technique: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sub_techniques: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct IncidentConfiguration {
    pub(crate) is_excluded_from_incident_correlation: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct OrganizationalScope {
    pub(crate) scope_type: Option<String>,
    pub(crate) device_groups: Option<Vec<String>>,
}

/// The rule in this shape.
pub(super) fn body(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Body {
    let id = if rule.id.trim().is_empty() { slug(&rule.name) } else { rule.id.clone() };
    Body {
        odata_type: Some("#microsoft.graph.security.detectionRule".to_owned()),
        id: Some(id),
        display_name: Some(rule.name.clone()),
        description: filled(&rule.description),
        status: Some(if rule.enabled { "enabled" } else { "disabled" }.to_owned()),
        query_condition: Some(QueryCondition { query_text: Some(line_feeds(&rule.query)) }),
        schedule: Some(schedule(rule, notes)),
        detection_action: Some(DetectionAction {
            alert_template: Some(alert_template(rule, notes)),
            automated_actions: automated_actions(rule, notes),
            incident_configuration: rule
                .excluded_from_correlation
                .then_some(IncidentConfiguration { is_excluded_from_incident_correlation: Some(true) }),
            organizational_scope: (!rule.device_groups.is_empty()).then(|| OrganizationalScope {
                scope_type: Some("deviceGroup".to_owned()),
                device_groups: Some(rule.device_groups.clone()),
            }),
        }),
    }
}

fn schedule(rule: &Rule, notes: &mut Vec<Diagnostic>) -> ScheduleBody {
    let frequency = rule.schedule.frequency;
    let lookback = rule.schedule.lookback.filter(|minutes| {
        // The service refuses a lookback beside the zero frequency.
        let allowed = frequency != Frequency::Continuous && *minutes > 0;
        if !allowed && *minutes > 0 {
            left_out(notes, "schedule.lookback", "A continuous rule has no lookback; it was left out.");
        }
        allowed
    });
    ScheduleBody {
        frequency: Some(iso_of_minutes(frequency.minutes())),
        lookback: lookback.map(iso_of_minutes),
    }
}

fn alert_template(rule: &Rule, notes: &mut Vec<Diagnostic>) -> AlertTemplate {
    let alert = &rule.alert;
    let grouping = (alert.grouping != EventGrouping::default()).then(|| alert.grouping.name().to_owned());
    AlertTemplate {
        title: Some(alert.title.clone()),
        description: Some(alert.description.clone()),
        severity: Some(alert.severity.name().to_owned()),
        recommended_actions: filled(&alert.recommended_actions),
        event_grouping_kind: grouping,
        tactics: Some(tactics(rule, notes)),
        custom_details: custom_details(rule, notes),
        entity_mappings: Some(entity_mappings(rule, notes)),
    }
}

fn tactics(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Vec<TacticBody> {
    let mut bodies = Vec::new();
    for mapping in &rule.alert.tactics {
        if !mapping.tactic.is_attack() {
            let name = Tactic::title(mapping.tactic);
            left_out(
                notes,
                "alertTemplate.tactics",
                format!(
                    "The category '{name}' is no ATT&CK tactic; only the legacy shape has a place for it."
                ),
            );
            continue;
        }
        let techniques: Vec<TechniqueBody> = mapping
            .techniques
            .iter()
            .map(|technique| TechniqueBody {
                technique: Some(technique.technique.clone()),
                sub_techniques: (!technique.sub_techniques.is_empty())
                    .then(|| technique.sub_techniques.clone()),
            })
            .collect();
        bodies.push(TacticBody {
            tactic: Some(mapping.tactic.name().to_owned()),
            techniques: (!techniques.is_empty()).then_some(techniques),
        });
    }
    if bodies.is_empty() {
        impossible(notes, "alertTemplate.tactics", "The rule names no ATT&CK tactic.");
    }
    bodies
}

fn custom_details(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Option<Pairs<Option<String>>> {
    let mut details = Pairs::default();
    for (label, column) in &rule.alert.custom_details {
        if check_column(notes, "alertTemplate.customDetails", column) {
            *details.entry(label) = Some(column.clone());
        }
    }
    (!details.is_empty()).then_some(details)
}

fn entity_mappings(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Lists {
    let mut lists: Pairs<Vec<Value>> = Pairs::default();
    for mapping in &rule.alert.entities {
        let mut columns = Pairs::default();
        for mapped in &mapping.columns {
            if check_column(notes, "alertTemplate.entityMappings", &mapped.column) {
                *columns.entry(&mapped.field) = mapped.column.as_str().into();
            }
        }
        if !columns.is_empty() {
            lists.entry(mapping.kind.key()).push(object(columns));
        }
    }
    if lists.is_empty() {
        impossible(notes, "alertTemplate.entityMappings", "The rule maps no column to an entity.");
    }
    values(lists)
}

fn automated_actions(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Option<Lists> {
    let mut lists: Pairs<Vec<Value>> = Pairs::default();
    for action in &rule.actions {
        let mut fields: Pairs<Value> = Pairs::default();
        for mapped in &action.columns {
            if check_column(notes, "automatedActions", &mapped.column) {
                *fields.entry(&mapped.field) = mapped.column.as_str().into();
            }
        }
        if action.kind == crate::ActionKind::IsolateDevice {
            *fields.entry("isolationType") = action.isolation.name().into();
        }
        if action.kind.takes_device_groups() && !action.device_groups.is_empty() {
            *fields.entry("deviceGroupNames") = action.device_groups.clone().into();
        }
        lists.entry(action.kind.key()).push(object(fields));
    }
    (!lists.is_empty()).then(|| values(lists))
}

fn object(fields: Pairs<Value>) -> Value {
    Value::Object(fields.0.into_iter().collect())
}

fn values(lists: Pairs<Vec<Value>>) -> Lists {
    Pairs(lists.0.into_iter().map(|(key, list)| (key, Value::Array(list))).collect())
}

/// The JSON takes only plain column names.
fn check_column(notes: &mut Vec<Diagnostic>, field: &'static str, column: &str) -> bool {
    let mappable = is_mappable(column);
    if !mappable {
        impossible(
            notes,
            field,
            format!("The column name '{column}' has other characters than letters, digits and underscores."),
        );
    }
    mappable
}
