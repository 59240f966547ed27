//! Reads files in slices.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use quarry_data::{Catalog, Table};
use quarry_ingest::{ImportOptions, Imported};

use super::reading::{Failure, Open, Turn};
use super::report;
use super::run::REPORT_MS;
use super::source::{Bytes, Source};
use super::{Attachment, Host, SLICE_MS, Service, Slice};
use crate::protocol::{Envelope, FileReport, LoadOptions, LoadReport, Outcome, Response};
use crate::samples::Sample;

/// Bytes that all tables may take.
const MEMORY_LIMIT: usize = 1_536 << 20;

/// Files that are loaded together. Each has an outcome of its own; nothing is kept before all of them are read,
/// so that a cancel leaves the tables as they were.
pub(super) struct Load {
    change: u32,
    /// The change that is undone when this one is done.
    replaces: Option<u32>,
    files: VecDeque<(String, Box<dyn Source>)>,
    options: ImportOptions,
    open: Option<Open>,
    finished: Vec<Finished>,
    /// Bytes of the finished tables.
    memory: usize,
    /// Bytes of all files, and of those that are done.
    size: u64,
    done: u64,
    reported: f64,
}

/// What came of a file.
enum Finished {
    Read(Box<Imported>),
    Unread(FileReport),
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
        change: u32,
        files: Vec<(String, Box<dyn Source>)>,
        options: ImportOptions,
        replaces: Option<u32>,
    ) -> Self {
        let size = files.iter().map(|(_, source)| source.size()).sum();
        Self {
            change,
            replaces,
            files: files.into(),
            options,
            open: None,
            finished: Vec::new(),
            memory: 0,
            size,
            done: 0,
            reported: f64::MIN,
        }
    }

    pub(super) fn sample(change: u32, sample: &Sample) -> Self {
        let file = |&(name, text): &(&str, &str)| {
            let source: Box<dyn Source> = Box::new(Bytes::new(text.as_bytes().to_vec()));
            (name.to_owned(), source)
        };
        Self::new(change, sample.files.iter().map(file).collect(), ImportOptions::default(), None)
    }

    /// Reads the next bytes.
    fn advance(&mut self, known: &Catalog) -> Step {
        let open = match self.open.take() {
            Some(open) => open,
            None => match self.files.pop_front() {
                Some((name, source)) if report::is_of_the_system(&name) => {
                    self.done += source.size();
                    let reason = "a file of the operating system".to_owned();
                    self.finished.push(Finished::Unread(FileReport::unread(&name, Outcome::Skipped, reason)));
                    return Step::Read;
                }
                Some((name, source)) => self.open(name, source, known),
                None => return Step::Done,
            },
        };
        let (name, size) = (open.name().to_owned(), open.size());
        match open.advance() {
            Ok(Turn::Read(open)) => self.open = Some(open),
            Ok(Turn::Waiting(open)) => {
                self.open = Some(open);
                return Step::Waiting;
            }
            Ok(Turn::Done(imported)) => {
                self.done += size;
                self.memory += imported.tables.iter().map(Table::bytes).sum::<usize>();
                self.finished.push(Finished::Read(imported));
            }
            Err(failure) => {
                self.done += size;
                self.fail(&name, failure);
            }
        }
        Step::Read
    }

    fn fail(&mut self, name: &str, failure: Failure) {
        let (outcome, reason) = match failure {
            Failure::Source(reason) => (Outcome::Refused, reason),
            // What lies in a folder was not chosen file by file.
            Failure::Import(error) if error.no_events && report::is_in_folder(name) => {
                (Outcome::Skipped, error.diagnostic.message)
            }
            Failure::Import(error) => (Outcome::Refused, report::describe(&error.diagnostic)),
        };
        self.finished.push(Finished::Unread(FileReport::unread(name, outcome, reason)));
    }

    fn open(&self, name: String, source: Box<dyn Source>, known: &Catalog) -> Open {
        // What is replaced is given back when this load is done.
        let loaded = if self.replaces.is_some() { 0 } else { known.bytes() };
        let options = ImportOptions {
            file_name: name.clone(),
            one_of_many: report::is_in_folder(&name),
            memory_limit: MEMORY_LIMIT.saturating_sub(self.memory + loaded),
            ..self.options.clone()
        };
        Open::new(name, source, options, known)
    }

    fn progress(&self) -> Response {
        let offset = self.open.as_ref().map_or(0, Open::offset);
        Response::Progress { done: (self.done + offset) as f64, total: self.size as f64 }
    }
}

impl Service {
    /// A load of the files, whose names are those of the request.
    ///
    /// # Errors
    /// The request makes no sense.
    pub(super) fn load(
        &self,
        change: u32,
        files: Vec<(String, Box<dyn Source>)>,
        options: &LoadOptions,
        replaces: Option<u32>,
    ) -> Result<Load, String> {
        if files.is_empty() {
            return Err("no file came with the request".to_owned());
        }
        if let Some(replaced) = replaces {
            self.changes.check(replaced, &self.session.catalog)?;
        }
        Ok(Load::new(change, files, report::import_options(options)?, replaces))
    }

    pub(super) fn step_load(&mut self, host: &mut dyn Host, id: u32, load: &mut Load) -> Slice {
        let began = host.clock_ms();
        let step = loop {
            match load.advance(&self.session.catalog) {
                Step::Read if host.clock_ms() - began < SLICE_MS => {}
                step => break step,
            }
        };
        if !matches!(step, Step::Done) {
            if began - load.reported >= REPORT_MS {
                load.reported = began;
                host.send(Envelope { id, body: load.progress() }, Attachment::None);
            }
            return if matches!(step, Step::Waiting) { Slice::Waiting } else { Slice::Unfinished };
        }
        host.send(Envelope { id, body: load.progress() }, Attachment::None);
        let read = load.finished.iter().any(|file| matches!(file, Finished::Read(_)));
        let replaced = load.replaces.filter(|_| read).map_or(Ok(()), |replaced| self.undo(replaced));
        let body = match replaced {
            Ok(()) => Response::Loaded { report: self.keep(load.change, std::mem::take(&mut load.finished)) },
            Err(reason) => Response::Refused { reason },
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }

    /// Adds the rows of finished files to the tables.
    fn keep(&mut self, change: u32, finished: Vec<Finished>) -> LoadReport {
        let mut names: Vec<Arc<str>> = Vec::new();
        for finished in &finished {
            let Finished::Read(imported) = finished else { continue };
            for table in &imported.tables {
                if !names.contains(&table.name) {
                    names.push(Arc::clone(&table.name));
                }
            }
        }
        let loaded = |name: &Arc<str>| self.session.catalog.loaded_table(name).is_some();
        let there: BTreeSet<Arc<str>> = names.iter().filter(|name| loaded(name)).cloned().collect();
        let mut files = Vec::with_capacity(finished.len());
        let add = |catalog: &mut Catalog| {
            for finished in finished {
                files.push(match finished {
                    Finished::Read(imported) => report::file_report(imported.add_to(catalog), &there),
                    Finished::Unread(report) => report,
                });
            }
        };
        if names.is_empty() {
            add(&mut self.session.catalog);
        } else {
            self.change(change, &names, add);
        }
        LoadReport { change, files }
    }
}
