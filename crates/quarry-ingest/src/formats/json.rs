//! JSON records: one a line, in an array, or one after the other in any layout.

use super::{Confidence, Format, Head};
use crate::delimited::dialect;
use crate::error::ImportError;
use crate::events::json::label_len;
use crate::json::route::Router;
use crate::json::rows::Rows;
use crate::json::value::{Lines, Stop, Values};
use crate::reader::{Decoded, LineCounter, RECORD_LIMIT, TextBuffer, TextReader};
use crate::sink::Sink;

/// Records as JSON objects.
pub(super) static FORMAT: Format = Format {
    name: "json",
    title: "JSON",
    extensions: &["json", "ndjson", "jsonl", "log"],
    doc: "Objects one a line (NDJSON), in an array, or one alone, compact or indented.",
    container: false,
    sniff,
    open: |_| Decoded::boxed(JsonReader::default()),
};

fn sniff(head: &Head) -> Confidence {
    let text = head.text.trim_start();
    let mut characters = text.chars();
    let (first, next) = (characters.next(), characters.find(|c| !c.is_whitespace()));
    let named = ["json", "ndjson", "jsonl"].contains(&head.extension.as_str());
    match (first, next) {
        (Some('{'), Some('"' | '}')) => Confidence::Certain,
        (Some('['), Some('{' | '[' | ']' | '"' | '-' | '0'..='9')) => Confidence::Likely,
        (Some('{' | '['), _) if named => Confidence::Likely,
        _ if head.text.lines().take(20).any(|line| line.starts_with("{\"")) => Confidence::Likely,
        _ if named && scalar_line(text, 0, true).is_some_and(|line| line.is_ok()) => Confidence::Likely,
        // What has no fields either is no table with a wrong name.
        _ if named && !dialect::has_fields(&head.text) => Confidence::Possible,
        _ => Confidence::No,
    }
}

/// The length of the label at `at` that `evtx_dump` prints in front of an event.
fn label(text: &str, at: usize) -> usize {
    label_len(text.get(at..).unwrap_or(""))
}

/// The scalar that fills the line at `start` and where it ends; none when the line goes on beyond the text.
fn scalar_line(text: &str, start: usize, at_end: bool) -> Option<Result<usize, Stop>> {
    let rest = text.get(start..)?;
    let no_record = Err(Stop::Bad { at: start, reason: "the line holds no JSON record" });
    if !rest.starts_with(['"', '-', 't', 'f', 'n']) && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(no_record);
    }
    let line = match memchr::memchr(b'\n', rest.as_bytes()) {
        Some(end) => rest.get(..end)?,
        None if at_end => rest,
        None => return None,
    };
    let line = line.trim_end();
    let read = Values::new(line, Lines::Single).ending(true).value(0);
    Some(match read {
        Ok((_, end)) if end == line.len() => Ok(start + end),
        _ => no_record,
    })
}

/// A label that stands in front of an event is shorter than this.
const LONGEST_LABEL: usize = 32;
/// Bytes between two records of an array that are passed over at most.
const MOST_GARBAGE: usize = 16;

/// Where reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between records that stand one after the other.
    Top,
    /// In an array, in front of an element or its end.
    Element,
    /// In an array, behind an element.
    AfterElement,
}

/// Whether records span lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Unknown,
    /// One record a line: a broken one ends with its line.
    Line,
    /// Records over several lines, each beginning in a line of its own after so many spaces.
    Indented(usize),
}

/// What is passed over after a broken record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skip {
    No,
    /// The rest of a line.
    Line,
    /// Lines that do not begin as records do.
    Lines,
}

#[derive(Debug)]
pub(super) struct JsonReader {
    rows: Router,
    place: Place,
    layout: Layout,
    /// Records so far, broken ones included.
    records: u64,
    lines: LineCounter,
    /// Nothing but space stands in front of the unread text in its line, so that a scalar may be a record.
    fresh_line: bool,
    /// How many records had no end.
    endless: u32,
    skip: Skip,
    /// Unread bytes below which there is no use in trying again.
    wait: usize,
}

impl Default for JsonReader {
    fn default() -> Self {
        Self {
            rows: Router::default(),
            place: Place::Top,
            layout: Layout::Unknown,
            records: 0,
            lines: LineCounter::default(),
            fresh_line: true,
            endless: 0,
            skip: Skip::No,
            wait: 0,
        }
    }
}

impl TextReader for JsonReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        if text.unread().len() < self.wait && !at_end {
            return Ok(());
        }
        let unread = text.unread();
        let at = self.seek(unread, 0, at_end);
        let at = self.records(unread, at, at_end, sink)?;
        self.rows.flush(unread, sink)?;
        self.lines.consume(unread, at);
        text.consume(at);
        let left = text.unread().len();
        self.wait = if left > RECORD_LIMIT / 64 { left * 2 } else { 0 };
        if at_end {
            if self.records == 0 && self.place == Place::Top {
                return Err(sink.refuse("the file has no JSON record"));
            }
            self.rows.end(sink);
        }
        Ok(())
    }
}

impl JsonReader {
    /// A reader for records that name their table.
    pub(super) fn routing() -> Self {
        Self { rows: Router::by_category(Rows::default()), ..Self::default() }
    }

    /// A reader for records that are Windows events.
    pub(super) fn events() -> Self {
        Self { rows: Router::of_events(), ..Self::default() }
    }

    /// Reads whole records from `at` on, and says where the unread rest begins.
    fn records(
        &mut self,
        text: &str,
        mut at: usize,
        at_end: bool,
        sink: &mut Sink,
    ) -> Result<usize, ImportError> {
        let values = Values::new(text, Lines::Spanning);
        while self.skip == Skip::No {
            let token = values.token(at);
            let space = text.get(at..token.map_or(text.len(), |token| token.1)).unwrap_or("");
            self.fresh_line |= space.contains('\n');
            let Ok((byte, start)) = token else {
                at = text.len();
                if at_end && self.place != Place::Top {
                    self.report(text, at, "the file ends in the array", sink);
                }
                break;
            };
            at = match (self.place, byte) {
                (Place::Top, b'[') => self.enter(start),
                (Place::Top, b'R') if !at_end && text.len() - start < LONGEST_LABEL => return Ok(start),
                (Place::Top, b'R') if self.fresh_line && label(text, start) > 0 => start + label(text, start),
                (Place::Element | Place::AfterElement, b']') => self.leave(start),
                (Place::AfterElement, b',') => {
                    self.place = Place::Element;
                    start + 1
                }
                (Place::Top, _) if byte != b'{' => match self.scalar(text, start, at_end) {
                    Some(Ok(end)) => end,
                    None if text.len() - start <= RECORD_LIMIT => return Ok(start),
                    None => self.recover(text, start, Some(start), "the record is longer than 64 MiB", sink),
                    Some(Err(_)) => {
                        self.recover(text, start, Some(start), "the line holds no JSON record", sink)
                    }
                },
                (Place::Top | Place::Element, _) => match self.record(text, start) {
                    Ok(end) => end,
                    Err(Stop::Incomplete) if !at_end && text.len() - start <= RECORD_LIMIT => {
                        return Ok(start);
                    }
                    Err(Stop::Incomplete) if at_end => {
                        self.recover(text, start, None, "the file ends in the record", sink)
                    }
                    Err(Stop::Incomplete) => {
                        self.recover(text, start, None, "the record is longer than 64 MiB", sink)
                    }
                    Err(Stop::Bad { at, reason }) => self.recover(text, start, Some(at), reason, sink),
                },
                (Place::AfterElement, _) if !at_end && text.len() - start < MOST_GARBAGE => {
                    return Ok(start);
                }
                (Place::AfterElement, _) => {
                    self.recover(text, start, Some(start), "a comma or a closing bracket is expected", sink)
                }
            };
            if self.rows.is_full() {
                self.rows.flush(text, sink)?;
            }
        }
        Ok(at)
    }

    /// Reads a record that is no object and no array, alone in its line; says where it ends, or nothing when
    /// the line has no end yet.
    fn scalar(&mut self, text: &str, start: usize, at_end: bool) -> Option<Result<usize, Stop>> {
        let no_record = Stop::Bad { at: start, reason: "the line holds no JSON record" };
        if !self.fresh_line {
            return Some(Err(no_record));
        }
        let read = scalar_line(text, start, at_end)?;
        if read.is_ok() {
            let values = Values::new(text, Lines::Single).ending(at_end);
            if let Err(stop) = self.rows.record(values, start) {
                return Some(Err(stop));
            }
            self.records += 1;
            self.fresh_line = false;
        }
        Some(read)
    }

    fn enter(&mut self, at: usize) -> usize {
        self.fresh_line = false;
        self.place = Place::Element;
        at + 1
    }

    fn leave(&mut self, at: usize) -> usize {
        self.place = Place::Top;
        at + 1
    }

    fn record(&mut self, text: &str, start: usize) -> Result<usize, Stop> {
        self.fresh_line = false;
        let lines = if self.layout == Layout::Line { Lines::Single } else { Lines::Spanning };
        let values = Values::new(text, lines);
        let end = self.rows.record(values, start)?;
        self.records += 1;
        if self.layout == Layout::Unknown {
            self.learn(text, start, end);
        }
        if self.place == Place::Element {
            self.place = Place::AfterElement;
        }
        Ok(end)
    }

    /// Takes the layout of the first record for that of all.
    fn learn(&mut self, text: &str, start: usize, end: usize) {
        let spans = text.get(start..end).is_some_and(|record| record.contains('\n'));
        if spans {
            let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            self.layout = Layout::Indented(start - line_start);
        } else if end - start > "{}".len()
            && text
                .as_bytes()
                .get(end..end + 2)
                .is_some_and(|next| matches!(next, [b'\n', _] | [b'\r', b'\n'] | [b',', b'\n']))
        {
            self.layout = Layout::Line;
        }
    }

    /// Reports the broken record at `start` and finds the place to go on at.
    fn recover(
        &mut self,
        text: &str,
        start: usize,
        at: Option<usize>,
        reason: &str,
        sink: &mut Sink,
    ) -> usize {
        let place = at.unwrap_or(start);
        if at.is_none() {
            self.endless += 1;
            if self.layout == Layout::Unknown || self.endless > 3 {
                self.layout = Layout::Line;
            }
        }
        // A record that only its values spoil still ends where its braces do.
        if self.layout != Layout::Line
            && at.is_some_and(|at| at > start)
            && let Ok(end) = Values::new(text, Lines::Spanning).nested(start)
        {
            self.report(text, place, reason, sink);
            if self.place == Place::Element {
                self.place = Place::AfterElement;
            }
            return end;
        }
        // In an array without line breaks the next record may begin right behind what is no part of any.
        if self.place == Place::AfterElement && self.layout == Layout::Unknown {
            let garbage = text.as_bytes().get(start..).unwrap_or(&[]);
            let len = garbage.iter().take(MOST_GARBAGE).position(|byte| matches!(byte, b'{' | b'\n'));
            if let Some(len) = len.filter(|len| garbage.get(*len) == Some(&b'{')) {
                self.report(text, place, reason, sink);
                self.place = Place::Element;
                return start + len;
            }
        }
        if self.layout == Layout::Unknown {
            self.report(text, place, &format!("{reason}; the rest of the line was not read"), sink);
        } else {
            self.report(text, place, reason, sink);
        }
        if self.place == Place::AfterElement {
            self.place = Place::Element;
        }
        self.skip = Skip::Line;
        self.seek(text, start, false)
    }

    fn report(&mut self, text: &str, at: usize, reason: &str, sink: &mut Sink) {
        self.records += 1;
        let line = self.lines.line(text, at);
        sink.report.skip(self.records, Some(line), reason);
    }

    /// Passes over what is to be skipped, as far as the text goes.
    fn seek(&mut self, text: &str, mut at: usize, at_end: bool) -> usize {
        loop {
            let rest = text.as_bytes().get(at..).unwrap_or(&[]);
            match self.skip {
                Skip::No => return at,
                Skip::Line => {
                    let Some(end) = memchr::memchr(b'\n', rest) else { return text.len() };
                    self.fresh_line = true;
                    at += end + 1;
                    self.skip = Skip::Lines;
                }
                Skip::Lines => {
                    let Layout::Indented(indent) = self.layout else {
                        self.skip = Skip::No;
                        continue;
                    };
                    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                    if spaces == rest.len() && !at_end {
                        return at;
                    }
                    let begins = spaces == indent && matches!(rest.get(spaces), Some(b'{' | b'[' | b']'));
                    self.skip = if begins { Skip::No } else { Skip::Line };
                }
            }
        }
    }
}
