//! What a format has to offer: a reader that takes bytes, or one that takes decoded text.

use quarry_diagnostics::Code;

use crate::encoding::{Decoder, Fallback};
use crate::error::ImportError;
use crate::sink::Sink;

/// Bytes that are decoded and split at a time, so that they stay in the cache.
const PIECE: usize = 256 << 10;

/// The most that one record may take.
pub(crate) const RECORD_LIMIT: usize = 64 << 20;

/// Reads a file of one format, slice by slice.
pub(crate) trait Reader {
    /// Takes the next bytes.
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError>;

    /// Takes notice that there are no more.
    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError>;
}

/// Reads a format that is text.
pub(crate) trait TextReader {
    /// Reads what it can of the text and consumes it. What is left comes again with more behind it, unless
    /// this is the end.
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError>;
}

/// Decoded text that was not yet read.
#[derive(Debug, Default)]
pub(crate) struct TextBuffer {
    text: String,
    read: usize,
}

impl TextBuffer {
    pub(crate) fn unread(&self) -> &str {
        self.text.get(self.read..).unwrap_or("")
    }

    /// Marks `len` more bytes as read; they must end between characters.
    pub(crate) fn consume(&mut self, len: usize) {
        self.read = (self.read + len).min(self.text.len());
    }

    /// Room for more text behind what was not read.
    fn make_room(&mut self) -> &mut String {
        self.text.drain(..self.read);
        self.read = 0;
        &mut self.text
    }
}

/// Decodes bytes for a text format.
#[derive(Debug)]
pub(crate) struct Decoded<R> {
    decoder: Decoder,
    buffer: TextBuffer,
    inner: R,
}

impl<R: TextReader + 'static> Decoded<R> {
    pub(crate) fn boxed(inner: R) -> Box<dyn Reader> {
        Box::new(Self { decoder: Decoder::default(), buffer: TextBuffer::default(), inner })
    }
}

impl<R: TextReader> Reader for Decoded<R> {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        for piece in bytes.chunks(PIECE) {
            self.decoder.decode(piece, self.buffer.make_room());
            self.inner.read(&mut self.buffer, false, sink)?;
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        self.decoder.finish(self.buffer.make_room());
        self.inner.read(&mut self.buffer, true, sink)?;
        report(&self.decoder, sink);
        Ok(())
    }
}

fn report(decoder: &Decoder, sink: &mut Sink) {
    let (Some(fallback), Some(first)) = (decoder.fallback(), decoder.first_replaced) else { return };
    sink.report.bytes_replaced += decoder.replaced;
    let what = match fallback {
        Fallback::Windows1252 => "were read as Windows-1252",
        Fallback::Replacement => "were replaced by U+FFFD",
    };
    let message =
        format!("{} bytes are not valid text and {what}, the first at byte {first}", decoder.replaced);
    sink.report.warn(Code::ImportConverted, None, message);
}

/// Counts the lines of the text in a [`TextBuffer`]: between two places that are asked for, not from the
/// beginning each time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LineCounter {
    /// Ends of lines in front of `at`.
    ends: u64,
    at: usize,
}

impl LineCounter {
    /// The number of the line, from 1, in which that place of the unread text stands.
    pub(crate) fn line(&mut self, text: &str, at: usize) -> u64 {
        let between = |from: usize, to: usize| {
            let part = text.as_bytes().get(from..to.min(text.len())).unwrap_or(&[]);
            memchr::memchr_iter(b'\n', part).count() as u64
        };
        if at >= self.at {
            self.ends += between(self.at, at);
        } else {
            self.ends = self.ends.saturating_sub(between(at, self.at));
        }
        self.at = at;
        self.ends + 1
    }

    /// Takes note that so much of the text is read and goes away.
    pub(crate) fn consume(&mut self, text: &str, len: usize) {
        self.line(text, len);
        self.at = 0;
    }
}
