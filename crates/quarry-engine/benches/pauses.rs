//! How long a cancel waits: the longest step of each operator over a million rows, when a step should take 25 ms.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and prints"
)]

mod events;

use std::time::{Duration, Instant};

use quarry_engine::{Limits, QueryContext, Step};

const ROWS: usize = 1_000_000;
const STEP: Duration = Duration::from_millis(25);

const QUERIES: &[(&str, &str)] = &[
    ("where, regex", "Events | where ProcessCommandLine matches regex @'(?i)task(\\d+)9.*s'"),
    ("where, has_any", "Events | where ProcessCommandLine has_any ('mimikatz', 'enc', 'add')"),
    (
        "extend",
        "Events | extend A = strcat(ProcessCommandLine, DeviceName), B = hash_sha256(ProcessCommandLine)",
    ),
    (
        "extend, JSON",
        "Events | extend F = todynamic(AdditionalFields) | extend S = tostring(F.Session), N = F.Score",
    ),
    ("parse", "Events | parse kind=regex ProcessCommandLine with Program '.exe ' Arguments:string"),
    ("parse-kv", "Events | parse-kv ProcessCommandLine as (k:string, s:string) with (pair_delimiter=' ')"),
    ("summarize, few groups", "Events | summarize count(), dcount(ProcessCommandLine) by FileName"),
    (
        "summarize, many groups",
        "Events | summarize make_set(FileName), max(Timestamp) by DeviceName, ProcessId",
    ),
    (
        "summarize, percentiles",
        "Events | summarize percentiles(ProcessId, 1, 50, 99) by FileName, DeviceName",
    ),
    ("summarize, arg_max", "Events | summarize arg_max(Timestamp, *) by DeviceName, ProcessId"),
    ("make_list", "Events | summarize make_list(ProcessCommandLine)"),
    ("distinct", "Events | distinct *"),
    ("sort, number", "Events | sort by ProcessId asc"),
    ("sort, text", "Events | sort by ProcessCommandLine asc, DeviceName desc"),
    ("top", "Events | top 500000 by ProcessCommandLine"),
    (
        "join, many to one",
        "Events | join kind=inner (Events | summarize count() by DeviceName) on DeviceName",
    ),
    ("join, build", "Events | join kind=leftouter (Events) on ProcessCommandLine, ProcessId, DeviceName"),
    ("join, explodes", "Events | join kind=inner Events on FileName | where ProcessId == ProcessId1 | count"),
    ("join, innerunique", "Events | join Events on DeviceName, ProcessId"),
    (
        "lookup",
        "Events | lookup (Events | distinct DeviceName, FileName | take 100000) on DeviceName, FileName",
    ),
    ("union", "union withsource=T Events, (Events | extend Extra = 1) | summarize count() by T"),
    ("mv-expand", "Events | extend Parts = split(ProcessCommandLine, ' ') | mv-expand Parts | count"),
    (
        "mv-apply",
        "Events | take 200000 | mv-apply P = split(ProcessCommandLine, ' ') on (summarize max(tostring(P)))",
    ),
    ("make-series", "Events | make-series count() default=0 on Timestamp step 1h by DeviceName"),
    ("partition", "Events | partition hint.strategy=native by DeviceName (top 3 by Timestamp)"),
    (
        "top-nested",
        "Events | top-nested 50 of DeviceName by count(), top-nested 5 of FileName by max(ProcessId)",
    ),
    (
        "scan",
        "Events | sort by Timestamp asc | scan with (step A: FileName == 'tool1.exe'; step B: FileName == 'tool2.exe' and Timestamp - A.Timestamp < 1h;)",
    ),
    (
        "serialize, window",
        "Events | serialize N = row_number(), P = prev(ProcessCommandLine), C = row_cumsum(ProcessId)",
    ),
    ("search", "search in (Events) 'net.exe' | count"),
    ("find", "find in (Events) where ProcessCommandLine has 'net.exe' | count"),
    ("top-hitters", "Events | top-hitters 10 of ProcessCommandLine"),
    ("sample-distinct", "Events | sample-distinct 1000 of ProcessCommandLine"),
    ("reduce", "Events | take 100000 | reduce by ProcessCommandLine"),
    ("pivot", "Events | evaluate pivot(FileName, count(), DeviceName)"),
    ("bag_unpack", "Events | project DeviceName, F = todynamic(AdditionalFields) | evaluate bag_unpack(F)"),
    ("facet", "Events | facet by FileName, DeviceName"),
    ("in, subquery", "Events | where ProcessCommandLine in ((Events | distinct ProcessCommandLine)) | count"),
];

fn main() {
    let session = events::session(ROWS);
    let limits = Limits { rows: 20_000_000, memory: 6 << 30 };
    let cx = QueryContext { now: events::NOW, seed: 1, limits };
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    println!("{:<24} {:>10} {:>12} {:>7}", "", "all, ms", "longest, ms", "steps");
    for (name, text) in QUERIES {
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let mut execution = match session.prepare(text, &cx) {
            Ok(execution) => execution,
            Err(found) => {
                println!("{name:<24} {found:?}");
                continue;
            }
        };
        let (began, mut longest, mut steps) = (Instant::now(), Duration::ZERO, 0);
        let end = loop {
            let start = Instant::now();
            let step = execution.step(&mut || start.elapsed() >= STEP);
            longest = longest.max(start.elapsed());
            steps += 1;
            match step {
                Step::Running(_) if began.elapsed() > Duration::from_secs(20) => {
                    break "  (stopped)".to_owned();
                }
                Step::Running(_) => {}
                Step::Done(_) => break String::new(),
                Step::Failed(diagnostic) => break format!("  {}", diagnostic.message),
            }
        };
        println!(
            "{name:<24} {:>10.0} {:>12.0} {steps:>7}{end}",
            began.elapsed().as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3
        );
    }
}
