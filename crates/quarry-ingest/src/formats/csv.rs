//! CSV and its relatives: a header, and records of delimited fields.
//!
//! Quotes are read as spreadsheets do: a field that begins with a quote goes on to the next lone quote, a
//! doubled quote stands for one, and any other quote stands for itself.

use quarry_diagnostics::Code;

use super::{Confidence, Format, Head};
use crate::block::{Block, Cell};
use crate::column::cells::text_of;
use crate::delimited::dialect::{self, Dialect};
use crate::delimited::split::{Fields, LineEnd, Split, Splitter, Step};
use crate::error::ImportError;
use crate::import::Layout;
use crate::reader::{Decoded, RECORD_LIMIT, Reader, TextBuffer, TextReader};
use crate::sink::{Sink, TableId};

/// Delimited text of any kind.
pub(super) static FORMAT: Format = Format {
    name: "csv",
    title: "CSV",
    extensions: &["csv", "tsv", "tab", "txt"],
    doc: "Delimited text with a header: exports of advanced hunting and Log Analytics, spreadsheets, TSV.",
    container: false,
    sniff,
    open,
};

/// Any text may be delimited; other formats that fit are preferred.
fn sniff(head: &Head) -> Confidence {
    let named = ["csv", "tsv", "tab"].contains(&head.extension.as_str());
    match head.is_text() && (named || !head.is_markup()) {
        true if named => Confidence::Likely,
        true => Confidence::Possible,
        false => Confidence::No,
    }
}

fn open(head: &Head) -> Box<dyn Reader> {
    Decoded::boxed(CsvReader::new(dialect::recognise(&head.text, &head.extension)))
}

/// Columns of a file, at most: more is no table.
const MOST_COLUMNS: usize = 20_000;
/// Columns that records may add to those of the header: more is a broken line.
const MOST_ADDED: usize = 100;
/// How many quotes that nothing closes are taken for plain ones in a file.
const MOST_LITERAL_QUOTES: u64 = 100;

#[derive(Debug)]
struct CsvReader {
    dialect: Dialect,
    started: bool,
    names: Vec<String>,
    /// Columns that the header has.
    width: usize,
    block: Block,
    /// Records so far, the header not counted.
    records: u64,
    /// The number of the line that comes next, from 1.
    line: u64,
    after_return: bool,
    /// Empty lines of a file with one column: rows without a value if more rows follow.
    blanks: u64,
    short: Counted,
    /// Records with more fields than the header has, and with more than are kept.
    long: Counted,
    cut: Counted,
    stray: Counted,
    unclosed: Counted,
    /// The rest of a record that is too long is passed over.
    skipping: bool,
    /// Unread bytes below which there is no use in trying again.
    wait: usize,
}

/// The fields of a header.
#[derive(Debug, Default)]
struct HeaderCells(Vec<Cell>);

impl Fields for HeaderCells {
    fn set(&mut self, _column: usize, cell: Cell) {
        self.0.push(cell);
    }
}

/// How often something happened, and where first.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    count: u64,
    record: u64,
    line: u64,
}

impl Counted {
    fn add(&mut self, record: u64, line: u64) {
        if self.count == 0 {
            (self.record, self.line) = (record, line);
        }
        self.count += 1;
    }

    fn warn(self, sink: &mut Sink, code: Code, what: &str) {
        if self.count > 0 {
            let plural =
                if self.count == 1 { "1 record".to_owned() } else { format!("{} records", self.count) };
            let message = format!("{plural} {what}, first in line {}", self.line);
            sink.report.warn(code, Some(self.record).filter(|record| *record > 0), message);
        }
    }
}

impl CsvReader {
    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            started: false,
            names: Vec::new(),
            width: 0,
            block: Block::default(),
            records: 0,
            line: 1,
            after_return: false,
            blanks: 0,
            short: Counted::default(),
            long: Counted::default(),
            cut: Counted::default(),
            stray: Counted::default(),
            unclosed: Counted::default(),
            skipping: false,
            wait: 0,
        }
    }
}

impl TextReader for CsvReader {
    fn read(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> Result<(), ImportError> {
        if text.unread().len() < self.wait && !at_end {
            return Ok(());
        }
        self.wait = 0;
        if !self.started {
            self.started = true;
            if let Some(delimiter) = sink.options.layout.as_ref().and_then(|layout| layout.delimiter) {
                self.dialect = Dialect { delimiter, preamble: 0 };
            }
            if self.dialect.preamble > 0 {
                self.line += 1;
                text.consume(self.dialect.preamble);
            }
        }
        if self.skipping && !self.skip(text) {
            return Ok(());
        }
        loop {
            let read = self.split(text.unread(), at_end, sink)?;
            text.consume(read);
            let left = text.unread().len();
            self.wait = if left > RECORD_LIMIT / 64 { left * 2 } else { 0 };
            let lost = left > RECORD_LIMIT || (at_end && left > 0);
            if !lost || !self.skip_record(text, at_end, sink) {
                break;
            }
        }
        if at_end {
            self.end(sink)?;
        }
        Ok(())
    }
}

impl CsvReader {
    /// Reads all whole records of the text and says how many bytes they take.
    fn split(&mut self, text: &str, at_end: bool, sink: &mut Sink) -> Result<usize, ImportError> {
        let mut splitter = Splitter::new(text, self.dialect.delimiter, at_end);
        if self.names.is_empty() && !self.header(text, &mut splitter, at_end, sink)? {
            return Ok(0);
        }
        splitter.width = self.names.len();
        self.width = if self.width == 0 { self.names.len() } else { self.width };
        loop {
            let start = splitter.at;
            match splitter.record(&mut self.block) {
                Step::Record(split) if split.more_text && self.add_columns(split.fields, sink) => {
                    splitter.at = start;
                    splitter.width = self.names.len();
                }
                Step::Record(split) => self.record(split, text, sink)?,
                Step::Blank { line_end } => self.blank(line_end),
                Step::End => break,
                Step::Incomplete { open_quote } => {
                    self.block.drop_record();
                    let hopeless = at_end || text.len() - start > RECORD_LIMIT;
                    match open_quote {
                        Some(quote) if hopeless && self.unclosed.count < MOST_LITERAL_QUOTES => {
                            self.unclosed.add(self.records + 1, self.line);
                            splitter.literal_quote = Some(quote);
                        }
                        Some(_) | None => break,
                    }
                }
            }
        }
        self.flush(text, sink)?;
        Ok(splitter.at)
    }

    /// Makes columns for a record with that many fields; false when there are as many as there may be.
    #[cold]
    fn add_columns(&mut self, fields: usize, sink: &Sink) -> bool {
        // Who names the columns may leave some out.
        let most = if sink.options.layout.is_some() { 0 } else { self.width + MOST_ADDED };
        let known = self.names.len();
        for number in known..fields.min(most) {
            self.names.push(format!("Column{}", number + 1));
        }
        self.block.widen(self.names.len());
        self.names.len() > known
    }

    /// Gives up the record that the text begins with; true when there is a next line to go on with.
    fn skip_record(&mut self, text: &mut TextBuffer, at_end: bool, sink: &mut Sink) -> bool {
        let limit = RECORD_LIMIT >> 20;
        let reason = match at_end {
            true => "the file ends in a quoted field".to_owned(),
            false => format!("the record is longer than {limit} MiB"),
        };
        self.records += 1;
        sink.report.skip(self.records, Some(self.line), reason);
        self.skipping = true;
        self.skip(text)
    }

    /// Passes over text up to the next line; true when it was reached.
    fn skip(&mut self, text: &mut TextBuffer) -> bool {
        let unread = text.unread();
        match memchr::memchr(b'\n', unread.as_bytes()) {
            Some(end) => {
                text.consume(end + 1);
                self.line += 1;
                self.skipping = false;
                true
            }
            None => {
                text.consume(unread.len());
                false
            }
        }
    }

    /// Takes the names of the columns from the layout or reads them; false when the text ends before the
    /// header does.
    fn header(
        &mut self,
        text: &str,
        splitter: &mut Splitter<'_>,
        at_end: bool,
        sink: &mut Sink,
    ) -> Result<bool, ImportError> {
        match &sink.options.layout {
            None => self.read_header(text, splitter, at_end, sink),
            Some(Layout { columns, skip_first, .. }) => {
                let columns = columns.clone();
                if *skip_first && !self.read_header(text, splitter, at_end, sink)? {
                    return Ok(false);
                }
                self.names = columns;
                self.block.widen(self.names.len());
                Ok(true)
            }
        }
    }

    fn read_header(
        &mut self,
        text: &str,
        splitter: &mut Splitter<'_>,
        at_end: bool,
        sink: &mut Sink,
    ) -> Result<bool, ImportError> {
        splitter.width = MOST_COLUMNS;
        let mut cells = HeaderCells::default();
        let split = loop {
            cells.0.clear();
            match splitter.record(&mut cells) {
                Step::Record(split) => break split,
                Step::Blank { line_end } => self.blank(line_end),
                Step::End => return Ok(false),
                Step::Incomplete { open_quote: Some(quote) } if at_end => {
                    self.unclosed.add(0, self.line);
                    splitter.literal_quote = Some(quote);
                }
                Step::Incomplete { .. } if text.len() > RECORD_LIMIT => {
                    return Err(sink.refuse(format!("the header is longer than {} MiB", RECORD_LIMIT >> 20)));
                }
                Step::Incomplete { .. } => return Ok(false),
            }
        };
        if split.fields > MOST_COLUMNS {
            let fields = split.fields;
            return Err(
                sink.refuse(format!("the header has {fields} fields; a table has at most {MOST_COLUMNS}"))
            );
        }
        let mut scratch = String::new();
        for cell in cells.0 {
            self.names.push(text_of(text, cell, &mut scratch).unwrap_or("").to_owned());
        }
        self.block.widen(self.names.len());
        self.end_line(split.line_end, split.inner_lines);
        Ok(true)
    }

    #[inline]
    fn record(&mut self, split: Split, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        self.fill_blanks(text, sink)?;
        self.records += 1;
        if split.fields != self.width || split.stray_quote {
            self.note_irregular(split);
        }
        self.block.end_record();
        self.end_line(split.line_end, split.inner_lines);
        if self.block.is_full() {
            self.flush(text, sink)?;
        }
        Ok(())
    }

    #[cold]
    fn note_irregular(&mut self, split: Split) {
        if split.fields < self.width {
            self.short.add(self.records, self.line);
        } else if split.more_text {
            self.cut.add(self.records, self.line);
        } else if split.fields > self.width && self.has_more(split) {
            self.long.add(self.records, self.line);
        }
        if split.stray_quote {
            self.stray.add(self.records, self.line);
        }
    }

    /// Whether the record under way has text in a column that the header does not have.
    fn has_more(&self, split: Split) -> bool {
        (self.width..split.fields.min(self.names.len()))
            .any(|column| !self.block.under_way(column).is_empty())
    }

    #[inline]
    fn end_line(&mut self, end: LineEnd, inner_lines: u64) {
        self.line += 1 + inner_lines;
        self.after_return = end == LineEnd::Return;
    }

    fn blank(&mut self, end: LineEnd) {
        let second_half = end == LineEnd::Newline && self.after_return;
        self.after_return = end == LineEnd::Return;
        if second_half {
            return;
        }
        self.line += 1;
        if self.width == 1 {
            self.blanks += 1;
        }
    }

    /// In a file with one column an empty line between others is a row without a value; the rows go in
    /// front of the record that was just split.
    fn fill_blanks(&mut self, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if self.blanks == 0 {
            return Ok(());
        }
        let cell = self.block.under_way(0);
        for _ in 0..std::mem::take(&mut self.blanks) {
            self.block.set(0, Cell::MISSING);
            self.records += 1;
            self.block.end_record();
            if self.block.is_full() {
                self.flush(text, sink)?;
            }
        }
        self.block.set(0, cell);
        Ok(())
    }

    fn flush(&mut self, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if self.block.rows() > 0 {
            let first = self.records + 1 - self.block.rows() as u64;
            sink.push(&TableId::default(), false, &self.names, text, &self.block, first)?;
            self.block.clear();
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut Sink) -> Result<(), ImportError> {
        if self.names.is_empty() {
            if sink.options.layout.is_none() {
                return Err(sink.refuse("the file has no header and no records").no_events());
            }
            return Ok(());
        }
        sink.table(&TableId::default(), false, &self.names);
        let (width, all) = (self.width, self.names.len());
        if sink.options.layout.is_some() {
            // Who names the columns may name fewer or more than the file has.
            (self.short, self.cut) = (Counted::default(), Counted::default());
        }
        self.short.warn(
            sink,
            Code::ImportConverted,
            &format!("had fewer than {width} fields; the rest is empty"),
        );
        let added = match all - width {
            0 | 1 => format!("Column{all}"),
            _ => format!("Column{} to Column{all}", width + 1),
        };
        self.long.warn(
            sink,
            Code::ImportConverted,
            &format!("had more than {width} fields; the rest stands in {added}"),
        );
        self.cut.warn(sink, Code::ImportConverted, &format!("had more than {all} fields; the rest was cut"));
        self.stray.warn(sink, Code::ImportConverted, "had text behind a closing quote");
        self.unclosed.warn(
            sink,
            Code::ImportConverted,
            "had a quote that nothing closes; it was read as text",
        );
        Ok(())
    }
}
