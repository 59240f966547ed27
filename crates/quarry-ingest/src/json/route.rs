//! Records that say which table they belong to: `category` names it, `properties` is the row.
//!
//! This is how the streaming API of Defender XDR writes events, wrapped or one a line.

use super::rows::Rows;
use super::value::{Stop, Values};
use crate::error::ImportError;
use crate::events::json::EventJson;
use crate::sink::{Sink, TableId};

/// What the categories of hunting tables begin with.
const PREFIX: &str = "AdvancedHunting-";
/// Tables of a file, at most; further categories stay together with their wrapping.
const MOST_TABLES: usize = 500;

/// Sends records to the tables that they name, if they do.
#[derive(Debug, Default)]
pub(crate) struct Router {
    plain: Rows,
    /// Records may name their table.
    routes: bool,
    tables: Vec<Rows>,
    /// Records are Windows events.
    events: Option<Box<EventJson>>,
}

impl Router {
    /// All records go to one table.
    pub(crate) fn single(rows: Rows) -> Self {
        Self { plain: rows, ..Self::default() }
    }

    /// Records go to the tables that they name, and the others to `rows`.
    pub(crate) fn by_category(rows: Rows) -> Self {
        Self { plain: rows, routes: true, ..Self::default() }
    }

    /// Records that are Windows events go to the tables of these, and the others to a plain one.
    pub(crate) fn of_events() -> Self {
        Self { events: Some(Box::default()), ..Self::default() }
    }

    /// Reads the record at `at` and says where it ends.
    #[inline]
    pub(crate) fn record(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        if let Some(events) = &mut self.events
            && values.byte(at) == Some(b'{')
            && let Some(end) = events.record(values, at)?
        {
            return Ok(end);
        }
        if self.routes && values.byte(at) == Some(b'{') {
            let found = find(values, at)?;
            if let Some((category, properties)) = found.row
                && let Some(rows) = self.table(category)
            {
                rows.record(values, properties)?;
                return Ok(found.end);
            }
        }
        self.plain.record(values, at)
    }

    /// Reads the array at `at` as a record.
    pub(crate) fn array(&mut self, values: Values<'_>, at: usize) -> Result<usize, Stop> {
        self.plain.array(values, at)
    }

    fn table(&mut self, category: &str) -> Option<&mut Rows> {
        let name = category.strip_prefix(PREFIX).unwrap_or(category);
        let at = match self.tables.iter().position(|rows| rows.id.key == name) {
            Some(at) => at,
            None if self.tables.len() == MOST_TABLES => return None,
            None => {
                let id = TableId { key: name.to_owned(), name: Some(name.to_owned()), ..TableId::default() };
                self.tables.push(Rows::new(id, &[]));
                self.tables.len() - 1
            }
        };
        self.tables.get_mut(at)
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        let events = self.events.as_ref().is_some_and(|events| events.tables.is_full());
        events || self.plain.is_full() || self.tables.iter().any(Rows::is_full)
    }

    /// Hands the records on; `text` is what their cells point into.
    pub(crate) fn flush(&mut self, text: &str, sink: &mut Sink) -> Result<(), ImportError> {
        if let Some(events) = &mut self.events {
            events.flush(sink)?;
        }
        self.plain.flush(text, sink)?;
        self.tables.iter_mut().try_for_each(|rows| rows.flush(text, sink))
    }

    /// Forgets the records that were not yet handed on.
    pub(crate) fn forget(&mut self) {
        self.plain.forget();
    }

    /// At the end: makes the tables even if they have no rows, and reports what was odd.
    pub(crate) fn end(&mut self, sink: &mut Sink) {
        if let Some(events) = &mut self.events {
            events.tables.end(sink);
            events.tables.declare(sink);
        }
        if self.tables.is_empty() && self.events.is_none() || !self.plain.keys.names.is_empty() {
            self.plain.end(sink);
        }
        for rows in &mut self.tables {
            rows.end(sink);
        }
    }
}

/// A record that was looked through.
struct Found<'a> {
    /// The category and the place of the properties.
    row: Option<(&'a str, usize)>,
    end: usize,
}

/// Looks for `category` and `properties` among the members of the object at `at`.
fn find<'a>(values: Values<'a>, at: usize) -> Result<Found<'a>, Stop> {
    let (mut category, mut properties) = (None, None);
    let (mut byte, mut at) = values.token(at + 1)?;
    while byte == b'"' {
        let (_, key_end) = values.string(at)?;
        let (colon, colon_at) = values.token(key_end)?;
        if colon != b':' {
            return Err(Stop::Bad { at: colon_at, reason: "a colon is expected after the key" });
        }
        let (first, start) = values.token(colon_at + 1)?;
        let (cell, end) = values.value(start)?;
        match values.text.get(at + 1..key_end - 1) {
            Some("category") if first == b'"' => category = Some(cell.raw(values.text)),
            Some("properties") if first == b'{' => properties = Some(start),
            _ => {}
        }
        (byte, at) = values.token(end)?;
        if byte == b',' {
            (byte, at) = values.token(at + 1)?;
        } else {
            break;
        }
    }
    if byte != b'}' {
        return Err(Stop::Bad { at, reason: "a comma or a closing brace is expected" });
    }
    Ok(Found { row: category.zip(properties), end: at + 1 })
}
