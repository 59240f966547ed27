//! gzip, with one or several members.

use std::io::Write;

use flate2::write::MultiGzDecoder;

use super::{Confidence, Format, Head};
use crate::container::member::Member;
use crate::error::ImportError;
use crate::reader::Reader;
use crate::sink::Sink;

/// A compressed file of any other format.
pub(super) static FORMAT: Format = Format {
    name: "gzip",
    title: "gzip",
    extensions: &["gz"],
    doc: "A compressed file of any other format.",
    container: true,
    sniff: |head| if head.bytes.starts_with(&[0x1F, 0x8B, 8]) { Confidence::Certain } else { Confidence::No },
    open,
};

/// Packed bytes that are unpacked at a time.
const PIECE: usize = 16 << 10;

fn open(head: &Head) -> Box<dyn Reader> {
    let name = head.file_name.strip_suffix(".gz").unwrap_or(&head.file_name);
    Box::new(GzipReader {
        decoder: MultiGzDecoder::new(Vec::new()),
        member: Member::new(name),
        entered: false,
        damaged: false,
    })
}

struct GzipReader {
    decoder: MultiGzDecoder<Vec<u8>>,
    member: Member,
    /// The sink knows that it reads what this file holds.
    entered: bool,
    /// What follows the damage can't be unpacked.
    damaged: bool,
}

impl Reader for GzipReader {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<(), ImportError> {
        if !std::mem::replace(&mut self.entered, true) {
            sink.enter_gzip()?;
        }
        for piece in bytes.chunks(PIECE) {
            if self.damaged {
                break;
            }
            let written = self.decoder.write_all(piece);
            self.hand_on(piece.len(), sink)?;
            if written.is_err() {
                self.damage("the compressed data is damaged; what follows was not read", sink);
            }
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        if !self.damaged {
            let finished = self.decoder.try_finish();
            self.hand_on(0, sink)?;
            if finished.is_err() {
                self.damage("the compressed data is cut off or does not match its checksum", sink);
            }
        }
        self.member.finish(sink)
    }
}

impl GzipReader {
    fn hand_on(&mut self, packed: usize, sink: &mut Sink) -> Result<(), ImportError> {
        let unpacked = std::mem::take(self.decoder.get_mut());
        sink.note_unpacked(packed, unpacked.len())?;
        self.member.feed(&unpacked, sink)
    }

    fn damage(&mut self, reason: &str, sink: &mut Sink) {
        self.damaged = true;
        sink.report_damage(reason);
    }
}
