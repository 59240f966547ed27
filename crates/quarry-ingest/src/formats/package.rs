//! Text files of an investigation package.

use super::{Confidence, Format, Head};
use crate::error::ImportError;
use crate::package::{Lines, kind};
use crate::reader::{Decoded, RECORD_LIMIT, Reader, TextBuffer, TextReader};
use crate::records::Records;
use crate::sink::Sink;

/// What programs print about a device, under the names that the package gives.
pub(super) static FORMAT: Format = Format {
    name: "package",
    title: "investigation package",
    extensions: &["txt", "log"],
    doc: "Text files of Defender's investigation package, such as ActiveNetConnections.txt and LocalGroups.txt.",
    container: false,
    sniff: |head: &Head| {
        if head.is_text() && kind(&head.file_name).is_some() { Confidence::Likely } else { Confidence::No }
    },
    open,
};

fn open(head: &Head) -> Box<dyn Reader> {
    let known = kind(&head.file_name);
    let table = known.as_ref().map_or("Lines", |kind| kind.table);
    let lines = known.map(|kind| (kind.open)(&head.file_name));
    Decoded::boxed(PackageReader { records: Records::new(table, &[]), lines, line: 0, with_text: 0 })
}

struct PackageReader {
    records: Records,
    lines: Option<Box<dyn Lines>>,
    line: u64,
    /// Lines that are not empty.
    with_text: u64,
}

impl TextReader for PackageReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        loop {
            let unread = text.unread();
            let end = memchr::memchr(b'\n', unread.as_bytes());
            let (line, used) = match end {
                Some(end) => (unread.get(..end).unwrap_or(""), end + 1),
                None if at_end && !unread.is_empty() => (unread, unread.len()),
                None if unread.len() > RECORD_LIMIT / 4 => {
                    sink.report.skip(self.line + 1, Some(self.line + 1), "the line is longer than 16 MiB");
                    text.consume(unread.len());
                    continue;
                }
                None => break,
            };
            self.line += 1;
            self.with_text += u64::from(!line.trim().is_empty());
            if let Some(lines) = &mut self.lines {
                lines.line(line.strip_suffix('\r').unwrap_or(line), &mut self.records);
            }
            text.consume(used);
            if self.records.is_full() {
                self.records.flush(sink)?;
            }
        }
        if at_end {
            if let Some(lines) = &mut self.lines {
                lines.end(&mut self.records);
            }
            self.records.flush(sink)?;
            if self.records.rows == 0 && self.with_text > 0 {
                let table = self.records.id.name.as_deref().unwrap_or_default();
                sink.report_damage(&format!(
                    "none of the {} lines is laid out as those of '{table}' are",
                    self.with_text
                ));
            }
            self.records.declare(sink);
        }
        Ok(())
    }
}
