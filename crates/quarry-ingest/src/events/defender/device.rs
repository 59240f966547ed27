//! Everything else that Defender reports, in `DeviceEvents`.

use super::{
    Event, Log, Records, account, account_parts, file, file_name, hashes, initiator, number, subject,
};
use crate::records::Field;

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    out.text("ActionType", action(event));
    match event.log() {
        Log::Sysmon => sysmon(event, out),
        Log::Security => security(event, out),
        Log::System => service(event, out),
        Log::PowerShell => script(event, out),
        Log::Antivirus | Log::Other => threat(event, out),
    }
}

fn action(event: &Event<'_>) -> &'static str {
    match (event.log(), event.id) {
        (Log::Sysmon, 6) => "DriverLoad",
        (Log::Sysmon, 8) => "CreateRemoteThreadApiCall",
        (Log::Sysmon, 10) => "OpenProcessApiCall",
        (Log::Sysmon, 21) => "WmiBindEventFilterToConsumer",
        (Log::Sysmon, 22) => "DnsQueryResponse",
        (Log::Sysmon, _) => "NamedPipeEvent",
        (_, 1102) => "SecurityLogCleared",
        (_, 4697 | 7045) => "ServiceInstalled",
        (_, 4698) => "ScheduledTaskCreated",
        (_, 4699) => "ScheduledTaskDeleted",
        (_, 4702) => "ScheduledTaskUpdated",
        (_, 4719) => "AuditPolicyModification",
        (_, 4720) => "UserAccountCreated",
        (_, 4726) => "UserAccountDeleted",
        (_, 4738) => "UserAccountModified",
        (_, 4731) => "SecurityGroupCreated",
        (_, 4732) => "UserAccountAddedToLocalGroup",
        (_, 4733) => "UserAccountRemovedFromLocalGroup",
        (_, 4734) => "SecurityGroupDeleted",
        (Log::PowerShell, _) => "PowerShellCommand",
        _ => "AntivirusDetection",
    }
}

fn sysmon(event: &Event<'_>, out: &mut Records) {
    let text = |name| Field::Text(event.data(name));
    match event.id {
        6 => {
            file(out, event.data("ImageLoaded"));
            hashes(event, out);
        }
        8 | 10 => {
            file(out, event.data("TargetImage"));
            out.long("ProcessId", number(event.data("TargetProcessId")));
            initiator(out, event.data("SourceImage"), event.data("SourceProcessId"));
            account(out, "InitiatingProcess", event.data("SourceUser"));
            if event.id == 10 {
                let access = Field::Number(number(event.data("GrantedAccess")));
                out.bag("AdditionalFields", &[("DesiredAccess", access)]);
            } else {
                let fields = [
                    ("StartAddress", text("StartAddress")),
                    ("StartModule", text("StartModule")),
                    ("StartFunction", text("StartFunction")),
                ];
                out.bag("AdditionalFields", &fields);
            }
            return;
        }
        21 => {
            out.bag("AdditionalFields", &[("Consumer", text("Consumer")), ("Filter", text("Filter"))]);
        }
        22 => {
            out.text("RemoteUrl", event.data("QueryName"));
            let fields = [
                ("DnsQueryString", text("QueryName")),
                ("QueryName", text("QueryName")),
                ("QueryStatus", text("QueryStatus")),
                ("QueryResults", text("QueryResults")),
            ];
            out.bag("AdditionalFields", &fields);
        }
        _ => {
            let operation = if event.id == 17 { "File created" } else { "File opened" };
            let fields = [("PipeName", text("PipeName")), ("FileOperation", Field::Text(operation))];
            out.bag("AdditionalFields", &fields);
        }
    }
    initiator(out, event.data("Image"), event.data("ProcessId"));
    account(out, "InitiatingProcess", event.data("User"));
}

/// Account events have no initiating process: the actor stands in its account columns.
fn security(event: &Event<'_>, out: &mut Records) {
    let text = |name| Field::Text(event.data(name));
    subject(event, out, "InitiatingProcess");
    out.long("InitiatingProcessLogonId", number(event.data("SubjectLogonId")));
    match event.id {
        4720 | 4726 | 4738 => {
            let data = |name| event.data(name);
            account_parts(out, "", data("TargetDomainName"), data("TargetUserName"), data("TargetSid"));
        }
        4732 | 4733 => {
            member(event, out);
            group(event, out);
        }
        4731 | 4734 => group(event, out),
        4698 | 4699 | 4702 => {
            let fields = [("TaskName", text("TaskName")), ("SubjectUserName", text("SubjectUserName"))];
            out.bag("AdditionalFields", &fields);
        }
        4697 => service(event, out),
        4719 => {
            let fields = [
                ("CategoryId", text("CategoryId")),
                ("SubcategoryGuid", text("SubcategoryGuid")),
                ("AuditPolicyChanges", text("AuditPolicyChanges")),
            ];
            out.bag("AdditionalFields", &fields);
        }
        _ => {}
    }
}

/// The member is known by its SID; a name is there for accounts of the domain alone.
fn member(event: &Event<'_>, out: &mut Records) {
    let name = event.data("MemberName");
    let name = name.strip_prefix("CN=").or(name.strip_prefix("cn=")).unwrap_or(name);
    let (domain, name) = name.split_once('\\').unwrap_or(("", name));
    let name = name.split(',').next().unwrap_or(name);
    account_parts(out, "", domain, name, event.data("MemberSid"));
}

fn group(event: &Event<'_>, out: &mut Records) {
    let text = |name| Field::Text(event.data(name));
    let fields = [
        ("GroupName", text("TargetUserName")),
        ("GroupDomainName", text("TargetDomainName")),
        ("GroupSid", text("TargetSid")),
    ];
    out.bag("AdditionalFields", &fields);
}

fn service(event: &Event<'_>, out: &mut Records) {
    let either = |one: &str, other: &str| match event.data(one) {
        "" => event.data(other).to_owned(),
        text => text.to_owned(),
    };
    let command = either("ImagePath", "ServiceFileName");
    file(out, executable(&command));
    if executable(&command) != command {
        out.text("ProcessCommandLine", &command);
    }
    let (kind, start) = (event.data("ServiceType"), either("StartType", "ServiceStartType"));
    let account = either("AccountName", "ServiceAccount");
    let fields = [
        ("ServiceName", Field::Text(event.data("ServiceName"))),
        ("ServiceType", coded(kind, SERVICE_TYPES)),
        ("ServiceStartType", coded(&start, START_TYPES)),
        ("ServiceAccount", Field::Text(&account)),
    ];
    out.bag("AdditionalFields", &fields);
}

const SERVICE_TYPES: &[(&str, i64)] =
    &[("kernel mode driver", 1), ("file system driver", 2), ("user mode service", 16)];
const START_TYPES: &[(&str, i64)] =
    &[("boot start", 0), ("system start", 1), ("auto start", 2), ("demand start", 3), ("disabled", 4)];

/// The number that a word of the service manager stands for; other words stay.
fn coded<'t>(text: &'t str, words: &[(&str, i64)]) -> Field<'t> {
    let known = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, number)| *number);
    match known.or_else(|| number(text)) {
        Some(number) => Field::Number(Some(number)),
        None => Field::Text(text),
    }
}

/// The program of a command line: what stands in its quotes, or what ends in `.exe` or `.sys`.
fn executable(command: &str) -> &str {
    if let Some(rest) = command.strip_prefix('"') {
        return rest.split('"').next().unwrap_or(rest);
    }
    let lower = command.to_ascii_lowercase();
    let end = [".exe ", ".sys "].iter().filter_map(|end| lower.find(end)).min();
    end.and_then(|at| command.get(..at + 4)).unwrap_or(command)
}

fn script(event: &Event<'_>, out: &mut Records) {
    out.long("InitiatingProcessId", number(&event.process))
        .text("InitiatingProcessAccountSid", &event.user)
        .text("FolderPath", event.data("Path"))
        .text("FileName", file_name(event.data("Path")))
        .bag("AdditionalFields", &[("Command", Field::Text(event.data("ScriptBlockText")))]);
}

fn threat(event: &Event<'_>, out: &mut Records) {
    let text = |name| Field::Text(event.data(name));
    let place = event.data("Path").split(';').next().unwrap_or("");
    let path = place.split_once(":_").map_or(place, |(_, path)| path);
    file(out, path);
    let process = event.data("Process Name");
    initiator(out, if process == "Unknown" { "" } else { process }, "");
    account(out, "", event.data("Detection User"));
    let fields = [
        ("ThreatName", text("Threat Name")),
        ("Severity", text("Severity Name")),
        ("Category", text("Category Name")),
        ("Action", text("Action Name")),
        ("WasRemediated", Field::Bool(event.id == 1117)),
    ];
    out.bag("AdditionalFields", &fields);
}
