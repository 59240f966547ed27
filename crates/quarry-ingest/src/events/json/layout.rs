//! Where the programs that write events as JSON put what.

use std::borrow::Cow;

use super::super::{Event, Log, Value};

/// A program's arrangement of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Flat: the event's own fields stand beside the others.
    NxLog,
    Winlogbeat,
    /// The XML's tree.
    EvtxDump,
}

/// What a member means.
pub(super) enum Field {
    Id,
    /// The level in words.
    LevelWord,
    Text(for<'e, 'a> fn(&'e mut Event<'a>) -> &'e mut Cow<'a, str>),
    /// It repeats what another member says.
    Nothing,
}

macro_rules! slot {
    ($name:ident) => {
        Field::Text(|event| &mut event.$name)
    };
}

impl Layout {
    /// The layout of an object in which some paths begin with what `has` is asked for.
    pub(super) fn of(has: impl Fn(&str) -> bool) -> Option<Self> {
        if has("winlog.event_id") || has("winlog.channel") || has("winlog.event_data.") {
            Some(Self::Winlogbeat)
        } else if has("Event.System.EventID") {
            Some(Self::EvtxDump)
        } else if has("EventID") && (has("SourceName") || has("Channel") && has("Hostname")) {
            Some(Self::NxLog)
        } else {
            None
        }
    }

    /// The common field that a member is; none for the event's own.
    pub(super) fn field(self, path: &str) -> Option<Field> {
        match self {
            Self::NxLog => nxlog(path),
            Self::Winlogbeat => winlogbeat(path),
            Self::EvtxDump => evtx_dump(path.strip_prefix("Event.System.")?),
        }
    }

    /// The name of the event's own field that a member is.
    pub(super) fn data(self, path: &str) -> Option<&str> {
        match self {
            Self::NxLog => Some(path),
            Self::Winlogbeat => {
                path.strip_prefix("winlog.event_data.").or(path.strip_prefix("winlog.user_data."))
            }
            Self::EvtxDump => {
                let data = path.strip_prefix("Event.EventData.").or(path.strip_prefix("Event.UserData."))?;
                if data.contains("#attributes") || data.contains("_attributes") {
                    return None;
                }
                let leaf = data.strip_suffix(".#text").unwrap_or(data);
                Some(leaf.rsplit('.').next().unwrap_or(leaf))
            }
        }
    }

    /// Fills gaps from what newer versions write elsewhere.
    pub(super) fn complete(self, event: &mut Event<'_>) {
        if event.channel.eq_ignore_ascii_case("security") {
            event.channel = Cow::Borrowed("Security");
        }
        if self == Self::NxLog {
            // NXLog's own EventType says how bad it is; Sysmon's says what was done.
            let own = |value: &Value<'_>| match value {
                Value::Text(text) => !level(text).is_empty() || text.starts_with("AUDIT_"),
                Value::Json(_) => false,
            };
            if let Some(at) = event.data.iter().position(|(name, value)| name == "EventType" && own(value)) {
                let taken = event.data.remove(at);
                event.rest.push(taken);
            }
        }
        if self == Self::Winlogbeat && event.log() == Log::Sysmon {
            ecs(event);
        }
    }
}

/// Words for levels, as NXLog and Winlogbeat write them.
pub(super) fn level(word: &str) -> &'static str {
    match word.to_ascii_lowercase().as_str() {
        "critical" => "1",
        "error" => "2",
        "warning" => "3",
        "info" | "information" => "4",
        "verbose" | "debug" => "5",
        _ => "",
    }
}

fn nxlog(path: &str) -> Option<Field> {
    Some(match path {
        "EventID" => Field::Id,
        "SourceName" => slot!(provider),
        "Version" => slot!(version),
        "Level" => slot!(level),
        "Severity" => Field::LevelWord,
        "Task" => slot!(task),
        "Opcode" => slot!(opcode),
        "Keywords" => slot!(keywords),
        "@timestamp" | "TimeCreated" => slot!(time),
        "RecordNumber" => slot!(record),
        "ActivityID" => slot!(activity),
        "ExecutionProcessID" => slot!(process),
        "ThreadID" | "ExecutionThreadID" => slot!(thread),
        "Channel" => slot!(channel),
        "Hostname" => slot!(computer),
        "UserID" => slot!(user),
        "Message" => slot!(message),
        _ => return None,
    })
}

fn winlogbeat(path: &str) -> Option<Field> {
    Some(match path {
        "winlog.event_id" | "event.code" => Field::Id,
        "winlog.provider_name" => slot!(provider),
        "event.provider" => Field::Nothing,
        "winlog.version" => slot!(version),
        "winlog.level" => slot!(level),
        "log.level" | "level" => Field::LevelWord,
        "winlog.opcode" => slot!(opcode),
        "winlog.keywords" => slot!(keywords),
        "@timestamp" => slot!(time),
        "winlog.record_id" => slot!(record),
        "winlog.activity_id" => slot!(activity),
        "winlog.process.pid" => slot!(process),
        "winlog.process.thread.id" => slot!(thread),
        "winlog.channel" => slot!(channel),
        "winlog.computer_name" => slot!(computer),
        "winlog.user.identifier" => slot!(user),
        "message" => slot!(message),
        _ => return None,
    })
}

fn evtx_dump(path: &str) -> Option<Field> {
    Some(match path {
        "EventID" | "EventID.#text" => Field::Id,
        "Provider.#attributes.Name" | "Provider_attributes.Name" => slot!(provider),
        "Version" => slot!(version),
        "Level" => slot!(level),
        "Task" => slot!(task),
        "Opcode" => slot!(opcode),
        "Keywords" => slot!(keywords),
        "TimeCreated.#attributes.SystemTime" | "TimeCreated_attributes.SystemTime" => slot!(time),
        "EventRecordID" => slot!(record),
        "Correlation.#attributes.ActivityID" | "Correlation_attributes.ActivityID" => slot!(activity),
        "Execution.#attributes.ProcessID" | "Execution_attributes.ProcessID" => slot!(process),
        "Execution.#attributes.ThreadID" | "Execution_attributes.ThreadID" => slot!(thread),
        "Channel" => slot!(channel),
        "Computer" => slot!(computer),
        "Security.#attributes.UserID" | "Security_attributes.UserID" => slot!(user),
        _ => return None,
    })
}

/// Fields of Sysmon that newer versions of Winlogbeat write in Elastic's common schema alone.
const ECS: &[(&str, &str)] = &[
    ("process.command_line", "CommandLine"),
    ("process.executable", "Image"),
    ("process.pid", "ProcessId"),
    ("process.working_directory", "CurrentDirectory"),
    ("process.parent.command_line", "ParentCommandLine"),
    ("process.parent.executable", "ParentImage"),
    ("process.parent.pid", "ParentProcessId"),
    ("process.pe.original_file_name", "OriginalFileName"),
    ("file.path", "TargetFilename"),
    ("dll.path", "ImageLoaded"),
    ("registry.path", "TargetObject"),
    ("source.ip", "SourceIp"),
    ("source.port", "SourcePort"),
    ("destination.ip", "DestinationIp"),
    ("destination.port", "DestinationPort"),
    ("destination.domain", "DestinationHostname"),
    ("network.transport", "Protocol"),
    ("dns.question.name", "QueryName"),
    ("process.hash.sha1", "SHA1"),
    ("process.hash.sha256", "SHA256"),
    ("process.hash.md5", "MD5"),
];

fn ecs(event: &mut Event<'_>) {
    let mut hashes = String::new();
    for (path, name) in ECS {
        if !event.data(name).is_empty() {
            continue;
        }
        let Some((_, value)) = event.rest.iter().find(|(known, _)| known == path) else { continue };
        let value = value.clone();
        if let (Value::Text(hash), true) = (&value, path.starts_with("process.hash.")) {
            let comma = if hashes.is_empty() { "" } else { "," };
            hashes.push_str(&format!("{comma}{name}={hash}"));
        } else {
            event.data.push((Cow::Borrowed(name), value));
        }
    }
    if !hashes.is_empty() && event.data("Hashes").is_empty() {
        event.data.push((Cow::Borrowed("Hashes"), Value::Text(Cow::Owned(hashes))));
    }
    let part = |path: &str| {
        let found = event.rest.iter().find(|(known, _)| known == path);
        found.and_then(|(_, value)| if let Value::Text(text) = value { Some(text.clone()) } else { None })
    };
    if event.data("User").is_empty()
        && let Some(name) = part("user.name")
    {
        let domain = part("user.domain").unwrap_or_default();
        let user = format!("{domain}\\{name}");
        event.data.push((Cow::Borrowed("User"), Value::Text(Cow::Owned(user))));
    }
}
