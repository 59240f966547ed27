//! tar, as it is or inside gzip: every member that is a table becomes one.

use super::{Confidence, Format, Head};
use crate::container::member::Member;
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

/// Headers and members begin at multiples of this.
const RECORD: usize = 512;
/// The most members that are looked at.
const MOST_MEMBERS: usize = 1_000;
/// How deeply containers may lie in each other.
const MOST_DEPTH: usize = 3;

#[derive(Default)]
struct TarReader {
    /// Bytes of a header that the next slice completes.
    header: Vec<u8>,
    member: Option<Open>,
    /// Bytes to pass over: padding, and members that are no files.
    passing: u64,
    members: usize,
    read: usize,
    unknown: Vec<String>,
    done: bool,
}

/// The member that is being read; the sink stays in it between slices.
struct Open {
    name: String,
    outer: Outer,
    left: u64,
    padding: u64,
    reader: Member,
    /// The member is of no known format.
    refused: bool,
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
            } else {
                self.header(bytes, sink)?
            };
            bytes = bytes.get(used..).unwrap_or(&[]);
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        if self.member.is_some() || !self.header.is_empty() {
            sink.report_damage("the tar archive is cut off");
        }
        self.close(sink)?;
        let unknown: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
        sink.note_unknown(&unknown);
        if self.read == 0 { Err(sink.refuse("the tar archive holds no table")) } else { Ok(()) }
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
        let Some(size) = checked(&header).then(|| octal(header.get(124..136)?)).flatten() else {
            sink.report_damage("a header in the tar archive is damaged; what follows was not read");
            self.done = true;
            return Ok(used);
        };
        let padding = size.wrapping_neg() % RECORD as u64;
        let is_file = matches!(header.get(156), Some(b'0' | 0));
        if !is_file || size == 0 {
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
        let name = name(&header);
        let reader = Member::one_of_many(name.as_str());
        let outer = sink.enter(&name);
        self.member = Some(Open { name, outer, left: size, padding, reader, refused: false });
        Ok(used)
    }

    fn content(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize, ImportError> {
        let Some(open) = &mut self.member else { return Ok(0) };
        let used = clip(open.left, bytes);
        open.left -= used as u64;
        if !open.refused {
            let part = bytes.get(..used).unwrap_or(&[]);
            let fed = open.reader.feed(part, sink);
            open.refused = open.reader.unknown;
            if !open.refused {
                fed?;
            }
        }
        if open.left == 0 {
            self.passing = open.padding;
            self.close(sink)?;
        }
        Ok(used)
    }

    /// Ends the member that is being read.
    fn close(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let Some(mut open) = self.member.take() else { return Ok(()) };
        let finished = if open.refused { Ok(()) } else { open.reader.finish(sink) };
        sink.leave(open.outer);
        if open.reader.unknown {
            self.unknown.push(open.name);
            return Ok(());
        }
        self.read += 1;
        finished
    }
}

/// Whether the header's sum is right; its own field counts as spaces.
fn checked(header: &[u8]) -> bool {
    let sum = |(at, byte): (usize, &u8)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte });
    header.get(148..156).and_then(octal) == Some(header.iter().enumerate().map(sum).sum())
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

/// The name of the member, with the prefix that long names have.
fn name(header: &[u8]) -> String {
    let field = |from: usize, to: usize| {
        let bytes = header.get(from..to).unwrap_or(&[]);
        let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(bytes.get(..len).unwrap_or(&[])).into_owned()
    };
    let (prefix, name) = (field(345, 500), field(0, 100));
    let full = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
    full.chars().take(200).collect()
}
