//! The tables that events become rows of.

use quarry_diagnostics::Code;
use rustc_hash::FxHashMap;

use super::defender::{self, Kind};
use super::security::Security;
use super::{Event, Log, raw, security};
use crate::error::ImportError;
use crate::records::Records;
use crate::sink::Sink;

/// Rows of all tables on their way to the sink.
#[derive(Debug)]
pub(crate) struct EventTables {
    raw: Records,
    security: Records,
    security_columns: Security,
    defender: Vec<(Kind, Records)>,
    /// Device identifiers by computer.
    devices: FxHashMap<Box<str>, String>,
    seen: Seen,
}

/// What the report says about the events.
#[derive(Debug, Default)]
struct Seen {
    created_processes: u64,
    command_lines: u64,
    created_accounts: u64,
    sysmon: u64,
    /// Sysmon events whose own time is another than that of the record, and the first pair of them.
    other_time: u64,
    first_other_time: Option<(String, String)>,
}

impl Default for EventTables {
    fn default() -> Self {
        Self {
            raw: Records::new(raw::NAME, raw::TYPES).with_columns(raw::TYPES),
            security: Records::new(security::NAME, &[]),
            security_columns: Security::new(),
            defender: Vec::new(),
            devices: FxHashMap::default(),
            seen: Seen::default(),
        }
    }
}

impl EventTables {
    /// Appends the event to every table that it belongs to.
    pub(crate) fn push(&mut self, event: &Event<'_>) {
        raw::push(event, &mut self.raw);
        self.security_columns.push(event, &mut self.security);
        self.seen.look(event);
        let Some(kind) = Kind::of(event) else { return };
        let at = match self.defender.iter().position(|(known, _)| *known == kind) {
            Some(at) => at,
            None => {
                self.defender.push((kind, Records::new(kind.table(), &[])));
                self.defender.len() - 1
            }
        };
        let Some((_, records)) = self.defender.get_mut(at) else { return };
        if !self.devices.contains_key(&*event.computer) {
            self.devices.insert((*event.computer).into(), defender::device_id(&event.computer));
        }
        let device = self.devices.get(&*event.computer).map_or("", String::as_str);
        defender::push(event, device, records);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.raw.is_full() || self.defender.iter().any(|(_, records)| records.is_full())
    }

    /// Hands the rows on.
    pub(crate) fn flush(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        // A table that the user names holds the events as they are, unless it is one of those made of them.
        let derived = |name: &str| name == security::NAME || defender::TABLES.contains(&name);
        self.raw.id.fixed = sink.options.table.as_deref().is_some_and(derived);
        self.raw.flush(sink)?;
        let others = std::iter::once(&mut self.security);
        for records in others.chain(self.defender.iter_mut().map(|(_, records)| records)) {
            records.id.fixed = true;
            records.id.in_schema_order = true;
            records.flush(sink)?;
        }
        Ok(())
    }

    /// At the end of the file: makes the table of all events even if it has no rows.
    pub(crate) fn declare(&self, sink: &mut Sink) {
        self.raw.declare(sink);
    }

    /// At the end of the file: reports what a hunter should know about the events.
    pub(crate) fn end(&self, sink: &mut Sink) {
        self.seen.report(sink);
    }
}

impl Seen {
    fn look(&mut self, event: &Event<'_>) {
        match event.log() {
            Log::Security => {
                self.created_accounts += u64::from(event.id == 4720);
                self.created_processes += u64::from(event.id == 4688);
                self.command_lines += u64::from(event.id == 4688 && !event.data("CommandLine").is_empty());
            }
            Log::Sysmon => {
                self.sysmon += 1;
                let own = event.data("UtcTime");
                if !own.is_empty() && !near(own, &event.time) {
                    self.other_time += 1;
                    let pair = || (own.to_owned(), event.time.clone().into_owned());
                    self.first_other_time.get_or_insert_with(pair);
                }
            }
            Log::System | Log::PowerShell | Log::Antivirus | Log::Other => {}
        }
    }

    fn report(&self, sink: &mut Sink) {
        if self.created_accounts > 0 && self.created_processes == 0 {
            let message = format!(
                "the log has no process creations (event 4688), so DeviceProcessEvents can't show the command \
                 that created an account; {} in DeviceEvents as UserAccountCreated",
                match self.created_accounts {
                    1 => "the created account is".to_owned(),
                    many => format!("{many} created accounts are"),
                }
            );
            sink.report.warn(Code::ImportIncomplete, None, message);
        }
        if self.created_processes > 0 && self.command_lines == 0 {
            let message = format!(
                "none of {} process creations (event 4688) has a command line; the computer's audit policy \
                 left them out",
                self.created_processes
            );
            sink.report.warn(Code::ImportIncomplete, None, message);
        }
        // Single events may well be late; a clock that runs in another zone shows in all of them.
        if let Some((own, record)) =
            self.first_other_time.as_ref().filter(|_| self.other_time * 2 > self.sysmon)
        {
            let message = format!(
                "{} Sysmon events have another time than their records, first {own} UTC in a record of {record}; \
                 the Defender tables take Sysmon's, so they may be hours apart from events of other logs",
                self.other_time
            );
            sink.report.warn(Code::ImportIncomplete, None, message);
        }
    }
}

/// Whether two times are less than half an hour apart: events are written late, but not by a time zone.
fn near(own: &str, record: &str) -> bool {
    let minutes = |text: &str| {
        let number = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i64>().ok());
        Some((number(8, 10)? * 24 + number(11, 13)?) * 60 + number(14, 16)?)
    };
    match (minutes(own), minutes(record)) {
        (Some(own), Some(record)) => (own - record).abs() < 30,
        _ => true,
    }
}
