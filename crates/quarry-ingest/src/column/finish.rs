//! The end of a column: its type, and its values segment by segment.

use std::sync::Arc;

use quarry_data::{Column, Dynamic, DynamicColumn, Primitive, Type, datetime, json};

use super::fixed::Fixed;
use super::infer::{Candidates, long_fits_real};
use super::text::{TextStore, Texts};
use super::{ColumnSink, Misfits, Store};
use crate::parse::datetime::{DateReader, Read};
use crate::parse::number;

/// What the whole table knows by the end.
#[derive(Debug)]
pub(crate) struct Resolve {
    pub(crate) dates: DateReader,
    /// Whether the day comes first in dates with slashes, if the values tell.
    pub(crate) day_first: Option<bool>,
    /// It was not the values that told, but the user.
    pub(crate) order_given: bool,
    /// Rows of each segment.
    pub(crate) segments: Vec<usize>,
    /// A column without a value, as long as the longest segment; all that are empty share it.
    pub(crate) missing: Column,
}

/// A finished column.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) ty: Type,
    /// One column a segment.
    pub(crate) columns: Vec<Column>,
    pub(crate) misfits: Misfits,
    /// Arrays and objects that are no valid JSON; they are kept as text.
    pub(crate) unparsed: Misfits,
    /// Dates stay text since nothing tells the day from the month.
    pub(crate) ambiguous_dates: bool,
    /// The user told the day from the month.
    pub(crate) order_given: bool,
    /// Some of its times carry no zone.
    pub(crate) local_times: bool,
    /// The type that a known schema expects, where the column has another one.
    pub(crate) instead_of: Option<Type>,
}

impl ColumnSink {
    /// Turns values that are kept as such back to text.
    pub(super) fn demote(&mut self) {
        let store = std::mem::replace(&mut self.store, Store::Empty);
        self.store = match store {
            Store::Long(fixed) => {
                self.candidates = Candidates::REAL;
                let (candidates, exact) = (&mut self.candidates, long_fits_real);
                Store::Text(to_text(fixed, |value: i64| {
                    if !exact(value) {
                        *candidates = Candidates::NONE;
                    }
                    value.to_string()
                }))
            }
            Store::DateTime(fixed) => Store::Text(to_text(fixed, datetime::format)),
            other => other,
        };
    }

    /// The type and values; the last segment must have been ended.
    pub(crate) fn finish(self, cx: &mut Resolve) -> Finished {
        cx.dates.begin(self.utc);
        let local_times = self.local_times;
        let order_given = cx.order_given && self.order.seen && self.order.decided().is_none();
        let mut finished = Finished {
            ty: self.expected.unwrap_or(Type::String),
            columns: Vec::new(),
            misfits: self.misfits,
            unparsed: Misfits::default(),
            ambiguous_dates: false,
            order_given: false,
            local_times: false,
            instead_of: None,
        };
        match self.store {
            Store::Empty => {
                finished.columns = cx.segments.iter().map(|&rows| cx.missing.slice(0, rows)).collect();
            }
            Store::Bool(fixed) => finished.set(Type::Bool, wrap(fixed, Column::Bool)),
            Store::Int(fixed) => finished.set(Type::Int, wrap(fixed, Column::Int)),
            Store::Long(fixed) => finished.set(Type::Long, wrap(fixed, Column::Long)),
            Store::Real(fixed) => finished.set(Type::Real, wrap(fixed, Column::Real)),
            Store::Decimal(fixed) => finished.set(Type::Decimal, wrap(fixed, Column::Decimal)),
            Store::DateTime(fixed) => finished.set(Type::DateTime, wrap(fixed, Column::DateTime)),
            Store::TimeSpan(fixed) => finished.set(Type::TimeSpan, wrap(fixed, Column::TimeSpan)),
            Store::Guid(fixed) => finished.set(Type::Guid, wrap(fixed, Column::Guid)),
            Store::Text(store) => {
                let day_first = self.order.decided().or(cx.day_first);
                match self.expected {
                    Some(Type::String) => finished.set_text(store.finish()),
                    Some(Type::Dynamic) => finished.set_dynamic(store.finish()),
                    Some(_) => {
                        finished.set_expected_dates(
                            store.finish(),
                            &mut cx.dates,
                            day_first,
                            self.order.seen,
                        );
                    }
                    None => {
                        let open_order = self.order.seen && day_first.is_none();
                        let texts = store.finish();
                        if self.self_typed && self.candidates == Candidates::DYNAMIC {
                            finished.set_nested(texts);
                        } else {
                            finished.infer(texts, self.candidates, &mut cx.dates, day_first, open_order);
                        }
                    }
                }
            }
        }
        finished.order_given = order_given && finished.ty == Type::DateTime;
        finished.local_times = finished.ty == Type::DateTime && (local_times || cx.dates.met_local);
        finished
    }
}

impl Finished {
    fn set(&mut self, ty: Type, columns: Vec<Column>) {
        self.ty = ty;
        self.columns = columns;
    }

    fn set_text(&mut self, texts: Texts) {
        self.set(Type::String, texts.into_columns().into_iter().map(Column::String).collect());
    }

    /// JSON where it is JSON, and the text itself where it is not, as `parse_json` does it. A JSON string that
    /// holds an array or a bag stands for that, since several services write dynamic values so.
    fn set_dynamic(&mut self, texts: Texts) {
        let read = |text: &str| match json::parse(text) {
            Ok(Dynamic::String(inner)) if inner.starts_with(['{', '[']) => {
                json::parse(&inner).unwrap_or(Dynamic::String(inner))
            }
            Ok(value) => value,
            Err(_) if text.is_empty() => Dynamic::Null,
            Err(_) => Dynamic::string(text),
        };
        self.set(Type::Dynamic, dynamic_columns(texts, |text| Some(read(text))).unwrap_or_default());
    }

    /// Arrays and objects of JSON records, whose inside was not looked at before. What is not valid stays text,
    /// as a value of its own, unless all of it is.
    fn set_nested(&mut self, texts: Texts) {
        let mut valid = false;
        for text in texts.distinct().filter(|text| !text.is_empty()) {
            match json::parse(text) {
                Ok(_) => valid = true,
                Err(_) => self.unparsed.add(0, text),
            }
        }
        if valid { self.set_dynamic(texts) } else { self.set_text(texts) }
    }

    /// A known datetime column in which dates with slashes were met.
    fn set_expected_dates(
        &mut self,
        texts: Texts,
        dates: &mut DateReader,
        day_first: Option<bool>,
        open: bool,
    ) {
        if open && day_first.is_none() {
            self.ambiguous_dates = true;
            self.instead_of = Some(Type::DateTime);
            return self.set_text(texts);
        }
        let mut misfits = std::mem::take(&mut self.misfits);
        let mut row = 0;
        let columns = convert(&texts, |text| {
            row += 1;
            let ticks = ticks(text, dates, day_first);
            if ticks.is_none() && !text.is_empty() {
                misfits.add(row, text);
            }
            Some(ticks)
        });
        self.misfits = misfits;
        self.set(Type::DateTime, columns.unwrap_or_default().into_iter().map(Column::DateTime).collect());
    }

    /// The type that all values allow, or text.
    fn infer(
        &mut self,
        texts: Texts,
        candidates: Candidates,
        dates: &mut DateReader,
        day_first: Option<bool>,
        open_order: bool,
    ) {
        if candidates == Candidates::BOOL
            && let Some(columns) = typed(&texts, number::word_boolean)
        {
            return self.set(Type::Bool, columns.into_iter().map(Column::Bool).collect());
        }
        if candidates == Candidates::REAL
            && let Some(columns) = typed(&texts, number::written_real)
        {
            return self.set(Type::Real, columns.into_iter().map(Column::Real).collect());
        }
        if candidates == Candidates::DATETIME {
            if open_order {
                self.ambiguous_dates = true;
                return self.set_text(texts);
            }
            if let Some(columns) = typed(&texts, |text| ticks(text, dates, day_first)) {
                return self.set(Type::DateTime, columns.into_iter().map(Column::DateTime).collect());
            }
        }
        if candidates == Candidates::DYNAMIC
            && texts.distinct().all(|text| text.is_empty() || json::parse(text).is_ok())
        {
            return self.set_dynamic(texts);
        }
        self.set_text(texts);
    }
}

fn ticks(text: &str, dates: &mut DateReader, day_first: Option<bool>) -> Option<i64> {
    match dates.read(text)? {
        Read::Ticks(ticks) => Some(ticks),
        Read::Ordered(read) => dates.ordered(read, day_first?),
    }
}

fn wrap<T: Copy + Default>(fixed: Fixed<T>, variant: impl Fn(Primitive<T>) -> Column) -> Vec<Column> {
    fixed.finish().into_iter().map(variant).collect()
}

/// The same rows as text, nulls as `""`.
fn to_text<T: Copy + Default>(fixed: Fixed<T>, mut print: impl FnMut(T) -> String) -> TextStore {
    let (ended, current) = fixed.into_parts();
    let mut store = TextStore::default();
    for segment in &ended {
        for value in segment.iter() {
            store.push(&value.map(&mut print).unwrap_or_default());
        }
        store.decide();
        store.end_segment();
    }
    for value in current.iter() {
        store.push(&value.map(&mut print).unwrap_or_default());
    }
    store
}

/// The texts as values of another type, `""` as null; none when one does not fit.
fn typed<T: Copy + Default>(
    texts: &Texts,
    mut parse: impl FnMut(&str) -> Option<T>,
) -> Option<Vec<Primitive<T>>> {
    convert(texts, |text| if text.is_empty() { Some(None) } else { parse(text).map(Some) })
}

/// Each distinct text of a dictionary is converted once.
fn convert<T: Copy + Default>(
    texts: &Texts,
    mut parse: impl FnMut(&str) -> Option<Option<T>>,
) -> Option<Vec<Primitive<T>>> {
    match texts {
        Texts::Plain(columns) => columns
            .iter()
            .map(|column| column.iter().map(&mut parse).collect::<Option<Primitive<T>>>())
            .collect(),
        Texts::Dictionary { dictionary, segments } => {
            let values = dictionary.iter().map(parse).collect::<Option<Vec<Option<T>>>>()?;
            let value = |code: &u32| values.get(*code as usize).copied().flatten();
            Some(segments.iter().map(|codes| codes.iter().map(value).collect()).collect())
        }
    }
}

fn dynamic_columns(texts: Texts, mut read: impl FnMut(&str) -> Option<Dynamic>) -> Option<Vec<Column>> {
    match texts {
        Texts::Plain(columns) => columns
            .iter()
            .map(|column| {
                column.iter().map(&mut read).collect::<Option<DynamicColumn>>().map(Column::Dynamic)
            })
            .collect(),
        Texts::Dictionary { dictionary, segments } => {
            let values = Arc::new(dictionary.iter().map(read).collect::<Option<Vec<Dynamic>>>()?);
            let column = |codes| DynamicColumn::Dictionary { codes, values: Arc::clone(&values) };
            Some(segments.into_iter().map(|codes| Column::Dynamic(column(codes))).collect())
        }
    }
}
