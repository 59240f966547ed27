//! The contract of the command line: what goes where, and with which exit code.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs `quarry`.
fn quarry(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quarry")).args(arguments).output().expect("quarry starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// A file with the text, in a folder of this test run.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let path = folder.join(name);
    fs::write(&path, text).expect("a temporary file");
    path.to_str().expect("a plain path").to_owned()
}

#[test]
fn results_are_json() {
    let query = "print a = 1, b = 1.0, c = 1h, d = datetime(2020-01-01), e = dynamic([1]), f = real(nan), g = long(null), h = 'x', i = true, j = decimal(1.5)";
    let output = quarry(&["query", "--query", query, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    let expected = concat!(
        r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"},{"name":"b","type":"real"},"#,
        r#"{"name":"c","type":"timespan"},{"name":"d","type":"datetime"},{"name":"e","type":"dynamic"},"#,
        r#"{"name":"f","type":"real"},{"name":"g","type":"long"},{"name":"h","type":"string"},"#,
        r#"{"name":"i","type":"bool"},{"name":"j","type":"decimal"}],"#,
        r#""rows":[[1,1.0,"01:00:00","2020-01-01T00:00:00.0000000Z",[1],"NaN",null,"x",true,"1.5"]]}]}"#,
        "\n"
    );
    assert_eq!(stdout(&output), expected);
}

#[test]
fn errors_are_diagnostics_on_standard_error() {
    let output = quarry(&["query", "--query", "print a = 1 | where b == 1", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    let text = stderr(&output);
    assert!(text.starts_with(r#"{"diagnostics":[{"severity":"error","code":"KS142","#), "{text}");
    assert!(text.contains(r#""start":20,"end":21"#), "{text}");
}

#[test]
fn people_see_a_caret() {
    let output = quarry(&["query", "--query", "print a = 1 | where b == 1", "--format", "table"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("1 | print a = 1 | where b == 1\n  |                     ^"));
}

#[test]
fn check_prints_columns_and_diagnostics() {
    let output = quarry(&["check", "--query", "DeviceInfo | project Timestamp, n = strlen(DeviceName)"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stdout(&output),
        "{\"diagnostics\":[],\"columns\":[{\"name\":\"Timestamp\",\"type\":\"datetime\"},{\"name\":\"n\",\"type\":\"long\"}]}\n"
    );
    let output = quarry(&["check", "--query", "NoSuchTable"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("\"code\":\"KS204\""));
}

#[test]
fn schemas_replace_the_built_in_tables() {
    let columns = r#"[{"name":"x","type":"long"}]"#;
    let schema = file("schema.json", &format!(r#"{{"tables":[{{"name":"Mine","columns":{columns}}}]}}"#));
    let output = quarry(&["query", "--schema", &schema, "--query", "Mine | count", "--format", "csv"]);
    assert_eq!(stdout(&output), "Count\r\n0\r\n");
    let output = quarry(&["check", "--schema", &schema, "--query", "DeviceInfo"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn files_become_tables() {
    let events = "Timestamp,DeviceId,ReportId\n2026-01-05T09:00:00Z,d1,1\n2026-01-05T10:30:00Z,\"d,2\",2\n";
    let path = file("events.csv", events);
    let data = format!("DeviceProcessEvents={path}");
    let query = "DeviceProcessEvents | where Timestamp > ago(1h) | project DeviceId, ReportId";
    let output = quarry(&["query", "--data", &data, "--query", query, "--format", "csv"]);
    assert_eq!(stdout(&output), "DeviceId,ReportId\r\n\"d,2\",2\r\n");
    let now = ["--now", "2026-01-05T09:30:00Z"];
    let output = quarry(&["query", "--data", &data, "--query", query, "--format", "ndjson", now[0], now[1]]);
    let expected = "{\"DeviceId\":\"d1\",\"ReportId\":1}\n{\"DeviceId\":\"d,2\",\"ReportId\":2}\n";
    assert_eq!(stdout(&output), expected);
}

#[test]
fn queries_come_from_files() {
    let path = file("query.kql", "\u{feff}print x = 'ä'\n");
    let output = quarry(&["query", "--file", &path, "--format", "table"]);
    assert_eq!(stdout(&output), "x\n-\nä\n(1 row)\n");
}

#[test]
fn misuse_and_missing_files_are_told() {
    for (arguments, part) in [
        (&["query"][..], "error: the query is missing"),
        (&["query", "--data", "/no/such.csv", "--query", "T"], "error: /no/such.csv: "),
        (&["query", "--file", "/no/such.kql"], "error: /no/such.kql: "),
        (&["query", "--schema", "/no/such.json", "--query", "T"], "error: /no/such.json: "),
    ] {
        let output = quarry(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).starts_with(part), "{}", stderr(&output));
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    let query = r#"datatable(a: long, b: real, c: timespan, d: datetime, e: dynamic, f: string, g: bool, h: decimal, i: int) [
        9007199254740993, 1.5, 1h, datetime(2020-01-01 00:00:00.1234567), dynamic({"x": [1, "y"]}), "x \"y\", z", true, decimal(1.25), 5,
        long(-1), real(-0.25), time(-1d), datetime(1999-12-31), dynamic([1]), "line\nbreak", false, decimal(-2.5), 6,
        0, 2.0, time(00:00:00.0000001), datetime(2024-02-29), dynamic({"ä": null}), "00012", true, decimal(3.125), int(-7)
    ]"#;
    for (format, name) in [("json", "back.json"), ("ndjson", "back.ndjson"), ("csv", "back.csv")] {
        let first = stdout(&quarry(&["query", "--query", query, "--format", format]));
        let path = file(name, &first);
        let data = format!("Back={path}");
        let again = quarry(&["query", "--data", &data, "--query", "Back", "--format", format]);
        assert_eq!(stderr(&again), "", "{format}");
        assert_eq!(stdout(&again), first, "{format}");
    }
}

#[test]
fn times_without_a_zone_take_the_one_that_is_given() {
    let path = file("zone.csv", "t,d\n2024-01-01 02:00:00,3/4/2024 10:00:00\n");
    let data = format!("Zone={path}");
    let options = ["--timezone", "+02:00", "--date-order", "dmy", "--format", "csv"];
    let output = quarry(&[&["query", "--data", &data, "--query", "Zone"], &options[..]].concat());
    assert_eq!(stderr(&output), "");
    assert_eq!(
        stdout(&output).lines().nth(1),
        Some("2024-01-01T00:00:00.0000000Z,2024-04-03T08:00:00.0000000Z")
    );
    let told = stderr(&quarry(&["query", "--data", &data, "--query", "Zone"]));
    assert!(told.contains("note: zone.csv: times without a zone were read as UTC in t of Zone"), "{told}");
}

#[test]
fn more_data_than_the_memory_allows_is_refused_and_so_is_a_query_that_holds_more() {
    let rows: String = (0..60_000).map(|row| format!("{row},name number {row}\n")).collect();
    let path = file("large.csv", &format!("n,name\n{rows}"));
    let data = format!("Large={path}");
    let count = |memory: &str, query: &str| {
        quarry(&["query", "--data", &data, "--memory", memory, "--query", query, "--format", "csv"])
    };
    assert_eq!(stdout(&count("64MiB", "Large | count")), "Count\r\n60000\r\n");
    let refused = count("1MiB", "Large | count");
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("the tables need more than the 1 MiB"), "{}", stderr(&refused));
    let held = count("4MiB", "Large | extend m = n + 1, k = strcat(name, name) | sort by k asc");
    assert_eq!(held.status.code(), Some(1));
    assert!(stderr(&held).contains("more than 4 MiB"), "{}", stderr(&held));
    let unknown = count("4 pounds", "Large | count");
    assert!(stderr(&unknown).contains("a size like 512MiB"), "{}", stderr(&unknown));
}

/// A Security event as `wevtutil qe Security /f:xml` prints it.
fn event(id: u32, record: u32, fields: &[(&str, &str)]) -> String {
    let data: String =
        fields.iter().map(|(name, value)| format!("<Data Name='{name}'>{value}</Data>")).collect();
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>{id}</EventID><Level>0</Level>\
         <TimeCreated SystemTime='2024-03-13T15:40:{record}.1234567Z'/><EventRecordID>{record}</EventRecordID>\
         <Channel>Security</Channel><Computer>PC1</Computer></System><EventData>{data}</EventData></Event>\r\n"
    )
}

#[test]
fn a_public_query_finds_a_new_account_in_a_security_log() {
    let log = [
        event(
            4688,
            10,
            &[
                ("SubjectUserName", "anna"),
                ("NewProcessName", r"C:\Windows\System32\net.exe"),
                ("NewProcessId", "0x1c90"),
                ("CommandLine", "net  user evil S3cret! /add"),
                ("ParentProcessName", r"C:\Windows\System32\cmd.exe"),
            ],
        ),
        event(4720, 11, &[("TargetUserName", "evil"), ("TargetSid", "S-1-5-21-1-2-3-1001")]),
        event(4732, 12, &[("MemberSid", "S-1-5-21-1-2-3-1001"), ("TargetSid", "S-1-5-32-544")]),
    ];
    let path = file("new-account.xml", &log.concat());
    let query = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/local-admin/query.kql");
    let output = quarry(&["query", "--data", &path, "--file", query, "--format", "ndjson"]);
    assert_eq!(stderr(&output), "");
    let found = stdout(&output);
    assert_eq!(found.lines().count(), 1, "{found}");
    for part in [r#""CreatedUser":"evil""#, r#""InitiatingProcessFileName":"cmd.exe""#, r#""ReportId":10"#] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let actions = "DeviceEvents | sort by ReportId asc | project ActionType";
    let output = quarry(&["query", "--data", &path, "--query", actions, "--format", "csv"]);
    assert_eq!(
        stdout(&output).lines().collect::<Vec<_>>(),
        ["ActionType", "UserAccountCreated", "UserAccountAddedToLocalGroup"]
    );
}
