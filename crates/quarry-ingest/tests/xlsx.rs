//! Workbooks: sheets and their names, types, what is odd about cells, and files that lie or are damaged.
//!
//! That sheets give what openpyxl reads is in `corpus.rs`; `tests/data/binary/make.py` writes them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use quarry_data::{Catalog, Field, Schema, Table, Type, Value, encode};
use quarry_ingest::{ImportError, ImportOptions, Imported, Zone, import_bytes};

use common::{column, file, messages};

fn options(name: &str) -> ImportOptions {
    ImportOptions { file_name: name.to_owned(), memory_limit: 256 << 20, ..ImportOptions::default() }
}

fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
    import_bytes(bytes, options("book.xlsx"), &Catalog::empty())
}

fn names(imported: &Imported) -> Vec<(&str, usize)> {
    imported.tables.iter().map(|table| (&*table.name, table.rows())).collect()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let start = file.len() as u32;
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        fields.extend([crc.sum(), packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat());
        fields.extend((name.len() as u16).to_le_bytes());
        file.extend([b"PK\x03\x04", fields.as_slice(), &[0, 0], name.as_bytes(), &packed].concat());
        let start = start.to_le_bytes();
        directory
            .extend([b"PK\x01\x02\x14\0", fields.as_slice(), &[0; 12], &start, name.as_bytes()].concat());
    }
    let (start, len) = ((file.len() as u32).to_le_bytes(), (directory.len() as u32).to_le_bytes());
    let members = (members.len() as u16).to_le_bytes();
    file.extend(directory);
    file.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &members, &members, &len, &start, &[0, 0]].concat());
    file
}

const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A workbook whose only sheet has these rows.
fn book(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    zip(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn each_sheet_with_cells_is_a_table() {
    let imported = import(&file("sheets.xlsx")).unwrap();
    let expected = [("Logons", 2), ("Gro_e_Liste_2", 1), ("Header_only", 0), ("secret", 1)];
    assert_eq!(names(&imported), expected);
    assert_eq!(messages(&imported), "secret: the sheet 'secret' is hidden");
    assert_eq!(imported.report.format, "Excel workbook");
    let named = ImportOptions { table: Some("Mine".to_owned()), ..options("sheets.xlsx") };
    let imported = import_bytes(&file("sheets.xlsx"), named, &Catalog::empty()).unwrap();
    assert_eq!(names(&imported)[..2], [("Mine", 2), ("Gro_e_Liste_2", 1)]);
}

#[test]
fn one_sheet_is_named_by_the_file() {
    let imported = import_bytes(&file("inline.xlsx"), options("My events.xlsx"), &Catalog::empty()).unwrap();
    assert_eq!(names(&imported), [("My_events", 29)]);
    assert_eq!(messages(&imported), "");
}

#[test]
fn columns_take_the_type_of_their_cells() {
    let zone = ImportOptions { zone: Zone::offset(60), ..options("cells.xlsx") };
    let imported = import_bytes(&file("cells.xlsx"), zone, &Catalog::empty()).unwrap();
    let table = &imported.tables[0];
    use Type::{Bool, DateTime, Long, Real, String, TimeSpan};
    let expected =
        [DateTime, DateTime, TimeSpan, TimeSpan, Bool, Long, Real, String, String, String, String, String];
    assert_eq!(table.schema.types(), expected);
    // Excel knows no zones.
    assert_eq!(encode::display(column(table, "When")[0].as_ref()), "2024-02-28T22:59:58.0000000Z");
    assert_eq!(imported.report.tables[0].local_times, ["When", "Day"]);
}

#[test]
fn a_known_table_keeps_its_types() {
    let mut known = Catalog::empty();
    let fields = [("Account", Type::Dynamic), ("Count", Type::String), ("When", Type::DateTime)];
    let fields = fields.map(|(name, ty)| Field::new(name, ty)).to_vec();
    known.declare("Logons", std::sync::Arc::new(Schema::new(fields)));
    let imported = import_bytes(&file("sheets.xlsx"), options("sheets.xlsx"), &known).unwrap();
    let table = &imported.tables[0];
    assert_eq!(table.schema.types(), [Type::Dynamic, Type::String, Type::DateTime]);
    assert_eq!(column(table, "Count"), ["1", "2"].map(Value::string));
}

#[test]
fn errors_titles_and_formulas_are_named() {
    let imported = import(&file("formulas.xlsx")).unwrap();
    assert_eq!(messages(&imported), "1 cell holds an error such as #N/A and is left empty, first in row 2");
    let imported = import(&file("merged.xlsx")).unwrap();
    assert_eq!(messages(&imported), "the line 'Report of May' above the header was left out");
    let imported = import(&file("uncomputed.xlsx")).unwrap();
    assert_eq!(messages(&imported), "1 cell has a formula without its value and is left empty");
    assert_eq!(names(&imported), [("book", 1)]);
}

#[test]
fn cells_that_lie_are_counted() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c></row>
        <row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>99</v></c></row>
        <row r="3"><c r="A3" t="b"><v>7</v></c><c r="B3" t="what"><v>1</v></c></row>
        <row r="4"><c r="A4"><v>4</v></c><c r="B4" t="e"><v>#WHAT!</v></c></row>"#;
    let imported = import(&book(rows)).unwrap();
    assert_eq!(column(&imported.tables[0], "a"), [Value::Long(1), Value::Long(4)]);
    let messages = messages(&imported);
    assert!(messages.contains("4 cells can't be read and are left empty, first near row"), "{messages}");
}

#[test]
fn far_away_cells_take_no_memory() {
    let rows =
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let imported = import(&book(rows)).unwrap();
    assert_eq!(imported.tables[0].rows(), 1);
    let mut rows = String::new();
    for number in 1..40_000 {
        let column = number % 16_000;
        let letters: String = [column / 676 % 26, column / 26 % 26, column % 26]
            .map(|at| char::from(b'A' + at as u8))
            .iter()
            .collect();
        rows.push_str(&format!(r#"<row r="{number}"><c r="{letters}{number}"><v>1</v></c></row>"#));
    }
    let error = import(&book(&rows)).unwrap_err().to_string();
    assert!(error.contains("need more than the 256 MiB"), "{error}");
}

#[test]
fn a_table_of_strings_may_promise_any_number() {
    let sheet = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C1048576"/></mergeCells></worksheet>"#;
    for promised in ["0", "2", "100000000000", "18446744073709551615"] {
        let strings = format!(
            r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{promised}"><si><t>name</t></si><si><t>uniqueCount</t></si></sst>"#
        );
        let bytes = zip(&[
            ("_rels/.rels", ROOT.as_bytes()),
            ("xl/workbook.xml", BOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet),
        ]);
        let imported = import(&bytes).unwrap();
        assert_eq!(column(&imported.tables[0], "name"), [Value::String("uniqueCount".into())], "{promised}");
    }
}

#[test]
fn bombs_are_refused() {
    let sheet = "<row/>".repeat((60 << 20) / 6);
    let members = [
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let error = import(&zip(&members)).unwrap_err().to_string();
    assert!(error.contains("200 times"), "{error}");
    // A member that nobody needs is not unpacked.
    let mut members = members.to_vec();
    members[3] = ("xl/media/image1.png", sheet.as_bytes());
    let error = import(&zip(&members)).unwrap_err().to_string();
    assert!(!error.contains("200 times"), "{error}");
}

#[test]
fn other_documents_are_refused_by_name() {
    for (member, name) in
        [("xl/workbook.bin", ".xlsb"), ("META-INF/manifest.xml", ".ods"), ("word/document.xml", "Word")]
    {
        let error = import(&zip(&[(member, b"x")])).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.diagnostic.help.as_ref().unwrap().contains(".xlsx"));
    }
    let error = import(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap_err();
    assert!(error.to_string().contains("(.xls)"), "{error}");
    assert!(error.diagnostic.help.as_ref().unwrap().contains("password"));
}

/// The workbook is found inside a zip, and without the member that Excel puts first.
#[test]
fn workbooks_are_recognised_anywhere() {
    let inner = file("inline.xlsx");
    let imported =
        import_bytes(&zip(&[("folder/inline.xlsx", &inner)]), options("all.zip"), &Catalog::empty()).unwrap();
    assert_eq!(names(&imported), [("inline", 29)]);
    let rows = r#"<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"#;
    let bytes = book(rows);
    let imported = import_bytes(&bytes, options("data.bin"), &Catalog::empty()).unwrap();
    assert_eq!(column(&imported.tables[0], "1"), [Value::Long(2)]);
}

/// A small generator, so that every run is the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// Members of a workbook as they are, by Python's way of packing.
fn members(name: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = file(name);
    let mut members = Vec::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let number = |from: usize, len: usize| {
            bytes[at + from..at + from + len]
                .iter()
                .rev()
                .fold(0, |value, byte| value << 8 | usize::from(*byte))
        };
        let start = at + 30 + number(26, 2) + number(28, 2);
        let member = String::from_utf8(bytes[at + 30..at + 30 + number(26, 2)].to_vec()).unwrap();
        let end = start + number(18, 4);
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(&bytes[start..end]), &mut unpacked)
            .unwrap();
        members.push((member, unpacked));
        at = end;
    }
    members
}

fn damage(name: &str, rounds: usize) {
    const BYTES: &[u8] = b"<>/\"'=&; 0123456789-eEinfNAsbdt\x00\xFF";
    let whole = members(name);
    let mut random = Random(7);
    for _ in 0..rounds {
        let mut broken = whole.clone();
        for _ in 0..=random.below(4) {
            let member = random.below(broken.len());
            let content = &mut broken[member].1;
            if content.is_empty() {
                continue;
            }
            let at = random.below(content.len());
            match random.below(4) {
                0 => content[at] = BYTES[random.below(BYTES.len())],
                1 => content.insert(at, BYTES[random.below(BYTES.len())]),
                2 => {
                    content.remove(at);
                }
                _ if random.below(8) == 0 => content.truncate(at),
                _ => content[at] ^= 1 << random.below(8),
            }
        }
        let broken: Vec<(&str, &[u8])> =
            broken.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        match import(&zip(&broken)) {
            Ok(imported) => {
                let rows: usize = imported.tables.iter().map(Table::rows).sum();
                assert_eq!(rows as u64, imported.report.rows_read);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn damaged_parts_never_panic() {
    for name in ["cells.xlsx", "formulas.xlsx", "inline.xlsx", "sheets.xlsx", "merged.xlsx"] {
        damage(name, 150);
    }
}

#[test]
#[ignore = "takes minutes"]
fn much_damaged_parts_never_panic() {
    for name in ["cells.xlsx", "formulas.xlsx", "inline.xlsx", "sheets.xlsx", "merged.xlsx"] {
        damage(name, 20_000);
    }
}
