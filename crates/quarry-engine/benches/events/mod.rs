//! Made-up process events for the benchmarks.

use std::sync::Arc;

use quarry_data::{
    Batch, Catalog, Column, Field, Schema, StringColumn, StringDictionary, Table, Type, datetime,
};
use quarry_engine::Session;

/// 2026-01-01, in ticks.
pub(crate) const NOW: i64 = datetime::UNIX_EPOCH + 20_454 * datetime::TICKS_PER_DAY;

/// A number that looks random and depends on the row and the column alone.
fn mix(row: usize, column: u64) -> u64 {
    let mut word =
        (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ column.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 30)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
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

/// Rows of a segment.
const SEGMENT: usize = 65_536;

/// Values of all rows, cut into one column a segment.
fn cut<T>(rows: usize, value: impl Fn(usize) -> T, column: impl Fn(Vec<T>) -> Column) -> Vec<Column> {
    (0..rows)
        .step_by(SEGMENT)
        .map(|start| column((start..rows.min(start + SEGMENT)).map(&value).collect()))
        .collect()
}

/// Codes into `distinct` texts, which the segments share.
fn codes(rows: usize, column: u64, distinct: usize, text: impl Fn(usize) -> String) -> Vec<Column> {
    let texts: Vec<String> = (0..distinct).map(text).collect();
    let dictionary = Arc::new(StringDictionary::from_distinct(texts.iter().map(String::as_str)));
    let code = |row| (mix(row, column) % distinct as u64) as u32;
    let segment = |codes: Vec<u32>| {
        let dictionary = Arc::clone(&dictionary);
        Column::String(StringColumn::Dictionary { codes: codes.into(), dictionary })
    };
    cut(rows, code, segment)
}

/// `Events` with so many rows.
pub(crate) fn session(rows: usize) -> Session {
    let month = 30 * datetime::TICKS_PER_DAY as u64;
    let json = |value: usize| format!("{{\"Session\":\"s{}\",\"Score\":{value}}}", value % 7);
    let text = |texts: Vec<String>| Column::String(texts.iter().map(String::as_str).collect());
    let columns = [
        cut(
            rows,
            |row| NOW - (mix(row, 1) % month) as i64,
            |times| Column::DateTime(times.into_iter().collect()),
        ),
        codes(rows, 2, 800, |value| format!("device-{value:04}.corp.example")),
        codes(rows, 3, 300, |value| format!("tool{value}.exe")),
        cut(rows, command, text),
        cut(rows, |row| (mix(row, 4) % 30_000) as i64, |ids| Column::Long(ids.into_iter().collect())),
        codes(rows, 5, 2_000, json),
    ];
    let fields = vec![
        Field::new("Timestamp", Type::DateTime),
        Field::new("DeviceName", Type::String),
        Field::new("FileName", Type::String),
        Field::new("ProcessCommandLine", Type::String),
        Field::new("ProcessId", Type::Long),
        Field::new("AdditionalFields", Type::String),
    ];
    let segments = (0..rows.div_ceil(SEGMENT)).map(|segment| {
        let columns: Vec<Column> = columns.iter().map(|column| column[segment].clone()).collect();
        Batch::new(columns, (rows - segment * SEGMENT).min(SEGMENT))
    });
    let mut catalog = Catalog::empty();
    catalog.load(Table {
        name: "Events".into(),
        schema: Arc::new(Schema::new(fields)),
        segments: segments.collect(),
    });
    Session::new(catalog)
}
