//! Windows events: one record for EVTX, XML and JSON, and the tables that it becomes rows of.
//!
//! Every event is a row of `Event`. Events of the Security log are rows of Sentinel's `SecurityEvent` too, and
//! those that Defender would report are rows of its tables, so that public queries find them.

mod defender;
pub(crate) mod json;
mod raw;
mod security;
mod tables;
pub(crate) mod xml;

use std::borrow::Cow;

pub(crate) use tables::EventTables;

/// An event larger than this is refused: its rows are held in one piece.
pub(crate) const EVENT_LIMIT: usize = 16 << 20;

/// One Windows event. What is empty was not there.
#[derive(Debug, Default)]
pub(crate) struct Event<'a> {
    pub(crate) provider: Cow<'a, str>,
    pub(crate) id: i64,
    pub(crate) version: Cow<'a, str>,
    pub(crate) level: Cow<'a, str>,
    pub(crate) task: Cow<'a, str>,
    pub(crate) opcode: Cow<'a, str>,
    pub(crate) keywords: Cow<'a, str>,
    pub(crate) time: Cow<'a, str>,
    pub(crate) record: Cow<'a, str>,
    pub(crate) activity: Cow<'a, str>,
    /// The process that wrote the event, which is not the one that the event is about.
    pub(crate) process: Cow<'a, str>,
    pub(crate) thread: Cow<'a, str>,
    pub(crate) channel: Cow<'a, str>,
    pub(crate) computer: Cow<'a, str>,
    /// The SID that the event was written under.
    pub(crate) user: Cow<'a, str>,
    pub(crate) message: Cow<'a, str>,
    /// The event's own fields in their order.
    pub(crate) data: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What a program that carried the event has added.
    pub(crate) rest: Vec<(Cow<'a, str>, Value<'a>)>,
}

/// A value of an event's own field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    /// JSON: a number, an array, ...
    Json(&'a str),
}

/// The logs whose events have a meaning of their own here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    Security,
    Sysmon,
    System,
    PowerShell,
    Antivirus,
    Other,
}

impl Event<'_> {
    /// The field of that name; empty when it is missing or `-`, which Windows writes for "none".
    pub(crate) fn data(&self, name: &str) -> &str {
        let found = self.data.iter().find(|(known, _)| known == name).map(|(_, value)| match value {
            Value::Text(text) => &**text,
            Value::Json(text) => text,
        });
        match found {
            None | Some("-") => "",
            Some(text) => text,
        }
    }

    pub(crate) fn log(&self) -> Log {
        let is = |text: &str, known: &str| text.eq_ignore_ascii_case(known);
        let provider = &*self.provider;
        if is(&self.channel, "Security") || is(provider, "Microsoft-Windows-Security-Auditing") {
            Log::Security
        } else if is(provider, "Microsoft-Windows-Sysmon") {
            Log::Sysmon
        } else if is(provider, "Service Control Manager") {
            Log::System
        } else if is(provider, "Microsoft-Windows-PowerShell") {
            Log::PowerShell
        } else if is(provider, "Microsoft-Windows-Windows Defender") {
            Log::Antivirus
        } else {
            Log::Other
        }
    }
}

/// A number as events write it: decimal, or hexadecimal behind `0x`.
pub(crate) fn number(text: &str) -> Option<i64> {
    crate::parse::number::long(text)
}

/// The part of a Windows path behind the last separator.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}
