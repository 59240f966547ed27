//! What a build says of files whose readers it does not have.

#![cfg(not(feature = "binary-formats"))]
#![allow(clippy::disallowed_methods)]

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use quarry_data::Catalog;
use quarry_ingest::{ImportError, ImportOptions, import_bytes};

fn error(name: &str, bytes: &[u8]) -> ImportError {
    let options = ImportOptions { file_name: name.to_owned(), ..ImportOptions::default() };
    import_bytes(bytes, options, &Catalog::empty()).expect_err("there is no reader")
}

/// A zip with a table and a member of the name, both as they are.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in [("a.csv", b"a,b\n1,2\n".as_slice()), (name, bytes)] {
        let start = (file.len() as u32).to_le_bytes();
        let len = (bytes.len() as u32).to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        let fields = [&[10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], len.as_slice(), &len, &name_len].concat();
        file.extend([b"PK\x03\x04", fields.as_slice(), &[0, 0], name.as_bytes(), bytes].concat());
        directory
            .extend([b"PK\x01\x02\x0A\0".as_slice(), &fields, &[0; 12], &start, name.as_bytes()].concat());
    }
    let (start, len) = ((file.len() as u32).to_le_bytes(), (directory.len() as u32).to_le_bytes());
    file.extend(directory);
    file.extend([b"PK\x05\x06\0\0\0\0\x02\0\x02\0", len.as_slice(), &start, &[0, 0]].concat());
    file
}

#[test]
fn the_refusal_can_be_told_from_others_in_every_container() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/events");
    let log = std::fs::read_dir(path)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "evtx"))
        .expect("there is a log");
    let log = std::fs::read(log).expect("readable");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&log).expect("in memory");
    let gzip = gzip.finish().expect("in memory");
    for (name, bytes) in [
        ("log.evtx", log.clone()),
        ("log.evtx.gz", gzip),
        ("logs.zip", zip("log.evtx", &log)),
        ("logs.zip", zip("logs.zip", &zip("log.evtx", &log))),
    ] {
        let error = error(name, &bytes);
        assert!(error.needs_binary_formats(), "{name}: {error}");
        assert!(error.to_string().contains("EVTX"), "{name}: {error}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/binary");
    for (name, what) in [("plain.parquet", "Parquet"), ("cells.xlsx", "Excel")] {
        let bytes = std::fs::read(folder.join(name)).expect("readable");
        // Without its extension, too.
        for (name, bytes) in [(name, bytes.clone()), ("data", bytes.clone()), ("all.zip", zip(name, &bytes))]
        {
            let error = error(name, &bytes);
            assert!(error.needs_binary_formats() && error.to_string().contains(what), "{name}: {error}");
        }
    }
    assert!(!error("empty.csv", b"").needs_binary_formats());
}
