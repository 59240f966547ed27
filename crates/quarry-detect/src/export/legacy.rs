//! The legacy shape: `period`, one category, fixed identifiers for impacted assets and actions.

use quarry_diagnostics::Diagnostic;
use serde::{Deserialize, Serialize};

use super::{filled, impossible, left_out, line_feeds};
use crate::export::current::QueryCondition;
use crate::{Action, EntityKind, EntityMapping, EventGrouping, Rule};

pub(crate) const NAMESPACE: &str = "#microsoft.graph.security.";

/// The body of a detection rule. Everything is optional when it is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Body {
    #[serde(rename = "@odata.type", skip_serializing_if = "Option::is_none")]
    pub(crate) odata_type: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) is_enabled: Option<bool>,
    pub(crate) query_condition: Option<QueryCondition>,
    pub(crate) schedule: Option<ScheduleBody>,
    pub(crate) detection_action: Option<DetectionAction>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ScheduleBody {
    pub(crate) period: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DetectionAction {
    pub(crate) alert_template: Option<AlertTemplate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organizational_scope: Option<LegacyScope>,
    pub(crate) response_actions: Option<Vec<ResponseAction>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AlertTemplate {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) severity: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) recommended_actions: Option<String>,
    pub(crate) mitre_techniques: Option<Vec<String>>,
    pub(crate) impacted_assets: Option<Vec<ImpactedAsset>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ImpactedAsset {
    #[serde(rename = "@odata.type")]
    pub(crate) odata_type: Option<String>,
    pub(crate) identifier: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LegacyScope {
    pub(crate) scope_type: Option<String>,
    pub(crate) scope_names: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResponseAction {
    #[serde(rename = "@odata.type")]
    pub(crate) odata_type: Option<String>,
    pub(crate) identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) isolation_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_group_names: Option<Vec<String>>,
}

/// An asset type of this shape with the columns that can be one.
struct AssetType {
    name: &'static str,
    kind: EntityKind,
    identifiers: &'static [&'static str],
}

/// The order within a type is that of preference.
static ASSET_TYPES: &[AssetType] = &[
    AssetType {
        name: "impactedDeviceAsset",
        kind: EntityKind::Host,
        identifiers: &[
            "deviceId",
            "deviceName",
            "remoteDeviceName",
            "targetDeviceName",
            "destinationDeviceName",
        ],
    },
    AssetType {
        name: "impactedUserAsset",
        kind: EntityKind::Account,
        identifiers: &[
            "accountObjectId",
            "accountSid",
            "accountUpn",
            "initiatingProcessAccountUpn",
            "accountName",
            "accountDomain",
            "accountId",
            "requestAccountSid",
            "requestAccountName",
            "requestAccountDomain",
            "recipientObjectId",
            "processAccountObjectId",
            "initiatingAccountSid",
            "initiatingAccountName",
            "initiatingAccountDomain",
            "servicePrincipalId",
            "servicePrincipalName",
            "targetAccountUpn",
        ],
    },
    AssetType {
        name: "impactedMailboxAsset",
        kind: EntityKind::Mailbox,
        identifiers: &[
            "recipientEmailAddress",
            "senderFromAddress",
            "senderMailFromAddress",
            "senderDisplayName",
            "accountUpn",
            "fileOwnerUpn",
            "initiatingProcessAccountUpn",
            "lastModifyingAccountUpn",
            "targetAccountUpn",
        ],
    },
];

/// The kind of entity and the column that an impacted asset stands for.
pub(crate) fn asset_of(odata_type: &str, identifier: &str) -> Option<(EntityKind, String)> {
    let name = odata_type.strip_prefix(NAMESPACE)?;
    let asset = ASSET_TYPES.iter().find(|asset| asset.name == name)?;
    asset.identifiers.contains(&identifier).then(|| (asset.kind, column_of(identifier)))
}

/// `deviceId` for `DeviceId`.
pub(crate) fn identifier_of(column: &str) -> String {
    // Column names that begin with an acronym are lower-cased as a whole.
    if column.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        return column.to_ascii_lowercase();
    }
    let mut chars = column.chars();
    chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// `DeviceId` for `deviceId`.
pub(crate) fn column_of(identifier: &str) -> String {
    if matches!(identifier, "sha1" | "sha256") {
        return identifier.to_ascii_uppercase();
    }
    let mut chars = identifier.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// The rule in this shape.
pub(super) fn body(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Body {
    let alert = &rule.alert;
    if !rule.description.trim().is_empty() && rule.description != alert.description {
        left_out(notes, "description", "The legacy shape has no description of the rule itself.");
    }
    if !alert.custom_details.is_empty() {
        left_out(notes, "alertTemplate.customDetails", "The legacy shape has no custom details.");
    }
    if alert.grouping != EventGrouping::default() {
        left_out(notes, "alertTemplate.eventGroupingKind", "The legacy shape has no event grouping.");
    }
    if rule.excluded_from_correlation {
        left_out(notes, "incidentConfiguration", "The legacy shape can't exclude alerts from correlation.");
    }
    let actions = rule.actions.iter().filter_map(|action| response_action(action, notes)).collect();
    Body {
        odata_type: Some(format!("{NAMESPACE}detectionRule")),
        display_name: Some(rule.name.clone()),
        is_enabled: Some(rule.enabled),
        query_condition: Some(QueryCondition { query_text: Some(line_feeds(&rule.query)) }),
        schedule: Some(ScheduleBody { period: period(rule, notes) }),
        detection_action: Some(DetectionAction {
            alert_template: Some(alert_template(rule, notes)),
            organizational_scope: (!rule.device_groups.is_empty()).then(|| LegacyScope {
                scope_type: Some("deviceGroup".to_owned()),
                scope_names: Some(rule.device_groups.clone()),
            }),
            response_actions: Some(actions),
        }),
    }
}

fn period(rule: &Rule, notes: &mut Vec<Diagnostic>) -> Option<String> {
    let frequency = rule.schedule.frequency;
    if rule.schedule.lookback.is_some_and(|minutes| minutes != frequency.default_lookback()) {
        left_out(notes, "schedule.lookback", "The legacy shape takes the lookback from the frequency.");
    }
    let period = frequency.legacy_period();
    if period.is_none() {
        impossible(
            notes,
            "schedule.frequency",
            "The legacy shape knows only continuous runs and runs every 1, 3, 12 and 24 hours.",
        );
    }
    period.map(str::to_owned)
}

fn alert_template(rule: &Rule, notes: &mut Vec<Diagnostic>) -> AlertTemplate {
    let alert = &rule.alert;
    let category = alert.tactics.first().map(|mapping| mapping.tactic.name().to_owned());
    if category.is_none() {
        impossible(notes, "alertTemplate.category", "The rule names no category.");
    }
    if alert.tactics.len() > 1 {
        left_out(
            notes,
            "alertTemplate.tactics",
            "The legacy shape has one category; the first tactic was taken, all techniques were kept.",
        );
    }
    AlertTemplate {
        title: Some(alert.title.clone()),
        description: Some(alert.description.clone()),
        severity: Some(alert.severity.name().to_owned()),
        category,
        recommended_actions: filled(&alert.recommended_actions),
        mitre_techniques: Some(techniques(rule)),
        impacted_assets: Some(impacted_assets(&alert.entities, notes)),
    }
}

/// Sub-techniques, and techniques that have none, each once.
fn techniques(rule: &Rule) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for technique in rule.alert.tactics.iter().flat_map(|mapping| &mapping.techniques) {
        let subs = &technique.sub_techniques;
        let named = if subs.is_empty() { std::slice::from_ref(&technique.technique) } else { subs };
        for id in named {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }
    ids
}

/// One asset of each type, the most telling one.
fn impacted_assets(entities: &[EntityMapping], notes: &mut Vec<Diagnostic>) -> Vec<ImpactedAsset> {
    let mut assets = Vec::new();
    let mut unused = Vec::new();
    for ty in ASSET_TYPES {
        let mapped: Vec<String> = entities
            .iter()
            .filter(|mapping| mapping.kind == ty.kind)
            .flat_map(|mapping| &mapping.columns)
            .map(|mapped| identifier_of(&mapped.column))
            .collect();
        let identifier = ty.identifiers.iter().find(|known| mapped.iter().any(|name| name == *known));
        match identifier {
            Some(identifier) => assets.push(ImpactedAsset {
                odata_type: Some(format!("{NAMESPACE}{}", ty.name)),
                identifier: Some((*identifier).to_owned()),
            }),
            None if mapped.is_empty() => {}
            None => unused.push(ty.kind.label()),
        }
    }
    let others = entities.iter().map(|mapping| mapping.kind);
    for kind in others.filter(|kind| !ASSET_TYPES.iter().any(|ty| ty.kind == *kind)) {
        if !unused.contains(&kind.label()) {
            unused.push(kind.label());
        }
    }
    if !unused.is_empty() {
        let list = unused.join(", ");
        left_out(
            notes,
            "alertTemplate.impactedAssets",
            format!("The legacy shape has no place for these entity mappings: {list}."),
        );
    }
    if assets.is_empty() {
        impossible(
            notes,
            "alertTemplate.impactedAssets",
            "No mapped column is one that the legacy shape knows for a device, account or mailbox.",
        );
    }
    assets
}

fn response_action(action: &Action, notes: &mut Vec<Diagnostic>) -> Option<ResponseAction> {
    let mut identifiers = Vec::new();
    for mapped in &action.columns {
        let field = action.kind.fields().iter().find(|field| field.key == mapped.field);
        if field.is_some_and(|field| field.columns.contains(&mapped.column.as_str())) {
            identifiers.push(identifier_of(&mapped.column));
        } else {
            left_out(
                notes,
                "responseActions",
                format!(
                    "The legacy shape can't take '{}' for the action '{}'.",
                    mapped.column,
                    action.kind.label()
                ),
            );
        }
    }
    // Files are named by one hash; quarantine and mail actions by a pair.
    if action.kind.takes_device_groups() {
        identifiers.truncate(1);
    }
    if identifiers.is_empty() {
        return None;
    }
    let isolation = action.kind == crate::ActionKind::IsolateDevice;
    let groups = action.kind.takes_device_groups() && !action.device_groups.is_empty();
    Some(ResponseAction {
        odata_type: Some(format!("{NAMESPACE}{}", action.kind.legacy_type())),
        identifier: Some(identifiers.join(",")),
        isolation_type: isolation.then(|| action.isolation.name().to_owned()),
        device_group_names: groups.then(|| action.device_groups.clone()),
    })
}
