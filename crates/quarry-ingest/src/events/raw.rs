//! The table `Event`: every event as it was written, with the columns that Sentinel's table of that name has.

use std::borrow::Cow;

use quarry_data::{Type, json};
use rustc_hash::FxHashMap;

use super::{Event, Value, number};
use crate::block::Kind;
use crate::records::Records;

/// The name of the table.
pub(super) const NAME: &str = "Event";

/// Up to so many names are looked through one by one.
const FEW: usize = 64;

/// Columns that have these types whatever a known schema says: the fields stay apart.
pub(super) const TYPES: &[(&str, Type)] = &[
    ("TimeCreated", Type::DateTime),
    ("EventId", Type::Int),
    ("Channel", Type::String),
    ("Provider", Type::String),
    ("Computer", Type::String),
    ("Level", Type::Int),
    ("RecordId", Type::Long),
    ("EventData", Type::Dynamic),
    ("Fields", Type::Dynamic),
    ("Task", Type::Int),
    ("Opcode", Type::String),
    ("Keywords", Type::String),
    ("Version", Type::Int),
    ("ProcessId", Type::Long),
    ("ThreadId", Type::Long),
    ("UserId", Type::String),
    ("ActivityId", Type::String),
    ("Message", Type::String),
    ("TimeGenerated", Type::DateTime),
    ("Source", Type::String),
    ("EventLog", Type::String),
    ("EventID", Type::Int),
    ("EventLevel", Type::Int),
    ("EventLevelName", Type::String),
    ("RenderedDescription", Type::String),
];

/// Appends the event.
pub(super) fn push(event: &Event<'_>, out: &mut Records) {
    let level = number(&event.level);
    out.text("TimeCreated", &event.time)
        .long("EventId", Some(event.id))
        .text("Channel", &event.channel)
        .text("Provider", &event.provider)
        .text("Computer", &event.computer)
        .long("Level", level)
        .long("RecordId", number(&event.record))
        .write("EventData", Kind::Nested, |text| bag(&event.data, text))
        .long("Task", number(&event.task))
        .text("Opcode", &event.opcode)
        .text("Keywords", &event.keywords)
        .long("Version", number(&event.version))
        .long("ProcessId", number(&event.process))
        .long("ThreadId", number(&event.thread))
        .text("UserId", &event.user)
        .text("ActivityId", &event.activity)
        .text("Message", &event.message)
        .text("TimeGenerated", &event.time)
        .text("Source", &event.provider)
        .text("EventLog", &event.channel)
        .long("EventID", Some(event.id))
        .long("EventLevel", level)
        .text("EventLevelName", level_name(level))
        .text("RenderedDescription", &event.message)
        .write("Fields", Kind::Nested, |text| bag(&event.rest, text))
        .end_row();
}

/// The fields as a property bag. Fields that come more than once become an array.
fn bag(fields: &[(Cow<'_, str>, Value<'_>)], out: &mut String) {
    let mut order: Vec<Vec<&Value<'_>>> = Vec::with_capacity(fields.len());
    let mut names: Vec<&str> = Vec::with_capacity(fields.len());
    let mut many: FxHashMap<&str, usize> = FxHashMap::default();
    for (name, value) in fields {
        let known = match names.len() {
            0..FEW => names.iter().position(|known| known == name),
            _ => {
                if many.is_empty() {
                    many = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
                }
                many.get(&**name).copied()
            }
        };
        match known.and_then(|at| order.get_mut(at)) {
            Some(values) => values.push(value),
            None => {
                if !many.is_empty() {
                    many.insert(name, names.len());
                }
                names.push(name);
                order.push(vec![value]);
            }
        }
    }
    for (at, (name, values)) in names.iter().zip(&order).enumerate() {
        out.push(if at == 0 { '{' } else { ',' });
        json::write_string(name, out);
        out.push(':');
        match values.as_slice() {
            [value] => write(value, out),
            values => {
                for (at, value) in values.iter().enumerate() {
                    out.push(if at == 0 { '[' } else { ',' });
                    write(value, out);
                }
                out.push(']');
            }
        }
    }
    if !names.is_empty() {
        out.push('}');
    }
}

fn write(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => json::write_string(text, out),
        Value::Json(text) => out.push_str(text),
    }
}

/// What Event Viewer calls a level.
pub(super) fn level_name(level: Option<i64>) -> &'static str {
    match level {
        Some(0 | 4) => "Information",
        Some(1) => "Critical",
        Some(2) => "Error",
        Some(3) => "Warning",
        Some(5) => "Verbose",
        _ => "",
    }
}
