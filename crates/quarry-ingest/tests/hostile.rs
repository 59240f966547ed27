//! Broken and malicious files: all records, some with a number and the first place, or a refusal with a reason.

#![allow(clippy::disallowed_methods)]

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use quarry_data::Catalog;
use quarry_ingest::{ImportError, ImportOptions, Imported, Importer, import_bytes};

/// Small files of every format.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    let mut seeds = Vec::new();
    for folder in ["ingest", "events", "binary"] {
        for entry in std::fs::read_dir(data.join(folder)).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let ours = [".py", ".expected.json", ".events.json"].iter().any(|end| name.ends_with(end));
            if !ours && !name.starts_with("LICENSE") && name != "zeros.zip" {
                seeds.push((name, std::fs::read(&path).expect("readable")));
            }
        }
    }
    seeds.sort();
    assert!(seeds.len() > 40, "the corpus is not there");
    seeds
}

fn import(name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    let options =
        ImportOptions { file_name: name.to_owned(), memory_limit: 256 << 20, ..ImportOptions::default() };
    import_bytes(bytes, options, &Catalog::builtin())
}

/// Formats whose own sums and counts tell of every loss.
fn is_checked(name: &str) -> bool {
    [".evtx", ".zip", ".gz", ".parquet", ".xlsx"].iter().any(|end| name.ends_with(end))
}

/// Checks that rows are not lost in silence, and that a refusal has a reason.
fn check(name: &str, what: &str, whole: Option<u64>, result: Result<Imported, ImportError>) {
    match result {
        Err(error) => assert!(!error.to_string().is_empty(), "{name} {what}"),
        Ok(imported) => {
            let report = &imported.report;
            let rows: usize = imported.tables.iter().map(quarry_data::Table::rows).sum();
            assert_eq!(rows as u64, report.rows_read, "{name} {what}");
            let less = whole.is_some_and(|whole| report.rows_read < whole);
            assert!(
                !(less && is_checked(name) && report.diagnostics.is_empty()),
                "{name} {what}: silent loss"
            );
            if report.rows_skipped > 0 {
                assert!(!report.skipped.is_empty() && !report.diagnostics.is_empty(), "{name} {what}");
            }
        }
    }
}

fn each_seed(test: impl Fn(&str, &[u8], Option<u64>)) {
    for (name, bytes) in seeds() {
        let whole = import(&name, &bytes).ok().map(|imported| imported.report.rows_read);
        test(&name, &bytes, whole);
    }
}

#[test]
fn cut_off_anywhere() {
    each_seed(|name, bytes, whole| {
        for part in 0..50 {
            let end = bytes.len() * part / 50;
            check(name, &format!("cut after {end}"), whole, import(name, &bytes[..end]));
        }
    });
}

/// A small generator, so that every run is the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

#[test]
fn bits_flipped() {
    each_seed(|name, bytes, whole| {
        let mut random = Random(bytes.len() as u64 + 1);
        for round in 0..40 {
            let mut broken = bytes.to_vec();
            for _ in 0..=round / 4 {
                if let Some(byte) = {
                    let at = random.below(bytes.len());
                    broken.get_mut(at)
                } {
                    *byte ^= 1 << random.below(8);
                }
            }
            check(name, &format!("flip {round}"), whole, import(name, &broken));
        }
    });
}

#[test]
fn overwritten_with_zeros() {
    each_seed(|name, bytes, whole| {
        let mut random = Random(bytes.len() as u64);
        for round in 0..10 {
            let mut broken = bytes.to_vec();
            let start = random.below(bytes.len());
            let end = (start + random.below(bytes.len() / 2)).min(bytes.len());
            broken[start..end].fill(0);
            check(name, &format!("zeros {round}"), whole, import(name, &broken));
        }
        check(name, "only zeros", whole, import(name, &vec![0; bytes.len()]));
    });
}

/// Each of them took minutes when the place of every record was looked for from the beginning.
#[test]
fn many_records_take_no_longer_each() {
    const RECORDS: usize = 1 << 20;
    let lines = format!("{{\"a\":1}}\n{}", "x\n".repeat(RECORDS));
    let imported = import("bad-lines.ndjson", lines.as_bytes()).expect("readable");
    assert_eq!((imported.report.rows_read, imported.report.rows_skipped), (1, RECORDS as u64));
    assert_eq!(imported.report.skipped[9].line, Some(11));
    let line = format!("[{}{{}}]", "{},".repeat(RECORDS));
    let imported = import("one-line.json", line.as_bytes()).expect("readable");
    assert_eq!(imported.report.rows_read, RECORDS as u64 + 1);
    let events = "<Events><Event></Event>".to_owned() + &"<Event>".repeat(RECORDS);
    import("open-events.xml", events.as_bytes()).expect_err("no event can be read");
}

/// A file can be made that unpacks to itself, so depth alone must end it.
#[test]
fn gzip_in_gzip_has_a_limit() {
    let mut packed = b"a,b\n1,2\n".to_vec();
    for depth in 1..6 {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&packed).expect("memory takes it");
        packed = encoder.finish().expect("memory takes it");
        match import("packed.csv.gz", &packed) {
            Ok(imported) => assert!(imported.report.rows_read == 1 && depth <= 3, "depth {depth}"),
            Err(error) => assert!(error.to_string().contains("deep") && depth > 3, "depth {depth}: {error}"),
        }
    }
}

#[test]
fn archives_that_unpack_without_end_are_refused() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/ingest");
    let read = |name: &str| std::fs::read(data.join(name)).expect("readable");
    let error = import("four-deep.zip", &read("four-deep.zip")).expect_err("refused").to_string();
    assert!(error.contains("two deep"), "{error}");
    let error = import("zeros.zip", &read("zeros.zip")).expect_err("refused").to_string();
    assert!(error.contains("200 times"), "{error}");
}

/// A gzip member that holds the text and a mebibyte of one byte.
fn member(text: &str, filling: u8) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).expect("in memory");
    encoder.write_all(&vec![filling; 1 << 20]).expect("in memory");
    encoder.finish().expect("in memory")
}

#[test]
fn ten_gigabytes_of_zeros_are_given_up_early() {
    for (filling, reason) in [(0, "no format"), (b'0', "200 times"), (b'\n', "200 times")] {
        let options = ImportOptions { file_name: "zeros.csv.gz".to_owned(), ..ImportOptions::default() };
        let mut importer = Importer::new(options, &Catalog::empty());
        importer.feed(&member(if filling == 0 { "" } else { "a,b\n1,2\n" }, filling)).ok();
        let more = member("", filling);
        let mut fed = 0_u64;
        let refused = (0..10_240).find_map(|_| {
            fed += 1;
            importer.feed(&more).err()
        });
        let error = refused.expect("refused").to_string();
        assert!(error.contains(reason), "{filling}: {error}");
        assert!(fed < 200, "{fed} MiB were unpacked");
    }
}

#[test]
fn depth_and_width_have_limits_with_reasons() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!(
            "{{\"a\":1}}\n{{\"a\":{}1{}}}\n{{\"a\":2}}\n",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let imported = import("deep.ndjson", deep.as_bytes()).expect("the others are read");
        assert_eq!((imported.report.rows_read, imported.report.rows_skipped), (2, 1));
        assert!(imported.report.skipped[0].reason.contains("128 levels"));
    }
    let event = format!(
        "{{\"EventID\":1,\"SourceName\":\"x\",\"a\":{}1{}}}\n",
        "{\"a\":".repeat(100_000),
        "}".repeat(100_000)
    );
    assert!(import("deep.json", event.as_bytes()).is_err());
    let xml = format!(
        "<Event><System><EventID>1</EventID></System><EventData>{}{}</EventData></Event>",
        "<a>".repeat(100_000),
        "</a>".repeat(100_000)
    );
    assert_eq!(import("deep.xml", xml.as_bytes()).expect("read").report.rows_read, 1);
    let many = format!(
        "<Event><System><EventID>1</EventID></System><EventData>{}</EventData></Event>",
        "<Data>x</Data>".repeat(100_000)
    );
    assert_eq!(import("many.xml", many.as_bytes()).expect("read").report.rows_read, 1);
    let header: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    let row = vec!["1"; 10_000].join(",");
    let wide = format!("{}\n{row}\n", header.join(","));
    assert_eq!(import("wide.csv", wide.as_bytes()).expect("read").tables[0].schema.len(), 10_000);
    let too_wide = format!("{}\n", vec!["x"; 30_000].join(","));
    assert!(import("wide.csv", too_wide.as_bytes()).expect_err("refused").to_string().contains("30000"));
}

#[test]
#[ignore = "takes a while"]
fn a_line_of_200_megabytes() {
    let line = "x".repeat(200 << 20);
    for (name, text) in [
        ("x.csv", format!("a,b\n1,2\n{line},3\n4,5\n")),
        ("x.ndjson", format!("{{\"a\":1}}\n{{\"a\":\"{line}\"}}\n{{\"a\":2}}\n")),
    ] {
        let imported = import(name, text.as_bytes()).expect("the others are read");
        assert_eq!((imported.report.rows_read, imported.report.rows_skipped), (2, 1), "{name}");
    }
}
