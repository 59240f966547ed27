//! One file, or one member of a container: its first bytes decide who reads the rest.

use crate::error::ImportError;
use crate::formats::{self, Confidence, Head};
use crate::reader::Reader;
use crate::sink::Sink;

/// Reads a file whose format its own first bytes tell.
pub(crate) struct Member {
    name: String,
    state: State,
    /// How sure a format has to be.
    least: Confidence,
    /// No format was sure enough.
    pub(crate) unknown: bool,
}

enum State {
    /// Too few bytes so far to tell the format.
    Head(Vec<u8>),
    Reading(Box<dyn Reader>),
}

impl Member {
    /// `name` is the name of the file, whose extension is a hint.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            state: State::Head(Vec::new()),
            least: Confidence::Possible,
            unknown: false,
        }
    }

    /// A file among others, which may not be meant as a table.
    pub(crate) fn one_of_many(name: impl Into<String>) -> Self {
        Self { least: Confidence::Likely, ..Self::new(name) }
    }

    /// Chooses the format by the head, and feeds it the head.
    fn open(&mut self, bytes: Vec<u8>, sink: &mut Sink) -> Result<Box<dyn Reader>, ImportError> {
        let head = Head::new(bytes, &self.name);
        if head.bytes.is_empty() {
            return Err(sink.refuse("the file is empty").no_events());
        }
        let detected = formats::detect(&head, self.least);
        let container = detected.filter(|format| format.container);
        let Some(format) = container.or(sink.options.format).or(detected) else {
            self.unknown = true;
            let titles: Vec<&str> = formats::TABLE.iter().map(|format| format.title).collect();
            let office = head.bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
            let save = if office { "Save it as .xlsx without a password. " } else { "" };
            let help = format!("{save}Quarry reads {}.", titles.join(", "));
            let message = match formats::unsupported(&head) {
                Some(what) => format!("the file is {what}, which Quarry can't read yet"),
                None => "the file is of no format that Quarry can read".to_owned(),
            };
            return Err(sink.refuse(message).help(help).no_events());
        };
        sink.note_format(format.title);
        let mut reader = (format.open)(&head);
        reader.feed(&head.bytes, sink)?;
        Ok(reader)
    }
}

impl Reader for Member {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        match &mut self.state {
            State::Reading(reader) => reader.feed(bytes, sink),
            State::Head(head) => {
                let missing = Head::BYTES.saturating_sub(head.len()).min(bytes.len());
                let (first, rest) = bytes.split_at(missing);
                head.extend_from_slice(first);
                if head.len() < Head::BYTES {
                    return Ok(());
                }
                let head = std::mem::take(head);
                let mut reader = self.open(head, sink)?;
                reader.feed(rest, sink)?;
                self.state = State::Reading(reader);
                Ok(())
            }
        }
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        match &mut self.state {
            State::Reading(reader) => reader.finish(sink),
            State::Head(head) => {
                let head = std::mem::take(head);
                self.open(head, sink)?.finish(sink)
            }
        }
    }
}
