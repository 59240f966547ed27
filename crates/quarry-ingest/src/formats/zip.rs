//! zip: every member that is a table becomes one.

use super::{Confidence, Format, Head, binary};
use crate::container::member::Member;
use crate::container::zip::{Directory, Entry, Unpacked, other_document};
use crate::error::ImportError;
use crate::reader::Reader;
use crate::sink::Sink;

/// Files of any format in one.
pub(super) static FORMAT: Format = Format {
    name: "zip",
    title: "zip",
    extensions: &["zip"],
    doc: "Files of any other format, up to two zips deep.",
    container: true,
    sniff,
    open: |_: &Head| Box::new(ZipReader::default()),
};

/// A program may stand in front of a zip that unpacks itself.
fn sniff(head: &Head) -> Confidence {
    match head.bytes.starts_with(b"PK\x03\x04") || head.bytes.starts_with(b"PK\x05\x06") {
        true => Confidence::Certain,
        false if head.extension == "zip" && !head.is_text() => Confidence::Likely,
        false => Confidence::No,
    }
}

/// How deeply zips may lie in each other.
const MOST_DEPTH: usize = 2;

/// The directory stands at the end of the file, so the packed bytes are kept until then.
#[derive(Debug, Default)]
struct ZipReader {
    bytes: Vec<u8>,
}

impl Reader for ZipReader {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        if self.bytes.len() + bytes.len() > sink.options.memory_limit / 2 {
            return Err(sink.refuse("the zip is too large to be kept in memory"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        let bytes = std::mem::take(&mut self.bytes);
        let Some(directory) = Directory::read(&bytes) else {
            return Err(sink.refuse("the zip has no directory; it is cut off or damaged"));
        };
        if sink.depth() >= MOST_DEPTH {
            return Err(sink.refuse("zips lie more than two deep in each other"));
        }
        let entries = &directory.entries;
        if entries.iter().any(|entry| entry.name == "xl/workbook.xml") {
            return binary::workbook(&bytes, sink);
        }
        if let Some(what) = other_document(entries) {
            return Err(sink.refuse(format!("the file is {what}")).help("Save it as .xlsx or as CSV."));
        }
        let mut failed: Option<ImportError> = None;
        let mut read = 0;
        let mut unknown: Vec<&str> = Vec::new();
        // What is alone in a zip is as much meant as a file without one.
        let alone = entries.iter().filter(|entry| !entry.is_folder()).count() == 1;
        for entry in entries.iter().filter(|entry| !entry.is_folder()) {
            let outer = sink.enter(&entry.name);
            match self::read(entry, alone, &bytes, sink) {
                Ok(true) => read += 1,
                Ok(false) => unknown.push(&entry.name),
                Err(error) if error.needs_binary_formats() => return Err(error),
                Err(error) => {
                    sink.report_damage(&error.to_string());
                    failed.get_or_insert(error);
                }
            }
            sink.leave(outer);
        }
        if let Some(complaint) = directory.complaint() {
            sink.report_damage(&complaint);
        }
        sink.report_unknown(&unknown);
        match failed {
            Some(error) if read == 0 => Err(error),
            _ if read == 0 => Err(sink.refuse("the zip holds no table")),
            _ => Ok(()),
        }
    }
}

/// Reads a member; false when it is of no known format.
fn read(entry: &Entry, alone: bool, bytes: &[u8], sink: &mut Sink) -> Result<bool, ImportError> {
    let name = entry.name.as_str();
    let mut member = if alone { Member::new(name) } else { Member::one_of_many(name) };
    let known = |result: Result<(), ImportError>, member: &Member| match result {
        Err(_) if member.unknown => Ok(false),
        result => result.map(|()| true),
    };
    let mut refused = false;
    let unpacked = entry.unpack(bytes, |packed, piece| {
        sink.note_unpacked(packed, piece.len())?;
        if !refused {
            let fed = member.feed(piece, sink);
            refused = !known(fed, &member)?;
        }
        Ok(())
    })?;
    if refused {
        return Ok(false);
    }
    let finished = member.finish(sink);
    match (known(finished, &member), unpacked) {
        (known, Unpacked::Whole) => known,
        // What is left of the data says less than why there is no more of it.
        (Err(error), Unpacked::Damaged(_)) if error.needs_binary_formats() => Err(error),
        (Err(_), Unpacked::Damaged(reason)) => Err(sink.refuse(reason)),
        (known, Unpacked::Damaged(reason)) => {
            sink.report_damage(reason);
            known
        }
    }
}
