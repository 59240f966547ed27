//! tar, as it is or inside gzip: every member that is a table becomes one.

use super::{Confidence, Format, Head};
use crate::container::member::Member;
use crate::container::tar::{Extension, Header, Kind, RECORD};
use crate::error::ImportError;
use crate::reader::Reader;
use crate::sink::{Outer, Sink};

/// Files of any format, one behind the other.
pub(super) static FORMAT: Format = Format {
    name: "tar",
    title: "tar",
    extensions: &["tar", "tgz"],
    doc: "Files of any other format, also inside gzip.",
    container: true,
    sniff: |head| {
        if head.bytes.get(257..262) == Some(b"ustar") { Confidence::Certain } else { Confidence::No }
    },
    open: |_: &Head| Box::new(TarReader::default()),
};

/// The most members that are looked at.
const MOST_MEMBERS: usize = 1_000;
/// The most that is kept of what is said of a member in front of it.
const MOST_EXTENSION: u64 = 1 << 20;
/// How deeply containers may lie in each other.
const MOST_DEPTH: usize = 3;

#[derive(Default)]
struct TarReader {
    /// Bytes of a header that the next slice completes.
    header: Vec<u8>,
    member: Option<Open>,
    /// What was said of the next member, and what is being read of it.
    extension: Extension,
    saying: Option<Saying>,
    /// Bytes to pass over: padding, and members that are no files.
    passing: u64,
    members: usize,
    read: usize,
    unknown: Vec<String>,
    failed: Option<ImportError>,
    done: bool,
}

/// Something that is said of the next member.
struct Saying {
    kind: Kind,
    left: u64,
    padding: u64,
    content: Vec<u8>,
}

/// The member that is being read; the sink stays in it between slices.
struct Open {
    name: String,
    outer: Outer,
    left: u64,
    padding: u64,
    reader: Member,
    /// The member can't be read.
    failed: Option<ImportError>,
}

impl Reader for TarReader {
    fn feed(&mut self, mut bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        while !bytes.is_empty() && !self.done {
            let used = if self.passing > 0 {
                let used = clip(self.passing, bytes);
                self.passing -= used as u64;
                used
            } else if self.member.is_some() {
                self.content(bytes, sink)?
            } else if self.saying.is_some() {
                self.say(bytes)
            } else {
                self.header(bytes, sink)?
            };
            bytes = bytes.get(used..).unwrap_or(&[]);
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        if self.member.is_some() || self.saying.is_some() || !self.header.is_empty() {
            sink.report_damage("the tar archive is cut off");
        }
        self.close(sink)?;
        let unknown: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
        sink.report_unknown(&unknown);
        match self.failed.take() {
            Some(error) if self.read == 0 => Err(error),
            _ if self.read == 0 => Err(sink.refuse("the tar archive holds no table")),
            _ => Ok(()),
        }
    }
}

/// How many of the bytes are among the next `left`.
fn clip(left: u64, bytes: &[u8]) -> usize {
    usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()))
}

impl TarReader {
    fn header(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ImportError> {
        let used = (RECORD - self.header.len()).min(bytes.len());
        self.header.extend_from_slice(bytes.get(..used).unwrap_or(&[]));
        if self.header.len() < RECORD {
            return Ok(used);
        }
        let header = std::mem::take(&mut self.header);
        if header.iter().all(|byte| *byte == 0) {
            self.done = true;
            return Ok(used);
        }
        let Some(header) = Header::read(&header) else {
            sink.report_damage("a header in the tar archive is damaged; what follows was not read");
            self.done = true;
            return Ok(used);
        };
        let about = matches!(header.kind, Kind::LongName | Kind::Extended);
        let said = if about { Extension::default() } else { std::mem::take(&mut self.extension) };
        let size = said.size.unwrap_or(header.size);
        let padding = size.wrapping_neg() % RECORD as u64;
        if about && size <= MOST_EXTENSION && size > 0 {
            self.saying = Some(Saying { kind: header.kind, left: size, padding, content: Vec::new() });
            return Ok(used);
        }
        if header.kind != Kind::File || size == 0 {
            self.passing = size.saturating_add(padding);
            return Ok(used);
        }
        self.members += 1;
        if self.members > MOST_MEMBERS || sink.depth() >= MOST_DEPTH {
            sink.report_damage(&format!(
                "the tar archive has more than {MOST_MEMBERS} members or lies too deep"
            ));
            self.done = true;
            return Ok(used);
        }
        let name = said.name.unwrap_or(header.name);
        let reader = Member::one_of_many(name.as_str());
        let outer = sink.enter(&name);
        self.member = Some(Open { name, outer, left: size, padding, reader, failed: None });
        Ok(used)
    }

    fn content(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ImportError> {
        let Some(open) = &mut self.member else { return Ok(0) };
        let used = clip(open.left, bytes);
        open.left -= used as u64;
        if open.failed.is_none() {
            let part = bytes.get(..used).unwrap_or(&[]);
            open.failed = open.reader.feed(part, sink).err();
        }
        if open.left == 0 {
            self.passing = open.padding;
            self.close(sink)?;
        }
        Ok(used)
    }

    /// Reads what is said of the next member.
    fn say(&mut self, bytes: &[u8]) -> usize {
        let Some(saying) = &mut self.saying else { return 0 };
        let used = clip(saying.left, bytes);
        saying.left -= used as u64;
        saying.content.extend_from_slice(bytes.get(..used).unwrap_or(&[]));
        if saying.left == 0 {
            self.passing = saying.padding;
            self.extension.learn(saying.kind, &saying.content);
            self.saying = None;
        }
        used
    }

    /// Ends the member that is being read.
    fn close(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let Some(mut open) = self.member.take() else { return Ok(()) };
        let failed = open.failed.or_else(|| open.reader.finish(sink).err());
        match failed {
            _ if open.reader.unknown => self.unknown.push(open.name),
            None => self.read += 1,
            Some(error) if error.needs_binary_formats() => return Err(error),
            Some(error) => {
                sink.report_damage(&error.to_string());
                self.failed.get_or_insert(error);
            }
        }
        sink.leave(open.outer);
        Ok(())
    }
}
