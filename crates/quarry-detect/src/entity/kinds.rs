//! The kinds of entities and the fields that name one.

use serde::{Deserialize, Serialize};

/// A kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EntityKind {
    Account,
    Host,
    Mailbox,
    CloudApplication,
    AzureResource,
    AmazonResource,
    GoogleCloudResource,
    File,
    Process,
    RegistryValue,
    Ip,
    Url,
    Dns,
    OAuthApplication,
    SecurityGroup,
    MailMessage,
    MailCluster,
}

/// A field of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityField {
    /// The name in the JSON.
    pub key: &'static str,
    /// The name for people.
    pub label: &'static str,
}

struct Kind {
    key: &'static str,
    label: &'static str,
    /// Without this field there is no mapping.
    required: Option<&'static str>,
    fields: &'static [EntityField],
}

const fn field(key: &'static str, label: &'static str) -> EntityField {
    EntityField { key, label }
}

impl EntityKind {
    pub const ALL: [Self; 17] = [
        Self::Account,
        Self::Host,
        Self::Mailbox,
        Self::CloudApplication,
        Self::AzureResource,
        Self::AmazonResource,
        Self::GoogleCloudResource,
        Self::File,
        Self::Process,
        Self::RegistryValue,
        Self::Ip,
        Self::Url,
        Self::Dns,
        Self::OAuthApplication,
        Self::SecurityGroup,
        Self::MailMessage,
        Self::MailCluster,
    ];

    /// The key of its list in the JSON: `hosts`.
    pub fn key(self) -> &'static str {
        self.kind().key
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        self.kind().label
    }

    pub fn fields(self) -> &'static [EntityField] {
        self.kind().fields
    }

    /// The field without which the mapping is not accepted.
    pub fn required(self) -> Option<&'static str> {
        self.kind().required
    }

    /// Whether it can be an impacted asset; the other kinds are related evidence.
    pub fn is_asset(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Host
                | Self::Mailbox
                | Self::CloudApplication
                | Self::AzureResource
                | Self::AmazonResource
                | Self::GoogleCloudResource
        )
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    fn kind(self) -> &'static Kind {
        &KINDS[self as usize]
    }
}

/// In the order of [`EntityKind`].
static KINDS: [Kind; EntityKind::ALL.len()] = [
    Kind {
        key: "accounts",
        label: "Account",
        required: None,
        fields: &[
            field("aadUserIdColumn", "Entra user ID"),
            field("dnsDomainColumn", "DNS domain"),
            field("nameColumn", "Name"),
            field("ntDomainColumn", "NT domain"),
            field("sidColumn", "SID"),
            field("upnColumn", "UPN"),
            field("upnSuffixColumn", "UPN suffix"),
        ],
    },
    Kind {
        key: "hosts",
        label: "Device",
        required: None,
        fields: &[
            field("deviceIdColumn", "Device ID"),
            field("dnsDomainColumn", "DNS domain"),
            field("nameColumn", "Name"),
            field("netBiosNameColumn", "NetBIOS name"),
            field("ntDomainColumn", "NT domain"),
        ],
    },
    Kind {
        key: "mailboxes",
        label: "Mailbox",
        required: Some("primaryAddressColumn"),
        fields: &[field("primaryAddressColumn", "Primary address")],
    },
    Kind {
        key: "cloudApplications",
        label: "Cloud application",
        required: None,
        fields: &[field("appIdColumn", "Application ID"), field("nameColumn", "Name")],
    },
    Kind {
        key: "azureResources",
        label: "Azure resource",
        required: Some("resourceIdColumn"),
        fields: &[field("resourceIdColumn", "Resource ID")],
    },
    Kind {
        key: "amazonResources",
        label: "AWS resource",
        required: Some("amazonResourceIdColumn"),
        fields: &[field("amazonResourceIdColumn", "Resource ID")],
    },
    Kind {
        key: "googleCloudResources",
        label: "Google Cloud resource",
        required: Some("fullResourceNameColumn"),
        fields: &[field("fullResourceNameColumn", "Full resource name")],
    },
    Kind {
        key: "files",
        label: "File",
        required: None,
        fields: &[field("nameColumn", "Name"), field("sha1Column", "SHA1"), field("sha256Column", "SHA256")],
    },
    Kind {
        key: "processes",
        label: "Process",
        required: None,
        fields: &[field("sha1Column", "SHA1"), field("sha256Column", "SHA256")],
    },
    Kind {
        key: "registryValues",
        label: "Registry value",
        required: None,
        fields: &[field("keyColumn", "Key"), field("valueNameColumn", "Value name")],
    },
    Kind {
        key: "ips",
        label: "IP address",
        required: Some("addressColumn"),
        fields: &[field("addressColumn", "Address"), field("scopeColumn", "Scope")],
    },
    Kind {
        key: "urls",
        label: "URL",
        required: Some("addressColumn"),
        fields: &[field("addressColumn", "Address")],
    },
    Kind {
        key: "dns",
        label: "DNS",
        required: None,
        fields: &[
            field("domainNameColumn", "Domain name"),
            field("hostIpAddressColumn", "Host IP address"),
            field("serverIpColumn", "Server IP"),
        ],
    },
    Kind {
        key: "oAuthApplications",
        label: "OAuth application",
        required: Some("oAuthAppIdColumn"),
        fields: &[field("oAuthAppIdColumn", "OAuth application ID")],
    },
    Kind {
        key: "securityGroups",
        label: "Security group",
        required: None,
        fields: &[
            field("distinguishedNameColumn", "Distinguished name"),
            field("objectIdColumn", "Object ID"),
            field("sidColumn", "SID"),
        ],
    },
    Kind {
        key: "mailMessages",
        label: "Mail message",
        required: None,
        fields: &[
            field("networkMessageIdColumn", "Network message ID"),
            field("recipientColumn", "Recipient"),
            field("senderColumn", "Sender"),
            field("subjectColumn", "Subject"),
        ],
    },
    Kind {
        key: "mailClusters",
        label: "Mail cluster",
        required: None,
        fields: &[field("queryColumn", "Query"), field("sourceColumn", "Source")],
    },
];
