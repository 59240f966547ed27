//! How time and memory grow with the rows: loading and ten kinds of queries, from ten thousand to three million.
//!
//! `cargo bench -p quarry-cli --bench growth [MOST_ROWS]`. Each line has milliseconds, the best of three runs for
//! queries, and the megabytes that the process needed beyond what it held before.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and prints"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use quarry_data::{Catalog, datetime};
use quarry_engine::{Limits, QueryContext, Session, Step};
use quarry_ingest::{ImportOptions, Importer};

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 3_000_000];
/// Rows of one piece of the file.
const PIECE: usize = 2_000;
const NOW: &str = "2026-01-01T00:00:00Z";
const HEADER: &str = "Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,SHA1,ProcessId,ProcessCommandLine,\
AccountDomain,AccountName,LogonId,InitiatingProcessFileName,InitiatingProcessId,InitiatingProcessCommandLine,\
InitiatingProcessAccountName,ReportId,AdditionalFields\n";

const QUERIES: [(&str, &str); 10] = [
    (
        "where, parse, summarize",
        "T | where FileName =~ 'net.exe' | parse ProcessCommandLine with * 'user ' User ' ' * \
         | summarize dcount(DeviceName) by User",
    ),
    ("where has_any", "T | where ProcessCommandLine has_any ('add', 'enc', 'comsvcs') | count"),
    (
        "where contains, top",
        "T | where ProcessCommandLine contains 'hidden' | summarize N = count() by DeviceName | top 20 by N",
    ),
    ("summarize by bin", "T | summarize count() by bin(Timestamp, 1h)"),
    ("dcount", "T | summarize dcount(DeviceName), dcount(FileName) by AccountName"),
    (
        "join in a time window",
        "T | where FileName == 'net.exe' | project DeviceId, At = Timestamp \
         | join kind=inner (T | where FileName == 'curl.exe' | project DeviceId, Then = Timestamp) on DeviceId \
         | where Then between (At .. At + 1h) | count",
    ),
    (
        "JSON",
        "T | extend F = parse_json(AdditionalFields) | summarize count() by tostring(F.Session), toint(F.Score)",
    ),
    (
        "extract",
        "T | extend Host = extract(@'https://([^/]+)/', 1, ProcessCommandLine) | summarize count() by Host",
    ),
    ("arg_max", "T | summarize arg_max(Timestamp, *) by DeviceId"),
    ("sort", "T | sort by ProcessCommandLine asc, Timestamp desc | take 100000 | count"),
];

fn main() {
    let most = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(usize::MAX);
    println!("{:<24} {:>10} {:>10} {:>10}", "", "rows", "ms", "MB more");
    for rows in SIZES.into_iter().filter(|rows| *rows <= most) {
        let (session, time, held) = load(rows);
        println!("{:<24} {rows:>10} {:>10.1} {:>10.1}", "load", millis(time), megabytes(held));
        for (name, text) in QUERIES {
            let (time, peak) = measured(&session, text);
            println!("{name:<24} {rows:>10} {:>10.2} {:>10.1}", millis(time), megabytes(peak));
        }
    }
}

/// Loads so many rows; the time is that of reading alone, the bytes are those of the table.
fn load(rows: usize) -> (Session, Duration, usize) {
    let mut catalog = Catalog::builtin();
    let options = ImportOptions {
        file_name: "T.csv".into(),
        table: Some("T".into()),
        memory_limit: 8 << 30,
        ..ImportOptions::default()
    };
    let mut importer = Importer::new(options, &catalog);
    importer.feed(HEADER.as_bytes()).expect("the header is read");
    let mut time = Duration::ZERO;
    for first in (0..rows).step_by(PIECE) {
        let piece = piece(first..rows.min(first + PIECE));
        let start = Instant::now();
        importer.feed(piece.as_bytes()).expect("the rows are read");
        time += start.elapsed();
    }
    let start = Instant::now();
    importer.finish().expect("the file is read").add_to(&mut catalog);
    time += start.elapsed();
    let held = catalog.bytes();
    (Session::new(catalog), time, held)
}

fn piece(rows: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    for row in rows {
        let random = mix(row);
        let pick = |shift: u32, most: u64| (random >> shift) % most;
        let second = row as u64 % (30 * 86_400);
        let (device, number) = (pick(3, 500), pick(7, 50_000));
        let (day, rest) = (second / 86_400 + 1, second % 86_400);
        let (file, command) = match number % 40 {
            0 => ("net.exe", format!("net.exe user svc{number} Passw0rd /add")),
            1 => ("powershell.exe", format!("powershell.exe -nop -w hidden -enc {random:x}")),
            2 => {
                ("curl.exe", format!("curl.exe -o out.bin https://cdn{}.example.net/{number}", number % 300))
            }
            _ => ("svchost.exe", format!("svchost.exe -k netsvcs -p -s Task{number}")),
        };
        writeln!(
            text,
            "2025-12-{day:02}T{:02}:{:02}:{:02}.{:07}Z,{:040x},pc{device:04}.contoso.example,ProcessCreated,{file},\
             C:\\Windows\\System32\\{file},{:040x},{},\"{command}\",contoso,user{},{},explorer.exe,{},\
             C:\\Windows\\explorer.exe /factory,user{},{row},\"{{\"\"Session\"\":\"\"s{}\"\",\"\"Score\"\":{}}}\"",
            rest / 3600,
            rest / 60 % 60,
            rest % 60,
            random % 10_000_000,
            device,
            number,
            pick(11, 65_000),
            pick(13, 900),
            pick(17, 100_000),
            pick(19, 65_000),
            pick(13, 900),
            pick(23, 7),
            pick(29, 100),
        )
        .expect("text takes everything");
    }
    text
}

/// A number that looks random and depends on the row alone.
fn mix(row: usize) -> u64 {
    let word = (row as u64 ^ 0x5bd1_e995).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The shortest of three runs, and the most memory that one of them took.
fn measured(session: &Session, text: &str) -> (Duration, usize) {
    let now = datetime::parse(NOW).expect("the time is right");
    let cx = QueryContext { now, seed: 1, limits: Limits { rows: 20_000_000, memory: 8 << 30 } };
    let mut best = Duration::MAX;
    let before = forget_peak();
    for _ in 0..3 {
        let start = Instant::now();
        let mut execution = session.prepare(text, &cx).expect("the query is right");
        loop {
            match execution.step(&mut || false) {
                Step::Running(_) => {}
                Step::Done(_) => break,
                Step::Failed(diagnostic) => panic!("{text}: {}", diagnostic.message),
            }
        }
        best = best.min(start.elapsed());
    }
    (best, peak().saturating_sub(before))
}

/// Makes the present memory the peak, and returns it; 0 where the system does not tell.
fn forget_peak() -> usize {
    // Linux resets the mark on a written 5.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    peak()
}

fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<usize>().ok()).unwrap_or(0) << 10
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
