//! Columns in the making: typed by a known schema, or by all their values.

pub(crate) mod cells;
mod finish;
mod fixed;
pub(crate) mod infer;
mod interner;
mod text;
#[cfg(feature = "binary-formats")]
mod typed;

use quarry_data::{Decimal, Guid, Type, real, timespan};

use crate::block::{Cell, Kind};
use crate::mapping::TargetColumn;
use crate::parse::datetime::{DateReader, Read};
use crate::parse::number;
use cells::text_of;
pub(crate) use finish::{Finished, Resolve};
use fixed::Fixed;
use infer::{Candidates, DateOrder};
use text::TextStore;

/// What pushing cells needs beside the column.
#[derive(Debug)]
pub(crate) struct PushContext {
    pub(crate) dates: DateReader,
    pub(crate) scratch: String,
    /// The number of the block's first record, from 1.
    pub(crate) first_record: u64,
}

/// A column that grows block by block.
#[derive(Debug)]
pub(crate) struct ColumnSink {
    pub(crate) name: String,
    /// The type that a known schema gives; without it, all values decide.
    expected: Option<Type>,
    /// Cells say themselves whether they are text, numbers, ... as in JSON.
    self_typed: bool,
    store: Store,
    candidates: Candidates,
    /// The kinds of cells seen, one bit each.
    kinds: u8,
    order: DateOrder,
    /// The header says that times without a zone are UTC.
    utc: bool,
    /// A time without a zone was read.
    local_times: bool,
    misfits: Misfits,
    rows: usize,
    /// Rows of the ended segments.
    ended: Vec<usize>,
}

#[derive(Debug)]
enum Store {
    /// Nothing but missing values so far.
    Empty,
    Bool(Fixed<bool>),
    Int(Fixed<i32>),
    Long(Fixed<i64>),
    Real(Fixed<f64>),
    Decimal(Fixed<Decimal>),
    DateTime(Fixed<i64>),
    TimeSpan(Fixed<i64>),
    Guid(Fixed<Guid>),
    Text(TextStore),
}

/// Values that did not fit the type of a known column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Misfits {
    pub(crate) count: u64,
    /// The first one: its record and its text.
    pub(crate) first: Option<(u64, String)>,
}

impl Misfits {
    #[cold]
    pub(crate) fn add(&mut self, record: u64, text: &str) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some((record, text.chars().take(60).collect()));
        }
    }
}

impl ColumnSink {
    pub(crate) fn new(target: TargetColumn, self_typed: bool) -> Self {
        let TargetColumn { name, expected, utc } = target;
        let store = match expected {
            None => Store::Empty,
            Some(Type::Bool) => Store::Bool(Fixed::default()),
            Some(Type::Int) => Store::Int(Fixed::default()),
            Some(Type::Long) => Store::Long(Fixed::default()),
            Some(Type::Real) => Store::Real(Fixed::default()),
            Some(Type::Decimal) => Store::Decimal(Fixed::default()),
            Some(Type::DateTime) => Store::DateTime(Fixed::default()),
            Some(Type::TimeSpan) => Store::TimeSpan(Fixed::default()),
            Some(Type::Guid) => Store::Guid(Fixed::default()),
            Some(Type::String | Type::Dynamic) => Store::Text(TextStore::default()),
        };
        Self {
            name,
            expected,
            self_typed,
            store,
            candidates: Candidates::ALL,
            kinds: 0,
            order: DateOrder::default(),
            utc,
            local_times: false,
            misfits: Misfits::default(),
            rows: 0,
            ended: Vec::new(),
        }
    }

    /// Appends the cells, which are ranges of `text`.
    pub(crate) fn push(&mut self, text: &str, cells: &[Cell], cx: &mut PushContext) {
        self.rows += cells.len();
        cx.dates.begin(self.utc);
        let misfits = &mut self.misfits;
        match &mut self.store {
            Store::Bool(fixed) => push_fixed(fixed, misfits, text, cells, cx, number::boolean),
            Store::Int(fixed) => {
                let parse = |text: &str| number::long(text).and_then(|value| value.try_into().ok());
                push_fixed(fixed, misfits, text, cells, cx, parse);
            }
            Store::Long(fixed) if self.expected.is_some() => {
                push_fixed(fixed, misfits, text, cells, cx, number::long);
            }
            Store::Real(fixed) => {
                push_fixed(fixed, misfits, text, cells, cx, |text| real::parse(text.trim()));
            }
            Store::Decimal(fixed) => {
                push_fixed(fixed, misfits, text, cells, cx, |text| Decimal::parse(text.trim()));
            }
            Store::TimeSpan(fixed) => {
                push_fixed(fixed, misfits, text, cells, cx, |text| timespan::parse(text.trim()));
            }
            Store::Guid(fixed) => {
                push_fixed(fixed, misfits, text, cells, cx, |text| Guid::parse(text.trim()));
            }
            Store::DateTime(_) => self.push_datetimes(text, cells, cx),
            Store::Text(store) => match self.expected {
                Some(Type::String) => push_strings(store, text, cells, cx),
                Some(Type::Dynamic) if self.self_typed => push_json(store, text, cells),
                _ => self.push_undecided(text, cells, cx),
            },
            Store::Empty | Store::Long(_) => self.push_undecided(text, cells, cx),
        }
        self.local_times |= cx.dates.met_local;
        if let Store::Text(store) = &mut self.store {
            store.decide();
        }
    }

    /// Appends missing values.
    pub(crate) fn push_missing(&mut self, rows: usize) {
        self.rows += rows;
        match &mut self.store {
            Store::Empty => {}
            Store::Bool(fixed) => fixed.push_missing(rows),
            Store::Int(fixed) => fixed.push_missing(rows),
            Store::Long(fixed) => fixed.push_missing(rows),
            Store::Real(fixed) => fixed.push_missing(rows),
            Store::Decimal(fixed) => fixed.push_missing(rows),
            Store::DateTime(fixed) | Store::TimeSpan(fixed) => fixed.push_missing(rows),
            Store::Guid(fixed) => fixed.push_missing(rows),
            Store::Text(store) => store.push_missing(rows),
        }
    }

    /// Ends a segment.
    pub(crate) fn end_segment(&mut self) {
        self.ended.push(self.rows - self.ended.iter().sum::<usize>());
        match &mut self.store {
            Store::Empty => {}
            Store::Bool(fixed) => fixed.end_segment(),
            Store::Int(fixed) => fixed.end_segment(),
            Store::Long(fixed) => fixed.end_segment(),
            Store::Real(fixed) => fixed.end_segment(),
            Store::Decimal(fixed) => fixed.end_segment(),
            Store::DateTime(fixed) | Store::TimeSpan(fixed) => fixed.end_segment(),
            Store::Guid(fixed) => fixed.end_segment(),
            Store::Text(store) => store.end_segment(),
        }
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        match &self.store {
            Store::Empty => 0,
            Store::Bool(fixed) => fixed.bytes(),
            Store::Int(fixed) => fixed.bytes(),
            Store::Long(fixed) => fixed.bytes(),
            Store::Real(fixed) => fixed.bytes(),
            Store::Decimal(fixed) => fixed.bytes(),
            Store::DateTime(fixed) | Store::TimeSpan(fixed) => fixed.bytes(),
            Store::Guid(fixed) => fixed.bytes(),
            Store::Text(store) => store.bytes(),
        }
    }

    /// Bytes of plain text in the segment under way.
    pub(crate) fn segment_bytes(&self) -> usize {
        match &self.store {
            Store::Text(store) => store.segment_bytes(),
            _ => 0,
        }
    }

    /// What the dates of the column say about the order of day and month.
    pub(crate) fn date_order(&self) -> DateOrder {
        let counts = match self.expected {
            Some(ty) => ty == Type::DateTime,
            None => self.candidates == Candidates::DATETIME,
        };
        if counts { self.order } else { DateOrder::default() }
    }

    /// Cells of a known datetime column. Dates that leave the order of day and month open are kept as text
    /// until all are read.
    fn push_datetimes(&mut self, text: &str, cells: &[Cell], cx: &mut PushContext) {
        let Store::DateTime(fixed) = &mut self.store else { return };
        for (row, &cell) in cells.iter().enumerate() {
            let read = match text_of(text, cell, &mut cx.scratch) {
                None | Some("") => None,
                Some(value) => match cx.dates.read(value) {
                    Some(Read::Ticks(ticks)) => Some(ticks),
                    Some(Read::Ordered(_)) => {
                        self.demote();
                        return self.push_undecided(text, cells.get(row..).unwrap_or(&[]), cx);
                    }
                    None => {
                        self.misfits.add(cx.first_record + row as u64, value);
                        None
                    }
                },
            };
            fixed.current.push(read);
        }
    }

    /// Cells of a column whose type all values decide.
    fn push_undecided(&mut self, text: &str, cells: &[Cell], cx: &mut PushContext) {
        let mut rest = cells;
        if matches!(self.store, Store::Empty) {
            let missing =
                rest.iter().take_while(|cell| cell.kind() == Kind::Missing || cell.is_empty()).count();
            rest = rest.get(missing..).unwrap_or(&[]);
            let Some(&first) = rest.first() else { return };
            let rows_open = self.rows - rest.len() - self.ended.iter().sum::<usize>();
            self.store = self.first_store(text, first, cx, rows_open);
        }
        if let Store::Long(_) = self.store {
            rest = self.push_longs(text, rest, cx);
            if rest.is_empty() {
                return;
            }
            self.demote();
        }
        let Store::Text(store) = &mut self.store else { return };
        for &cell in rest {
            let kind = cell.kind();
            let value = text_of(text, cell, &mut cx.scratch).unwrap_or("");
            let new = store.push(value);
            if (new || self.kinds & 1 << kind as u8 == 0) && !self.candidates.is_none() {
                self.kinds |= 1 << kind as u8;
                let found = if self.self_typed {
                    infer::of_json(kind, value, &mut cx.dates)
                } else {
                    infer::of_text(value, &mut cx.dates, &mut self.order)
                };
                self.candidates = self.candidates.and(found);
            }
        }
    }

    /// Whole numbers are kept as such from the first on, since they can be printed back exactly. `rows_open`
    /// are the missing values of the segment under way.
    fn first_store(&self, text: &str, first: Cell, cx: &mut PushContext, rows_open: usize) -> Store {
        let number = !self.self_typed || first.kind() == Kind::Number;
        let value = text_of(text, first, &mut cx.scratch).unwrap_or("");
        if number && number::canonical_long(value).is_some() {
            let mut fixed = Fixed::default();
            for &rows in &self.ended {
                fixed.push_missing(rows);
                fixed.end_segment();
            }
            fixed.push_missing(rows_open);
            return Store::Long(fixed);
        }
        let mut store = TextStore::default();
        for &rows in &self.ended {
            store.push_missing(rows);
            store.end_segment();
        }
        store.push_missing(rows_open);
        Store::Text(store)
    }

    /// Pushes whole numbers and missing values, and gives back the cells from the first other value on.
    fn push_longs<'a>(&mut self, text: &str, cells: &'a [Cell], cx: &mut PushContext) -> &'a [Cell] {
        let Store::Long(fixed) = &mut self.store else { return cells };
        for (row, &cell) in cells.iter().enumerate() {
            let kind_fits = !self.self_typed || matches!(cell.kind(), Kind::Number | Kind::Missing);
            let value = text_of(text, cell, &mut cx.scratch).unwrap_or("");
            let long = number::canonical_long(value);
            if !kind_fits || (long.is_none() && !value.is_empty()) {
                return cells.get(row..).unwrap_or(&[]);
            }
            fixed.current.push(long);
        }
        &[]
    }
}

#[inline]
fn push_fixed<T: Copy + Default>(
    fixed: &mut Fixed<T>,
    misfits: &mut Misfits,
    text: &str,
    cells: &[Cell],
    cx: &mut PushContext,
    parse: impl Fn(&str) -> Option<T>,
) {
    for (row, &cell) in cells.iter().enumerate() {
        let value = text_of(text, cell, &mut cx.scratch).unwrap_or("");
        let parsed = if value.is_empty() { None } else { parse(value) };
        if parsed.is_none() && !value.is_empty() {
            misfits.add(cx.first_record + row as u64, value);
        }
        fixed.current.push(parsed);
    }
}

fn push_strings(store: &mut TextStore, text: &str, cells: &[Cell], cx: &mut PushContext) {
    for &cell in cells {
        store.push(text_of(text, cell, &mut cx.scratch).unwrap_or(""));
    }
}

/// Keeps the JSON text of each value, strings with their quotes.
fn push_json(store: &mut TextStore, text: &str, cells: &[Cell]) {
    for &cell in cells {
        store.push(match cell.kind() {
            Kind::Missing => "",
            Kind::Text | Kind::Escaped | Kind::Quoted => cell.raw_with_quotes(text),
            Kind::Number | Kind::Bool | Kind::Nested => cell.raw(text),
        });
    }
}
