//! Rows of Defender's tables, made of Sysmon's and Windows' own events.
//!
//! Which event becomes what follows the tables' documentation and what public mappings agree on: the columns
//! that a sensor alone knows stay empty.

mod device;
mod file;
mod logon;
mod network;
mod process;
mod registry;

use sha1::{Digest, Sha1};

use super::{Event, Log, file_name, number};
use crate::records::Records;

pub(super) use logon::logon_type;

/// The tables that events become rows of.
pub(super) const TABLES: &[&str] = &[
    "DeviceProcessEvents",
    "DeviceNetworkEvents",
    "DeviceFileEvents",
    "DeviceRegistryEvents",
    "DeviceImageLoadEvents",
    "DeviceLogonEvents",
    "DeviceEvents",
];

/// What an event is about, which decides its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Process,
    Network,
    File,
    Registry,
    ImageLoad,
    Logon,
    Device,
}

impl Kind {
    /// None for events that Defender does not report.
    pub(super) fn of(event: &Event<'_>) -> Option<Self> {
        Some(match (event.log(), event.id) {
            (Log::Sysmon, 1) | (Log::Security, 4688) => Self::Process,
            (Log::Sysmon, 3) | (Log::Security, 5156..=5158) => Self::Network,
            (Log::Sysmon, 2 | 11 | 15 | 23 | 26) => Self::File,
            (Log::Sysmon, 12..=14) => Self::Registry,
            (Log::Sysmon, 7) => Self::ImageLoad,
            (Log::Security, 4624 | 4625) => Self::Logon,
            (Log::Sysmon, 6 | 8 | 10 | 17 | 18 | 21 | 22)
            | (Log::Security, 1102 | 4697..=4699 | 4702 | 4719 | 4720 | 4726 | 4731..=4734 | 4738)
            | (Log::System, 7045)
            | (Log::PowerShell, 4104)
            | (Log::Antivirus, 1116 | 1117) => Self::Device,
            _ => return None,
        })
    }

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Process => "DeviceProcessEvents",
            Self::Network => "DeviceNetworkEvents",
            Self::File => "DeviceFileEvents",
            Self::Registry => "DeviceRegistryEvents",
            Self::ImageLoad => "DeviceImageLoadEvents",
            Self::Logon => "DeviceLogonEvents",
            Self::Device => "DeviceEvents",
        }
    }
}

/// Appends the event to the rows of its table.
pub(super) fn push(event: &Event<'_>, device_id: &str, out: &mut Records) {
    match event.data("UtcTime") {
        "" => out.text("Timestamp", &event.time),
        utc => out.utc("Timestamp", utc),
    };
    out.text("DeviceId", device_id)
        .lower("DeviceName", &event.computer)
        .long("ReportId", number(&event.record));
    match Kind::of(event) {
        Some(Kind::Process) => process::fill(event, out),
        Some(Kind::Network) => network::fill(event, out),
        Some(Kind::File) => file::fill(event, out),
        Some(Kind::Registry) => registry::fill(event, out),
        Some(Kind::ImageLoad) => file::fill_image_load(event, out),
        Some(Kind::Logon) => logon::fill(event, out),
        Some(Kind::Device) => device::fill(event, out),
        None => {}
    }
    out.end_row();
}

/// Events carry no device identifier: one that is the same for every file of a computer stands for it.
pub(super) fn device_id(computer: &str) -> String {
    let digest = Sha1::digest(computer.to_lowercase().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The process that did it.
fn initiator(out: &mut Records, image: &str, id: &str) {
    out.text("InitiatingProcessFileName", file_name(image))
        .lower("InitiatingProcessFolderPath", image)
        .long("InitiatingProcessId", number(id));
}

/// `DOMAIN\name` to the account columns that begin with the prefix.
fn account(out: &mut Records, prefix: &str, user: &str) {
    let (domain, name) = user.split_once('\\').unwrap_or(("", user));
    account_parts(out, prefix, domain, name, "");
}

fn account_parts(out: &mut Records, prefix: &str, domain: &str, name: &str, sid: &str) {
    let nobody = matches!(sid, "S-1-0-0") && name.is_empty();
    out.lower(&format!("{prefix}AccountDomain"), domain)
        .text(&format!("{prefix}AccountName"), name)
        .text(&format!("{prefix}AccountSid"), if nobody { "" } else { sid });
}

/// The account that acted, of a Security event.
fn subject(event: &Event<'_>, out: &mut Records, prefix: &str) {
    account_parts(
        out,
        prefix,
        event.data("SubjectDomainName"),
        event.data("SubjectUserName"),
        event.data("SubjectUserSid"),
    );
}

/// `SHA1=…,MD5=…,SHA256=…` to the columns of these names.
fn hashes(event: &Event<'_>, out: &mut Records) {
    for hash in event.data("Hashes").split(',') {
        let (name, value) = hash.split_once('=').unwrap_or(("", ""));
        for column in ["SHA1", "SHA256", "MD5"] {
            if name.trim().eq_ignore_ascii_case(column) {
                out.lower(column, value);
            }
        }
    }
}

/// A file by its full path.
fn file(out: &mut Records, path: &str) {
    out.text("FolderPath", path).text("FileName", file_name(path));
}
