//! Whole queries over 100,000 made-up process events: one for each main path of the engine.

use std::sync::Arc;

use quarry_data::{
    Batch, Catalog, Column, Field, Primitive, Schema, StringColumn, StringDictionary, Table, Type, datetime,
};
use quarry_engine::{Limits, QueryContext, Session, Step};

const ROWS: usize = 100_000;
/// 2026-01-01, in ticks.
const NOW: i64 = datetime::UNIX_EPOCH + 20_454 * datetime::TICKS_PER_DAY;

fn main() {
    divan::main();
}

/// A number that looks random and depends on the row and the column alone.
fn mix(row: usize, column: u64) -> u64 {
    let mut word =
        (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ column.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 30)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// A column with codes into `distinct` texts.
fn dictionary(column: u64, distinct: usize, text: impl Fn(usize) -> String) -> Column {
    let texts: Vec<String> = (0..distinct).map(text).collect();
    let codes: Vec<u32> = (0..ROWS).map(|row| (mix(row, column) % distinct as u64) as u32).collect();
    Column::String(StringColumn::Dictionary {
        codes: codes.into(),
        dictionary: Arc::new(StringDictionary::from_distinct(texts.iter().map(String::as_str))),
    })
}

fn command(row: usize) -> String {
    let number = mix(row, 9) % 50_000;
    match number % 40 {
        0 => format!("net.exe user svc{number} Passw0rd /add"),
        1 => format!("PowerShell.exe -nop -w hidden -enc {:x}", mix(row, 10)),
        2 => format!("curl.exe -o out.bin https://cdn{}.example.net/{number}", number % 300),
        _ => format!("C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Task{number}"),
    }
}

fn session() -> Session {
    let month = 30 * datetime::TICKS_PER_DAY as u64;
    let times = (0..ROWS).map(|row| NOW - (mix(row, 1) % month) as i64);
    let commands: Vec<String> = (0..ROWS).map(command).collect();
    let json = |value: usize| format!("{{\"Session\":\"s{}\",\"Score\":{value}}}", value % 7);
    let columns = vec![
        Column::DateTime(Primitive::from_iter(times)),
        dictionary(2, 800, |value| format!("device-{value:04}.corp.example")),
        dictionary(3, 300, |value| format!("tool{value}.exe")),
        Column::String(StringColumn::from_iter(commands.iter().map(String::as_str))),
        Column::Long(Primitive::from_iter((0..ROWS).map(|row| (mix(row, 4) % 30_000) as i64))),
        dictionary(5, 2_000, json),
    ];
    let fields = vec![
        Field::new("Timestamp", Type::DateTime),
        Field::new("DeviceName", Type::String),
        Field::new("FileName", Type::String),
        Field::new("ProcessCommandLine", Type::String),
        Field::new("ProcessId", Type::Long),
        Field::new("AdditionalFields", Type::String),
    ];
    let mut catalog = Catalog::empty();
    catalog.load(Table {
        name: "Events".into(),
        schema: Arc::new(Schema::new(fields)),
        segments: vec![Batch::new(columns, ROWS)],
    });
    Session::new(catalog)
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
    let session = session();
    let text = QUERIES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    let limits = Limits { rows: 10_000_000, memory: 4 << 30 };
    let cx = QueryContext { now: NOW, seed: 1, limits };
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
