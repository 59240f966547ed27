//! The worker's inside: the session, what is under way, and the results that pages are taken from.
//!
//! [`Service::handle`] takes a request and [`Service::tick`] works on what is under way for a short while; both
//! answer through the [`Host`]. Long work is a job that is done in slices, so that a cancel, a completion or a
//! page of an earlier result is answered in between.
//!
//! Invariant: no browser call and no clock of its own. The worker binary is one host, the tests are another.

mod assist;
mod attach;
mod changes;
mod check;
mod clock;
mod export;
mod load;
mod reading;
mod report;
mod reshape;
mod results;
mod rule;
mod run;
mod source;
mod warm;

use std::collections::VecDeque;

use quarry_data::Catalog;
use quarry_engine::Session;

use crate::protocol::{Change, ColumnInfo, Envelope, Request, Response, TableInfo};
use crate::samples;

pub use source::{Bytes, Elsewhere, Piece, Reading, Source};

/// How long one slice of a job may take, in milliseconds.
pub const SLICE_MS: f64 = 25.0;

/// What goes beside an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attachment {
    None,
    /// JSON or a part of an export.
    Text(String),
}

/// Where answers go, and what time it is.
pub trait Host {
    /// Milliseconds since some fixed point.
    fn clock_ms(&self) -> f64;
    fn send(&mut self, answer: Envelope<Response>, attachment: Attachment);
}

/// Everything that the worker knows.
#[derive(Default)]
pub struct Service {
    session: Session,
    jobs: VecDeque<Job>,
    /// The first job waits for bytes that the host announces by calling [`Service::tick`].
    waiting: bool,
    results: results::Results,
    /// The newest event time of the loaded data, in ticks.
    newest: Option<i64>,
    changes: changes::Changes,
    warm: Option<Box<warm::Warm>>,
}

/// Work in slices; the first of the queue is under way.
struct Job {
    id: u32,
    work: Work,
}

enum Work {
    Load(Box<load::Load>),
    Reshape(Box<reshape::Reshape>),
    Attach(attach::Attach),
    Run(Box<run::Run>),
    Export(export::Export),
    Arrange(results::Arrange),
}

/// How a slice of a job ended. The job has sent its own answers.
enum Slice {
    Unfinished,
    /// There is nothing to do before the host has more bytes.
    Waiting,
    Finished,
}

impl Service {
    /// A service that knows the built-in tables.
    pub fn new() -> Self {
        Self { session: Session::new(Catalog::builtin()), ..Self::default() }
    }

    /// Answers a request, or puts it into the queue. `files` came beside it.
    pub fn handle(
        &mut self,
        host: &mut dyn Host,
        request: Envelope<Request>,
        mut files: Vec<Box<dyn Source>>,
    ) {
        let id = request.id;
        let answer = match request.body {
            Request::Load { change, names, options, replaces } => {
                let files = names.into_iter().zip(files).collect();
                let load = self.load(change, files, &options, replaces);
                return self.begin(host, id, load.map(|load| Work::Load(Box::new(load))));
            }
            Request::Attach { address, name } => {
                let Some(file) = files.pop() else {
                    return refuse(host, id, "no file came with the request");
                };
                return self.enqueue(id, Work::Attach(attach::Attach::new(address, name, file)));
            }
            Request::Detach { address } => return self.detach(address.as_deref()),
            Request::LoadSample { change, sample } => {
                let Some(sample) = samples::sample(&sample) else {
                    return refuse(host, id, "there is no such sample");
                };
                return self.enqueue(id, Work::Load(Box::new(load::Load::sample(change, sample))));
            }
            Request::Run { text, clock } => return self.start_run(host, id, &text, clock),
            Request::Export { result, table, format } => {
                return self.enqueue(id, Work::Export(export::Export::new(result, table, format)));
            }
            Request::Cancel {} => return self.cancel(host),
            Request::FetchJson { result, offset, len } => match self.results.json(result, offset, len) {
                Some(text) => {
                    return host.send(Envelope { id, body: Response::Json {} }, Attachment::Text(text));
                }
                None => gone(),
            },
            Request::FetchRows { result, table, offset, len } => {
                match self.results.rows(result, table, offset, len) {
                    Some(rows) => Response::Rows { offset, rows },
                    None => gone(),
                }
            }
            Request::Arrange { result, table, arrangement } => {
                self.drop_arrangements(host, result, table);
                let arrange = results::Arrange::new(result, table, arrangement);
                return self.enqueue(id, Work::Arrange(arrange));
            }
            Request::Release { result } => return self.results.release(result),
            Request::Unload { change, table } => {
                self.change(change, &[table.as_str().into()], |catalog| drop(catalog.unload(&table)));
                Response::Changed { change: Change { change, table, ..Change::default() } }
            }
            Request::RenameTable { change, table, to } => {
                let reshape = self.rename_table(change, &table, &to);
                return self.begin(host, id, reshape.map(|reshape| Work::Reshape(Box::new(reshape))));
            }
            Request::PreviewType { table, column, ty } => {
                let reshape = self.retype(None, &table, &column, &ty);
                return self.begin(host, id, reshape.map(|reshape| Work::Reshape(Box::new(reshape))));
            }
            Request::ChangeType { change, table, column, ty } => {
                let reshape = self.retype(Some(change), &table, &column, &ty);
                return self.begin(host, id, reshape.map(|reshape| Work::Reshape(Box::new(reshape))));
            }
            Request::Undo { change } => match self.undo(change) {
                Ok(()) => Response::Undone { change },
                Err(reason) => Response::Refused { reason },
            },
            Request::KnownTables {} => {
                let catalog = &self.session.catalog;
                let known = catalog.names().into_iter().filter(|name| catalog.product(name).is_some());
                Response::KnownTables { names: known.map(ToString::to_string).collect() }
            }
            Request::Tables {} => self.tables(),
            Request::Check { text, clock } => self.check(&text, clock),
            Request::Complete { text, at } => self.complete(&text, at),
            Request::Hover { text, at } => self.hover(&text, at),
            Request::Signature { text, at } => self.signature(&text, at),
            Request::Rename { text, at, to } => self.rename(&text, at, &to),
            Request::Format { text, at } => self.format(&text, at),
            Request::CheckRule { text, clock } => self.check_rule(&text, clock),
            Request::ExportRule { text, clock, rule, shape } => self.export_rule(&text, clock, &rule, shape),
        };
        host.send(Envelope { id, body: answer }, Attachment::None);
    }

    /// Whether [`Self::tick`] has something to do.
    pub fn has_work(&self) -> bool {
        if self.jobs.is_empty() { self.warm.is_some() } else { !self.waiting }
    }

    /// Lets the service call what queries will call, as long as it is not asked for anything.
    pub fn warm_up(&mut self) {
        self.warm = Some(Box::new(warm::Warm::new()));
    }

    /// Works on the first job for about [`SLICE_MS`].
    pub fn tick(&mut self, host: &mut dyn Host) {
        let Some(mut job) = self.jobs.pop_front() else {
            self.warm = self.warm.take().and_then(|mut warm| warm.step(host).then_some(warm));
            return;
        };
        let slice = match &mut job.work {
            Work::Load(load) => self.step_load(host, job.id, load),
            Work::Reshape(reshape) => self.step_reshape(host, job.id, reshape),
            Work::Attach(attach) => self.step_attach(host, job.id, attach),
            Work::Run(run) => self.step_run(host, job.id, run),
            Work::Export(export) => export.step(host, job.id, &self.results),
            Work::Arrange(arrange) => arrange.step(host, job.id, &mut self.results),
        };
        self.waiting = matches!(slice, Slice::Waiting);
        if !matches!(slice, Slice::Finished) {
            self.jobs.push_front(job);
        }
    }

    /// Puts work into the queue, or refuses it.
    fn begin(&mut self, host: &mut dyn Host, id: u32, work: Result<Work, String>) {
        match work {
            Ok(work) => self.enqueue(id, work),
            Err(reason) => refuse(host, id, &reason),
        }
    }

    fn enqueue(&mut self, id: u32, work: Work) {
        self.jobs.push_back(Job { id, work });
    }

    /// Drops all jobs; a load that is dropped leaves the tables as they were.
    fn cancel(&mut self, host: &mut dyn Host) {
        self.waiting = false;
        for job in self.jobs.drain(..) {
            host.send(Envelope { id: job.id, body: Response::Cancelled {} }, Attachment::None);
        }
    }

    /// Drops what a later arrangement of the same table replaces.
    fn drop_arrangements(&mut self, host: &mut dyn Host, result: u32, table: usize) {
        self.jobs.retain(|job| {
            let replaced = matches!(&job.work, Work::Arrange(of) if (of.result, of.table) == (result, table));
            if replaced {
                host.send(Envelope { id: job.id, body: Response::Cancelled {} }, Attachment::None);
            }
            !replaced
        });
    }

    fn tables(&self) -> Response {
        let mut tables: Vec<TableInfo> = self
            .session
            .catalog
            .loaded()
            .map(|table| TableInfo {
                name: table.name.to_string(),
                rows: table.rows(),
                columns: columns_of(&table.schema),
            })
            .collect();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        let undoable = self.changes.undoable(&self.session.catalog);
        Response::Tables { tables, newest: self.newest.map(quarry_data::datetime::format), undoable }
    }
}

fn columns_of(schema: &quarry_data::Schema) -> Vec<ColumnInfo> {
    let field = |field: &quarry_data::Field| ColumnInfo {
        name: field.name.to_string(),
        ty: field.ty.name().to_owned(),
    };
    schema.fields().iter().map(field).collect()
}

fn gone() -> Response {
    Response::Refused { reason: "the result is no longer there".to_owned() }
}

fn refuse(host: &mut dyn Host, id: u32, reason: &str) {
    host.send(Envelope { id, body: Response::Refused { reason: reason.to_owned() } }, Attachment::None);
}
