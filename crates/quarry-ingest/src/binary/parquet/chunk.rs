//! A column of a row group: its pages, unpacked and decoded one after the other.

use std::borrow::Cow;
use std::ops::Range;

use quarry_data::{Column, PrimitiveBuilder, Type};

use super::footer::Chunk;
use super::page::{self, Kind, Page, Pages};
use super::schema::Leaf;
use super::values::{self, Data};
use super::{codec, hybrid};
use crate::typed::{CodedTexts, TypedColumn};

/// Values of a page beyond the rows of its group that are read to be left out.
const MOST_BEYOND: usize = 1 << 20;

/// Values that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Rows of the group, where the column has one value a row; otherwise places among its values.
    pub(super) rows: Range<usize>,
    pub(super) reason: String,
}

/// A decoded column of a row group.
#[derive(Debug)]
pub(super) struct Decoded {
    /// One value for each row, or for columns in lists and structures only the values that are there.
    pub(super) values: TypedColumn,
    /// For columns in lists and structures: the levels of each place.
    pub(super) definitions: Vec<u8>,
    pub(super) repetitions: Vec<u8>,
    pub(super) damage: Vec<Damage>,
    /// Values that the type can't hold, and where the first one stands.
    pub(super) misfits: u64,
    pub(super) first_misfit: usize,
    /// Whether anything at all could be read.
    pub(super) any: bool,
}

/// Bytes that may still be unpacked from a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(pub(super) u64);

/// Reads a column that has a value, or none, in each of `rows` rows.
pub(super) fn flat(
    file: &[u8],
    chunk: &Chunk,
    pages: Pages,
    leaf: &Leaf,
    rows: usize,
    budget: &mut Budget,
) -> Decoded {
    let mut reader = ChunkReader::new(file, chunk, leaf, rows);
    for page in &pages.pages {
        if page.kind == Kind::Dictionary {
            reader.dictionary(page, budget);
            continue;
        }
        let (start, left) = (reader.values.len(), rows - reader.values.len());
        if page.kind == Kind::Other || left == 0 {
            continue;
        }
        if page.values > left {
            reader.damage(start..start, "the page has more values than there are rows".to_owned());
        }
        let fits = page.values <= left.saturating_add(MOST_BEYOND);
        let page_read = if fits { reader.page(page, budget) } else { Err("the page is too long".to_owned()) };
        let read = page_read.and_then(|levels| {
            let present: Vec<bool> =
                levels.definitions.iter().map(|level| *level == leaf.definition).take(left).collect();
            let present = (leaf.definition > 0).then_some(present);
            reader.values(&levels, present.as_deref(), left)
        });
        let end = start + page.values.min(left);
        match read {
            Ok(()) => reader.any = true,
            Err(reason) => reader.damage(start..end, reason),
        }
        let missing = end.saturating_sub(reader.values.len());
        reader.values.push_missing(missing);
    }
    let start = reader.values.len();
    reader.values.push_missing(rows - start);
    let cause = pages.damage.or_else(|| (start < rows).then(|| "the pages end".to_owned()));
    if let Some(reason) = cause {
        reader.damage(start..rows, reason);
    }
    reader.finish()
}

/// Reads a column in lists or structures, with at most `most` places.
pub(super) fn nested(
    file: &[u8],
    chunk: &Chunk,
    pages: Pages,
    leaf: &Leaf,
    most: usize,
    budget: &mut Budget,
) -> Decoded {
    let mut reader = ChunkReader::new(file, chunk, leaf, 0);
    let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
    for page in &pages.pages {
        if page.kind == Kind::Dictionary {
            reader.dictionary(page, budget);
            continue;
        }
        if page.kind == Kind::Other {
            continue;
        }
        let start = definitions.len();
        let read = if page.values > most - start {
            Err("the lists take too much memory".to_owned())
        } else {
            reader.page(page, budget).and_then(|levels| {
                reader.values(&levels, None, usize::MAX)?;
                Ok(levels)
            })
        };
        match read {
            Ok(levels) => {
                let places = levels.places;
                definitions.extend(levels.definitions);
                definitions.resize(start + places, 0);
                repetitions.extend(levels.repetitions);
                repetitions.resize(start + places, 0);
                reader.any = true;
            }
            Err(reason) => {
                // Where the next row begins can't be told.
                reader.damage(start..start, reason);
                break;
            }
        }
    }
    if let Some(reason) = pages.damage.filter(|_| reader.damage.is_empty()) {
        reader.damage(definitions.len()..definitions.len(), reason);
    }
    Decoded { definitions, repetitions, ..reader.finish() }
}

/// A page that was unpacked.
struct Unpacked<'a> {
    /// Places of the page: values and those that are missing.
    places: usize,
    definitions: Vec<u8>,
    repetitions: Vec<u8>,
    /// Values that are there.
    count: usize,
    encoding: i64,
    body: Cow<'a, [u8]>,
    /// Where the values begin.
    start: usize,
}

struct ChunkReader<'a> {
    file: &'a [u8],
    codec: i64,
    leaf: &'a Leaf,
    values: Values,
    dictionary: Option<Result<Data, String>>,
    damage: Vec<Damage>,
    any: bool,
}

impl<'a> ChunkReader<'a> {
    fn new(file: &'a [u8], chunk: &Chunk, leaf: &'a Leaf, rows: usize) -> Self {
        Self {
            file,
            codec: chunk.codec,
            leaf,
            values: Values::new(leaf.target.ty(), rows),
            dictionary: None,
            damage: Vec::new(),
            any: false,
        }
    }

    #[cold]
    fn damage(&mut self, rows: Range<usize>, reason: String) {
        match self.damage.last_mut() {
            Some(last) if last.reason == reason && last.rows.end == rows.start => last.rows.end = rows.end,
            _ => self.damage.push(Damage { rows, reason }),
        }
    }

    fn finish(self) -> Decoded {
        let (misfits, first_misfit) = (self.values.misfits, self.values.first_misfit);
        Decoded {
            values: self.values.finish(),
            definitions: Vec::new(),
            repetitions: Vec::new(),
            damage: self.damage,
            misfits,
            first_misfit,
            any: self.any,
        }
    }

    fn dictionary(&mut self, page: &Page, budget: &mut Budget) {
        let read = self.unpack(page, page.size, 0, true, budget).and_then(|body| {
            // Every entry takes a bit at least.
            if page.values > body.len().saturating_mul(8) {
                return Err("the dictionary promises more values than it holds".to_owned());
            }
            values::read(0, &body, page.values, self.leaf, self.values.texts())
        });
        self.dictionary = Some(read.map_err(|reason| format!("its dictionary: {reason}")));
    }

    /// Unpacks what stands behind the first `skipped` bytes of a page.
    fn unpack(
        &mut self,
        page: &Page,
        size: usize,
        skipped: usize,
        packed: bool,
        budget: &mut Budget,
    ) -> Result<Cow<'a, [u8]>, String> {
        let bytes = self.file.get(page.bytes.clone()).ok_or("the page lies outside the file")?;
        if !page.matches_checksum(bytes) {
            let at = self.values.len();
            self.damage(at..at, format!("the page at byte {} does not match its checksum", page.bytes.start));
        }
        budget.0 = budget.0.checked_sub(size as u64).ok_or("the file unpacks to more than it may")?;
        let bytes = bytes.get(skipped..).ok_or("the page is cut off")?;
        codec::unpack(if packed { self.codec } else { 0 }, bytes, size)
    }

    /// Unpacks a page and reads its levels.
    fn page(&mut self, page: &Page, budget: &mut Budget) -> Result<Unpacked<'a>, String> {
        let (places, leaf) = (page.values, self.leaf);
        let mut levels = Unpacked {
            places,
            definitions: Vec::new(),
            repetitions: Vec::new(),
            count: places,
            encoding: page.encoding,
            body: Cow::Borrowed(&[]),
            start: 0,
        };
        if let Kind::DataV2 { definition, repetition, packed } = page.kind {
            let file = self.file;
            let bytes = file.get(page.bytes.clone()).ok_or("the page lies outside the file")?;
            let ahead = definition.checked_add(repetition).filter(|ahead| *ahead <= page.size);
            let ahead = ahead.ok_or("the levels are larger than the page")?;
            let repeated = bytes.get(..repetition).ok_or("the levels are cut off")?;
            let defined = bytes.get(repetition..ahead).ok_or("the levels are cut off")?;
            levels.repetitions = read_levels(repeated, leaf.repetition, places)?;
            levels.definitions = read_levels(defined, leaf.definition, places)?;
            let size = page.size - ahead;
            levels.body = self.unpack(page, size, ahead, packed && size > 0, budget)?;
        } else {
            let body = self.unpack(page, page.size, 0, true, budget)?;
            let mut start = 0;
            levels.repetitions =
                framed_levels(&body, &mut start, page.repetition_encoding, leaf.repetition, places)?;
            levels.definitions =
                framed_levels(&body, &mut start, page.definition_encoding, leaf.definition, places)?;
            levels.body = body;
            levels.start = start;
        }
        if leaf.definition > 0 {
            levels.count = levels.definitions.iter().filter(|level| **level == leaf.definition).count();
        }
        Ok(levels)
    }

    /// Reads the values of a page; `present` says which rows have one.
    fn values(&mut self, page: &Unpacked<'_>, present: Option<&[bool]>, most: usize) -> Result<(), String> {
        let bytes = page.body.get(page.start..).unwrap_or(&[]);
        if page.count == 0 {
            self.values.push_missing(present.map_or(0, <[bool]>::len));
            return Ok(());
        }
        if matches!(page.encoding, 2 | 8) {
            let dictionary = match &self.dictionary {
                Some(dictionary) => dictionary.as_ref().map_err(Clone::clone)?,
                None => return Err("the page has no dictionary".to_owned()),
            };
            let codes = values::codes(bytes, page.count, dictionary.len())?;
            self.values.push(dictionary, Some(&codes), present, most);
        } else {
            let data = values::read(page.encoding, bytes, page.count, self.leaf, self.values.texts())?;
            self.values.push(&data, None, present, most);
        }
        Ok(())
    }
}

/// Levels with their length in front of them, which moves `start` behind them.
fn framed_levels(
    body: &[u8],
    start: &mut usize,
    encoding: i64,
    most: u8,
    places: usize,
) -> Result<Vec<u8>, String> {
    if most == 0 {
        return Ok(Vec::new());
    }
    if encoding != 3 {
        return Err(format!("levels of encoding {encoding} can't be read"));
    }
    let rest = body.get(*start..).unwrap_or(&[]);
    let len = rest.first_chunk().map_or(usize::MAX, |len| u32::from_le_bytes(*len) as usize);
    let levels = rest.get(4..).and_then(|rest| rest.get(..len)).ok_or("the levels are cut off")?;
    *start += 4 + len;
    read_levels(levels, most, places)
}

fn read_levels(bytes: &[u8], most: u8, places: usize) -> Result<Vec<u8>, String> {
    let mut levels = Vec::new();
    if most > 0 {
        hybrid::read(bytes, hybrid::width(most.into()), places, |level, times| {
            let level = u8::try_from(level).ok().filter(|level| *level <= most);
            levels.extend(std::iter::repeat_n(level.ok_or("a level is too high")?, times));
            Ok(())
        })?;
    }
    Ok(levels)
}

/// Values on their way to a column.
struct Values {
    store: Store,
    /// Texts of columns that have none stay empty.
    texts: CodedTexts,
    misfits: u64,
    first_misfit: usize,
}

enum Store {
    Bool(PrimitiveBuilder<bool>),
    Int(PrimitiveBuilder<i32>),
    Long(Type, PrimitiveBuilder<i64>),
    Real(PrimitiveBuilder<f64>),
    Decimal(PrimitiveBuilder<quarry_data::Decimal>),
    Guid(PrimitiveBuilder<quarry_data::Guid>),
    Texts,
}

impl Values {
    fn new(ty: Type, rows: usize) -> Self {
        let rows = rows.min(1 << 16);
        let store = match ty {
            Type::Bool => Store::Bool(PrimitiveBuilder::with_capacity(rows)),
            Type::Int => Store::Int(PrimitiveBuilder::with_capacity(rows)),
            Type::Long | Type::DateTime | Type::TimeSpan => {
                Store::Long(ty, PrimitiveBuilder::with_capacity(rows))
            }
            Type::Real => Store::Real(PrimitiveBuilder::with_capacity(rows)),
            Type::Decimal => Store::Decimal(PrimitiveBuilder::with_capacity(rows)),
            Type::Guid => Store::Guid(PrimitiveBuilder::with_capacity(rows)),
            Type::String | Type::Dynamic => Store::Texts,
        };
        Self { store, texts: CodedTexts::default(), misfits: 0, first_misfit: 0 }
    }

    fn texts(&mut self) -> &mut CodedTexts {
        &mut self.texts
    }

    fn len(&self) -> usize {
        match &self.store {
            Store::Bool(values) => values.len(),
            Store::Int(values) => values.len(),
            Store::Long(_, values) => values.len(),
            Store::Real(values) => values.len(),
            Store::Decimal(values) => values.len(),
            Store::Guid(values) => values.len(),
            Store::Texts => self.texts.codes.len(),
        }
    }

    fn push_missing(&mut self, rows: usize) {
        match &mut self.store {
            Store::Bool(values) => (0..rows).for_each(|_| values.push(None)),
            Store::Int(values) => (0..rows).for_each(|_| values.push(None)),
            Store::Long(_, values) => (0..rows).for_each(|_| values.push(None)),
            Store::Real(values) => (0..rows).for_each(|_| values.push(None)),
            Store::Decimal(values) => (0..rows).for_each(|_| values.push(None)),
            Store::Guid(values) => (0..rows).for_each(|_| values.push(None)),
            Store::Texts => self.texts.codes.extend(std::iter::repeat_n(0, rows)),
        }
    }

    /// Appends at most `most` rows: of each value, or of those that the codes name, one for each row that is
    /// present.
    fn push(&mut self, data: &Data, codes: Option<&[u32]>, present: Option<&[bool]>, most: usize) {
        let before = self.len();
        let count = codes.map_or(data.len(), <[u32]>::len);
        let misfits = match (&mut self.store, data) {
            (Store::Bool(out), Data::Bool(values)) => place(out, values, codes, present, most),
            (Store::Int(out), Data::Int(values)) => place(out, values, codes, present, most),
            (Store::Long(_, out), Data::Long(values)) => place(out, values, codes, present, most),
            (Store::Real(out), Data::Real(values)) => place(out, values, codes, present, most),
            (Store::Decimal(out), Data::Decimal(values)) => place(out, values, codes, present, most),
            (Store::Guid(out), Data::Guid(values)) => place(out, values, codes, present, most),
            (_, Data::Texts(first, _)) => {
                let code = |at: usize| match codes {
                    Some(codes) => first + codes.get(at).copied().unwrap_or(0),
                    None => first + at as u32,
                };
                each_row(count, present, most, |at| {
                    self.texts.codes.push(at.map_or(0, code));
                });
                None
            }
            _ => None,
        };
        if let Some((misfits, first)) = misfits {
            if self.misfits == 0 {
                self.first_misfit = before + first;
            }
            self.misfits += misfits;
        }
    }

    fn finish(self) -> TypedColumn {
        TypedColumn::Values(match self.store {
            Store::Bool(values) => Column::Bool(values.finish()),
            Store::Int(values) => Column::Int(values.finish()),
            Store::Long(Type::DateTime, values) => Column::DateTime(values.finish()),
            Store::Long(Type::TimeSpan, values) => Column::TimeSpan(values.finish()),
            Store::Long(_, values) => Column::Long(values.finish()),
            Store::Real(values) => Column::Real(values.finish()),
            Store::Decimal(values) => Column::Decimal(values.finish()),
            Store::Guid(values) => Column::Guid(values.finish()),
            Store::Texts => return TypedColumn::Texts(self.texts),
        })
    }
}

/// Calls `push` for at most `most` rows with the place of the row's value, or with none.
#[inline]
fn each_row(count: usize, present: Option<&[bool]>, most: usize, mut push: impl FnMut(Option<usize>)) {
    match present {
        None => (0..count.min(most)).for_each(|at| push(Some(at))),
        Some(present) => {
            let mut next = 0;
            for &present in present.iter().take(most) {
                push(present.then_some(next));
                next += usize::from(present);
            }
        }
    }
}

/// Appends values, and says how many the type could not hold and in which row the first one stands.
#[inline]
fn place<T: Copy + Default>(
    out: &mut PrimitiveBuilder<T>,
    values: &[Option<T>],
    codes: Option<&[u32]>,
    present: Option<&[bool]>,
    most: usize,
) -> Option<(u64, usize)> {
    let before = out.len();
    let mut misfits = None;
    let count = codes.map_or(values.len(), <[u32]>::len);
    each_row(count, present, most, |at| {
        let value = at.and_then(|at| {
            let at = codes.map_or(Some(at), |codes| codes.get(at).map(|code| *code as usize))?;
            values.get(at).copied().flatten()
        });
        if at.is_some() && value.is_none() {
            misfits.get_or_insert((0, out.len() - before)).0 += 1;
        }
        out.push(value);
    });
    misfits
}

/// The pages of a chunk.
pub(super) fn pages(file: &[u8], chunk: &Chunk) -> Pages {
    page::find(file, chunk)
}
