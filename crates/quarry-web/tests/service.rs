//! Message sequences of the worker's service, without a browser.

use quarry_web::protocol::{
    Arrangement, Clock, Envelope, ExportFormat, Request, Response, RuleForm, RuleShape, SortKey, TableInfo,
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
        self.last += 1;
        let file = file.map(|text| Box::new(Bytes::new(text.as_bytes().to_vec())) as Box<dyn Source>);
        self.service.handle(&mut self.host, Envelope { id: self.last, body }, file);
        self.last
    }

    /// Sends a request, works until there is nothing to do, and returns the last answer to it.
    fn ask(&mut self, body: Request, file: Option<&str>) -> (Response, Attachment) {
        let id = self.send(body, file);
        while self.service.has_work() {
            self.service.tick(&mut self.host);
        }
        let mut answers = self.host.answers.drain(..).filter(|(answer, _)| answer.id == id);
        let (answer, attachment) = answers.next_back().expect("every request is answered");
        (answer.body, attachment)
    }

    fn sample(&mut self) {
        let (answer, _) = self.ask(Request::LoadSample { sample: "local-admin".to_owned() }, None);
        assert!(matches!(&answer, Response::Loaded { tables, .. } if tables.len() == 3), "{answer:?}");
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
    let load =
        bench.send(Request::Load { name: "a.csv".to_owned(), table: None, format: None }, Some("a\n1\n"));
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
    let body = Request::Load { name: "a.csv".to_owned(), table: None, format: None };
    let file: Box<dyn Source> = Box::new(Slow(std::rc::Rc::clone(&pieces)));
    bench.service.handle(&mut bench.host, Envelope { id: 1, body }, Some(file));
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
