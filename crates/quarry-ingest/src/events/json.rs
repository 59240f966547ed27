//! Events as JSON: Winlogbeat, NXLog and `evtx_dump`. An object is taken apart into paths, since keys may be
//! nested or dotted.

mod layout;

use std::borrow::Cow;

use super::{EVENT_LIMIT, Event, EventTables, Value};
use crate::block::{Cell, Kind};
use crate::column::cells::{text_of, unescape};
use crate::error::ImportError;
use crate::json::value::{Lines, Stop, Values};
use crate::sink::Sink;
use layout::Layout;

/// Objects deeper than this stay JSON text.
const MOST_DEPTH: usize = 6;
/// Members of an event, at most.
const MOST_MEMBERS: usize = 20_000;

/// Reads events out of JSON objects.
#[derive(Debug, Default)]
pub(crate) struct EventJson {
    pub(crate) tables: EventTables,
    members: Vec<Member>,
}

/// A value and the keys that lead to it, joined by dots.
#[derive(Debug)]
struct Member {
    path: String,
    cell: Cell,
}

impl EventJson {
    /// Reads the object at `at` and says where it ends; none when it is no event.
    pub(crate) fn record(&mut self, values: Values<'_>, at: usize) -> Result<Option<usize>, Stop> {
        self.members.clear();
        let end = flatten(values, at, "", 0, &mut self.members)?;
        let Some(layout) = Layout::of(|path| self.members.iter().any(|member| member.path.starts_with(path)))
        else {
            return Ok(None);
        };
        if end - at > EVENT_LIMIT {
            return Err(Stop::Bad { at, reason: "the event is larger than 16 MiB" });
        }
        let event = event(values.text, &self.members, layout);
        if event.id < 0 {
            return Ok(None);
        }
        self.tables.push(&event);
        Ok(Some(end))
    }

    pub(crate) fn flush(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        self.tables.flush(sink)
    }
}

/// Whether the first object in the text is an event, as far as it goes.
pub(crate) fn is_event(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.get(label_len(text)..).unwrap_or("");
    let start = text.find(|c: char| !c.is_whitespace() && c != '[').unwrap_or(0);
    if !text.get(start..).is_some_and(|rest| rest.starts_with('{')) {
        return false;
    }
    let mut members = Vec::new();
    let read = flatten(Values::new(text, Lines::Spanning), start, "", 0, &mut members);
    let has = |path: &str| members.iter().any(|member| member.path.starts_with(path));
    !matches!(read, Err(Stop::Bad { .. })) && Layout::of(has).is_some()
}

/// How long the label `Record 7` is, which `evtx_dump` prints in front of each event; 0 when there is none.
pub(crate) fn label_len(text: &str) -> usize {
    const LABEL: &str = "Record ";
    let Some(rest) = text.strip_prefix(LABEL) else { return 0 };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = matches!(rest.as_bytes().get(digits), Some(b'\r' | b'\n'));
    if digits > 0 && ends { LABEL.len() + digits } else { 0 }
}

/// Takes the object at `at` apart and says where it ends. The recursion is as deep as [`MOST_DEPTH`].
fn flatten(
    values: Values<'_>,
    at: usize,
    prefix: &str,
    depth: usize,
    out: &mut Vec<Member>,
) -> Result<usize, Stop> {
    let (mut byte, mut at) = values.token(at + 1)?;
    while byte == b'"' {
        let (escaped, key_end) = values.string(at)?;
        let (colon, colon_at) = values.token(key_end)?;
        if colon != b':' {
            return Err(Stop::Bad { at: colon_at, reason: "a colon is expected after the key" });
        }
        let (first, start) = values.token(colon_at + 1)?;
        let path = path(prefix, values.text.get(at + 1..key_end - 1).unwrap_or(""), escaped);
        let end = if first == b'{' && depth < MOST_DEPTH {
            flatten(values, start, &path, depth + 1, out)?
        } else {
            let (cell, end) = values.value(start)?;
            if cell.kind() != Kind::Missing {
                if out.len() == MOST_MEMBERS {
                    return Err(Stop::Bad { at, reason: "the event has more than 20000 members" });
                }
                out.push(Member { path, cell });
            }
            end
        };
        (byte, at) = values.token(end)?;
        if byte != b',' {
            break;
        }
        (byte, at) = values.token(at + 1)?;
        if byte != b'"' {
            return Err(Stop::Bad { at, reason: "a key is expected after the comma" });
        }
    }
    if byte == b'}' {
        Ok(at + 1)
    } else {
        Err(Stop::Bad { at, reason: "a comma or a closing brace is expected" })
    }
}

/// The path of a member. What Elasticsearch wraps documents in is left out.
fn path(prefix: &str, key: &str, escaped: bool) -> String {
    let mut path = String::with_capacity(prefix.len() + key.len() + 1);
    if !prefix.is_empty() && prefix != "_source" {
        path.push_str(prefix);
        path.push('.');
    }
    if escaped {
        unescape(key, &mut path);
    } else {
        path.push_str(key);
    }
    path
}

/// The event that the members describe.
fn event<'a>(text: &'a str, members: &'a [Member], layout: Layout) -> Event<'a> {
    let mut event = Event { id: -1, ..Event::default() };
    for member in members {
        let path = &*member.path;
        if let Some(field) = layout.field(path) {
            let value = owned(text, member.cell);
            match field {
                layout::Field::Id => event.id = value.parse().unwrap_or(-1),
                layout::Field::LevelWord => {
                    if event.level.is_empty() {
                        event.level = Cow::Borrowed(layout::level(&value));
                    }
                }
                layout::Field::Text(slot) => {
                    let slot = slot(&mut event);
                    if slot.is_empty() {
                        *slot = value;
                    }
                }
                layout::Field::Nothing => {}
            }
        } else if let Some(name) = layout.data(path) {
            event.data.push((Cow::Borrowed(name), value(text, member.cell)));
        } else {
            event.rest.push((Cow::Borrowed(path), value(text, member.cell)));
        }
    }
    layout.complete(&mut event);
    event
}

/// The text of a cell.
fn owned(text: &str, cell: Cell) -> Cow<'_, str> {
    match cell.kind() {
        Kind::Escaped | Kind::Quoted => {
            let mut scratch = String::new();
            Cow::Owned(text_of(text, cell, &mut scratch).unwrap_or("").to_owned())
        }
        _ => Cow::Borrowed(cell.raw(text)),
    }
}

fn value(text: &str, cell: Cell) -> Value<'_> {
    match cell.kind() {
        Kind::Number | Kind::Bool | Kind::Nested => Value::Json(cell.raw(text)),
        _ => Value::Text(owned(text, cell)),
    }
}
