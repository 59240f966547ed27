//! Events as XML: what `wevtutil qe /f:xml` prints, and what Event Viewer saves.

use super::{Confidence, Format, Head};
use crate::error::ImportError;
use crate::events::{EVENT_LIMIT, EventTables, xml};
use crate::reader::{Decoded, LineCounter, TextBuffer, TextReader};
use crate::sink::Sink;

/// Events one after the other, with or without a root.
pub(super) static FORMAT: Format = Format {
    name: "event-xml",
    title: "Windows events as XML",
    extensions: &["xml"],
    doc: "Windows events as XML, as `wevtutil qe /f:xml` prints and Event Viewer saves them.",
    container: false,
    sniff,
    open: |_: &Head| Decoded::boxed(EventXmlReader::default()),
};

/// Programs may print a line of their own in front of the events, which then name their namespace.
fn sniff(head: &Head) -> Confidence {
    let event = start(&head.text, 0);
    let begins = |at: usize| head.text.get(at..at + 200).or(head.text.get(at..)).unwrap_or("");
    let named = event.is_some_and(|at| begins(at).contains(NAMESPACE));
    let events = head.is_markup() && (event.is_some() || head.text.contains("<Events"));
    if named || events && !head.text.contains("<html") { Confidence::Certain } else { Confidence::No }
}

const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";
const OPEN: &str = "<Event";
const CLOSE: &str = "</Event>";

/// Where the next event begins.
fn start(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memmem::find(text.as_bytes().get(at..)?, OPEN.as_bytes())?;
        match text.as_bytes().get(at + OPEN.len()) {
            Some(b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'/') => return Some(at),
            Some(_) => at += OPEN.len(),
            None => return None,
        }
    }
}

#[derive(Debug, Default)]
struct EventXmlReader {
    tables: EventTables,
    records: u64,
    lines: LineCounter,
    /// Unread bytes below which there is no use in trying again.
    wait: usize,
}

impl TextReader for EventXmlReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        if text.unread().len() < self.wait && !at_end {
            return Ok(());
        }
        let unread = text.unread();
        let at = self.events(unread, at_end, sink)?;
        self.lines.consume(unread, at);
        text.consume(at);
        let left = text.unread().len();
        self.wait = if left > EVENT_LIMIT / 64 { left * 2 } else { 0 };
        if at_end {
            self.tables.flush(sink)?;
            if self.records == 0 {
                return Err(sink.refuse("the XML file holds no Windows event"));
            }
            self.tables.end(sink);
            self.tables.declare(sink);
        }
        Ok(())
    }
}

impl EventXmlReader {
    /// Reads whole events and says where the unread rest begins.
    fn events(&mut self, text: &str, at_end: bool, sink: &mut Sink) -> Result<usize, ImportError> {
        let mut at = 0;
        loop {
            let Some(begin) = start(text, at) else {
                // A tag may be cut in two.
                let keep = text.len().saturating_sub(OPEN.len());
                return Ok(text.floor_char_boundary(keep.max(at)));
            };
            let rest = text.get(begin..).unwrap_or("");
            let next = start(rest, OPEN.len());
            let own = rest.as_bytes().get(..next.unwrap_or(rest.len())).unwrap_or(&[]);
            let end = memchr::memmem::find(own, CLOSE.as_bytes()).map(|end| end + CLOSE.len());
            match (end, next) {
                (Some(end), _) => {
                    self.event(text, begin, begin + end, sink)?;
                    at = begin + end;
                }
                (_, Some(next)) => {
                    self.skip(text, begin, "the event has no end", sink);
                    at = begin + next;
                }
                _ if at_end => {
                    self.skip(text, begin, "the file ends in the event", sink);
                    return Ok(text.len());
                }
                _ if rest.len() > EVENT_LIMIT => {
                    self.skip(text, begin, "the event is larger than 16 MiB", sink);
                    return Ok(text.len());
                }
                _ => return Ok(begin),
            }
        }
    }

    fn event(&mut self, text: &str, begin: usize, end: usize, sink: &mut Sink) -> Result<(), ImportError> {
        let xml = text.get(begin..end).unwrap_or("");
        if xml.len() > EVENT_LIMIT {
            self.skip(text, begin, "the event is larger than 16 MiB", sink);
            return Ok(());
        }
        match xml::read(xml) {
            Ok(event) => {
                self.records += 1;
                self.tables.push(&event);
            }
            Err(reason) => self.skip(text, begin, &reason, sink),
        }
        if self.tables.is_full() { self.tables.flush(sink) } else { Ok(()) }
    }

    #[cold]
    fn skip(&mut self, text: &str, at: usize, reason: &str, sink: &mut Sink) {
        self.records += 1;
        let line = self.lines.line(text, at);
        sink.report.skip(self.records, Some(line), reason);
    }
}
