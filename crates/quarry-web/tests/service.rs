//! Message sequences of the worker's service, without a browser.

use quarry_web::protocol::{
    Arrangement, Change, Clock, Envelope, ExportFormat, LoadOptions, LoadReport, Outcome, Request, Response,
    RuleForm, RuleShape, SortKey, TableInfo,
};
use quarry_web::service::{Attachment, Bytes, Host, Piece, Service, Source};

const CLOCK: Clock = Clock::Newest { otherwise: 0 };

/// Collects answers; its clock advances by a millisecond a look, so that slices end.
#[derive(Default)]
struct Recorder {
    now: std::cell::Cell<f64>,
    answers: Vec<(Envelope<Response>, Attachment)>,
}

impl Host for Recorder {
    fn clock_ms(&self) -> f64 {
        self.now.set(self.now.get() + 1.0);
        self.now.get()
    }

    fn send(&mut self, answer: Envelope<Response>, attachment: Attachment) {
        self.answers.push((answer, attachment));
    }
}

struct Bench {
    service: Service,
    host: Recorder,
    last: u32,
}

impl Bench {
    fn new() -> Self {
        Self { service: Service::new(), host: Recorder::default(), last: 0 }
    }

    fn send(&mut self, body: Request, file: Option<&str>) -> u32 {
        let files: Vec<&str> = file.into_iter().collect();
        self.send_files(body, &files)
    }

    fn send_files(&mut self, body: Request, files: &[&str]) -> u32 {
        self.last += 1;
        let source = |text: &&str| Box::new(Bytes::new(text.as_bytes().to_vec())) as Box<dyn Source>;
        let files = files.iter().map(source).collect();
        self.service.handle(&mut self.host, Envelope { id: self.last, body }, files);
        self.last
    }

    /// Sends a request, works until there is nothing to do, and returns the last answer to it.
    fn ask(&mut self, body: Request, file: Option<&str>) -> (Response, Attachment) {
        let files: Vec<&str> = file.into_iter().collect();
        self.ask_files(body, &files)
    }

    fn ask_files(&mut self, body: Request, files: &[&str]) -> (Response, Attachment) {
        let id = self.send_files(body, files);
        while self.service.has_work() {
            self.service.tick(&mut self.host);
        }
        let mut answers = self.host.answers.drain(..).filter(|(answer, _)| answer.id == id);
        let (answer, attachment) = answers.next_back().expect("every request is answered");
        (answer.body, attachment)
    }

    fn sample(&mut self) {
        let (answer, _) = self.ask(Request::LoadSample { change: 1, sample: "local-admin".to_owned() }, None);
        assert!(matches!(&answer, Response::Loaded { report } if report.tables().len() == 3), "{answer:?}");
    }

    fn run(&mut self, text: &str) -> (u32, usize) {
        let (answer, _) = self.ask(Request::Run { text: text.to_owned(), clock: CLOCK }, None);
        match answer {
            Response::Finished { result, tables, .. } => (result, tables[0].rows),
            other => panic!("{other:?}"),
        }
    }

    fn tables(&mut self) -> Vec<TableInfo> {
        match self.ask(Request::Tables {}, None).0 {
            Response::Tables { tables, .. } => tables,
            other => panic!("{other:?}"),
        }
    }
}

/// A request to load files of these names.
fn load(change: u32, names: &[&str]) -> Request {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Request::Load { change, names, options: LoadOptions::default(), replaces: None }
}

#[test]
fn a_sample_is_loaded_queried_and_paged() {
    let mut bench = Bench::new();
    bench.sample();
    let rows: Vec<(String, usize)> =
        bench.tables().into_iter().map(|table| (table.name, table.rows)).collect();
    let expected = [("DeviceEvents", 3), ("DeviceLogonEvents", 2), ("DeviceProcessEvents", 9)];
    assert_eq!(rows, expected.map(|(name, rows)| (name.to_owned(), rows)));

    let (result, rows) = bench.run("DeviceProcessEvents | where Timestamp > ago(10m) | project FileName");
    assert_eq!(rows, 5, "now() is the newest event");
    let sort = Some(SortKey { column: 0, descending: true });
    let arrangement = Arrangement { filter: "NET".to_owned(), sort };
    let arranged = bench.ask(Request::Arrange { result, table: 0, arrangement }, None).0;
    assert_eq!(arranged, Response::Arranged { rows: 4 });
    let (page, _) = bench.ask(Request::FetchRows { result, table: 0, offset: 1, len: 2 }, None);
    let names = vec![vec!["net1.exe".to_owned()], vec!["net.exe".to_owned()]];
    assert_eq!(page, Response::Rows { offset: 1, rows: names });

    bench.send(Request::Release { result }, None);
    let (gone, _) = bench.ask(Request::FetchRows { result, table: 0, offset: 0, len: 1 }, None);
    assert!(matches!(gone, Response::Refused { .. }));
}

#[test]
fn a_cancel_ends_what_is_under_way_and_what_waits() {
    let mut bench = Bench::new();
    let long = "range x from 1 to 100000000000 step 1 | where x < 0".to_owned();
    let run = bench.send(Request::Run { text: long, clock: CLOCK }, None);
    let load = bench.send(load(1, &["a.csv"]), Some("a\n1\n"));
    bench.service.tick(&mut bench.host);
    bench.send(Request::Cancel {}, None);
    assert!(!bench.service.has_work());
    let cancelled = bench.host.answers.iter().filter(|(answer, _)| answer.body == Response::Cancelled {});
    assert_eq!(cancelled.map(|(answer, _)| answer.id).collect::<Vec<_>>(), [run, load]);
    assert!(bench.tables().is_empty());
    assert_eq!(bench.run("print 1").1, 1);
}

/// A file whose bytes come when the test says so.
struct Slow(std::rc::Rc<std::cell::RefCell<Vec<Piece>>>);

impl Source for Slow {
    fn size(&self) -> u64 {
        4
    }

    fn next(&mut self) -> Result<Piece, String> {
        Ok(self.0.borrow_mut().pop().unwrap_or(Piece::Waiting))
    }
}

#[test]
fn a_load_waits_for_its_bytes() {
    let mut bench = Bench::new();
    let pieces = std::rc::Rc::default();
    let body = load(1, &["a.csv"]);
    let file: Box<dyn Source> = Box::new(Slow(std::rc::Rc::clone(&pieces)));
    bench.service.handle(&mut bench.host, Envelope { id: 1, body }, vec![file]);
    bench.service.tick(&mut bench.host);
    assert!(!bench.service.has_work(), "it must not be asked again and again");

    *pieces.borrow_mut() = vec![Piece::End, Piece::Bytes(b"a\n1\n".to_vec())];
    bench.service.tick(&mut bench.host);
    while bench.service.has_work() {
        bench.service.tick(&mut bench.host);
    }
    assert_eq!(bench.tables().iter().map(|table| table.rows).sum::<usize>(), 1);
}

#[test]
fn problems_are_shifted_to_their_block() {
    let mut bench = Bench::new();
    let text = "print 1\n\nDeviceEvents\n| where Nope == 1";
    let (answer, _) = bench.ask(Request::Check { text: text.to_owned(), clock: CLOCK }, None);
    let Response::Checked { problems } = answer else { panic!("{answer:?}") };
    let places: Vec<&str> = problems.iter().map(|problem| &text[problem.start..problem.end]).collect();
    assert_eq!(places, ["Nope"]);
}

#[test]
fn exports_are_whole() {
    let mut bench = Bench::new();
    let (result, _) = bench.run("range x from 1 to 3 step 1 | extend y = '=x'");
    let id = bench.send(Request::Export { result, table: 0, format: ExportFormat::CsvSafe }, None);
    while bench.service.has_work() {
        bench.service.tick(&mut bench.host);
    }
    let parts = bench.host.answers.drain(..).filter(|(answer, _)| answer.id == id);
    let text: String = parts
        .map(|(_, attachment)| match attachment {
            Attachment::Text(text) => text,
            Attachment::None => String::new(),
        })
        .collect();
    assert_eq!(text, "x,y\r\n1,'=x\r\n2,'=x\r\n3,'=x\r\n");
}

#[test]
fn a_rule_comes_out_once_its_columns_are_back() {
    let mut bench = Bench::new();
    bench.sample();
    let query = "DeviceProcessEvents | where FileName == 'net.exe' | project ProcessCommandLine";
    let (answer, _) = bench.ask(Request::CheckRule { text: query.to_owned(), clock: CLOCK }, None);
    let Response::RuleChecked { check } = answer else { panic!("{answer:?}") };
    assert_eq!(check.columns.iter().filter(|column| column.found.is_empty()).count(), 4);
    let edit = &check.fixes[0].edits[0];
    let mended = format!("{}{}{}", &query[..edit.start], edit.text, &query[edit.end..]);

    let rule = RuleForm {
        title: "Account created".to_owned(),
        description: "Somebody created an account.".to_owned(),
        severity: "high".to_owned(),
        frequency: "PT1H".to_owned(),
        tactic: "Persistence".to_owned(),
        technique: "T1136.001".to_owned(),
    };
    let shape = RuleShape::Current;
    let (answer, _) = bench.ask(Request::ExportRule { text: mended, clock: CLOCK, rule, shape }, None);
    let Response::RuleExported { json, file_name, problems } = answer else { panic!("{answer:?}") };
    assert!(json.contains("\"subTechniques\""), "{problems:?}");
    assert_eq!(file_name, "account-created.json");
}

#[test]
fn a_file_stands_for_an_address() {
    let mut bench = Bench::new();
    let address = "https://feeds.example/a.csv".to_owned();
    let query = format!("externaldata (a:long) ['{address}']");
    let (answer, _) = bench.ask(Request::Run { text: query.clone(), clock: CLOCK }, None);
    let Response::Finished { problems, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(
        problems.iter().map(|problem| problem.address.clone()).collect::<Vec<_>>(),
        [Some(address.clone())]
    );

    let attach = Request::Attach { address: Some(address.clone()), name: "a.csv".to_owned() };
    let (answer, _) = bench.ask(attach, Some("1\n2\n"));
    assert_eq!(answer, Response::Attached { address: Some(address.clone()), kind: String::new() });
    assert_eq!(bench.run(&query).1, 2);

    bench.send(Request::Detach { address: Some(address) }, None);
    assert_eq!(bench.run(&query).1, 0);
}

#[test]
fn a_broken_database_is_refused() {
    let mut bench = Bench::new();
    let attach = Request::Attach { address: None, name: "a.mmdb".to_owned() };
    let (answer, _) = bench.ask(attach, Some("no database"));
    assert!(matches!(&answer, Response::LoadFailed { reason } if reason.contains("MaxMind")), "{answer:?}");
}

fn report(answer: Response) -> LoadReport {
    match answer {
        Response::Loaded { report } => report,
        other => panic!("{other:?}"),
    }
}

impl Bench {
    fn load(&mut self, change: u32, files: &[(&str, &str)]) -> LoadReport {
        let (names, texts): (Vec<&str>, Vec<&str>) = files.iter().copied().unzip();
        report(self.ask_files(load(change, &names), &texts).0)
    }

    /// The cells of a query's first table.
    fn cells(&mut self, query: &str) -> Vec<Vec<String>> {
        let (result, len) = self.run(query);
        match self.ask(Request::FetchRows { result, table: 0, offset: 0, len }, None).0 {
            Response::Rows { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }

    fn undoable(&mut self) -> Vec<u32> {
        match self.ask(Request::Tables {}, None).0 {
            Response::Tables { undoable, .. } => undoable,
            other => panic!("{other:?}"),
        }
    }

    fn undo(&mut self, change: u32) {
        assert_eq!(self.ask(Request::Undo { change }, None).0, Response::Undone { change });
    }

    fn changed(&mut self, request: Request) -> Change {
        match self.ask(request, None).0 {
            Response::Changed { change } => change,
            other => panic!("{other:?}"),
        }
    }

    /// Names and rows of the loaded tables.
    fn loaded(&mut self) -> Vec<(String, usize)> {
        self.tables().into_iter().map(|table| (table.name, table.rows)).collect()
    }
}

fn named(tables: &[(&str, usize)]) -> Vec<(String, usize)> {
    tables.iter().map(|&(name, rows)| (name.to_owned(), rows)).collect()
}

#[test]
fn every_file_of_a_folder_has_its_own_outcome() {
    let mut bench = Bench::new();
    let report = bench.load(
        1,
        &[
            ("case/a.csv", "x,y\n1,2\n3\n"),
            ("case/b.ndjson", "{\"x\":1}\n{\"x\":\n{\"x\":3}\n"),
            ("case/notes.txt", "call them back\n"),
            ("case/empty.csv", ""),
            ("case/.DS_Store", "\0\0"),
            ("case/broken.json", "{\"x\":"),
        ],
    );
    let outcomes: Vec<(&str, Outcome)> =
        report.files.iter().map(|file| (file.name.as_str(), file.outcome)).collect();
    assert_eq!(
        outcomes,
        [
            ("case/a.csv", Outcome::Some),
            ("case/b.ndjson", Outcome::Some),
            ("case/notes.txt", Outcome::Skipped),
            ("case/empty.csv", Outcome::Skipped),
            ("case/.DS_Store", Outcome::Skipped),
            ("case/broken.json", Outcome::Refused),
        ]
    );
    assert_eq!(bench.loaded(), named(&[("a", 2), ("b", 2)]));
    let lines = &report.files[1];
    assert_eq!((lines.rows_read, lines.rows_skipped), (2, 1));
    assert_eq!((lines.skipped[0].record, lines.skipped[0].line), (2, Some(2)));
    assert!(lines.warnings().any(|note| note.code == "QY401"), "{lines:?}");
}

#[test]
fn a_load_of_failures_only_changes_nothing() {
    let mut bench = Bench::new();
    bench.load(1, &[("a.csv", "x\n1\n")]);
    let report = bench.load(2, &[("b.csv", ""), ("c.bin", "\u{1}\u{2}\u{3}\0\0\0")]);
    assert_eq!(report.count(Outcome::Refused), 2);
    assert!(report.files.iter().all(|file| !file.reason.is_empty()));
    assert_eq!((bench.loaded(), bench.undoable()), (named(&[("a", 1)]), vec![1]));
}

#[test]
fn changes_are_undone_in_any_order_that_makes_sense() {
    let mut bench = Bench::new();
    bench.load(1, &[("a.csv", "x\n1\n")]);
    let second = bench.load(2, &[("a.csv", "x\nzwei\n"), ("b.csv", "y\n1\n")]);
    assert!(second.files[0].tables[0].appended);
    bench.load(3, &[("c.csv", "z\n1\n")]);
    assert_eq!(bench.undoable(), [2, 3], "1 is under what 2 added");
    let (answer, _) = bench.ask(Request::Undo { change: 1 }, None);
    assert!(matches!(answer, Response::Refused { .. }));

    bench.undo(2);
    assert_eq!(bench.loaded(), named(&[("a", 1), ("c", 1)]));
    assert_eq!(bench.tables()[0].columns[0].ty, "long", "as it was before text came to it");
    bench.changed(Request::Unload { change: 4, table: "a".to_owned() });
    assert_eq!(bench.undoable(), [3, 4]);
    bench.undo(4);
    bench.undo(1);
    bench.undo(3);
    assert_eq!((bench.loaded(), bench.undoable()), (Vec::new(), Vec::new()));
}

#[test]
fn a_column_is_converted_by_the_function_of_the_type() {
    let mut bench = Bench::new();
    bench.load(1, &[("t.csv", "when,n\n2026-01-01T00:00:00Z,1\nsoon,2\n,3\n2026-01-02,4\nsoon,5\n")]);
    let ask = |ty: &str| (("t".to_owned(), "when".to_owned()), ty.to_owned());
    let ((table, column), ty) = ask("datetime");
    let preview = Request::PreviewType { table: table.clone(), column: column.clone(), ty: ty.clone() };
    let Response::Converted { conversion } = bench.ask(preview, None).0 else { panic!("no preview") };
    assert_eq!((conversion.before, conversion.after), (4, 2));
    assert_eq!(conversion.first_lost, Some((2, "soon".to_owned())));
    assert_eq!(bench.tables()[0].columns[0].ty, "string", "a preview changes nothing");

    let change = bench.changed(Request::ChangeType { change: 2, table, column, ty });
    assert_eq!(change.conversions, [conversion]);
    let times = bench.cells("t | where when >= datetime(2026-01-02) | project n");
    assert_eq!(times, [["4"]]);
    assert_eq!(bench.cells("t | where isnull(when) | count"), [["3"]]);
    bench.undo(2);
    assert_eq!(bench.cells("t | where when == 'soon' | count"), [["2"]]);

    for (column, ty) in [("n", "guid"), ("n", "text"), ("m", "long")] {
        let request =
            Request::PreviewType { table: "t".to_owned(), column: column.to_owned(), ty: ty.to_owned() };
        assert!(matches!(bench.ask(request, None).0, Response::Refused { .. }), "{column} {ty}");
    }
}

#[test]
fn a_renamed_table_takes_the_types_of_its_known_schema() {
    let mut bench = Bench::new();
    let csv = "Timestamp,FileName,ProcessId,Mine\n2026-01-01T00:00:00Z,net.exe,17,x\n2026-01-02T00:00:00Z,cmd.exe,abc,y\n";
    bench.load(1, &[("export.csv", csv)]);
    let rename = |change, table: &str, to: &str| Request::RenameTable {
        change,
        table: table.to_owned(),
        to: to.to_owned(),
    };
    let change = bench.changed(rename(2, "export", "DeviceProcessEvents"));
    let process = change.conversions.iter().find(|column| column.column == "ProcessId").expect("retyped");
    assert_eq!((process.to.as_str(), process.before, process.after), ("long", 2, 1));
    assert!(change.columns_added.contains(&"ProcessCommandLine".to_owned()));
    assert_eq!(bench.cells("DeviceProcessEvents | where ProcessId == 17 | project Mine"), [["x"]]);

    // Back to a name that nobody knows, the columns of the schema go.
    let back = bench.changed(rename(3, "DeviceProcessEvents", "mine"));
    assert!(back.columns_removed.contains(&"ProcessCommandLine".to_owned()));
    assert_eq!(bench.tables()[0].columns.len(), 4);

    // Rows go to those of a loaded table.
    bench.load(4, &[("other.csv", "Mine,More\nz,1\n")]);
    let added = bench.changed(rename(5, "other", "mine"));
    assert_eq!((added.appended, added.rows), (true, 1));
    assert_eq!(bench.loaded(), named(&[("mine", 3)]));
    bench.undo(5);
    assert_eq!(bench.loaded(), named(&[("mine", 2), ("other", 1)]));
    for to in ["", "mine", "a\nb"] {
        assert!(matches!(bench.ask(rename(6, "mine", to), None).0, Response::Refused { .. }), "{to:?}");
    }
}

#[test]
fn a_load_is_read_again_in_another_zone() {
    let mut bench = Bench::new();
    let csv = "when,day\n2026-07-01 12:00:00,03/04/2026\n2026-12-01 12:00:00,05/06/2026\n";
    let first = bench.load(1, &[("t.csv", csv)]);
    assert_eq!(
        (first.local_times(), first.ambiguous_dates()),
        (vec!["t.when".to_owned()], vec!["t.day".to_owned()])
    );
    let mut again = |change, replaces, zone: &str| {
        let options =
            LoadOptions { zone: Some(zone.to_owned()), day_first: Some(true), ..LoadOptions::default() };
        let request =
            Request::Load { change, names: vec!["t.csv".to_owned()], options, replaces: Some(replaces) };
        let (answer, _) = bench.ask(request, Some(csv));
        (
            answer,
            bench.cells("t | project format_datetime(when, 'MM-dd HH:mm'), format_datetime(day, 'MM-dd')"),
        )
    };
    let (answer, rows) = again(2, 1, "Europe/Berlin");
    assert_eq!(report(answer).ordered_dates(), ["t.day"]);
    assert_eq!(rows, [["07-01 10:00", "04-03"], ["12-01 11:00", "06-05"]]);
    let (_, rows) = again(3, 2, "-03:30");
    assert_eq!(rows[0][0], "07-01 15:30");
    let (answer, rows) = again(4, 3, "Europe/Nowhere");
    assert!(matches!(answer, Response::Refused { .. }));
    assert_eq!(rows[0][0], "07-01 15:30");
    let (answer, _) = again(5, 1, "UTC");
    assert!(matches!(answer, Response::Refused { .. }), "it is no longer there");
    assert_eq!(bench.undoable(), [3]);
}
