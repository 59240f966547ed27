//! Runs one query in slices.

use quarry_engine::{Execution, Limits, QueryContext, Step};

use super::{Attachment, Host, SLICE_MS, Service, Slice, Work, check, clock, columns_of};
use crate::protocol::{Clock, Envelope, Response, ResultTableInfo};

/// How often the page hears how far a job is, in milliseconds.
pub(super) const REPORT_MS: f64 = 100.0;

/// A tab of the browser has 4 GiB at most; the data and a query's own state share it.
const LIMITS: Limits = Limits { rows: 5_000_000, memory: 1536 << 20 };

/// A query under way.
pub(super) struct Run {
    execution: Execution,
    now: i64,
    started: f64,
    reported: f64,
    /// Warnings that binding gave.
    warnings: Vec<quarry_diagnostics::Diagnostic>,
}

impl Service {
    pub(super) fn context(&self, clock: Clock) -> QueryContext {
        QueryContext { now: clock::ticks(clock, self.newest), seed: 0, limits: LIMITS }
    }

    /// Prepares a query and puts it into the queue; a query with errors is answered at once.
    pub(super) fn start_run(&mut self, host: &mut dyn Host, id: u32, text: &str, clock: Clock) {
        let cx = self.context(clock);
        let started = host.clock_ms();
        match self.session.prepare(text, &cx) {
            Ok(execution) => {
                let run = Run { execution, now: cx.now, started, reported: started, warnings: Vec::new() };
                self.enqueue(id, Work::Run(Box::new(run)));
            }
            Err(diagnostics) => {
                let problems = diagnostics.iter().map(|diagnostic| check::problem(diagnostic, 0)).collect();
                host.send(Envelope { id, body: Response::Failed { problems } }, Attachment::None);
            }
        }
    }

    pub(super) fn step_run(&mut self, host: &mut dyn Host, id: u32, run: &mut Run) -> Slice {
        let began = host.clock_ms();
        let step = {
            let host: &dyn Host = host;
            run.execution.step(&mut || host.clock_ms() - began >= SLICE_MS)
        };
        let now = host.clock_ms();
        let body = match step {
            Step::Running(progress) => {
                if now - run.reported < REPORT_MS {
                    return Slice::Unfinished;
                }
                run.reported = now;
                let (done, total) = (progress.rows_read as f64, progress.rows_total as f64);
                host.send(Envelope { id, body: Response::Progress { done, total } }, Attachment::None);
                return Slice::Unfinished;
            }
            Step::Failed(diagnostic) => Response::Failed { problems: vec![check::problem(&diagnostic, 0)] },
            Step::Done(result) => {
                let diagnostics = run.warnings.iter().chain(&result.diagnostics);
                let problems = diagnostics.map(|diagnostic| check::problem(diagnostic, 0)).collect();
                let infos = result
                    .tables
                    .iter()
                    .map(|table| ResultTableInfo {
                        name: table.name.clone(),
                        columns: columns_of(&table.schema),
                        rows: table.batches.iter().map(quarry_data::Batch::rows).sum(),
                    })
                    .collect();
                let result = self.results.keep(result.tables);
                let (elapsed_ms, now) = (now - run.started, quarry_data::datetime::format(run.now));
                Response::Finished { result, tables: infos, problems, elapsed_ms, now }
            }
        };
        host.send(Envelope { id, body }, Attachment::None);
        Slice::Finished
    }
}
