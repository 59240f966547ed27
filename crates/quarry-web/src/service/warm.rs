//! What the worker does before anybody asks: it answers a few questions over a built-in sample.
//!
//! A browser compiles a function when it is called for the first time, which made a first query take ten times
//! as long as its second. Done while the page is idle, nobody waits for it. Requests come first.

use std::collections::VecDeque;

use super::{Attachment, Host, Service};
use crate::protocol::{Clock, Envelope, Request, Response};
use crate::samples::SAMPLES;

/// Queries over the sample that go through what most hunting queries use.
const QUERIES: &[&str] = &[
    r#"DeviceProcessEvents
    | where FileName in~ ("net.exe", "net1.exe") and Timestamp > ago(30d)
    | parse kind=regex flags=iU ProcessCommandLine with * "user " CreatedUser " " * "/ad"
    | where isnotempty(CreatedUser) and not(FileName =~ "net1.exe" and ProcessCommandLine !contains "/do")
    | summarize MachineCount = dcount(DeviceName) by CreatedUser, FileName, ProcessCommandLine"#,
    r#"DeviceProcessEvents
    | where ProcessCommandLine has_any ("user", "group") or ProcessCommandLine contains "add"
    | extend Host = extract(@"(\w+)\.exe", 1, ProcessCommandLine), Size = strlen(ProcessCommandLine)
    | extend Score = toint(parse_json(AdditionalFields).Score)
    | summarize count(), make_set(Host), percentiles(Size, 50, 95), max(Score), min(Timestamp)
        by bin(Timestamp, 1h), DeviceName
    | sort by count_ desc, DeviceName asc
    | take 10"#,
    r#"DeviceProcessEvents
    | project DeviceId, ProcTime = Timestamp, ReportId, FileName
    | join kind=inner (DeviceLogonEvents | project DeviceId, AccountName, LogonTime = Timestamp) on DeviceId
    | where LogonTime between ((ProcTime - 1d) .. (ProcTime + 1d))
    | summarize arg_max(ProcTime, *), Names = dcountif(AccountName, AccountName != "") by DeviceId
    | top 5 by ProcTime desc"#,
    // Regular expressions over many texts.
    r#"range x from 1 to 4000 step 1
    | extend Line = strcat("net.exe user person", x, " secret /add /y"), Device = strcat("ws-", x % 100)
    | where Line has "user" and Line !contains "/delete"
    | parse kind=regex flags=iU Line with * "user " User " " * "/ad"
    | where isnotempty(User) and replace("net", "net1", Line) !~ User
    | summarize Devices = dcount(Device), Lines = count() by User, Line"#,
    r#"union DeviceProcessEvents, DeviceLogonEvents | summarize count() by DeviceName, ActionType | count"#,
];

/// How often they are asked. A browser translates a function once more, into faster code, when it has run for a
/// while, and takes both processors of a small machine for it: better now than during somebody's first queries.
const ROUNDS: u32 = 10;

/// A service of its own with the sample, and what is still to be asked of it.
pub(super) struct Warm {
    service: Service,
    left: VecDeque<Request>,
}

impl Warm {
    pub(super) fn new() -> Self {
        let sample =
            SAMPLES.iter().map(|sample| Request::LoadSample { change: 0, sample: sample.name.to_owned() });
        let runs = (0..ROUNDS).flat_map(|_| QUERIES).zip(1..).flat_map(|(text, result)| {
            let clock = Clock::Newest { otherwise: 0 };
            [
                Request::Run { text: (*text).to_owned(), clock },
                Request::FetchJson { result, offset: 0, len: 10 },
                Request::FetchRows { result, table: 0, offset: 0, len: 10 },
                Request::Release { result },
            ]
        });
        Self { service: Service::new(), left: sample.chain(runs).collect() }
    }

    /// Works for a short while; false when there is nothing left.
    pub(super) fn step(&mut self, host: &dyn Host) -> bool {
        let mut quiet = Quiet { clock_ms: host.clock_ms() };
        if self.service.has_work() {
            self.service.tick(&mut quiet);
        } else if let Some(body) = self.left.pop_front() {
            self.service.handle(&mut quiet, Envelope { id: 1, body }, Vec::new());
        } else {
            return false;
        }
        true
    }
}

/// Nobody hears the answers.
struct Quiet {
    clock_ms: f64,
}

impl Host for Quiet {
    fn clock_ms(&self) -> f64 {
        self.clock_ms
    }

    fn send(&mut self, _answer: Envelope<Response>, _attachment: Attachment) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Service;

    /// Fails for whatever is not answered as it should be.
    struct Strict;

    impl Host for Strict {
        fn clock_ms(&self) -> f64 {
            0.0
        }

        fn send(&mut self, answer: Envelope<Response>, _attachment: Attachment) {
            let failed = matches!(answer.body, Response::Failed { .. } | Response::Refused { .. });
            assert!(!failed, "{:?}", answer.body);
        }
    }

    #[test]
    fn every_question_has_an_answer() {
        let Warm { mut service, left } = Warm::new();
        for body in left {
            service.handle(&mut Strict, Envelope { id: 1, body }, Vec::new());
            while service.has_work() {
                service.tick(&mut Strict);
            }
        }
    }

    #[test]
    fn it_ends_and_leaves_the_service_as_it_was() {
        let mut service = Service::new();
        service.warm_up();
        let mut slices = 0;
        while service.has_work() {
            service.tick(&mut Strict);
            slices += 1;
        }
        assert!(slices > QUERIES.len());
        assert_eq!(service.session.catalog.loaded().count(), 0);
    }
}
