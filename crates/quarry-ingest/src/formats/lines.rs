//! Text without structure: a record a line, or one record in all. Only `externaldata` asks for them, by name.

use super::{Confidence, Format, Head};
use crate::block::{Block, Cell, Kind};
use crate::error::ImportError;
use crate::reader::{Decoded, RECORD_LIMIT, Reader, TextBuffer, TextReader};
use crate::sink::{Sink, TableId};

/// A record a line.
pub(super) static LINES: Format = Format {
    name: "txt",
    title: "lines of text",
    extensions: &[],
    doc: "Text with one value a line, for externaldata with format=\"txt\".",
    container: false,
    sniff: |_| Confidence::No,
    open: |_| open(false),
};

/// One record in all.
pub(super) static WHOLE: Format = Format {
    name: "raw",
    title: "text as a whole",
    extensions: &[],
    doc: "A text as one value, for externaldata with format=\"raw\".",
    container: false,
    sniff: |_: &Head| Confidence::No,
    open: |_| open(true),
};

fn open(whole: bool) -> Box<dyn Reader> {
    Decoded::boxed(LineReader { whole, records: 0, lines: 0, block: Block::default() })
}

struct LineReader {
    whole: bool,
    /// Records and lines so far; a line that is passed over is no record.
    records: u64,
    lines: u64,
    block: Block,
}

impl TextReader for LineReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        let unread = text.unread();
        if unread.len() > RECORD_LIMIT {
            return Err(sink.refuse(format!("a value is longer than {} MiB", RECORD_LIMIT >> 20)));
        }
        let layout = sink.options.layout.clone().unwrap_or_default();
        let mut names = layout.columns;
        if names.is_empty() {
            names.push("Text".to_owned());
        }
        self.block.widen(1);
        let mut start = 0;
        while let Some(end) = self.end(unread, start, at_end) {
            self.lines += 1;
            if self.lines > 1 || !layout.skip_first {
                let value = unread.get(start..end).unwrap_or("");
                let len = if self.whole { value.len() } else { value.trim_end_matches(['\n', '\r']).len() };
                self.block.set(0, Cell::new(Kind::Text, start, start + len));
                self.block.end_record();
                self.records += 1;
            }
            if self.block.is_full() {
                self.flush(&names, unread, sink)?;
            }
            start = end;
        }
        self.flush(&names, unread, sink)?;
        text.consume(start);
        Ok(())
    }
}

impl LineReader {
    /// Where the record at `start` ends, with its line end.
    fn end(&self, text: &str, start: usize, at_end: bool) -> Option<usize> {
        let rest = text.get(start..)?.as_bytes();
        let line = if self.whole { None } else { memchr::memchr(b'\n', rest).map(|at| start + at + 1) };
        line.or_else(|| (at_end && !rest.is_empty()).then_some(text.len()))
    }

    fn flush(&mut self, names: &[String], text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if self.block.rows() > 0 {
            let first = self.records + 1 - self.block.rows() as u64;
            sink.push(&TableId::default(), false, names, text, &self.block, first)?;
            self.block.clear();
        }
        Ok(())
    }
}
