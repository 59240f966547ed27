//! Sentinel's `SecurityEvent`: events of the Security log, a column for each field.

use std::sync::Arc;

use quarry_data::{Catalog, Schema};

use super::raw::level_name;
use super::{Event, Log, Value, file_name, number};
use crate::block::Kind;
use crate::records::Records;

/// The name of the table.
pub(super) const NAME: &str = "SecurityEvent";

/// Which fields have a column.
#[derive(Debug)]
pub(super) struct Security {
    schema: Option<Arc<Schema>>,
}

/// Columns that do not come from the field of their name.
const COMPUTED: [&str; 14] = [
    "Account",
    "AccountType",
    "Activity",
    "Channel",
    "Computer",
    "EventData",
    "EventID",
    "EventRecordId",
    "Level",
    "Process",
    "Task",
    "TimeGenerated",
    "Type",
    "Version",
];

impl Security {
    pub(super) fn new() -> Self {
        Self { schema: Catalog::builtin().known_schema(NAME).cloned() }
    }

    /// Appends the event, if it belongs to the table.
    pub(super) fn push(&self, event: &Event<'_>, out: &mut Records) {
        if event.log() != Log::Security {
            return;
        }
        let account = account(event, "Subject");
        let target = account_of(event, "TargetDomainName", "TargetUserName");
        let acting = match event.id {
            4624 | 4625 | 4634 | 4647 | 4648 | 4776 if !target.is_empty() => &target,
            _ => &account,
        };
        out.text("TimeGenerated", &event.time)
            .text("Account", acting)
            .text("AccountType", account_type(acting))
            .text("Computer", &event.computer)
            .text("EventSourceName", &event.provider)
            .text("Channel", &event.channel)
            .long("Task", number(&event.task))
            .text("Level", &event.level)
            .long("EventID", Some(event.id))
            .write("Activity", Kind::Text, |text| activity(event.id, text))
            .text("SubjectAccount", &account)
            .text("TargetAccount", &target)
            .text("Process", process(event))
            .text("EventLevelName", level_name(number(&event.level)))
            .long("Version", number(&event.version))
            .text("Opcode", &event.opcode)
            .text("Keywords", &event.keywords)
            .long("SystemProcessId", number(&event.process))
            .long("SystemThreadId", number(&event.thread))
            .text("SystemUserId", &event.user)
            .text("EventRecordId", &event.record)
            .text("Type", NAME);
        if let Some(kind) = number(event.data("LogonType")) {
            out.write("LogonTypeName", Kind::Text, |text| {
                text.push_str(&format!("{kind} - {}", super::defender::logon_type(kind)));
            });
        }
        self.fields(event, out);
        out.end_row();
    }

    /// Fields go to the column of their name; what has none is kept as XML, as in Sentinel.
    fn fields(&self, event: &Event<'_>, out: &mut Records) {
        let mut homeless = false;
        for (name, value) in &event.data {
            let Value::Text(text) = value else { continue };
            let column = name == "ProcessId" || !COMPUTED.contains(&&**name);
            if column && self.schema.as_ref().is_some_and(|schema| schema.position(name).is_some()) {
                self.field(name, text, out);
            } else {
                homeless = true;
            }
        }
        if homeless {
            out.write("EventData", Kind::Text, |text| xml(event, text));
        }
    }

    fn field(&self, name: &str, text: &str, out: &mut Records) {
        let is_text = self.schema.as_ref().is_none_or(|schema| {
            let field = schema.position(name).and_then(|at| schema.fields().get(at));
            field.is_none_or(|field| field.ty == quarry_data::Type::String)
        });
        if is_text {
            out.text(name, text);
        } else {
            out.long(name, number(text));
        }
    }
}

/// The fields as the XML that Sentinel keeps.
fn xml(event: &Event<'_>, out: &mut String) {
    out.push_str("<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">");
    for (name, value) in &event.data {
        let text = match value {
            Value::Text(text) => &**text,
            Value::Json(text) => text,
        };
        out.push_str("<Data Name=\"");
        escape(name, out);
        out.push_str("\">");
        escape(text, out);
        out.push_str("</Data>");
    }
    out.push_str("</EventData>");
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

fn account(event: &Event<'_>, who: &str) -> String {
    account_of(event, &format!("{who}DomainName"), &format!("{who}UserName"))
}

/// `DOMAIN\name`.
fn account_of(event: &Event<'_>, domain: &str, name: &str) -> String {
    match (event.data(domain), event.data(name)) {
        (_, "") => String::new(),
        ("", name) => format!("\\{name}"),
        (domain, name) => format!("{domain}\\{name}"),
    }
}

fn account_type(account: &str) -> &'static str {
    match account {
        "" => "",
        name if name.ends_with('$') => "Machine",
        _ => "User",
    }
}

fn process<'e>(event: &'e Event<'_>) -> &'e str {
    let paths = ["NewProcessName", "ProcessName", "CallerProcessName", "Application"];
    paths.iter().map(|name| file_name(event.data(name))).find(|name| !name.is_empty()).unwrap_or("")
}

/// `4688 - A new process has been created.`
fn activity(id: i64, out: &mut String) {
    out.push_str(&id.to_string());
    if let Some((_, title)) = TITLES.iter().find(|(known, _)| *known == id) {
        out.push_str(" - ");
        out.push_str(title);
    }
}

/// What Windows calls its audit events.
const TITLES: &[(i64, &str)] = &[
    (1102, "The audit log was cleared."),
    (4608, "Windows is starting up."),
    (4611, "A trusted logon process has been registered with the Local Security Authority."),
    (4616, "The system time was changed."),
    (4624, "An account was successfully logged on."),
    (4625, "An account failed to log on."),
    (4627, "Group membership information."),
    (4634, "An account was logged off."),
    (4647, "User initiated logoff."),
    (4648, "A logon was attempted using explicit credentials."),
    (4656, "A handle to an object was requested."),
    (4657, "A registry value was modified."),
    (4658, "The handle to an object was closed."),
    (4660, "An object was deleted."),
    (4662, "An operation was performed on an object."),
    (4663, "An attempt was made to access an object."),
    (4670, "Permissions on an object were changed."),
    (4672, "Special privileges assigned to new logon."),
    (4673, "A privileged service was called."),
    (4674, "An operation was attempted on a privileged object."),
    (4688, "A new process has been created."),
    (4689, "A process has exited."),
    (4690, "An attempt was made to duplicate a handle to an object."),
    (4697, "A service was installed in the system."),
    (4698, "A scheduled task was created."),
    (4699, "A scheduled task was deleted."),
    (4700, "A scheduled task was enabled."),
    (4701, "A scheduled task was disabled."),
    (4702, "A scheduled task was updated."),
    (4703, "A token right was adjusted."),
    (4719, "System audit policy was changed."),
    (4720, "A user account was created."),
    (4722, "A user account was enabled."),
    (4723, "An attempt was made to change an account's password."),
    (4724, "An attempt was made to reset an account's password."),
    (4725, "A user account was disabled."),
    (4726, "A user account was deleted."),
    (4728, "A member was added to a security-enabled global group."),
    (4729, "A member was removed from a security-enabled global group."),
    (4731, "A security-enabled local group was created."),
    (4732, "A member was added to a security-enabled local group."),
    (4733, "A member was removed from a security-enabled local group."),
    (4734, "A security-enabled local group was deleted."),
    (4738, "A user account was changed."),
    (4740, "A user account was locked out."),
    (4756, "A member was added to a security-enabled universal group."),
    (4767, "A user account was unlocked."),
    (4768, "A Kerberos authentication ticket (TGT) was requested."),
    (4769, "A Kerberos service ticket was requested."),
    (4771, "Kerberos pre-authentication failed."),
    (4776, "The domain controller attempted to validate the credentials for an account."),
    (4781, "The name of an account was changed."),
    (4798, "A user's local group membership was enumerated."),
    (4799, "A security-enabled local group membership was enumerated."),
    (5140, "A network share object was accessed."),
    (5145, "A network share object was checked to see whether client can be granted desired access."),
    (5152, "The Windows Filtering Platform blocked a packet."),
    (5156, "The Windows Filtering Platform has permitted a connection."),
    (5157, "The Windows Filtering Platform has blocked a connection."),
    (5158, "The Windows Filtering Platform has permitted a bind to a local port."),
    (5379, "Credential Manager credentials were read."),
];
