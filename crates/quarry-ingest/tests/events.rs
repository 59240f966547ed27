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

const XML: &str = r#"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{5}'/><EventID Qualifiers=''>4688</EventID><Version>2</Version><Level>0</Level><Task>13312</Task><Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2024-03-13T15:40:13.9881234Z'/><EventRecordID>77</EventRecordID><Correlation/><Execution ProcessID='4' ThreadID='96'/><Channel>Security</Channel><Computer>PC1.corp.example</Computer><Security/></System><EventData><Data Name='SubjectUserSid'>S-1-5-18</Data><Data Name='SubjectUserName'>anna</Data><Data Name='SubjectDomainName'>CORP</Data><Data Name='NewProcessId'>0x1c90</Data><Data Name='NewProcessName'>C:\Windows\System32\net.exe</Data><Data Name='TokenElevationType'>%%1937</Data><Data Name='ProcessId'>0x10</Data><Data Name='CommandLine'>net user "a&amp;b" &lt;x&gt; /add&#x1B;</Data><Data Name='TargetUserName'>-</Data><Data Name='MandatoryLabel'>S-1-16-12288</Data></EventData></Event>"#;

#[test]
fn xml_comes_with_and_without_a_root() {
    let other = XML.replace("4688", "1").replace("Microsoft-Windows-Security-Auditing", "Other");
    let other = other
        .replace(
            "<EventData>",
            "<UserData><Wrap xmlns='x'><Name>v</Name><Name>w</Name></Wrap></UserData><!--",
        )
        .replace(
            "</EventData>",
            "--><RenderingInfo Culture='en'><Message>Hi\nthere</Message></RenderingInfo>",
        );
    let bare = format!("{XML}\r\n{other}\r\n");
    let whole = format!("<?xml version=\"1.0\"?>\n<Events>{XML}{other}</Events>");
    let utf16: Vec<u8> = format!("\u{feff}{whole}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [bare.as_bytes(), whole.as_bytes(), &utf16] {
        let imported = import("log.xml", bytes);
        assert_eq!(messages(&imported), [""; 0]);
        let events = table(&imported, "Event");
        assert_eq!(texts(events, "EventId"), ["4688", "1"]);
        assert_eq!(texts(events, "EventData")[1], r#"{"Name":["v","w"]}"#);
        assert_eq!(texts(events, "Message")[1], "Hi\nthere");
        let process = table(&imported, "DeviceProcessEvents");
        for (column, value) in [
            ("Timestamp", "2024-03-13T15:40:13.9881234Z"),
            ("DeviceName", "pc1.corp.example"),
            ("ProcessId", "7312"),
            ("ProcessCommandLine", "net user \"a&b\" <x> /add\u{1b}"),
            ("AccountDomain", "corp"),
            ("AccountName", "anna"),
            ("ProcessTokenElevation", "TokenElevationTypeFull"),
            ("ProcessIntegrityLevel", "High"),
            ("InitiatingProcessId", "16"),
            ("ReportId", "77"),
        ] {
            assert_eq!(texts(process, column), [value], "{column}");
        }
    }
    let broken = format!("{}\n{XML}", XML.replace("</Event>", ""));
    let imported = import("log.xml", broken.as_bytes());
    assert_eq!(table(&imported, "Event").rows(), 1);
    assert!(
        messages(&imported)[0]
            .contains("1 record could not be read, first record 1 in line 1: the event has no end")
    );
}

#[test]
fn every_writer_of_json_is_understood() {
    let winlogbeat = r#"{"@timestamp":"2024-03-13T15:40:13.988Z","winlog":{"event_id":3,"channel":"Microsoft-Windows-Sysmon/Operational","provider_name":"Microsoft-Windows-Sysmon","computer_name":"PC1","record_id":"9","event_data":{"UtcTime":"2024-03-13 15:40:13.900","Image":"C:\\a\\B.exe","ProcessId":"12","User":"NT AUTHORITY\\SYSTEM","Protocol":"tcp","Initiated":"false","SourceIp":"8.8.8.8","SourcePort":"4","DestinationIp":"10.0.0.5","DestinationPort":"445"}},"log":{"level":"information"},"agent":{"name":"x"}}"#;
    let dotted =
        winlogbeat.replace(r#""winlog":{"event_id":3"#, r#""winlog.event_id":"3","winlog":{"task":"t""#);
    let dump = r##"{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":{"#attributes":{"Qualifiers":0},"#text":3},"Level":4,"TimeCreated":{"#attributes":{"SystemTime":"2024-03-13T15:40:13.988Z"}},"EventRecordID":9,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"PC1"},"EventData":{"UtcTime":"2024-03-13 15:40:13.900","Image":"C:\\a\\B.exe","ProcessId":12,"User":"NT AUTHORITY\\SYSTEM","Protocol":"tcp","Initiated":false,"SourceIp":"8.8.8.8","SourcePort":4,"DestinationIp":"10.0.0.5","DestinationPort":445}}}"##;
    for text in [winlogbeat, &dotted, dump] {
        let imported = import("x.json", format!("{text}\n{text}\n").as_bytes());
        assert_eq!(messages(&imported), [""; 0]);
        let events = table(&imported, "Event");
        for (column, value) in [("EventId", "3"), ("RecordId", "9"), ("Level", "4"), ("Computer", "PC1")] {
            assert_eq!(texts(events, column), [value, value], "{column}");
        }
        let network = table(&imported, "DeviceNetworkEvents");
        for (column, value) in [
            ("Timestamp", "2024-03-13T15:40:13.9000000Z"),
            ("ActionType", "InboundConnectionAccepted"),
            ("RemoteIP", "8.8.8.8"),
            ("RemoteIPType", "Public"),
            ("LocalPort", "445"),
            ("Protocol", "Tcp"),
            ("InitiatingProcessFolderPath", "c:\\a\\b.exe"),
            ("InitiatingProcessId", "12"),
            ("InitiatingProcessAccountDomain", "nt authority"),
        ] {
            assert_eq!(texts(network, column)[0], value, "{column}");
        }
    }
    // The labels that evtx_dump prints are no records.
    let spread = dump.replace("\"System\"", "\n  \"System\"");
    let imported = import("x.json", format!("Record 1\n{spread}\nRecord 22\r\n{spread}\n").as_bytes());
    assert_eq!((table(&imported, "Event").rows(), messages(&imported)), (2, vec![]));
    // What is no event among events is kept as it is.
    let imported = import("x.json", format!("{winlogbeat}\n{{\"a\":1}}\n").as_bytes());
    assert_eq!(table(&imported, "x").rows(), 1);
}

#[test]
fn a_name_from_the_user_is_that_of_the_raw_events() {
    let name = "new-user-security.evtx";
    let options = ImportOptions {
        file_name: name.to_owned(),
        table: Some("Mine".to_owned()),
        ..ImportOptions::default()
    };
    let imported = import_bytes(&bytes(name), options, &Catalog::builtin()).expect("readable");
    assert_eq!(table(&imported, "Mine").rows(), 4);
    assert_eq!(table(&imported, "DeviceEvents").rows(), 3);
}

#[test]
fn folders_of_an_investigation_package_become_tables() {
    let name = "investigation-package.zip";
    let imported = import(name, &bytes(name));
    for (name, column, values) in [
        ("NetworkConnections", "ProcessId", vec!["1064", "33", "2200"]),
        ("NetworkConnections", "ProcessName", vec!["svchost.exe", "", ""]),
        ("NetworkConnections", "LocalPort", vec!["135", "49700", "5353"]),
        ("Arp", "PhysicalAddress", vec!["aa-bb-cc-dd-ee-ff"]),
        ("LocalGroups", "Group", vec!["Administrators", "Administrators", "Gäste"]),
        ("LocalGroups", "Member", vec!["Administrator", "CORP\\svc_backup", "Gast"]),
        ("Processes", "Name", vec!["svchost.exe"]),
        ("Autoruns", "RegistryValueName", vec!["Sec Health", ""]),
        ("SystemInformation", "Value", vec!["PC1", "1 Hotfix(s) Installed.", "KB1"]),
        ("TempDirectories", "FileName", vec![".", "a b.txt"]),
        (
            "DeviceEvents",
            "ActionType",
            vec!["UserAccountCreated", "UserAccountAddedToLocalGroup", "UserAccountAddedToLocalGroup"],
        ),
    ] {
        assert_eq!(texts(table(&imported, name), column), values, "{name} {column}");
    }
    assert!(
        messages(&imported)
            .iter()
            .any(|message| message.contains("1 member holds no table and was not read: Prefetch files/"))
    );
}
