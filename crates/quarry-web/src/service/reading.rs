//! One file while it is read, here or by another module.

use quarry_data::Catalog;
use quarry_ingest::{ImportError, ImportOptions, Imported, Importer};

use super::source::{Elsewhere, Piece, Reading, Source};

/// The file that is being read.
pub(super) struct Open {
    name: String,
    source: Box<dyn Source>,
    by: Reader,
    offset: u64,
}

/// Who reads a file.
enum Reader {
    Here(Box<Importer>, ImportOptions),
    /// A module with the parsers of binary formats.
    Elsewhere(Box<dyn Elsewhere>),
}

/// What came of reading one file on.
pub(super) enum Turn {
    Read(Open),
    /// The next bytes, or the other module, have to be waited for.
    Waiting(Open),
    Done(Box<Imported>),
}

/// Why a file was not read.
pub(super) enum Failure {
    Source(String),
    Import(ImportError),
}

impl Open {
    pub(super) fn new(
        name: String,
        source: Box<dyn Source>,
        options: ImportOptions,
        known: &Catalog,
    ) -> Self {
        let importer = Box::new(Importer::new(options.clone(), known));
        Self { name, source, by: Reader::Here(importer, options), offset: 0 }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes in all.
    pub(super) fn size(&self) -> u64 {
        self.source.size()
    }

    /// Bytes that were read.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads the next bytes.
    pub(super) fn advance(mut self) -> Result<Turn, Failure> {
        let (result, options) = match self.by {
            Reader::Elsewhere(ref mut reader) => match reader.next().map_err(Failure::Source)? {
                Reading::Waiting => return Ok(Turn::Waiting(self)),
                Reading::Progress(offset) => {
                    self.offset = offset;
                    return Ok(Turn::Read(self));
                }
                Reading::Done(result) => (*result, None),
            },
            Reader::Here(mut importer, options) => match self.source.next().map_err(Failure::Source)? {
                Piece::End if self.offset < self.source.size() => {
                    return Err(Failure::Source("the file ended before its time".to_owned()));
                }
                Piece::End => (importer.finish(), Some(options)),
                Piece::Waiting => {
                    self.by = Reader::Here(importer, options);
                    return Ok(Turn::Waiting(self));
                }
                Piece::Bytes(bytes) => match importer.feed(&bytes) {
                    Ok(()) => {
                        self.offset += bytes.len() as u64;
                        self.by = Reader::Here(importer, options);
                        return Ok(Turn::Read(self));
                    }
                    Err(error) => (Err(error), Some(options)),
                },
            },
        };
        match (result, options) {
            (Ok(imported), _) => Ok(Turn::Done(Box::new(imported))),
            (Err(error), Some(options)) if error.needs_binary_formats() => {
                // Another module has the parsers of this format, and reads the file from its beginning.
                match self.source.elsewhere(&options) {
                    Some(reader) => Ok(Turn::Read(Self { by: Reader::Elsewhere(reader), offset: 0, ..self })),
                    None => Err(Failure::Import(error)),
                }
            }
            (Err(error), _) => Err(Failure::Import(error)),
        }
    }
}
