//! Loads files and prints what it took: `load [--slice BYTES] FILE...`

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::time::Instant;

use quarry_data::{Batch, Catalog, Column, StringColumn};
use quarry_ingest::{ImportOptions, Importer};

fn main() -> Result<(), Box<dyn Error>> {
    let mut slice = 4 << 20;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--slice" {
            slice = arguments.next().ok_or("--slice needs a number")?.parse()?;
        } else {
            load(&argument, slice)?;
        }
    }
    Ok(())
}

fn load(path: &str, slice: usize) -> Result<(), Box<dyn Error>> {
    let known = Catalog::builtin();
    let start = Instant::now();
    let options = ImportOptions { file_name: path.to_owned(), ..ImportOptions::default() };
    let mut importer = Importer::new(options, &known);
    let mut file = File::open(path)?;
    let mut buffer = vec![0; slice];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        importer.feed(&buffer[..read])?;
    }
    let imported = importer.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    let report = imported.report;
    let megabytes = report.bytes as f64 / 1e6;
    println!("{path}: {} in {seconds:.3} s, {:.0} MB/s", report.format, megabytes / seconds);
    for table in &imported.tables {
        let bytes: usize = table.segments.iter().map(Batch::bytes).sum();
        let plain = table.segments.first().map_or(0, |segment| {
            let is_plain = |column: &&Column| matches!(column, Column::String(StringColumn::Plain { .. }));
            segment.columns().iter().filter(is_plain).count()
        });
        println!(
            "  {}: {} rows, {} columns ({plain} plain text), {} segments, {:.1} MB",
            table.name,
            table.rows(),
            table.schema.len(),
            table.segments.len(),
            bytes as f64 / 1e6
        );
    }
    for table in &report.tables {
        println!("  {}: {}", table.table, table.mapping);
    }
    for diagnostic in &report.diagnostics {
        println!("  {}: {}", diagnostic.severity.name(), diagnostic.message);
    }
    println!("  peak memory {}", peak_memory().unwrap_or_else(|| "unknown".to_owned()));
    Ok(())
}

/// The most memory that the process had, where the system tells.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
