//! Response actions that a rule takes by itself, and the columns they need.

use serde::{Deserialize, Serialize};

use crate::MappedColumn;

/// An action on what a column names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    pub kind: ActionKind,
    pub columns: Vec<MappedColumn>,
    /// Only for [`ActionKind::IsolateDevice`].
    #[serde(default)]
    pub isolation: IsolationType,
    /// Only for allowing and blocking files; empty means all devices in the rule's scope.
    #[serde(default)]
    pub device_groups: Vec<String>,
}

/// How much of the network an isolated device still sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IsolationType {
    #[default]
    Full,
    /// Outlook, Teams and Skype stay reachable.
    Selective,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActionKind {
    IsolateDevice,
    CollectInvestigationPackage,
    RunAntivirusScan,
    InitiateInvestigation,
    RestrictAppExecution,
    AllowFile,
    BlockFile,
    StopAndQuarantineFile,
    MarkUserAsCompromised,
    DisableUser,
    ForceUserPasswordReset,
    MoveEmailToJunk,
    MoveEmailToInbox,
    MoveEmailToDeletedItems,
    SoftDeleteEmail,
    HardDeleteEmail,
}

/// A field of an action and the columns that can fill it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionField {
    /// The name in the current JSON.
    pub key: &'static str,
    /// The columns of the known tables that fit, best first.
    pub columns: &'static [&'static str],
    /// The action is not possible without it.
    pub required: bool,
}

const fn required(key: &'static str, columns: &'static [&'static str]) -> ActionField {
    ActionField { key, columns, required: true }
}

const fn either(key: &'static str, columns: &'static [&'static str]) -> ActionField {
    ActionField { key, columns, required: false }
}

const DEVICE: &[ActionField] = &[required("deviceIdColumn", &["DeviceId"])];
const FILE: &[ActionField] = &[
    either("sha1Column", &["SHA1", "InitiatingProcessSHA1"]),
    either("sha256Column", &["SHA256", "InitiatingProcessSHA256"]),
];
const QUARANTINE: &[ActionField] =
    &[required("deviceIdColumn", &["DeviceId"]), required("sha1Column", &["SHA1", "InitiatingProcessSHA1"])];
const ACCOUNT_SID: &[ActionField] = &[required(
    "accountSidColumn",
    &["AccountSid", "InitiatingProcessAccountSid", "RequestAccountSid", "OnPremSid"],
)];
const ACCOUNT_OBJECT: &[ActionField] = &[required(
    "accountObjectIdColumn",
    &["AccountObjectId", "InitiatingProcessAccountObjectId", "RecipientObjectId", "ServicePrincipalId"],
)];
const EMAIL: &[ActionField] = &[
    required("networkMessageIdColumn", &["NetworkMessageId"]),
    required("recipientColumn", &["RecipientEmailAddress"]),
];

impl ActionKind {
    pub const ALL: [Self; 16] = [
        Self::IsolateDevice,
        Self::CollectInvestigationPackage,
        Self::RunAntivirusScan,
        Self::InitiateInvestigation,
        Self::RestrictAppExecution,
        Self::AllowFile,
        Self::BlockFile,
        Self::StopAndQuarantineFile,
        Self::MarkUserAsCompromised,
        Self::DisableUser,
        Self::ForceUserPasswordReset,
        Self::MoveEmailToJunk,
        Self::MoveEmailToInbox,
        Self::MoveEmailToDeletedItems,
        Self::SoftDeleteEmail,
        Self::HardDeleteEmail,
    ];

    /// The key of its list in the current JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::IsolateDevice => "isolateDevices",
            Self::CollectInvestigationPackage => "collectInvestigationPackages",
            Self::RunAntivirusScan => "runAntivirusScans",
            Self::InitiateInvestigation => "initiateInvestigations",
            Self::RestrictAppExecution => "restrictAppExecutions",
            Self::AllowFile => "allowFiles",
            Self::BlockFile => "blockFiles",
            Self::StopAndQuarantineFile => "stopAndQuarantineFiles",
            Self::MarkUserAsCompromised => "markUsersAsCompromised",
            Self::DisableUser => "disableUsers",
            Self::ForceUserPasswordReset => "forceUserPasswordResets",
            Self::MoveEmailToJunk => "moveEmailsToJunk",
            Self::MoveEmailToInbox => "moveEmailsToInbox",
            Self::MoveEmailToDeletedItems => "moveEmailsToDeletedItems",
            Self::SoftDeleteEmail => "softDeleteEmails",
            Self::HardDeleteEmail => "hardDeleteEmails",
        }
    }

    /// The type's name in the legacy JSON, without its namespace.
    pub fn legacy_type(self) -> &'static str {
        match self {
            Self::IsolateDevice => "isolateDeviceResponseAction",
            Self::CollectInvestigationPackage => "collectInvestigationPackageResponseAction",
            Self::RunAntivirusScan => "runAntivirusScanResponseAction",
            Self::InitiateInvestigation => "initiateInvestigationResponseAction",
            Self::RestrictAppExecution => "restrictAppExecutionResponseAction",
            Self::AllowFile => "allowFileResponseAction",
            Self::BlockFile => "blockFileResponseAction",
            Self::StopAndQuarantineFile => "stopAndQuarantineFileResponseAction",
            Self::MarkUserAsCompromised => "markUserAsCompromisedResponseAction",
            Self::DisableUser => "disableUserResponseAction",
            Self::ForceUserPasswordReset => "forceUserPasswordResetResponseAction",
            Self::MoveEmailToJunk => "moveToJunkResponseAction",
            Self::MoveEmailToInbox => "moveToInboxResponseAction",
            Self::MoveEmailToDeletedItems => "moveToDeletedItemsResponseAction",
            Self::SoftDeleteEmail => "softDeleteResponseAction",
            Self::HardDeleteEmail => "hardDeleteResponseAction",
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::IsolateDevice => "Isolate device",
            Self::CollectInvestigationPackage => "Collect investigation package",
            Self::RunAntivirusScan => "Run antivirus scan",
            Self::InitiateInvestigation => "Initiate investigation",
            Self::RestrictAppExecution => "Restrict app execution",
            Self::AllowFile => "Allow file",
            Self::BlockFile => "Block file",
            Self::StopAndQuarantineFile => "Quarantine file",
            Self::MarkUserAsCompromised => "Mark user as compromised",
            Self::DisableUser => "Disable user",
            Self::ForceUserPasswordReset => "Force password reset",
            Self::MoveEmailToJunk => "Move to Junk",
            Self::MoveEmailToInbox => "Move to Inbox",
            Self::MoveEmailToDeletedItems => "Move to Deleted Items",
            Self::SoftDeleteEmail => "Soft delete",
            Self::HardDeleteEmail => "Hard delete",
        }
    }

    /// The fields it takes. Where none is required, one of them is.
    pub fn fields(self) -> &'static [ActionField] {
        match self {
            Self::IsolateDevice
            | Self::CollectInvestigationPackage
            | Self::RunAntivirusScan
            | Self::InitiateInvestigation
            | Self::RestrictAppExecution => DEVICE,
            Self::AllowFile | Self::BlockFile => FILE,
            Self::StopAndQuarantineFile => QUARANTINE,
            Self::MarkUserAsCompromised => ACCOUNT_OBJECT,
            Self::DisableUser | Self::ForceUserPasswordReset => ACCOUNT_SID,
            Self::MoveEmailToJunk
            | Self::MoveEmailToInbox
            | Self::MoveEmailToDeletedItems
            | Self::SoftDeleteEmail
            | Self::HardDeleteEmail => EMAIL,
        }
    }

    /// Whether device groups narrow it.
    pub fn takes_device_groups(self) -> bool {
        matches!(self, Self::AllowFile | Self::BlockFile)
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub fn from_legacy_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.legacy_type() == name)
    }
}

impl IsolationType {
    pub const ALL: [Self; 2] = [Self::Full, Self::Selective];

    /// The name in both JSON shapes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Selective => "selective",
        }
    }
}

impl Action {
    /// The action with the columns of a result that fit it best, when there are such.
    pub fn suggest(kind: ActionKind, columns: &[&str]) -> Option<Self> {
        let find =
            |field: &ActionField| field.columns.iter().copied().find(|column| columns.contains(column));
        let mut mapped = Vec::new();
        for field in kind.fields() {
            match find(field) {
                // The service takes one hash for a file; the first that is there will do.
                Some(_) if !field.required && !mapped.is_empty() => {}
                Some(column) => mapped.push(MappedColumn::new(field.key, column)),
                None if field.required => return None,
                None => {}
            }
        }
        (!mapped.is_empty()).then_some(Self {
            kind,
            columns: mapped,
            isolation: IsolationType::Full,
            device_groups: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, ActionKind};

    #[test]
    fn actions_take_the_columns_that_fit() {
        let columns = ["InitiatingProcessSHA1", "SHA256", "DeviceId"];
        let action = Action::suggest(ActionKind::StopAndQuarantineFile, &columns).unwrap();
        assert_eq!(action.columns[1].column, "InitiatingProcessSHA1");
        assert_eq!(Action::suggest(ActionKind::BlockFile, &columns).unwrap().columns.len(), 1);
        assert_eq!(Action::suggest(ActionKind::DisableUser, &columns), None);
        for kind in ActionKind::ALL {
            assert_eq!(ActionKind::from_key(kind.key()), Some(kind));
            assert_eq!(ActionKind::from_legacy_type(kind.legacy_type()), Some(kind));
        }
    }
}
