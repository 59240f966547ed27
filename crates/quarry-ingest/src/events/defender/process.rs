//! Started processes: Sysmon 1 and Security 4688.

use super::{Event, Log, Records, account, account_parts, file, hashes, initiator, number, subject};

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    out.text("ActionType", "ProcessCreated").text("ProcessCommandLine", event.data("CommandLine"));
    if event.log() == Log::Sysmon { sysmon(event, out) } else { security(event, out) }
}

fn sysmon(event: &Event<'_>, out: &mut Records) {
    file(out, event.data("Image"));
    hashes(event, out);
    account(out, "", event.data("User"));
    out.long("ProcessId", number(event.data("ProcessId")))
        .text("ProcessIntegrityLevel", event.data("IntegrityLevel"))
        .utc("ProcessCreationTime", event.data("UtcTime"))
        .long("LogonId", number(event.data("LogonId")))
        .long("CreatedProcessSessionId", number(event.data("TerminalSessionId")))
        .text("ProcessVersionInfoCompanyName", event.data("Company"))
        .text("ProcessVersionInfoProductName", event.data("Product"))
        .text("ProcessVersionInfoProductVersion", event.data("FileVersion"))
        .text("ProcessVersionInfoOriginalFileName", event.data("OriginalFileName"))
        .text("ProcessVersionInfoFileDescription", event.data("Description"));
    initiator(out, event.data("ParentImage"), event.data("ParentProcessId"));
    out.text("InitiatingProcessCommandLine", event.data("ParentCommandLine"));
    account(out, "InitiatingProcess", event.data("ParentUser"));
}

fn security(event: &Event<'_>, out: &mut Records) {
    file(out, event.data("NewProcessName"));
    out.long("ProcessId", number(event.data("NewProcessId"))).text("ProcessCreationTime", &event.time);
    let target = event.data("TargetUserName");
    if target.is_empty() {
        subject(event, out, "");
        out.long("LogonId", number(event.data("SubjectLogonId")));
    } else {
        account_parts(out, "", event.data("TargetDomainName"), target, event.data("TargetUserSid"));
        out.long("LogonId", number(event.data("TargetLogonId")));
    }
    out.text("ProcessTokenElevation", elevation(event.data("TokenElevationType")))
        .text("ProcessIntegrityLevel", integrity(event.data("MandatoryLabel")));
    // In old versions of the event the parent has no name.
    initiator(out, event.data("ParentProcessName"), event.data("ProcessId"));
    subject(event, out, "InitiatingProcess");
    out.long("InitiatingProcessLogonId", number(event.data("SubjectLogonId")));
}

fn elevation(code: &str) -> &'static str {
    match code {
        "%%1936" => "TokenElevationTypeDefault",
        "%%1937" => "TokenElevationTypeFull",
        "%%1938" => "TokenElevationTypeLimited",
        _ => "",
    }
}

/// Integrity levels are SIDs of their own.
fn integrity(label: &str) -> &'static str {
    match label {
        "S-1-16-0" => "Untrusted",
        "S-1-16-4096" => "Low",
        "S-1-16-8192" | "S-1-16-8448" => "Medium",
        "S-1-16-12288" => "High",
        "S-1-16-16384" => "System",
        _ => "",
    }
}
