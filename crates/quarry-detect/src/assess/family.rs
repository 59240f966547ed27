//! Which columns name an event, by the family of its table.
//!
//! The rule is that of "Create custom detection rules in Microsoft Defender XDR": tables of Defender for
//! Endpoint need Timestamp, DeviceId and ReportId, alert tables only Timestamp, all other tables of
//! Defender Timestamp and ReportId. Log Analytics calls the time TimeGenerated.

use quarry_data::Schema;

/// A family of tables with one event key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableFamily {
    /// `Device…`: Defender for Endpoint.
    Device,
    /// `Alert…`
    Alert,
    /// `Observation…`
    Observation,
    /// Other tables of Defender XDR.
    Defender,
    /// Tables of a Log Analytics workspace.
    Sentinel,
    /// A file of one's own: the event key is what its columns allow.
    Other,
}

impl TableFamily {
    /// The family of a table, by its name and columns.
    pub fn of(table: &str, schema: &Schema) -> Self {
        let has = |name: &str| schema.position(name).is_some();
        if !has("Timestamp") {
            return if has("TimeGenerated") { Self::Sentinel } else { Self::Other };
        }
        if table.starts_with("Device") {
            Self::Device
        } else if table.starts_with("Alert") {
            Self::Alert
        } else if table.starts_with("Observation") {
            Self::Observation
        } else if has("ReportId") {
            Self::Defender
        } else {
            Self::Other
        }
    }

    /// The columns that name an event. The time column stands first.
    pub fn event_key(self, schema: &Schema) -> Vec<&'static str> {
        match self {
            Self::Device => vec!["Timestamp", "DeviceId", "ReportId"],
            Self::Alert => vec!["Timestamp"],
            Self::Observation => vec!["Timestamp", "ObservationId"],
            Self::Defender => vec!["Timestamp", "ReportId"],
            Self::Sentinel => vec!["TimeGenerated"],
            Self::Other => {
                let mut key = vec!["Timestamp"];
                key.extend(
                    ["DeviceId", "ReportId"].into_iter().filter(|name| schema.position(name).is_some()),
                );
                key
            }
        }
    }
}
