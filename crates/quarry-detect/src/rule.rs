//! A custom detection rule as its author thinks of it; the JSON shapes are made from it.

use serde::{Deserialize, Serialize};

use crate::{Action, EntityMapping, Schedule, TacticMapping};

/// A custom detection rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Rule {
    /// Chosen by the author: letters, digits and hyphens. Empty until [`Rule::name`] is turned into one by
    /// [`crate::slug`] at export.
    pub id: String,
    /// The detection name, unique in a tenant.
    pub name: String,
    pub description: String,
    pub enabled: bool,
    /// The KQL text, with LF line ends.
    pub query: String,
    pub schedule: Schedule,
    pub alert: Alert,
    pub actions: Vec<Action>,
    /// The device groups whose data the rule reads; empty means all devices.
    pub device_groups: Vec<String>,
    /// Makes each alert an incident of its own instead of correlating it.
    pub excluded_from_correlation: bool,
}

/// What an alert of the rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Alert {
    /// Plain text; `{{Column}}` stands for a column's value.
    pub title: String,
    /// Plain text; `{{Column}}` stands for a column's value.
    pub description: String,
    pub severity: Severity,
    pub recommended_actions: String,
    pub tactics: Vec<TacticMapping>,
    /// Label in the alert, and the column whose value it shows.
    pub custom_details: Vec<(String, String)>,
    pub entities: Vec<EntityMapping>,
    pub grouping: EventGrouping,
}

/// How much an alert matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    Informational,
    Low,
    #[default]
    Medium,
    High,
}

/// How many alerts the rows of one run make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EventGrouping {
    /// One for each event, unless entities and details are the same.
    #[default]
    AlertPerEvent,
    SingleAlert,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Informational, Self::Low, Self::Medium, Self::High];

    /// The name in both JSON shapes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads a name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name().eq_ignore_ascii_case(name))
    }
}

impl EventGrouping {
    /// The name in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::AlertPerEvent => "alertPerEvent",
            Self::SingleAlert => "singleAlert",
        }
    }
}
