//! Windows events from every format, compared with what other programs read (`tests/data/events/make.py`).

#![allow(clippy::disallowed_methods)]

use std::path::PathBuf;

use quarry_data::{Catalog, Dynamic, Table, ValueRef, encode, json};
use quarry_ingest::{ImportOptions, Imported, import_bytes};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/events")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).expect("the file is there")
}

fn import(name: &str, bytes: &[u8]) -> Imported {
    let options = ImportOptions { file_name: name.to_owned(), ..ImportOptions::default() };
    import_bytes(bytes, options, &Catalog::builtin()).expect("the file is readable")
}

fn table<'i>(imported: &'i Imported, name: &str) -> &'i Table {
    imported.tables.iter().find(|table| &*table.name == name).unwrap_or_else(|| panic!("no table {name}"))
}

/// The values of a column.
fn texts(table: &Table, column: &str) -> Vec<String> {
    let at = table.schema.position(column).unwrap_or_else(|| panic!("no column {column}"));
    let mut values = Vec::new();
    for segment in &table.segments {
        values.extend((0..segment.rows()).map(|row| encode::display(segment.columns()[at].value(row))));
    }
    values
}

fn messages(imported: &Imported) -> Vec<&str> {
    imported.report.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

fn parsed(text: &str) -> Dynamic {
    json::parse(text).expect("JSON")
}

fn items(value: &Dynamic) -> &[Dynamic] {
    match value {
        Dynamic::Array(items) => items,
        other => panic!("no array: {other:?}"),
    }
}

fn text(value: &Dynamic) -> String {
    encode::display(ValueRef::Dynamic(value))
}

/// What another program reads.
fn expected(name: &str) -> Vec<Dynamic> {
    let text = String::from_utf8(bytes(&format!("{name}.events.json"))).expect("text");
    items(&parsed(&text)).to_vec()
}

/// What two readers write differently: `evtxexport` fills hexadecimal numbers up with zeros.
fn plain(text: &str) -> String {
    match text.strip_prefix("0x") {
        Some(hex) => format!("0x{}", hex.trim_start_matches('0')),
        // XML readers turn line ends into one character.
        None => text.trim().replace("\r\n", "\n"),
    }
}

#[test]
fn logs_hold_what_another_reader_finds() {
    for name in ["new-user-security.evtx", "Security_short_selected.evtx"] {
        let imported = import(name, &bytes(name));
        let events = table(&imported, "Event");
        let expected = expected(name);
        assert_eq!(events.rows(), expected.len(), "{name}");
        let columns = ["RecordId", "EventId", "Channel", "Computer"].map(|column| texts(events, column));
        let data = texts(events, "EventData");
        for (row, event) in expected.iter().enumerate() {
            let event = items(event);
            for (column, value) in columns.iter().zip(event) {
                assert_eq!(column[row], text(value), "{name} {row}");
            }
            let (Dynamic::Bag(fields), read) = (&event[5], parsed(&data[row])) else { panic!("no fields") };
            for (field, value) in fields.entries() {
                let read = read.property(field).map(text).unwrap_or_else(|| panic!("no {field} in {read:?}"));
                assert_eq!(plain(&read), plain(&text(value)), "{name} {row} {field}");
            }
        }
    }
}

#[test]
fn records_of_collectors_are_events_too() {
    let name = "psh_lsass_memory_dump_comsvcs.zip";
    let imported = import(name, &bytes(name));
    let events = table(&imported, "Event");
    let (channels, ids) = (texts(events, "Channel"), texts(events, "EventId"));
    for count in expected(name) {
        let [channel, id, count] = items(&count) else { panic!("no count") };
        let (channel, id) = (text(channel), text(id));
        let found = channels.iter().zip(&ids).filter(|pair| *pair.0 == channel && *pair.1 == id).count();
        assert_eq!(found.to_string(), text(count), "{channel} {id}");
    }
    // One Sysmon 1 and one Security 4688 tell of the same process.
    let processes = table(&imported, "DeviceProcessEvents");
    assert_eq!(processes.rows(), 2);
    for (column, value) in [
        ("DeviceName", "workstation5"),
        ("FileName", "rundll32.exe"),
        ("InitiatingProcessFileName", "powershell.exe"),
        ("AccountName", "wardog"),
    ] {
        assert!(texts(processes, column).iter().all(|text| text == value), "{column}");
    }
    let ids = texts(processes, "ProcessId");
    assert_eq!(ids[0], ids[1], "hexadecimal and decimal are one number");
}

#[test]
fn account_events_reach_defenders_table() {
    let name = "new-user-security.evtx";
    let imported = import(name, &bytes(name));
    let events = table(&imported, "DeviceEvents");
    let actions = ["UserAccountCreated", "UserAccountAddedToLocalGroup", "UserAccountAddedToLocalGroup"];
    assert_eq!(texts(events, "ActionType"), actions);
    assert_eq!(texts(events, "AccountName"), ["IEUser", "", ""]);
    assert!(texts(events, "AccountSid").iter().all(|sid| sid.ends_with("-1000")));
    assert!(texts(events, "AdditionalFields")[2].contains("S-1-5-32-544"));
    assert_eq!(texts(table(&imported, "SecurityEvent"), "EventID"), ["4728", "4720", "4732", "4732"]);
    assert!(messages(&imported).iter().any(|message| message.contains("no process creations (event 4688)")));
}

#[test]
fn damaged_chunks_are_named_and_the_rest_is_read() {
    let name = "Security_short_selected.evtx";
    let good = bytes(name);
    let mut two = good.clone();
    two.extend_from_slice(&good[4096..]);
    two[42] = 2;
    two[4096] = b'X';
    let imported = import(name, &two);
    assert_eq!(table(&imported, "Event").rows(), 7);
    let damage = messages(&imported).join("\n");
    assert!(damage.contains("chunk 0 at byte 4096 does not begin as one"), "{damage}");
    // A record that is overwritten takes only itself along.
    let mut one = good.clone();
    let second = memchr::memmem::find(&one[5000..], b"**\0\0").expect("a record") + 5000;
    one[second] = 0xFF;
    let imported = import(name, &one);
    assert_eq!(table(&imported, "Event").rows(), 6);
    let damage = messages(&imported).join("\n");
    for part in
        ["does not match its checksum", "promises 7 records and 6 were read", "1 record could not be read"]
    {
        assert!(damage.contains(part), "{part}: {damage}");
    }
}
