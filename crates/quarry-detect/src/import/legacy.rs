//! Reads the legacy shape.

use quarry_diagnostics::Diagnostic;

use super::unknown;
use crate::action::{Action, ActionKind, IsolationType};
use crate::entity::{self, EntityMapping, MappedColumn};
use crate::export::legacy::{
    AlertTemplate, Body, ImpactedAsset, NAMESPACE, ResponseAction, asset_of, column_of,
};
use crate::export::line_feeds;
use crate::{Alert, EventGrouping, Frequency, Rule, Schedule, Severity, Tactic, TacticMapping};

pub(super) fn rule(body: Body, notes: &mut Vec<Diagnostic>) -> Rule {
    let action = body.detection_action.unwrap_or_default();
    let period = body.schedule.unwrap_or_default().period;
    let frequency = period.map_or_else(Frequency::default, |period| {
        Frequency::from_legacy_period(&period).unwrap_or_else(|| {
            unknown(notes, "schedule.period", &period, "the rule runs every hour");
            Frequency::default()
        })
    });
    let actions = action.response_actions.unwrap_or_default();
    Rule {
        id: String::new(),
        name: body.display_name.unwrap_or_default(),
        description: String::new(),
        enabled: body.is_enabled.unwrap_or(false),
        query: line_feeds(
            &body.query_condition.and_then(|condition| condition.query_text).unwrap_or_default(),
        ),
        schedule: Schedule { frequency, lookback: None },
        alert: alert(action.alert_template.unwrap_or_default(), notes),
        actions: actions.into_iter().filter_map(|body| response_action(body, notes)).collect(),
        device_groups: action.organizational_scope.and_then(|scope| scope.scope_names).unwrap_or_default(),
        excluded_from_correlation: false,
    }
}

fn alert(body: AlertTemplate, notes: &mut Vec<Diagnostic>) -> Alert {
    let assets = body.impacted_assets.unwrap_or_default();
    let techniques = body.mitre_techniques.unwrap_or_default();
    let category = body.category.unwrap_or_default();
    let tactic = Tactic::from_name(&category);
    if tactic.is_none() {
        unknown(notes, "alertTemplate.category", &category, "the category was left out");
    }
    Alert {
        title: body.title.unwrap_or_default(),
        description: body.description.unwrap_or_default(),
        severity: severity(body.severity, notes),
        recommended_actions: body.recommended_actions.unwrap_or_default(),
        tactics: tactic
            .map(|tactic| TacticMapping::new(tactic, techniques.iter().map(String::as_str)))
            .into_iter()
            .collect(),
        custom_details: Vec::new(),
        entities: assets.into_iter().filter_map(|asset| entity(asset, notes)).collect(),
        grouping: EventGrouping::default(),
    }
}

/// A severity by its name, or the middle one.
pub(super) fn severity(name: Option<String>, notes: &mut Vec<Diagnostic>) -> Severity {
    name.map_or_else(Severity::default, |name| {
        Severity::from_name(&name).unwrap_or_else(|| {
            unknown(notes, "alertTemplate.severity", &name, "the severity is taken as medium");
            Severity::default()
        })
    })
}

fn entity(asset: ImpactedAsset, notes: &mut Vec<Diagnostic>) -> Option<EntityMapping> {
    let identifier = asset.identifier.unwrap_or_default();
    let Some((kind, column)) = asset_of(&asset.odata_type.unwrap_or_default(), &identifier) else {
        unknown(notes, "alertTemplate.impactedAssets", &identifier, "the asset was left out");
        return None;
    };
    // The identifier is a column's name; the table of suggestions knows which field it fills.
    let suggested = entity::suggest(&[&column]).into_iter().find(|mapping| mapping.kind == kind);
    Some(suggested.unwrap_or_else(|| {
        let field = kind.required().unwrap_or("nameColumn");
        EntityMapping { kind, columns: vec![MappedColumn::new(field, column)] }
    }))
}

fn response_action(body: ResponseAction, notes: &mut Vec<Diagnostic>) -> Option<Action> {
    let ty = body.odata_type.unwrap_or_default();
    let Some(kind) = ty.strip_prefix(NAMESPACE).and_then(ActionKind::from_legacy_type) else {
        unknown(notes, "responseActions", &ty, "the action was left out");
        return None;
    };
    let identifiers = body.identifier.unwrap_or_default();
    let mut columns = Vec::new();
    for identifier in identifiers.split(',').map(str::trim) {
        let column = column_of(identifier);
        match kind.fields().iter().find(|field| field.columns.contains(&column.as_str())) {
            Some(field) => columns.push(MappedColumn::new(field.key, column)),
            None => unknown(notes, "responseActions", identifier, "the column was left out"),
        }
    }
    let isolation = match body.isolation_type.as_deref() {
        Some("selective") => IsolationType::Selective,
        _ => IsolationType::Full,
    };
    Some(Action { kind, columns, isolation, device_groups: body.device_group_names.unwrap_or_default() })
}
