//! Answers of query services: rows wrapped into objects that name the table, its columns and their types.
//!
//! The wrapping is walked with a stack of its own, so that rows are read as they come and never all at once.
//! Which keys mean what is the same in all services but for their spelling.

use quarry_data::{Dynamic, Type, json};

use super::route::Router;
use super::rows::Rows;
use super::value::{Lines, Stop, Values};
use crate::column::cells::text_of;
use crate::error::ImportError;
use crate::reader::{LineCounter, RECORD_LIMIT, TextBuffer, TextReader};
use crate::sink::{Sink, TableId};

/// A level of the wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// An object that describes a table, or the whole answer.
    Object,
    /// An array of such objects.
    Tables,
    /// An array of rows.
    Rows,
}

/// What has to come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    /// A key, or the end of the object.
    Key,
    /// A value, or the end of the array.
    Element,
    /// A comma, or the end of the level.
    Comma,
}

/// What an object has said about its table so far.
#[derive(Clone, Debug, Default)]
struct About {
    frame: String,
    name: String,
    kind: String,
    id: String,
    columns: Vec<(String, Option<Type>)>,
    replaces: bool,
}

/// Reads one answer.
#[derive(Debug)]
pub(crate) struct EnvelopeReader {
    levels: Vec<Level>,
    expect: Expect,
    key: String,
    about: About,
    /// Tables that a progressive answer has announced, by their id.
    announced: Vec<About>,
    tables: Vec<(About, Router)>,
    /// What the table of contents says: the number of each table, and whether it is a result.
    contents: Vec<(usize, bool)>,
    /// The table whose rows are being read.
    current: usize,
    lines: LineCounter,
    records: u64,
    /// The frames of an answer in frames: whether it has begun and ended.
    begun: bool,
    ended: bool,
    done: bool,
}

impl Default for EnvelopeReader {
    fn default() -> Self {
        Self {
            levels: Vec::new(),
            expect: Expect::Value,
            key: String::new(),
            about: About::default(),
            announced: Vec::new(),
            tables: Vec::new(),
            contents: Vec::new(),
            current: 0,
            lines: LineCounter::default(),
            records: 0,
            begun: false,
            ended: false,
            done: false,
        }
    }
}

impl TextReader for EnvelopeReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        let unread = text.unread();
        let mut at = 0;
        while !self.done {
            match self.step(unread, at, sink)? {
                Ok(next) => at = next,
                Err(Stop::Incomplete) if at_end || unread.len() - at > RECORD_LIMIT => {
                    let rest = unread.get(at..).unwrap_or("");
                    if !rest.trim().is_empty() || !self.levels.is_empty() {
                        self.give_up(unread, at, "the answer breaks off", sink);
                    }
                    self.done = true;
                }
                Err(Stop::Incomplete) => break,
                Err(Stop::Bad { at, reason }) => self.give_up(unread, at, reason, sink),
            }
        }
        for (_, rows) in &mut self.tables {
            rows.flush(unread, sink)?;
        }
        let read = if self.done { unread.len() } else { at };
        self.lines.consume(unread, read);
        text.consume(read);
        if at_end { self.end(sink) } else { Ok(()) }
    }
}

impl EnvelopeReader {
    /// Reads the next piece from `at` on and says where the one behind it begins.
    fn step(&mut self, text: &str, at: usize, sink: &mut Sink) -> Result<Result<usize, Stop>, ImportError> {
        let values = Values::new(text, Lines::Spanning);
        let (byte, at) = match values.token(at) {
            Ok(token) => token,
            Err(stop) => return Ok(Err(stop)),
        };
        let bad = |reason| Ok(Err(Stop::Bad { at, reason }));
        match (self.expect, byte) {
            (Expect::Key, b'}') | (Expect::Comma, b'}' | b']') | (Expect::Element, b']') => {
                Ok(Ok(self.leave(at)))
            }
            (Expect::Comma, b',') => {
                let object = self.levels.last() == Some(&Level::Object);
                self.expect = if object { Expect::Key } else { Expect::Element };
                Ok(Ok(at + 1))
            }
            (Expect::Comma, _) => bad("a comma or a closing bracket is expected"),
            (Expect::Key, b'"') => Ok(self.read_key(values, at)),
            (Expect::Key, _) => bad("a key in quotes is expected"),
            (Expect::Element, _) if self.levels.last() == Some(&Level::Rows) => self.row(values, at, sink),
            (Expect::Value | Expect::Element, _) => self.value(values, at, byte, sink),
        }
    }

    fn leave(&mut self, at: usize) -> usize {
        if self.levels.pop() == Some(Level::Object) && self.about.frame == "TableHeader" {
            self.announced.push(self.about.clone());
        }
        // Several answers may stand one after the other.
        self.expect = if self.levels.is_empty() { Expect::Value } else { Expect::Comma };
        at + 1
    }

    fn read_key(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        let (_, end) = values.string(at)?;
        let (byte, colon) = values.token(end)?;
        if byte != b':' {
            return Err(Stop::Bad { at: colon, reason: "a colon is expected after the key" });
        }
        values.text.get(at + 1..end - 1).unwrap_or("").clone_into(&mut self.key);
        self.key.make_ascii_lowercase();
        self.expect = Expect::Value;
        Ok(colon + 1)
    }

    /// Enters what holds tables or rows, and reads any other value whole.
    fn value(
        &mut self,
        values: Values<'_>,
        at: usize,
        byte: u8,
        sink: &mut Sink,
    ) -> Result<Result<usize, Stop>, ImportError> {
        let outermost = self.levels.is_empty();
        let level = match (byte, self.levels.last()) {
            (b'{', None | Some(Level::Tables)) => Some(Level::Object),
            (b'[', None) => Some(Level::Tables),
            (b'[', Some(Level::Object)) if self.key == "tables" => Some(Level::Tables),
            (b'[', Some(Level::Object))
                if ["rows", "results", "value", "records"].contains(&self.key.as_str()) =>
            {
                self.open_table(values.text, sink)?;
                Some(Level::Rows)
            }
            _ => None,
        };
        if let Some(level) = level {
            if level == Level::Object && !outermost {
                self.about = About::default();
            }
            self.levels.push(level);
            self.expect = if level == Level::Object { Expect::Key } else { Expect::Element };
            return Ok(Ok(at + 1));
        }
        Ok(values.value(at).map(|(cell, end)| {
            let mut scratch = String::new();
            let value = text_of(values.text, cell, &mut scratch).unwrap_or("");
            self.learn(value, sink);
            self.expect = Expect::Comma;
            end
        }))
    }

    /// Takes note of what the answer says about a table.
    fn learn(&mut self, value: &str, sink: &mut Sink) {
        match self.key.as_str() {
            "frametype" => {
                value.clone_into(&mut self.about.frame);
                self.begun |= value == "DataSetHeader";
                self.ended |= value == "DataSetCompletion";
            }
            // Log Analytics reports an answer that was cut beside its tables.
            "error" if !value.is_empty() => self.warn_of_error(value, sink),
            "name" | "tablename" => value.clone_into(&mut self.about.name),
            "tablekind" => value.clone_into(&mut self.about.kind),
            "tableid" => value.clone_into(&mut self.about.id),
            "tablefragmenttype" => self.about.replaces = value == "DataReplace",
            "columns" | "schema" => self.about.columns = columns(value),
            "haserrors" if value == "true" => self.warn_of_error("", sink),
            _ => {}
        }
    }

    /// Warns of the error that came with the answer; `told` is the service's own description, as JSON.
    fn warn_of_error(&self, told: &str, sink: &mut Sink) {
        let message = json::parse(told).ok().and_then(|error| match error.property("message") {
            Some(Dynamic::String(text)) => Some(text.chars().take(200).collect::<String>()),
            _ => None,
        });
        let told = message.map(|message| format!(" ({message})")).unwrap_or_default();
        sink.report_damage(&format!("the service reports an error{told}; rows may be missing"));
    }

    /// Makes the table that the rows to come belong to, or finds it again.
    fn open_table(&mut self, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if self.about.frame == "TableFragment" {
            let id = std::mem::take(&mut self.about.id);
            if let Some(known) = self.announced.iter().find(|about| about.id == id) {
                self.about = About { replaces: self.about.replaces, ..known.clone() };
            }
            if let Some(at) = self.tables.iter().position(|(about, _)| about.id == self.about.id) {
                self.current = at;
                if self.about.replaces {
                    let key = at.to_string();
                    if let Some((_, rows)) = self.tables.get_mut(at) {
                        rows.forget();
                    }
                    sink.retain(|other| other != key);
                }
                return Ok(());
            }
        }
        for (_, rows) in &mut self.tables {
            rows.flush(text, sink)?;
        }
        if self.key == "records" {
            self.about.name = "records".to_owned();
            if let Some(at) = self.tables.iter().position(|(about, _)| about.name == self.about.name) {
                self.current = at;
                return Ok(());
            }
        }
        let telling = !self.about.name.is_empty()
            && self.about.name != "PrimaryResult"
            && !self.about.name.starts_with("Table_")
            && !self.tables.is_empty();
        let types = self.about.columns.iter().filter_map(|(name, ty)| Some((name.clone(), (*ty)?))).collect();
        let id = TableId {
            key: self.tables.len().to_string(),
            name: telling.then(|| self.about.name.clone()),
            types,
            ..TableId::default()
        };
        let names: Vec<String> = self.about.columns.iter().map(|(name, _)| name.clone()).collect();
        self.current = self.tables.len();
        let rows = Rows::new(id, &names);
        let rows = if self.key == "records" { Router::by_category(rows) } else { Router::single(rows) };
        self.tables.push((self.about.clone(), rows));
        Ok(())
    }

    fn row(
        &mut self,
        values: Values<'_>,
        at: usize,
        sink: &mut Sink,
    ) -> Result<Result<usize, Stop>, ImportError> {
        let Some((about, rows)) = self.tables.get_mut(self.current) else {
            return Ok(Err(Stop::Incomplete));
        };
        if rows.is_full() {
            rows.flush(values.text, sink)?;
        }
        let read =
            if values.byte(at) == Some(b'[') { rows.array(values, at) } else { rows.record(values, at) };
        Ok(match read {
            Ok(end) => {
                if about.is_contents() {
                    self.contents.extend(values.text.get(at..end).and_then(listed));
                }
                self.records += 1;
                self.expect = Expect::Comma;
                Ok(end)
            }
            // Values spoil only their row, when its brackets are right.
            Err(Stop::Bad { at: place, reason }) => values.nested(at).inspect(|_| {
                self.report(values.text, place, reason, sink);
                self.expect = Expect::Comma;
            }),
            Err(stop) => Err(stop),
        })
    }

    fn report(&mut self, text: &str, at: usize, reason: &str, sink: &mut Sink) {
        self.records += 1;
        let line = self.lines.line(text, at);
        sink.report.skip(self.records, Some(line), reason);
    }

    fn give_up(&mut self, text: &str, at: usize, reason: &str, sink: &mut Sink) {
        self.report(text, at, &format!("{reason}; what follows was not read"), sink);
        self.done = true;
    }

    /// Keeps the tables that hold results.
    fn end(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        for (_, rows) in &mut self.tables {
            rows.end(sink);
        }
        if self.tables.is_empty() {
            return Err(sink.refuse("the file holds no result table"));
        }
        if self.begun && !self.ended {
            sink.report_damage("the answer has no frame that ends it; rows may be missing");
        }
        let results = results(&self.tables, &self.contents);
        let others: Vec<String> =
            (0..self.tables.len()).filter(|at| !results.contains(at)).map(|at| at.to_string()).collect();
        sink.retain(|key| others.iter().all(|other| other != key));
        Ok(())
    }
}

impl About {
    /// Whether this is the table of contents of the first version of the protocol.
    fn is_contents(&self) -> bool {
        let mut names = self.columns.iter().map(|(name, _)| name.as_str());
        names.next() == Some("Ordinal") && names.next() == Some("Kind")
    }
}

/// What a row of the table of contents says of a table.
fn listed(row: &str) -> Option<(usize, bool)> {
    let Ok(Dynamic::Array(row)) = json::parse(row) else { return None };
    match row.get(..2)? {
        [Dynamic::Long(number), Dynamic::String(kind)] => {
            Some((usize::try_from(*number).ok()?, &**kind == "QueryResult"))
        }
        _ => None,
    }
}

/// Which tables are results: those of the kind PrimaryResult; in the first version of the protocol, where
/// tables have no kind, those that the table of contents at the end says, and without one the first table.
fn results(tables: &[(About, Router)], contents: &[(usize, bool)]) -> Vec<usize> {
    let all = 0..tables.len();
    if tables.iter().any(|(about, _)| !about.kind.is_empty()) {
        return all
            .filter(|&at| tables.get(at).is_some_and(|(about, _)| about.kind == "PrimaryResult"))
            .collect();
    }
    if tables.last().is_some_and(|(about, _)| about.is_contents()) && contents.iter().any(|table| table.1) {
        return all.filter(|at| contents.contains(&(*at, true))).collect();
    }
    let numbered = tables.iter().all(|(about, _)| about.name.starts_with("Table_"));
    match tables.len() {
        2 | 3 if numbered => vec![0],
        len if numbered && len > 3 => (0..len - 2).collect(),
        _ => all.collect(),
    }
}

/// The columns of a table: `[{"name":"x","type":"long"}]` in any service's spelling.
fn columns(text: &str) -> Vec<(String, Option<Type>)> {
    let Ok(Dynamic::Array(items)) = json::parse(text) else { return Vec::new() };
    let text = |item: &Dynamic, names: &[&str]| {
        names.iter().find_map(|name| match item.property(name) {
            Some(Dynamic::String(text)) => Some(text.to_string()),
            _ => None,
        })
    };
    items
        .iter()
        .map(|item| {
            let name = text(item, &["name", "Name", "ColumnName"]).unwrap_or_default();
            let ty = text(item, &["type", "Type", "ColumnType", "DataType"]).and_then(|ty| type_of(&ty));
            (name, ty)
        })
        .collect()
}

/// A type by its name in KQL or in .NET.
fn type_of(name: &str) -> Option<Type> {
    let lower = name.to_ascii_lowercase();
    let plain = lower.strip_prefix("system.").unwrap_or(&lower);
    Type::from_name(plain).or(match plain {
        "sbyte" => Some(Type::Bool),
        "single" => Some(Type::Real),
        "object" => Some(Type::Dynamic),
        "sqldecimal" | "data.sqltypes.sqldecimal" => Some(Type::Decimal),
        _ => None,
    })
}
