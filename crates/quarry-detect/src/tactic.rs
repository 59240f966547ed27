//! MITRE ATT&CK tactics, and the alert categories besides them.

use serde::{Deserialize, Serialize};

/// An ATT&CK tactic of the enterprise matrix, or one of the alert categories that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tactic {
    Reconnaissance,
    ResourceDevelopment,
    InitialAccess,
    Execution,
    Persistence,
    PrivilegeEscalation,
    DefenseEvasion,
    CredentialAccess,
    Discovery,
    LateralMovement,
    Collection,
    CommandAndControl,
    Exfiltration,
    Impact,
    Malware,
    Ransomware,
    SuspiciousActivity,
    UnwantedSoftware,
    Exploit,
}

/// A tactic with the techniques that an alert shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TacticMapping {
    pub tactic: Tactic,
    #[serde(default)]
    pub techniques: Vec<TechniqueMapping>,
}

/// A technique, `T1136`, and the sub-techniques of it, `T1136.001`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TechniqueMapping {
    pub technique: String,
    #[serde(default)]
    pub sub_techniques: Vec<String>,
}

impl Tactic {
    pub const ALL: [Self; 19] = [
        Self::Reconnaissance,
        Self::ResourceDevelopment,
        Self::InitialAccess,
        Self::Execution,
        Self::Persistence,
        Self::PrivilegeEscalation,
        Self::DefenseEvasion,
        Self::CredentialAccess,
        Self::Discovery,
        Self::LateralMovement,
        Self::Collection,
        Self::CommandAndControl,
        Self::Exfiltration,
        Self::Impact,
        Self::Malware,
        Self::Ransomware,
        Self::SuspiciousActivity,
        Self::UnwantedSoftware,
        Self::Exploit,
    ];

    /// The name without blanks, as in both JSON shapes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reconnaissance => "Reconnaissance",
            Self::ResourceDevelopment => "ResourceDevelopment",
            Self::InitialAccess => "InitialAccess",
            Self::Execution => "Execution",
            Self::Persistence => "Persistence",
            Self::PrivilegeEscalation => "PrivilegeEscalation",
            Self::DefenseEvasion => "DefenseEvasion",
            Self::CredentialAccess => "CredentialAccess",
            Self::Discovery => "Discovery",
            Self::LateralMovement => "LateralMovement",
            Self::Collection => "Collection",
            Self::CommandAndControl => "CommandAndControl",
            Self::Exfiltration => "Exfiltration",
            Self::Impact => "Impact",
            Self::Malware => "Malware",
            Self::Ransomware => "Ransomware",
            Self::SuspiciousActivity => "SuspiciousActivity",
            Self::UnwantedSoftware => "UnwantedSoftware",
            Self::Exploit => "Exploit",
        }
    }

    /// The name as people write it: `Credential Access`.
    pub fn title(self) -> String {
        let mut title = String::new();
        for c in self.name().chars() {
            if c.is_ascii_uppercase() && !title.is_empty() {
                title.push(' ');
            }
            title.push(c);
        }
        title.replace(" And ", " and ")
    }

    /// Reads a name in any case, with or without blanks.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        Self::ALL.into_iter().find(|tactic| tactic.name().eq_ignore_ascii_case(&plain))
    }

    /// Whether it is a tactic of ATT&CK; the other categories have no techniques.
    pub fn is_attack(self) -> bool {
        !matches!(
            self,
            Self::Malware
                | Self::Ransomware
                | Self::SuspiciousActivity
                | Self::UnwantedSoftware
                | Self::Exploit
        )
    }
}

impl TacticMapping {
    /// A tactic with technique and sub-technique ids as people list them: `T1136.001` goes below `T1136`.
    pub fn new<'a>(tactic: Tactic, ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mapping = Self { tactic, techniques: Vec::new() };
        for id in ids {
            mapping.add(id);
        }
        mapping
    }

    /// Adds a technique or sub-technique id, once.
    pub fn add(&mut self, id: &str) {
        let (parent, is_sub) = id.split_once('.').map_or((id, false), |(parent, _)| (parent, true));
        let position = self.techniques.iter().position(|known| known.technique == parent);
        let position = position.unwrap_or_else(|| {
            self.techniques
                .push(TechniqueMapping { technique: parent.to_owned(), sub_techniques: Vec::new() });
            self.techniques.len() - 1
        });
        let known = &mut self.techniques[position];
        if is_sub && !known.sub_techniques.iter().any(|sub| sub == id) {
            known.sub_techniques.push(id.to_owned());
        }
    }
}

/// Whether a text is the id of a technique, as `T1136`.
pub(crate) fn is_technique(id: &str) -> bool {
    id.len() == 5 && id.starts_with('T') && id[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is the id of a sub-technique of `technique`, as `T1136.001`.
pub(crate) fn is_sub_technique(id: &str, technique: &str) -> bool {
    id.strip_prefix(technique)
        .and_then(|rest| rest.strip_prefix('.'))
        .is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{Tactic, TacticMapping, is_sub_technique, is_technique};

    #[test]
    fn names_are_read_as_people_write_them() {
        assert_eq!(Tactic::from_name("command and control"), Some(Tactic::CommandAndControl));
        assert_eq!(Tactic::from_name("Credential Access"), Some(Tactic::CredentialAccess));
        assert_eq!(Tactic::CommandAndControl.title(), "Command and Control");
        assert_eq!(Tactic::from_name("Hacking"), None);
    }

    #[test]
    fn sub_techniques_go_below_their_technique() {
        let mapping = TacticMapping::new(Tactic::Persistence, ["T1136.001", "T1098", "T1136", "T1136.001"]);
        assert_eq!(mapping.techniques.len(), 2);
        assert_eq!(mapping.techniques[0].sub_techniques, ["T1136.001"]);
        assert!(is_technique("T1136") && !is_technique("T113") && !is_technique("Té36"));
        assert!(is_sub_technique("T1136.001", "T1136") && !is_sub_technique("T1098.001", "T1136"));
    }
}
