//! Where the bytes of a file come from, and who else may read them.

use quarry_ingest::{ImportError, ImportOptions, Imported};

/// A file, read from its beginning to its end in pieces.
pub trait Source {
    /// Bytes in all.
    fn size(&self) -> u64;

    /// The next piece.
    ///
    /// # Errors
    /// The file can't be read, with the reason.
    fn next(&mut self) -> Result<Piece, String>;

    /// Hands the file, from its beginning, to a module that has the parsers of binary formats; `None` when
    /// there is no such module.
    fn elsewhere(&self, _options: &ImportOptions) -> Option<Box<dyn Elsewhere>> {
        None
    }
}

/// A file that another module reads.
pub trait Elsewhere {
    /// What has come of it since the last call.
    ///
    /// # Errors
    /// The other module is not there or stopped, with the reason.
    fn next(&mut self) -> Result<Reading, String>;
}

/// How far another module is.
#[derive(Debug)]
pub enum Reading {
    /// Bytes of the file that are read.
    Progress(u64),
    /// Nothing new; the host calls [`Service::tick`](super::Service::tick) when there is.
    Waiting,
    Done(Box<Result<Imported, ImportError>>),
}

/// What a source has to offer.
#[derive(Debug)]
pub enum Piece {
    /// At least one byte.
    Bytes(Vec<u8>),
    /// The next bytes are under way; the host calls [`Service::tick`](super::Service::tick) when they are there.
    Waiting,
    /// There are no more.
    End,
}

/// A file that is already in memory.
#[derive(Clone, Debug)]
pub struct Bytes {
    bytes: Vec<u8>,
    read: usize,
}

/// Bytes of a piece, so that a load goes on in slices.
const PIECE_BYTES: usize = 1 << 20;

impl Bytes {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, read: 0 }
    }
}

impl Source for Bytes {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn next(&mut self) -> Result<Piece, String> {
        let end = (self.read + PIECE_BYTES).min(self.bytes.len());
        let piece = self.bytes.get(self.read..end).unwrap_or_default().to_vec();
        self.read = end;
        Ok(if piece.is_empty() { Piece::End } else { Piece::Bytes(piece) })
    }
}
