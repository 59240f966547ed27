//! Reads files in slices.

use std::collections::VecDeque;

use quarry_data::Catalog;
use quarry_diagnostics::{Diagnostic, Location, Severity};
use quarry_ingest::{ImportOptions, Imported, Importer, formats};

use super::run::REPORT_MS;
use super::source::{Bytes, Elsewhere, Piece, Reading, Source};
use super::{Attachment, Host, SLICE_MS, Service, Slice, clock};
use crate::protocol::{Envelope, LoadedTable, Response};
use crate::samples::Sample;

/// Files that are loaded together: all of them or, after a cancel or a failure, none.
pub(super) struct Load {
    files: VecDeque<(String, Box<dyn Source>)>,
    table: Option<String>,
    format: Option<String>,
    open: Option<Open>,
    finished: Vec<Imported>,
    /// Bytes of all files, and of those that are done.
    size: u64,
    done: u64,
    reported: f64,
}

/// The file that is being read.
struct Open {
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

/// What came of reading on.
enum Step {
    Read,
    /// The next bytes are not there yet.
    Waiting,
    /// All files are read.
    Done,
}

impl Load {
    pub(super) fn new(
        files: Vec<(String, Box<dyn Source>)>,
        table: Option<String>,
        format: Option<String>,
    ) -> Self {
        let size = files.iter().map(|(_, source)| source.size()).sum();
        Self {
            files: files.into(),
            table,
            format,
            open: None,
            finished: Vec::new(),
            size,
            done: 0,
            reported: f64::MIN,
        }
    }

    pub(super) fn sample(sample: &Sample) -> Self {
        let file = |&(name, text): &(&str, &str)| {
            let source: Box<dyn Source> = Box::new(Bytes::new(text.as_bytes().to_vec()));
            (name.to_owned(), source)
        };
        Self::new(sample.files.iter().map(file).collect(), None, None)
    }

    /// Reads the next bytes.
    fn advance(&mut self, known: &Catalog) -> Result<Step, String> {
        let open = match self.open.take() {
            Some(open) => open,
            None => match self.files.pop_front() {
                Some((name, source)) => self.begin(name, source, known)?,
                None => return Ok(Step::Done),
            },
        };
        let size = open.source.size();
        Ok(match open.advance()? {
            Turn::Read(open) => {
                self.open = Some(open);
                Step::Read
            }
            Turn::Waiting(open) => {
                self.open = Some(open);
                Step::Waiting
            }
            Turn::Done(imported) => {
                self.done += size;
                self.finished.push(*imported);
                Step::Read
            }
        })
    }

    fn begin(&self, name: String, source: Box<dyn Source>, known: &Catalog) -> Result<Open, String> {
        let format = match &self.format {
            Some(name) => Some(formats::find(name).ok_or_else(|| format!("there is no format '{name}'"))?),
            None => None,
        };
        let options =
            ImportOptions { file_name: name, table: self.table.clone(), format, ..ImportOptions::default() };
        let importer = Box::new(Importer::new(options.clone(), known));
        Ok(Open { source, by: Reader::Here(importer, options), offset: 0 })
    }

    fn progress(&self) -> Response {
        let offset = self.open.as_ref().map_or(0, |open| open.offset);
        Response::Progress { done: (self.done + offset) as f64, total: self.size as f64 }
    }
}

/// What came of reading one file on.
enum Turn {
    Read(Open),
    /// The next bytes, or the other module, have to be waited for.
    Waiting(Open),
    Done(Box<Imported>),
}

impl Open {
    fn advance(mut self) -> Result<Turn, String> {
        let (result, options) = match self.by {
            Reader::Elsewhere(ref mut reader) => match reader.next()? {
                Reading::Waiting => return Ok(Turn::Waiting(self)),
                Reading::Progress(offset) => {
                    self.offset = offset;
                    return Ok(Turn::Read(self));
                }
                Reading::Done(result) => (*result, None),
            },
            Reader::Here(mut importer, options) => match self.source.next()? {
                Piece::End if self.offset < self.source.size() => {
                    return Err("the file ended before its time".to_owned());
                }
                Piece::End => (importer.finish(), Some(options)),
                piece => {
                    let fed = match &piece {
                        Piece::Bytes(bytes) => importer.feed(bytes).map(|()| bytes.len() as u64),
                        Piece::Waiting | Piece::End => Ok(0),
                    };
                    match fed {
                        Ok(read) => {
                            self.offset += read;
                            self.by = Reader::Here(importer, options);
                            let waiting = matches!(piece, Piece::Waiting);
                            return Ok(if waiting { Turn::Waiting(self) } else { Turn::Read(self) });
                        }
                        Err(error) => (Err(error), Some(options)),
                    }
                }
            },
        };
        match (result, options) {
            (Ok(imported), _) => Ok(Turn::Done(Box::new(imported))),
            (Err(error), Some(options)) if error.needs_binary_formats() => {
                // Another module has the parsers of this format, and reads the file from its beginning.
                let reader = self.source.elsewhere(&options).ok_or_else(|| describe(&error.diagnostic))?;
                Ok(Turn::Read(Self { source: self.source, by: Reader::Elsewhere(reader), offset: 0 }))
            }
            (Err(error), _) => Err(describe(&error.diagnostic)),
        }
    }
}

impl Service {
    pub(super) fn step_load(&mut self, host: &mut dyn Host, id: u32, load: &mut Load) -> Slice {
        let began = host.clock_ms();
        let outcome = loop {
            match load.advance(&self.session.catalog) {
                Ok(Step::Read) if host.clock_ms() - began < SLICE_MS => {}
                outcome => break outcome,
            }
        };
        let body = match outcome {
            Ok(step @ (Step::Read | Step::Waiting)) => {
                if began - load.reported >= REPORT_MS {
                    load.reported = began;
                    host.send(Envelope { id, body: load.progress() }, Attachment::None);
                }
                return match step {
                    Step::Waiting => Slice::Waiting,
                    _ => Slice::Unfinished,
                };
            }
            Ok(Step::Done) => {
                host.send(Envelope { id, body: load.progress() }, Attachment::None);
                self.keep(std::mem::take(&mut load.finished))
            }
            Err(reason) => Response::LoadFailed { reason },
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }

    /// Adds the rows of finished files to the tables.
    fn keep(&mut self, imports: Vec<Imported>) -> Response {
        let mut tables: Vec<LoadedTable> = Vec::new();
        let mut warnings = Vec::new();
        for import in imports {
            let report = import.add_to(&mut self.session.catalog);
            warnings.extend(
                report.diagnostics.iter().filter(|note| note.severity > Severity::Info).map(describe),
            );
            for table in report.tables {
                let rows = usize::try_from(table.rows).unwrap_or(usize::MAX);
                match tables.iter_mut().find(|known| known.name == table.table) {
                    Some(known) => known.rows += rows,
                    None => tables.push(LoadedTable { name: table.table, rows }),
                }
            }
        }
        self.newest = clock::newest(self.session.catalog.loaded().map(AsRef::as_ref));
        Response::Loaded { tables, warnings }
    }
}

fn describe(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.location {
        Location::File { record: Some(record), .. } => format!(" (record {record})"),
        _ => String::new(),
    };
    let help = diagnostic.help.as_deref().map(|help| format!(". {help}")).unwrap_or_default();
    format!("{}{place}{help}", diagnostic.message)
}
