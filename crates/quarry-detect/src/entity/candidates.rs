//! Which columns of the known tables name which entity.

use super::{EntityKind, EntityMapping, MappedColumn};

/// A set of columns of one table that together name an entity.
struct Candidate {
    kind: EntityKind,
    /// Field and column; the first that is there makes the mapping worth having.
    columns: &'static [(&'static str, &'static str)],
}

const fn candidate(kind: EntityKind, columns: &'static [(&'static str, &'static str)]) -> Candidate {
    Candidate { kind, columns }
}

/// In the order in which they are suggested.
static CANDIDATES: &[Candidate] = &[
    candidate(EntityKind::Host, &[("deviceIdColumn", "DeviceId"), ("nameColumn", "DeviceName")]),
    candidate(EntityKind::Host, &[("nameColumn", "RemoteDeviceName")]),
    candidate(EntityKind::Host, &[("nameColumn", "TargetDeviceName")]),
    candidate(EntityKind::Host, &[("nameColumn", "DestinationDeviceName")]),
    candidate(EntityKind::Host, &[("nameColumn", "Computer")]),
    candidate(
        EntityKind::Account,
        &[
            ("sidColumn", "AccountSid"),
            ("aadUserIdColumn", "AccountObjectId"),
            ("upnColumn", "AccountUpn"),
            ("nameColumn", "AccountName"),
            ("ntDomainColumn", "AccountDomain"),
        ],
    ),
    candidate(
        EntityKind::Account,
        &[
            ("sidColumn", "InitiatingProcessAccountSid"),
            ("aadUserIdColumn", "InitiatingProcessAccountObjectId"),
            ("upnColumn", "InitiatingProcessAccountUpn"),
            ("nameColumn", "InitiatingProcessAccountName"),
            ("ntDomainColumn", "InitiatingProcessAccountDomain"),
        ],
    ),
    candidate(
        EntityKind::Account,
        &[
            ("sidColumn", "RequestAccountSid"),
            ("nameColumn", "RequestAccountName"),
            ("ntDomainColumn", "RequestAccountDomain"),
        ],
    ),
    candidate(EntityKind::Account, &[("upnColumn", "TargetAccountUpn")]),
    candidate(EntityKind::Account, &[("sidColumn", "OnPremSid")]),
    candidate(EntityKind::Account, &[("upnColumn", "UserPrincipalName"), ("aadUserIdColumn", "UserId")]),
    candidate(EntityKind::Mailbox, &[("primaryAddressColumn", "RecipientEmailAddress")]),
    candidate(EntityKind::Account, &[("aadUserIdColumn", "RecipientObjectId")]),
    candidate(
        EntityKind::CloudApplication,
        &[("appIdColumn", "ApplicationId"), ("nameColumn", "Application")],
    ),
    candidate(EntityKind::AzureResource, &[("resourceIdColumn", "AzureResourceId")]),
    candidate(EntityKind::AmazonResource, &[("amazonResourceIdColumn", "AwsResourceName")]),
    candidate(EntityKind::GoogleCloudResource, &[("fullResourceNameColumn", "GcpFullResourceName")]),
    candidate(
        EntityKind::File,
        &[("sha1Column", "SHA1"), ("sha256Column", "SHA256"), ("nameColumn", "FileName")],
    ),
    candidate(
        EntityKind::Process,
        &[("sha1Column", "InitiatingProcessSHA1"), ("sha256Column", "InitiatingProcessSHA256")],
    ),
    candidate(
        EntityKind::RegistryValue,
        &[("keyColumn", "RegistryKey"), ("valueNameColumn", "RegistryValueName")],
    ),
    candidate(EntityKind::Ip, &[("addressColumn", "RemoteIP")]),
    candidate(EntityKind::Ip, &[("addressColumn", "IPAddress")]),
    candidate(EntityKind::Ip, &[("addressColumn", "SenderIPv4")]),
    candidate(EntityKind::Url, &[("addressColumn", "RemoteUrl")]),
    candidate(EntityKind::Url, &[("addressColumn", "Url")]),
    candidate(EntityKind::OAuthApplication, &[("oAuthAppIdColumn", "OAuthAppId")]),
    candidate(
        EntityKind::MailMessage,
        &[
            ("networkMessageIdColumn", "NetworkMessageId"),
            ("recipientColumn", "RecipientEmailAddress"),
            ("senderColumn", "SenderFromAddress"),
            ("subjectColumn", "Subject"),
        ],
    ),
];

/// The mappings that the columns of a result give, most telling first.
///
/// A mail message needs its id, all others any of their columns.
pub fn suggest(columns: &[&str]) -> Vec<EntityMapping> {
    CANDIDATES
        .iter()
        .filter_map(|candidate| {
            let mut columns: Vec<MappedColumn> = candidate
                .columns
                .iter()
                .filter(|(_, column)| columns.contains(column))
                .map(|(field, column)| MappedColumn::new(*field, *column))
                .collect();
            let order = candidate.kind.fields();
            columns.sort_by_key(|mapped| order.iter().position(|field| field.key == mapped.field));
            let needed = match candidate.kind {
                EntityKind::MailMessage => Some("networkMessageIdColumn"),
                kind => kind.required(),
            };
            let complete = match needed {
                Some(field) => columns.iter().any(|column| column.field == field),
                None => columns.iter().any(|column| column.field != "ntDomainColumn"),
            };
            complete.then_some(EntityMapping { kind: candidate.kind, columns })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CANDIDATES, suggest};
    use crate::EntityKind;

    #[test]
    fn every_candidate_uses_fields_of_its_kind() {
        for candidate in CANDIDATES {
            for (key, _) in candidate.columns {
                assert!(candidate.kind.fields().iter().any(|field| field.key == *key), "{key}");
            }
        }
    }

    #[test]
    fn related_columns_share_a_mapping() {
        let mappings = suggest(&["Timestamp", "AccountDomain", "DeviceName", "DeviceId", "AccountName"]);
        let kinds: Vec<EntityKind> = mappings.iter().map(|mapping| mapping.kind).collect();
        assert_eq!(kinds, [EntityKind::Host, EntityKind::Account]);
        assert_eq!(mappings[0].columns.len(), 2);
        assert!(suggest(&["AccountDomain", "Subject"]).is_empty());
    }
}
