//! Logons: Security 4624 and 4625.

use super::network::kind;
use super::{Event, Records, account_parts, initiator, number, subject};
use crate::records::Field;

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    let failed = event.id == 4625;
    let logon = number(event.data("LogonType"));
    out.text("ActionType", if failed { "LogonFailed" } else { "LogonSuccess" });
    if let Some(logon) = logon {
        out.text("LogonType", logon_type(logon));
    }
    let data = |name| event.data(name);
    account_parts(out, "", data("TargetDomainName"), data("TargetUserName"), data("TargetUserSid"));
    let address = event.data("IpAddress");
    out.text("Protocol", event.data("AuthenticationPackageName"))
        .text("FailureReason", if failed { reason(event) } else { "" })
        .long("LogonId", number(event.data("TargetLogonId")))
        .text("RemoteDeviceName", event.data("WorkstationName"))
        .text("RemoteIP", address)
        .text("RemoteIPType", kind(address))
        .long("RemotePort", number(event.data("IpPort")).filter(|port| *port != 0));
    initiator(out, event.data("ProcessName"), event.data("ProcessId"));
    subject(event, out, "InitiatingProcess");
    if let Some(logon) = logon {
        let local = !matches!(logon, 3 | 8 | 10 | 12);
        out.bag("AdditionalFields", &[("IsLocalLogon", Field::Bool(local))]);
    }
}

/// What Defender calls a type of logon.
pub(in crate::events) fn logon_type(number: i64) -> &'static str {
    match number {
        0 => "System",
        2 => "Interactive",
        3 => "Network",
        4 => "Batch",
        5 => "Service",
        7 => "Unlock",
        8 => "NetworkCleartext",
        9 => "NewCredentials",
        10 => "RemoteInteractive",
        11 => "CachedInteractive",
        12 => "CachedRemoteInteractive",
        13 => "CachedUnlock",
        _ => "Unknown",
    }
}

/// The status of a failed logon in words; a status without words stays as it is.
fn reason<'e>(event: &'e Event<'_>) -> &'e str {
    let status = |name: &str| number(event.data(name)).unwrap_or(0) & 0xFFFF_FFFF;
    let (code, text) = match status("SubStatus") {
        0 => (status("Status"), event.data("Status")),
        code => (code, event.data("SubStatus")),
    };
    match code {
        0xC000_0064 | 0xC000_006A | 0xC000_006D => "InvalidUserNameOrPassword",
        0xC000_006E => "AccountRestriction",
        0xC000_006F => "OutsideAuthorizedHours",
        0xC000_0070 => "UnauthorizedWorkstation",
        0xC000_0071 | 0xC000_0224 => "PasswordExpired",
        0xC000_0072 => "AccountDisabled",
        0xC000_0133 => "TimeDifference",
        0xC000_015B => "LogonTypeNotGranted",
        0xC000_0193 => "AccountExpired",
        0xC000_0234 => "AccountLockedOut",
        _ => text,
    }
}
