//! Parquet files that lie or are damaged: what can be read is delivered, and the rest is named.
//!
//! That whole files give what pyarrow reads is in `corpus.rs`; `tests/data/binary/make.py` writes them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use quarry_data::{Catalog, Column, Field, Schema, Table, Type, Value, encode};
use quarry_ingest::{ImportError, ImportOptions, Imported, Zone, import_bytes};

use common::{column, file, messages};

fn import(bytes: &[u8], known: &Catalog) -> Result<Imported, ImportError> {
    let options = ImportOptions {
        file_name: "events.parquet".to_owned(),
        memory_limit: 256 << 20,
        ..ImportOptions::default()
    };
    import_bytes(bytes, options, known)
}

fn only(imported: &Imported) -> &Table {
    let [table] = imported.tables.as_slice() else { panic!("not one table") };
    table
}

/// What a small file of one column may get wrong.
struct Claims {
    /// Rows that the footer, the row group and the column promise.
    rows: [u64; 3],
    /// Values that the page promises.
    values: u64,
    unpacked: u64,
    optional: bool,
    codec: u8,
    page: Vec<u8>,
}

/// Three longs.
fn three() -> Claims {
    let page: Vec<u8> = [1_i64, 2, 3].iter().flat_map(|value| value.to_le_bytes()).collect();
    Claims { rows: [3; 3], values: 3, unpacked: 24, optional: false, codec: 0, page }
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A field of a structure: its distance from the one before, its type and a number.
fn number(distance: u8, ty: u8, value: u64, out: &mut Vec<u8>) {
    out.push(distance << 4 | ty);
    varint(value << 1, out);
}

const I32: u8 = 5;
const I64: u8 = 6;

impl Claims {
    fn write(&self) -> Vec<u8> {
        let mut file = b"PAR1".to_vec();
        number(1, I32, 0, &mut file);
        number(1, I32, self.unpacked, &mut file);
        number(1, I32, self.page.len() as u64, &mut file);
        file.push(2 << 4 | 12);
        for (distance, value) in [(1, self.values), (1, 0), (1, 3), (1, 3)] {
            number(distance, I32, value, &mut file);
        }
        file.extend([0, 0]);
        file.extend(&self.page);
        let end = file.len();
        number(1, I32, 1, &mut file);
        // The schema: a root with one column.
        file.extend([1 << 4 | 9, 2 << 4 | 12]);
        file.extend([4 << 4 | 8, 1, b'r']);
        number(1, I32, 1, &mut file);
        file.push(0);
        number(1, I32, 2, &mut file);
        number(2, I32, self.optional.into(), &mut file);
        file.extend([1 << 4 | 8, 1, b'x', 0]);
        number(1, I64, self.rows[0], &mut file);
        // One row group with one column.
        file.extend([1 << 4 | 9, 1 << 4 | 12, 1 << 4 | 9, 1 << 4 | 12]);
        number(2, I64, 4, &mut file);
        file.push(1 << 4 | 12);
        number(1, I32, 2, &mut file);
        file.extend([1 << 4 | 9, I32]);
        file.extend([1 << 4 | 9, 1 << 4 | 8, 1, b'x']);
        number(1, I32, self.codec.into(), &mut file);
        number(1, I64, self.rows[2], &mut file);
        number(1, I64, (end - 4) as u64, &mut file);
        number(1, I64, (end - 4) as u64, &mut file);
        number(2, I64, 4, &mut file);
        file.extend([0, 0]);
        number(1, I64, (end - 4) as u64, &mut file);
        number(1, I64, self.rows[1], &mut file);
        file.extend([0, 0]);
        let footer = (file.len() - end) as u32;
        file.extend(footer.to_le_bytes());
        file.extend(b"PAR1");
        file
    }
}

#[test]
fn the_smallest_file_is_read() {
    let imported = import(&three().write(), &Catalog::empty()).unwrap();
    assert_eq!(column(only(&imported), "x"), [1, 2, 3].map(Value::Long));
    assert_eq!(messages(&imported), "");
    assert_eq!(only(&imported).name.as_ref(), "events");
}

#[test]
fn rows_that_are_promised_and_not_there_are_counted() {
    let claims = Claims { rows: [1_000_000_000_000; 3], ..three() };
    let imported = import(&claims.write(), &Catalog::empty()).unwrap();
    assert_eq!(column(only(&imported), "x"), [1, 2, 3].map(Value::Long));
    let messages = messages(&imported);
    assert!(messages.contains("promises 1000000000000 rows and 3 were read"), "{messages}");
    let claims = Claims { rows: [5, 5, 3], ..three() };
    assert!(
        self::messages(&import(&claims.write(), &Catalog::empty()).unwrap())
            .contains("promises 5 rows and 3")
    );
    let claims = Claims { rows: [2, 2, 3], ..three() };
    let imported = import(&claims.write(), &Catalog::empty()).unwrap();
    assert_eq!(column(only(&imported), "x"), [1, 2].map(Value::Long));
    assert!(self::messages(&imported).contains("more values than there are rows"));
}

#[test]
fn runs_without_end_are_refused_for_their_memory() {
    // One run of missing values as long as a page may claim.
    let mut run = Vec::new();
    varint((i32::MAX as u64) << 1, &mut run);
    run.push(0);
    let mut page = (run.len() as u32).to_le_bytes().to_vec();
    page.extend(run);
    let (rows, unpacked) = ([i32::MAX as u64; 3], page.len() as u64);
    let claims = Claims { rows, values: i32::MAX as u64, unpacked, optional: true, codec: 0, page };
    let error = import(&claims.write(), &Catalog::empty()).unwrap_err().to_string();
    assert!(error.contains("need more than the 256 MiB"), "{error}");
}

#[test]
fn sizes_are_limits_and_no_reason_to_allocate() {
    for codec in 0..8 {
        let claims = Claims { unpacked: i32::MAX as u64, codec, ..three() };
        let error = import(&claims.write(), &Catalog::empty()).unwrap_err().to_string();
        assert!(error.contains("Parquet"), "{error}");
    }
    let claims = Claims { codec: 3, ..three() };
    let error = import(&claims.write(), &Catalog::empty()).unwrap_err();
    assert!(error.to_string().contains("LZO"), "{error}");
    assert!(error.diagnostic.help.as_ref().unwrap().contains("Snappy"));
}

#[test]
fn a_known_table_keeps_its_types() {
    let mut known = Catalog::empty();
    let fields = [
        ("id", Type::String),
        ("name", Type::Dynamic),
        ("note", Type::String),
        ("value", Type::Decimal),
        ("more", Type::Guid),
    ];
    let fields = fields.map(|(name, ty)| Field::new(name, ty)).to_vec();
    known.declare("Notes", std::sync::Arc::new(Schema::new(fields)));
    let imported = import(&file("snappy-v1.parquet"), &known).unwrap();
    let table = only(&imported);
    assert_eq!(table.name.as_ref(), "Notes");
    let types = [Type::String, Type::Dynamic, Type::String, Type::Decimal, Type::Guid];
    assert_eq!(table.schema.types(), types);
    let shown = |name: &str| encode::display(column(table, name)[7].as_ref());
    assert_eq!((shown("id"), shown("name"), shown("value")), ("7".into(), "device-7".into(), "7".into()));
    assert_eq!(table.rows(), 300);
}

#[test]
fn columns_have_the_types_of_the_file() {
    let imported = import(&file("types.parquet"), &Catalog::empty()).unwrap();
    let types = only(&imported).schema.types();
    use Type::{Bool, DateTime, Decimal, Guid, Int, Long, Real, String, TimeSpan};
    let expected = [
        Bool, Int, Int, Int, Long, Long, Decimal, Real, Real, Real, String, String, String, Guid, DateTime,
        DateTime, DateTime, DateTime, DateTime, TimeSpan, TimeSpan, Decimal, Decimal, Decimal,
    ];
    assert_eq!(types, expected);
    let imported = import(&file("nested-v1.parquet"), &Catalog::empty()).unwrap();
    assert!(only(&imported).schema.types().iter().all(|ty| *ty == Type::Dynamic));
}

/// Times without a zone are those of the zone that the user names; others are not moved.
#[test]
fn times_without_a_zone_are_moved() {
    let options = ImportOptions { zone: Zone::offset(120), ..ImportOptions::default() };
    let imported = import_bytes(&file("int96.parquet"), options.clone(), &Catalog::empty()).unwrap();
    assert_eq!(encode::display(column(only(&imported), "at")[0].as_ref()), "2024-02-28T23:59:59.1234560Z");
    let imported = import_bytes(&file("local-times.parquet"), options, &Catalog::empty()).unwrap();
    assert_eq!(encode::display(column(only(&imported), "at")[0].as_ref()), "2024-02-28T21:59:59.1234560Z");
}

#[test]
fn a_damaged_page_costs_its_values_only() {
    let whole = file("checksums.parquet");
    let intact = import(&whole, &Catalog::empty()).unwrap();
    // The lengths of texts lie in the middle of the second column's pages.
    let at = whole.windows(9).position(|bytes| bytes == b"device-10").unwrap();
    let mut broken = whole.clone();
    broken[at - 2] = 0xFF;
    let imported = import(&broken, &Catalog::empty()).unwrap();
    let messages = messages(&imported);
    assert!(messages.contains("column 'name'") && messages.contains("left empty"), "{messages}");
    assert!(messages.contains("does not match its checksum"), "{messages}");
    let (before, after) = (column(only(&intact), "name"), column(only(&imported), "name"));
    let differing = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert!((1..150).contains(&differing), "{differing}");
    for name in ["id", "note", "value"] {
        assert_eq!(column(only(&intact), name), column(only(&imported), name));
    }
}

#[test]
fn what_is_no_whole_file_is_refused_by_name() {
    let whole = file("snappy-v1.parquet");
    for (bytes, reason) in [
        (whole[..5].to_vec(), "cut off"),
        (whole[..whole.len() - 1].to_vec(), "footer is missing"),
        ([&whole[..4], &whole[whole.len() - 8..]].concat(), "longer than the file"),
        ([b"PARE", &whole[4..]].concat(), "encrypted"),
        ([&whole[..whole.len() - 4], b"PARE"].concat(), "encrypted"),
    ] {
        let error = import(&bytes, &Catalog::empty()).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

/// Rows are there or their loss is named, whatever byte is wrong.
fn flip(name: &str, masks: impl Iterator<Item = u8> + Clone) {
    let whole = file(name);
    let rows = import(&whole, &Catalog::empty()).unwrap().report.rows_read;
    for at in 0..whole.len() {
        for mask in masks.clone() {
            let mut broken = whole.clone();
            broken[at] ^= mask;
            match import(&broken, &Catalog::empty()) {
                Ok(imported) => {
                    let report = &imported.report;
                    let loss = report.rows_read < rows && report.diagnostics.is_empty();
                    assert!(!loss, "{name}: silent loss with byte {at} changed by {mask}");
                    let count: usize = imported.tables.iter().map(Table::rows).sum();
                    assert_eq!(count as u64, report.rows_read);
                    let whole_columns = |segment: &quarry_data::Batch| {
                        segment.columns().iter().map(Column::len).all(|len| len == segment.rows())
                    };
                    assert!(imported.tables.iter().flat_map(|table| &table.segments).all(whole_columns));
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn every_byte_may_be_wrong() {
    for name in
        ["int96.parquet", "all-null.parquet", "no-rows.parquet", "nested-v2.parquet", "polars.parquet"]
    {
        flip(name, [0xFF].into_iter());
    }
}

#[test]
#[ignore = "takes minutes"]
fn every_bit_may_be_wrong() {
    for name in [
        "int96",
        "all-null",
        "no-rows",
        "nested-v1",
        "nested-v2",
        "polars",
        "mixed",
        "types",
        "encodings-v1",
        "encodings-v2",
        "snappy-v1",
        "gzip-v2",
        "lz4-v1",
        "zstd-v2",
        "brotli-v1",
        "none-v2",
    ] {
        flip(&format!("{name}.parquet"), (0..8).map(|bit| 1 << bit).chain([0xFF, 0x7F]));
    }
}
