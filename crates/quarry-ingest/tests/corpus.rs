//! Files with one trap each, read and compared with what other tools make of them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use quarry_data::{Catalog, Dynamic, Table, encode, json};
use quarry_ingest::{ImportError, ImportOptions, Imported, Importer, import_bytes};

/// Every data file that has an expectation beside it.
fn files() -> Vec<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    let folders: &[&str] = if cfg!(feature = "binary-formats") { &["ingest", "binary"] } else { &["ingest"] };
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(data.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| expectation(path).exists())
        .collect();
    files.sort();
    assert!(files.len() > 30, "the corpus is not there");
    files
}

fn expectation(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap().to_owned();
    name.push(".expected.json");
    path.with_file_name(name)
}

fn options(path: &Path) -> ImportOptions {
    let file_name = path.file_name().unwrap().to_string_lossy().into_owned();
    ImportOptions { file_name, ..ImportOptions::default() }
}

fn texts(value: Option<&Dynamic>) -> Vec<String> {
    let Some(Dynamic::Array(items)) = value else { panic!("not an array: {value:?}") };
    items
        .iter()
        .map(|item| match item {
            Dynamic::String(text) => text.to_string(),
            other => panic!("not a string: {other:?}"),
        })
        .collect()
}

fn names(table: &Table) -> Vec<String> {
    table.schema.fields().iter().map(|field| field.name.to_string()).collect()
}

fn rows(table: &Table) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for segment in &table.segments {
        for row in 0..segment.rows() {
            rows.push(segment.columns().iter().map(|column| encode::display(column.value(row))).collect());
        }
    }
    rows
}

#[test]
fn files_give_what_other_readers_read() {
    for path in files() {
        let imported = import_bytes(&fs::read(&path).unwrap(), options(&path), &Catalog::empty()).unwrap();
        let [table] = imported.tables.as_slice() else { panic!("{}: not one table", path.display()) };
        let expected = json::parse(&fs::read_to_string(expectation(&path)).unwrap()).unwrap();
        assert_eq!(names(table), texts(expected.property("columns")), "{}", path.display());
        let Some(Dynamic::Array(expected_rows)) = expected.property("rows") else { panic!("no rows") };
        let expected_rows: Vec<Vec<String>> = expected_rows.iter().map(|row| texts(Some(row))).collect();
        assert_eq!(rows(table), expected_rows, "{}", path.display());
        assert_eq!(imported.report.rows_read as usize, expected_rows.len(), "{}", path.display());
    }
}

/// Everything that a caller sees of an import.
fn summary(result: Result<Imported, ImportError>) -> String {
    match result {
        Ok(imported) => {
            let tables: Vec<_> = imported
                .tables
                .iter()
                .map(|table| (names(table), table.schema.types(), rows(table)))
                .collect();
            format!("{tables:?} {:?}", imported.report)
        }
        Err(error) => error.to_string(),
    }
}

/// Fails with the place where two summaries part.
fn same(left: &str, right: &str, what: &str) {
    if left != right {
        let at = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
        let show = |text: &str| text.chars().skip(at.saturating_sub(40)).take(200).collect::<String>();
        panic!(
            "{}\n left: {}\nright: {}",
            what.chars().take(2000).collect::<String>(),
            show(left),
            show(right)
        );
    }
}

fn fed(bytes: &[u8], cuts: &[usize], path: &Path) -> Result<Imported, ImportError> {
    let mut importer = Importer::new(options(path), &Catalog::empty());
    let mut start = 0;
    for &cut in cuts {
        importer.feed(&bytes[start..cut])?;
        start = cut;
    }
    importer.feed(&bytes[start..])?;
    importer.finish()
}

#[test]
fn slices_may_end_anywhere() {
    for path in files() {
        let bytes = fs::read(&path).unwrap();
        let whole = summary(fed(&bytes, &[], &path));
        let step = bytes.len() / 100 + 1;
        for cut in (0..bytes.len()).step_by(step) {
            same(&summary(fed(&bytes, &[cut], &path)), &whole, &format!("{} cut at {cut}", path.display()));
        }
    }
}

#[test]
fn slices_may_end_anywhere_in_long_files() {
    for path in files() {
        let bytes = fs::read(&path).unwrap();
        // The format is chosen by the first 64 KiB; repeat the body until there is more.
        let Some(body) = bytes.iter().position(|byte| *byte == b'\n').map(|end| &bytes[end + 1..]) else {
            continue;
        };
        if body.is_empty() || body.len() > 2000 || bytes.starts_with(b"[") || bytes.starts_with(b"\xFF\xFE") {
            continue;
        }
        let mut long = bytes.clone();
        while long.len() < 66_000 {
            long.extend_from_slice(body);
        }
        let whole = summary(fed(&long, &[], &path));
        for cut in (65_500..65_600).step_by(9) {
            let cut_up = summary(fed(&long, &[cut, cut + 3], &path));
            same(&cut_up, &whole, &format!("{} cut at {cut}", path.display()));
        }
    }
}

/// A generator of numbers that is the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn damaged_files_never_panic() {
    const BYTES: &[u8] = b"\",\n\r;\\{}[]:0\x00\xFF\xC3\x80\xEF";
    let mut numbers = Numbers(1);
    for path in files() {
        let bytes = fs::read(&path).unwrap();
        for _ in 0..30 {
            let mut damaged = bytes.clone();
            for _ in 0..=numbers.below(4) {
                let at = numbers.below(damaged.len());
                match numbers.below(4) {
                    0 => damaged[at] = BYTES[numbers.below(BYTES.len())],
                    1 => damaged.insert(at, BYTES[numbers.below(BYTES.len())]),
                    2 => {
                        damaged.remove(at);
                    }
                    _ => damaged.truncate(at.max(1)),
                }
                if damaged.is_empty() {
                    damaged.push(b'x');
                }
            }
            let cut = numbers.below(damaged.len());
            let whole = summary(fed(&damaged, &[], &path));
            let cut_up = summary(fed(&damaged, &[cut], &path));
            let text = String::from_utf8_lossy(&damaged);
            same(&cut_up, &whole, &format!("{} cut at {cut}: {text:?}", path.display()));
        }
    }
}
