//! Writes a result as CSV or JSON, in parts.

use std::borrow::Cow;

use quarry_data::encode;
use quarry_engine::ResultView;

use super::results::Results;
use super::{Attachment, Host, SLICE_MS, Slice, gone};
use crate::protocol::{Envelope, ExportFormat, Response};

/// Bytes of one part.
const PART_BYTES: usize = 1 << 20;

/// An export under way.
pub(super) struct Export {
    result: u32,
    table: usize,
    format: ExportFormat,
    next: usize,
}

impl Export {
    pub(super) fn new(result: u32, table: usize, format: ExportFormat) -> Self {
        Self { result, table, format, next: 0 }
    }

    pub(super) fn step(&mut self, host: &mut dyn Host, id: u32, results: &Results) -> Slice {
        let Some(table) = results.table(self.result, self.table) else {
            host.send(Envelope { id, body: gone() }, Attachment::None);
            return Slice::Finished;
        };
        let began = host.clock_ms();
        while host.clock_ms() - began < SLICE_MS {
            let mut part = String::new();
            let done = self.write_part(table, &mut part);
            host.send(Envelope { id, body: Response::ExportPart {} }, Attachment::Text(part));
            if done {
                host.send(Envelope { id, body: Response::Exported {} }, Attachment::None);
                return Slice::Finished;
            }
        }
        Slice::Unfinished
    }

    /// Writes rows until the part is full; true when there are no more.
    fn write_part(&mut self, table: &ResultView, part: &mut String) -> bool {
        if self.next == 0 {
            self.write_head(table, part);
        }
        while self.next < table.len() && part.len() < PART_BYTES {
            self.write_row(table, self.next, part);
            self.next += 1;
        }
        let done = self.next >= table.len();
        if done && self.format == ExportFormat::Json {
            part.push_str("\n]\n");
        }
        done
    }

    fn write_head(&self, table: &ResultView, part: &mut String) {
        if self.format == ExportFormat::Json {
            part.push('[');
            return;
        }
        for (index, field) in table.schema.fields().iter().enumerate() {
            self.write_cell(index, &field.name, part);
        }
        part.push_str("\r\n");
    }

    fn write_row(&self, table: &ResultView, row: usize, part: &mut String) {
        if self.format != ExportFormat::Json {
            for (index, value) in table.row(row).enumerate() {
                self.write_cell(index, &encode::display(value), part);
            }
            return part.push_str("\r\n");
        }
        part.push_str(if self.next == 0 { "\n{" } else { ",\n{" });
        for (index, (field, value)) in table.schema.fields().iter().zip(table.row(row)).enumerate() {
            if index > 0 {
                part.push(',');
            }
            part.push_str(&serde_json::Value::from(&*field.name).to_string());
            part.push(':');
            encode::write_json(value, part);
        }
        part.push('}');
    }

    fn write_cell(&self, index: usize, text: &str, part: &mut String) {
        if index > 0 {
            part.push(',');
        }
        let text = if self.format == ExportFormat::CsvSafe { harmless(text) } else { Cow::Borrowed(text) };
        if text.contains(['"', ',', '\n', '\r']) {
            part.push('"');
            part.push_str(&text.replace('"', "\"\""));
            part.push('"');
        } else {
            part.push_str(&text);
        }
    }
}

/// A spreadsheet runs cells that begin like a formula; an apostrophe makes them text. Plain negative numbers
/// stay as they are.
fn harmless(text: &str) -> Cow<'_, str> {
    let starts = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if starts && text.parse::<f64>().is_err() { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_become_text() {
        let shown: Vec<_> = ["=1+1", "-enc AAAA", "@x", "-5", "plain"].into_iter().map(harmless).collect();
        assert_eq!(shown, ["'=1+1", "'-enc AAAA", "'@x", "-5", "plain"]);
    }
}
