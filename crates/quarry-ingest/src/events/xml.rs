//! Events as XML, which Windows shows them in: `<Event><System>…</System><EventData>…</EventData></Event>`.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event as Token};

use super::{Event, Value};

/// Which part of the event is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Event,
    System,
    /// The event's own fields.
    Data,
    Rendering,
    /// What says nothing about the event.
    Other,
}

/// An event in the making.
struct Builder<'a> {
    event: Event<'a>,
    /// Open elements.
    depth: usize,
    part: Part,
    /// The field or element whose text is being read.
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    /// The last open element has no element in it, so it may be a field.
    leaf: bool,
}

/// Reads the XML of one event.
///
/// # Errors
/// The reason why this is no event.
pub(crate) fn read(xml: &str) -> Result<Event<'_>, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut builder = Builder {
        event: Event { id: -1, ..Event::default() },
        depth: 0,
        part: Part::Event,
        name: Cow::Borrowed(""),
        text: Cow::Borrowed(""),
        leaf: false,
    };
    loop {
        match reader.read_event() {
            Ok(Token::Start(tag)) => builder.open(&tag),
            Ok(Token::Empty(tag)) => {
                builder.open(&tag);
                builder.close();
            }
            Ok(Token::End(_)) => builder.close(),
            Ok(Token::Text(text)) => builder.append(text.into_inner()),
            Ok(Token::CData(text)) => builder.append(text.into_inner()),
            Ok(Token::GeneralRef(reference)) => builder.reference(&reference),
            Ok(Token::Comment(_) | Token::Decl(_) | Token::PI(_)) => {}
            Ok(Token::DocType(_)) => return Err("a document type has no place in an event".to_owned()),
            Ok(Token::Eof) if builder.depth > 0 => return Err("the event has no end".to_owned()),
            Ok(Token::Eof) => break,
            Err(error) => return Err(format!("this is no XML: {error}")),
        }
    }
    if builder.event.id < 0 { Err("the event has no EventID".to_owned()) } else { Ok(builder.event) }
}

impl<'a> Builder<'a> {
    fn open(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        self.leaf = true;
        self.text = Cow::Borrowed("");
        let local = tag.local_name();
        let name = std::str::from_utf8(local.as_ref()).unwrap_or("");
        match self.depth {
            1 => {}
            2 => {
                self.part = match name {
                    "System" => Part::System,
                    "EventData" | "UserData" => Part::Data,
                    "RenderingInfo" => Part::Rendering,
                    _ => Part::Other,
                };
            }
            _ => match self.part {
                Part::System => self.system(name, tag),
                Part::Data => {
                    self.name = Cow::Owned(attribute(tag, "Name").unwrap_or_else(|| name.to_owned()));
                }
                Part::Event | Part::Rendering | Part::Other => self.name = Cow::Owned(name.to_owned()),
            },
        }
    }

    /// Takes what an element of the system part says in its attributes.
    fn system(&mut self, name: &str, tag: &BytesStart<'_>) {
        let event = &mut self.event;
        let take = |attribute_name: &str, field: &mut Cow<'a, str>| {
            if let Some(value) = attribute(tag, attribute_name) {
                *field = Cow::Owned(value);
            }
        };
        match name {
            "Provider" => {
                take("Name", &mut event.provider);
                if event.provider.is_empty() {
                    take("EventSourceName", &mut event.provider);
                }
            }
            "TimeCreated" => take("SystemTime", &mut event.time),
            "Correlation" => take("ActivityID", &mut event.activity),
            "Execution" => {
                take("ProcessID", &mut event.process);
                take("ThreadID", &mut event.thread);
            }
            "Security" => take("UserID", &mut event.user),
            _ => {}
        }
        self.name = Cow::Owned(name.to_owned());
    }

    fn close(&mut self) {
        if self.depth > 2 && self.leaf {
            self.field();
        }
        self.depth = self.depth.saturating_sub(1);
        self.leaf = false;
        self.text = Cow::Borrowed("");
    }

    /// Takes the text of the element that ends.
    fn field(&mut self) {
        let text = std::mem::take(&mut self.text);
        let name = std::mem::take(&mut self.name);
        let event = &mut self.event;
        match self.part {
            Part::Data => event.data.push((name, Value::Text(text))),
            Part::Rendering if name == "Message" => event.message = text,
            Part::Rendering | Part::Event | Part::Other => {}
            Part::System => {
                let text = trimmed(text);
                match &*name {
                    "EventID" => event.id = text.parse().unwrap_or(-1),
                    "Version" => event.version = text,
                    "Level" => event.level = text,
                    "Task" => event.task = text,
                    "Opcode" => event.opcode = text,
                    "Keywords" => event.keywords = text,
                    "EventRecordID" => event.record = text,
                    "Channel" => event.channel = text,
                    "Computer" => event.computer = text,
                    _ => {}
                }
            }
        }
    }

    fn append(&mut self, bytes: Cow<'a, [u8]>) {
        if !self.leaf {
            return;
        }
        let text = match bytes {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        };
        if self.text.is_empty() {
            self.text = text;
        } else {
            self.text.to_mut().push_str(&text);
        }
    }

    /// Appends the character that a reference stands for; an unknown one stays as it is.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        if !self.leaf {
            return;
        }
        let name = std::str::from_utf8(reference).unwrap_or("");
        match quick_xml::escape::resolve_predefined_entity(name) {
            Some(text) => self.text.to_mut().push_str(text),
            None => match character(name) {
                Some(character) => self.text.to_mut().push(character),
                None => self.text.to_mut().push_str(&format!("&{name};")),
            },
        }
    }
}

/// `#10` and `#xA`; also characters that XML does not allow, since scripts in events contain them.
fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The value of an attribute, if it is there.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|found| found.key.as_ref() == name.as_bytes())?;
    let raw = std::str::from_utf8(&found.value).ok()?;
    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), Cow::into_owned))
}
