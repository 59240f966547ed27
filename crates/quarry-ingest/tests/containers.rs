//! Packed files that are cut off, damaged or traps.

use std::fs;
use std::path::Path;

use quarry_data::Catalog;
use quarry_ingest::{ImportError, ImportOptions, Imported, Importer, import_bytes};

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/ingest");
    fs::read(folder.join(name)).expect("the sample is there")
}

fn import(name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    let options = ImportOptions { file_name: name.to_owned(), ..ImportOptions::default() };
    import_bytes(bytes, options, &Catalog::empty())
}

#[test]
fn a_cut_gzip_gives_its_beginning_and_a_warning() {
    let bytes = sample("packed.csv.gz");
    for cut in [bytes.len() - 1, bytes.len() - 8, bytes.len() / 2] {
        match import("packed.csv.gz", &bytes[..cut]) {
            Ok(imported) => assert!(!imported.report.diagnostics.is_empty(), "cut at {cut}"),
            Err(error) => assert!(error.to_string().contains("empty"), "cut at {cut}: {error}"),
        }
    }
}

#[test]
fn damaged_members_are_named() {
    let mut bytes = sample("stored.zip");
    let at = bytes.windows(3).position(|part| part == b"x7,").expect("row 7 is there");
    bytes[at] = b'z';
    let imported = import("stored.zip", &bytes).expect("readable");
    assert_eq!(imported.tables[0].rows(), 50);
    let message = &imported.report.diagnostics[0].message;
    assert!(message.contains("one.csv") && message.contains("checksum"), "{message}");
}

#[test]
fn what_a_zip_can_not_give_is_said_by_name() {
    let bytes = sample("alone.zip");
    let entry = bytes.windows(4).position(|part| part == b"PK\x01\x02").expect("a directory");
    for (at, value, reason) in [
        (8, 1, "encrypted"),
        (10, 9, "Deflate64"),
        (10, 93, "zstd"),
        (24, 7, "not as long as the directory says"),
    ] {
        let mut changed = bytes.clone();
        changed[entry + at] = value;
        let message = match import("alone.zip", &changed) {
            Ok(imported) => imported.report.diagnostics[0].message.clone(),
            Err(error) => error.to_string(),
        };
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn a_bad_member_of_a_tar_costs_only_itself() {
    let mut archive = sample("long-name-pax.tar");
    let content = archive.windows(6).rposition(|part| part == b"a,b\nx0").expect("the member is there");
    let mut bad = archive[content - 512..content].to_vec();
    bad[..9].copy_from_slice(b"bad.json\0");
    bad[148..156].copy_from_slice(b"        ");
    let sum: u32 = bad.iter().map(|byte| u32::from(*byte)).sum();
    bad[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let size =
        usize::from_str_radix(std::str::from_utf8(&bad[124..135]).expect("digits").trim_matches('\0'), 8)
            .expect("octal");
    bad.extend(std::iter::repeat_n(b'[', size.next_multiple_of(512)));
    archive.splice(0..0, bad);
    let imported = import("two.tar", &archive).expect("readable");
    assert_eq!(imported.report.rows_read, 50);
    let messages: Vec<&str> = imported.report.diagnostics.iter().map(|told| told.message.as_str()).collect();
    assert!(messages.iter().any(|message| message.contains("bad.json")), "{messages:?}");
}

#[test]
fn a_zip_without_a_directory_is_refused() {
    let bytes = sample("deflated.zip");
    let error = import("deflated.zip", &bytes[..bytes.len() - 30]).expect_err("refused");
    assert!(error.to_string().contains("directory"), "{error}");
}

#[test]
fn bombs_are_refused_before_they_unpack() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"a\n").expect("memory takes it");
    for _ in 0..64 {
        encoder.write_all(&vec![b'0'; 1 << 20]).expect("memory takes it");
    }
    let error = import("bomb.csv.gz", &encoder.finish().expect("memory takes it")).expect_err("refused");
    assert!(error.to_string().contains("200 times"), "{error}");
}

#[test]
fn slices_may_end_anywhere_in_containers() {
    for name in ["two-members.csv.gz", "members.tar", "members.tar.gz", "same-table.zip"] {
        let bytes = sample(name);
        let whole = import(name, &bytes).expect("readable");
        for slice in [1, 7, 100, 511, 512] {
            let options = ImportOptions { file_name: name.to_owned(), ..ImportOptions::default() };
            let mut importer = Importer::new(options, &Catalog::empty());
            bytes.chunks(slice).for_each(|part| importer.feed(part).expect("readable"));
            let imported = importer.finish().expect("readable");
            assert_eq!(imported.report, whole.report, "{name} in slices of {slice}");
            assert_eq!(imported.tables[0].rows(), whole.tables[0].rows());
        }
    }
}

#[test]
fn members_larger_than_a_slice_are_one_table() {
    let body: String = (0..40_000).map(|row| format!("{row},text {row}\n")).collect();
    let mut archive = sample("members.tar");
    let header =
        archive.windows(15).position(|part| part == b"folder/one.csv\0").expect("the member is there");
    let mut header = archive.split_off(header);
    header.truncate(512);
    let content = format!("n,t\n{body}");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[148..156].copy_from_slice(b"        ");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend_from_slice(content.as_bytes());
    header.resize(header.len().next_multiple_of(512) + 1024, 0);
    let imported = import("large.tar", &header).expect("readable");
    assert_eq!((imported.tables.len(), imported.tables[0].rows()), (1, 40_000));
    assert_eq!(imported.report.tables.len(), 1);
}

#[test]
fn damaged_containers_never_panic() {
    let mut state = 7_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    for name in [
        "packed.csv.gz",
        "two-members.csv.gz",
        "deflated.zip",
        "nested.zip",
        "same-table.zip",
        "members.tar",
        "members.tar.gz",
    ] {
        let bytes = sample(name);
        for _ in 0..200 {
            let mut damaged = bytes.clone();
            for _ in 0..=below(6) {
                let at = below(damaged.len());
                damaged[at] = below(256) as u8;
            }
            damaged.truncate(damaged.len() - below(3) * below(20));
            if let Ok(imported) = import(name, &damaged) {
                let rows: usize = imported.tables.iter().map(quarry_data::Table::rows).sum();
                assert_eq!(rows as u64, imported.report.rows_read);
            }
        }
    }
}
