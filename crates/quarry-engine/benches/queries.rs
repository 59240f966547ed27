//! Whole queries over 100,000 made-up process events: one for each main path of the engine.

mod events;

use quarry_engine::{Limits, QueryContext, Step};

fn main() {
    divan::main();
}

const QUERIES: &[(&str, &str)] = &[
    ("scan", "Events | count"),
    ("filter", "Events | where FileName in~ ('TOOL1.exe', 'tool2.exe') and Timestamp > ago(3d)"),
    ("contains", "Events | where ProcessCommandLine contains 'powershell' | count"),
    ("has_any", "Events | where ProcessCommandLine has_any ('mimikatz', 'enc', 'add') | count"),
    ("hours", "Events | summarize count() by bin(Timestamp, 1h)"),
    ("groups", "Events | summarize dcount(ProcessId), count() by DeviceName, FileName"),
    ("last", "Events | summarize arg_max(Timestamp, *) by DeviceName"),
    ("sort", "Events | sort by DeviceName asc, Timestamp desc"),
    ("top", "Events | top 100 by Timestamp"),
    (
        "join",
        "Events | where FileName == 'tool1.exe' | join kind=inner Events on DeviceName, ProcessId | count",
    ),
    (
        "join_window",
        "Events | project DeviceName, T1 = Timestamp | join kind=inner (Events | project DeviceName, T2 = Timestamp) on DeviceName | where T2 between (T1 .. 1m) | count",
    ),
    (
        "parse",
        "Events | parse kind=regex flags=iU ProcessCommandLine with * 'user ' User ' ' * '/add' | where User != ''",
    ),
    (
        "json",
        "Events | extend F = parse_json(AdditionalFields) | summarize avg(tolong(F.Score)) by tostring(F.Session)",
    ),
    (
        "extract",
        "Events | extend Host = extract(@'https?://([^/]+)', 1, ProcessCommandLine) | where Host != '' | summarize count() by Host",
    ),
    ("percentiles", "Events | summarize percentiles(strlen(ProcessCommandLine), 50, 95) by FileName"),
];

#[divan::bench(args = QUERIES.iter().map(|(name, _)| *name), sample_count = 10)]
fn query(bencher: divan::Bencher<'_, '_>, name: &str) {
    let session = events::session(100_000);
    let text = QUERIES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    let limits = Limits { rows: 10_000_000, memory: 4 << 30 };
    let cx = QueryContext { now: events::NOW, seed: 1, limits };
    bencher.bench_local(|| {
        let mut execution = session.prepare(text, &cx).unwrap_or_else(|found| panic!("{found:?}"));
        loop {
            match execution.step(&mut || false) {
                Step::Running(_) => {}
                Step::Done(result) => break result,
                Step::Failed(diagnostic) => panic!("{}", diagnostic.message),
            }
        }
    });
}
