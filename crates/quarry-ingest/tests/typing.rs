//! Which types columns get, and what happens to values that do not fit.

use quarry_data::{Catalog, Type, encode};
use quarry_ingest::{ImportOptions, Imported, Zone, append, import_bytes};

fn import(file_name: &str, text: &str, known: &Catalog) -> Imported {
    let options = ImportOptions { file_name: file_name.to_owned(), ..ImportOptions::default() };
    import_bytes(text.as_bytes(), options, known).expect("the file is readable")
}

/// The type of the only table's column and its values as text.
fn column(imported: &Imported, name: &str) -> (Type, Vec<String>) {
    let table = &imported.tables[0];
    let at = table.schema.position(name).unwrap_or_else(|| panic!("no column {name}"));
    let values = table
        .segments
        .iter()
        .flat_map(|segment| segment.column(at).iter().map(encode::display).collect::<Vec<_>>())
        .collect();
    (table.schema.fields()[at].ty, values)
}

#[track_caller]
fn inferred(values: &[&str], ty: Type, expected: &[&str]) {
    let quoted: Vec<String> =
        values.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    let imported = import("x.csv", &format!("x,y\n{},\n", quoted.join(",\n")), &Catalog::empty());
    assert_eq!(column(&imported, "x"), (ty, expected.iter().map(|text| (*text).to_owned()).collect()));
}

#[test]
fn all_values_decide_the_type() {
    inferred(&["1", "", "-20"], Type::Long, &["1", "", "-20"]);
    inferred(&["", "9223372036854775807"], Type::Long, &["", "9223372036854775807"]);
    inferred(&["1", "9223372036854775808"], Type::String, &["1", "9223372036854775808"]);
    inferred(&["1", "007"], Type::String, &["1", "007"]);
    inferred(&["1", "1.5"], Type::Real, &["1", "1.5"]);
    inferred(&["9007199254740993", "1.5"], Type::String, &["9007199254740993", "1.5"]);
    inferred(&["1E5", "2E5"], Type::String, &["1E5", "2E5"]);
    inferred(&["true", "False", ""], Type::Bool, &["true", "false", ""]);
    inferred(&["true", "1"], Type::String, &["true", "1"]);
    inferred(&[r#"{"a":1}"#, "", "[1,2]"], Type::Dynamic, &[r#"{"a":1}"#, "", "[1,2]"]);
    inferred(&[r#"{"a":1}"#, "{a}"], Type::String, &[r#"{"a":1}"#, "{a}"]);
    inferred(&["1.2.3.4", "1"], Type::String, &["1.2.3.4", "1"]);
    inferred(&["", ""], Type::String, &["", ""]);
}

#[test]
fn dates_are_read_in_every_form_of_the_export() {
    let midday = "2024-03-13T15:40:13.9880000Z";
    inferred(&["2024-03-13T15:40:13.988Z", ""], Type::DateTime, &[midday, ""]);
    inferred(&["13/03/2024, 3:40:13.988 pm"], Type::DateTime, &[midday]);
    inferred(&["3/13/2024, 3:40:13.988 PM"], Type::DateTime, &[midday]);
    inferred(&["Mar 13, 2024 3:40:13 PM"], Type::DateTime, &["2024-03-13T15:40:13.0000000Z"]);
    inferred(&["03.04.2024"], Type::DateTime, &["2024-04-03T00:00:00.0000000Z"]);
    inferred(
        &["3/4/2024", "13/4/2024"],
        Type::DateTime,
        &["2024-04-03T00:00:00.0000000Z", "2024-04-13T00:00:00.0000000Z"],
    );
    inferred(&["13/4/2024", "4/13/2024"], Type::String, &["13/4/2024", "4/13/2024"]);
    inferred(&["2024-03-13", "yesterday"], Type::String, &["2024-03-13", "yesterday"]);
}

#[test]
fn ambiguous_dates_stay_text_with_a_warning() {
    let imported = import("x.csv", "x\n3/4/2024\n", &Catalog::empty());
    assert_eq!(column(&imported, "x"), (Type::String, vec!["3/4/2024".to_owned()]));
    assert!(imported.report.diagnostics[0].message.contains("the day or the month"));
    assert_eq!(imported.report.tables[0].ambiguous_dates, ["x"]);
    // The user may say it.
    let options =
        ImportOptions { file_name: "x.csv".to_owned(), day_first: Some(true), ..ImportOptions::default() };
    let imported = import_bytes(b"x\n3/4/2024\n", options, &Catalog::empty()).expect("readable");
    assert_eq!(column(&imported, "x").1, ["2024-04-03T00:00:00.0000000Z"]);
    assert_eq!(imported.report.tables[0].ordered_dates, ["x"]);
    // Another column of the file settles it.
    let imported = import("x.csv", "x,y\n3/4/2024,13/4/2024\n", &Catalog::empty());
    assert_eq!(column(&imported, "x").1, ["2024-04-03T00:00:00.0000000Z"]);
}

#[test]
fn json_says_itself_what_is_a_number() {
    let text =
        r#"{"a":"1","b":1,"c":1.0,"d":true,"e":{"f":1},"g":"2024-01-01T00:00:00Z","h":1e5,"i":"true"}"#;
    let imported = import("x.json", text, &Catalog::empty());
    for (name, ty, value) in [
        ("a", Type::String, "1"),
        ("b", Type::Long, "1"),
        ("c", Type::Real, "1"),
        ("d", Type::Bool, "true"),
        ("e", Type::Dynamic, r#"{"f":1}"#),
        ("g", Type::DateTime, "2024-01-01T00:00:00.0000000Z"),
        ("h", Type::Real, "100000"),
        ("i", Type::String, "true"),
    ] {
        assert_eq!(column(&imported, name), (ty, vec![value.to_owned()]), "{name}");
    }
}

#[test]
fn known_tables_are_recognised_and_type_their_columns() {
    let text = "Timestamp,DeviceId,FileName,ProcessCommandLine,ProcessId,ProcessIntegrityLevel,ReportId,IsProcessRemoteSession\n\
                2024-03-13T15:40:13Z,0123,net.exe,net user,0x1c90,High,000017,1\n\
                Mar 13, x,4567,cmd.exe,,abc,,18,FALSE\n";
    let text = text.replace("Mar 13, x", "soon");
    let imported = import("export (1).csv", &text, &Catalog::builtin());
    let table = &imported.tables[0];
    assert_eq!(&*table.name, "DeviceProcessEvents");
    assert_eq!(column(&imported, "DeviceId"), (Type::String, vec!["0123".into(), "4567".into()]));
    assert_eq!(column(&imported, "ProcessId"), (Type::Long, vec!["7312".into(), String::new()]));
    assert_eq!(column(&imported, "ReportId"), (Type::Long, vec!["17".into(), "18".into()]));
    assert_eq!(column(&imported, "IsProcessRemoteSession").1, ["true", "false"]);
    // Columns of the schema that the file lacks are there, and empty.
    assert_eq!(column(&imported, "SHA1"), (Type::String, vec![String::new(), String::new()]));
    let messages: Vec<&str> =
        imported.report.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages[0].contains("'Timestamp'")
            && messages[0].contains("record 2")
            && messages[0].contains("'soon'")
    );
    assert!(messages[1].contains("'ProcessId'") && messages[1].contains("'abc'"));
}

#[test]
fn log_analytics_headers_lose_their_zone() {
    let text = "\"TimeGenerated [UTC]\",Computer,EventID,Account,Activity\n\"3/13/2024, 3:40:13.988 PM\",pc,4624,a,b\n";
    let imported = import("query_data.csv", text, &Catalog::builtin());
    assert_eq!(&*imported.tables[0].name, "SecurityEvent");
    assert_eq!(
        column(&imported, "TimeGenerated"),
        (Type::DateTime, vec!["2024-03-13T15:40:13.9880000Z".to_owned()])
    );
    assert_eq!(column(&imported, "EventID"), (Type::Int, vec!["4624".to_owned()]));
}

#[test]
fn names_come_from_the_user_the_content_or_the_file() {
    let options = ImportOptions {
        file_name: "DeviceEvents.csv".to_owned(),
        table: Some("Mine".to_owned()),
        ..ImportOptions::default()
    };
    let imported = import_bytes(b"a\n1\n", options, &Catalog::builtin()).expect("readable");
    assert_eq!(&*imported.tables[0].name, "Mine");
    assert_eq!(&*import("my file.csv", "a\n1\n", &Catalog::builtin()).tables[0].name, "my_file");
    assert_eq!(
        &*import("DeviceEvents (2).csv", "a\n1\n", &Catalog::builtin()).tables[0].name,
        "DeviceEvents"
    );
}

#[test]
fn appending_widens_and_loses_nothing() {
    let first = import("x.csv", "a,b,c\n1,x,2024-01-01\n", &Catalog::empty());
    let mut second = import("x.csv", "b,a,d\ny,z,1\n", &Catalog::empty());
    let table = append(&first.tables[0], second.tables.remove(0));
    let joined = Imported { tables: vec![table], report: first.report };
    assert_eq!(column(&joined, "a"), (Type::String, vec!["1".into(), "z".into()]));
    assert_eq!(column(&joined, "b"), (Type::String, vec!["x".into(), "y".into()]));
    assert_eq!(
        column(&joined, "c"),
        (Type::DateTime, vec!["2024-01-01T00:00:00.0000000Z".into(), String::new()])
    );
    assert_eq!(column(&joined, "d"), (Type::Long, vec![String::new(), "1".into()]));
}

#[test]
fn files_without_records_are_refused_with_a_reason() {
    for (name, text, reason) in [
        ("x.csv", "", "the file is empty"),
        ("x.csv", "\n\n\n", "no header"),
        ("x.json", "[]", "no JSON record"),
        ("x.json", "{\"a\":", "line 1: the file ends in the record"),
        ("x.bin", "\u{1}\u{2}\u{3}\u{4}", "no format"),
        ("x.evtx", "ElfFile\0\0\0", "EVTX"),
        ("x.xml", "<Events></Events>", "XML"),
    ] {
        let options = ImportOptions { file_name: name.to_owned(), ..ImportOptions::default() };
        let error = import_bytes(text.as_bytes(), options, &Catalog::empty()).expect_err("refused");
        assert!(error.to_string().contains(reason), "{text:?}: {error}");
    }
}

#[test]
fn unclosed_quotes_are_named_and_lose_no_rows() {
    let imported = import("x.csv", "a,b\n1,x\n2,\"open\n3,z\n", &Catalog::empty());
    assert_eq!(column(&imported, "a").1, ["1", "2", "3"]);
    assert_eq!(column(&imported, "b").1, ["x", "\"open", "z"]);
    let message = &imported.report.diagnostics[0].message;
    assert!(message.contains("nothing closes") && message.contains("line 3"), "{message}");
}

#[test]
fn a_file_may_not_take_more_memory_than_allowed() {
    let options =
        ImportOptions { file_name: "x.csv".to_owned(), memory_limit: 1 << 20, ..ImportOptions::default() };
    let text: String = (0..200_000).map(|row| format!("{row},value {row}\n")).collect();
    let error =
        import_bytes(format!("a,b\n{text}").as_bytes(), options, &Catalog::empty()).expect_err("too large");
    assert!(error.to_string().contains("1 MiB"), "{error}");
}

#[test]
fn times_without_a_zone_are_named_and_take_the_one_that_is_given() {
    let text = "Timestamp [UTC],seen,day,sure\n2026-07-01 12:00:00,2026-07-01 12:00,2026-07-01,2026-07-01T12:00:00Z\n";
    let local = |zone: Zone| {
        let options = ImportOptions { file_name: "x.csv".to_owned(), zone, ..ImportOptions::default() };
        let imported = import_bytes(text.as_bytes(), options, &Catalog::empty()).expect("readable");
        assert_eq!(imported.report.tables[0].local_times, ["seen"]);
        ["Timestamp", "seen", "day", "sure"]
            .map(|name| column(&imported, name).1[0].get(..16).map(str::to_owned))
    };
    let noon = Some("2026-07-01T12:00".to_owned());
    let midnight = Some("2026-07-01T00:00".to_owned());
    assert_eq!(local(Zone::utc()), [noon.clone(), noon.clone(), midnight.clone(), noon.clone()]);
    let ten = Some("2026-07-01T10:00".to_owned());
    assert_eq!(local(Zone::offset(120)), [noon.clone(), ten, midnight, noon]);
}

#[test]
fn among_other_files_only_what_looks_like_events_is_read() {
    let import = |name: &str, text: &str, one_of_many: bool| {
        let options = ImportOptions { file_name: name.to_owned(), one_of_many, ..ImportOptions::default() };
        import_bytes(text.as_bytes(), options, &Catalog::empty())
    };
    assert!(import("notes.txt", "call them back\n", false).is_ok());
    assert!(import("notes.txt", "call them back\n", true).is_err_and(|error| error.no_events));
    assert!(import("a.csv", "a\n1\n", true).is_ok());
    assert!(import("a.csv", "", true).is_err_and(|error| error.no_events));
}
