//! The footer: what the columns are, and where their pages stand.

use super::thrift::{Malformed, Thrift, ty};

/// What a file says about itself.
#[derive(Debug, Default)]
pub(super) struct Footer {
    /// The schema as a tree, written from its root on.
    pub(super) schema: Vec<Element>,
    pub(super) rows: u64,
    pub(super) groups: Vec<RowGroup>,
}

/// A node of the schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// The number of the physical type; none for groups.
    pub(super) physical: Option<i64>,
    /// Bytes of a value of a fixed length.
    pub(super) length: usize,
    /// 0 required, 1 optional, 2 repeated.
    pub(super) repetition: i64,
    pub(super) children: usize,
    pub(super) converted: Option<i64>,
    pub(super) scale: i64,
    pub(super) logical: Option<Logical>,
}

/// The parts of a logical type that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Text,
    Map,
    List,
    Decimal {
        scale: i64,
    },
    Date,
    /// Time of the day; `unit` is the number of its digits behind the second.
    Time {
        unit: u32,
    },
    Timestamp {
        utc: bool,
        unit: u32,
    },
    Integer {
        bits: u8,
        signed: bool,
    },
    Null,
    Json,
    Uuid,
    Half,
    /// A type that says nothing about how the values are to be shown.
    Other,
}

/// Rows whose columns stand together.
#[derive(Debug, Default)]
pub(super) struct RowGroup {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// One column of a row group.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    pub(super) codec: i64,
    /// Values with those that are missing.
    pub(super) values: u64,
    pub(super) packed: u64,
    pub(super) data_page: u64,
    pub(super) dictionary_page: Option<u64>,
    pub(super) encrypted: bool,
    /// The data stands in another file.
    pub(super) elsewhere: bool,
}

impl Chunk {
    /// Where the first page begins.
    pub(super) fn start(&self) -> u64 {
        // Some writers put a zero where there is no dictionary.
        self.dictionary_page.filter(|page| *page > 0).map_or(self.data_page, |page| page.min(self.data_page))
    }
}

/// Reads the footer.
pub(super) fn read(bytes: &[u8]) -> Result<Footer, Malformed> {
    let mut footer = Footer::default();
    Thrift::new(bytes).fields_with(&[2, 3, 4], |thrift, id, of| {
        match (id, of) {
            (2, ty::LIST) => footer.schema = list(thrift, element)?,
            (3, ty::I64) => footer.rows = thrift.size()? as u64,
            (4, ty::LIST) => footer.groups = list(thrift, row_group)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(footer)
}

fn list<T>(
    thrift: &mut Thrift<'_>,
    read: impl Fn(&mut Thrift<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let (item, len) = thrift.list()?;
    if item != ty::STRUCT && len > 0 {
        return Err("a list holds something else than expected");
    }
    let mut items = Vec::new();
    for _ in 0..len {
        items.push(read(thrift)?);
    }
    Ok(items)
}

fn element(thrift: &mut Thrift<'_>) -> Result<Element, Malformed> {
    let mut element = Element::default();
    thrift.fields_with(&[4], |thrift, id, of| {
        match (id, of) {
            (1, ty::I32) => element.physical = Some(thrift.integer()?),
            (2, ty::I32) => element.length = thrift.size()?,
            (3, ty::I32) => element.repetition = thrift.integer()?,
            (4, ty::BINARY) => element.name = thrift.text()?,
            (5, ty::I32) => element.children = thrift.size()?,
            (6, ty::I32) => element.converted = Some(thrift.integer()?),
            (7, ty::I32) => element.scale = thrift.integer()?,
            (10, ty::STRUCT) => element.logical = logical(thrift)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(element)
}

fn logical(thrift: &mut Thrift<'_>) -> Result<Option<Logical>, Malformed> {
    let mut found = None;
    thrift.fields(|thrift, id, of| {
        if of != ty::STRUCT {
            return Ok(false);
        }
        found = Some(match id {
            1 | 4 => Logical::Text,
            2 => Logical::Map,
            3 => Logical::List,
            5 => {
                let mut scale = 0;
                thrift.fields(|thrift, id, of| {
                    let wanted = id == 1 && of == ty::I32;
                    if wanted {
                        scale = thrift.integer()?;
                    }
                    Ok(wanted)
                })?;
                found = Some(Logical::Decimal { scale });
                return Ok(true);
            }
            6 => Logical::Date,
            7 | 8 => {
                let (utc, unit) = time(thrift)?;
                found = Some(if id == 7 { Logical::Time { unit } } else { Logical::Timestamp { utc, unit } });
                return Ok(true);
            }
            10 => {
                found = Some(integer(thrift)?);
                return Ok(true);
            }
            11 => Logical::Null,
            12 => Logical::Json,
            14 => Logical::Uuid,
            15 => Logical::Half,
            _ => Logical::Other,
        });
        Ok(false)
    })?;
    Ok(found)
}

/// Whether a time is in UTC, and its digits behind the second.
fn time(thrift: &mut Thrift<'_>) -> Result<(bool, u32), Malformed> {
    let (mut utc, mut unit) = (false, 3);
    thrift.fields(|thrift, id, of| {
        match (id, of) {
            (1, ty::TRUE | ty::FALSE) => utc = of == ty::TRUE,
            (2, ty::STRUCT) => thrift.fields(|_, id, _| {
                unit = match id {
                    1 => 3,
                    2 => 6,
                    _ => 9,
                };
                Ok(false)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok((utc, unit))
}

fn integer(thrift: &mut Thrift<'_>) -> Result<Logical, Malformed> {
    let (mut bits, mut signed) = (32, true);
    thrift.fields(|thrift, id, of| {
        match (id, of) {
            (1, ty::I8) => bits = thrift.tiny()?,
            (2, ty::TRUE | ty::FALSE) => signed = of == ty::TRUE,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(Logical::Integer { bits, signed })
}

fn row_group(thrift: &mut Thrift<'_>) -> Result<RowGroup, Malformed> {
    let mut group = RowGroup::default();
    thrift.fields_with(&[1, 3], |thrift, id, of| {
        match (id, of) {
            (1, ty::LIST) => group.chunks = list(thrift, chunk)?,
            (3, ty::I64) => group.rows = thrift.size()? as u64,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(group)
}

fn chunk(thrift: &mut Thrift<'_>) -> Result<Chunk, Malformed> {
    let mut chunk = Chunk::default();
    let mut described = false;
    thrift.fields(|thrift, id, of| {
        match (id, of) {
            (1, ty::BINARY) => chunk.elsewhere = !thrift.binary()?.is_empty(),
            (3, ty::STRUCT) => {
                described = true;
                metadata(thrift, &mut chunk)?;
            }
            (8, _) => {
                chunk.encrypted = true;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if described || chunk.encrypted { Ok(chunk) } else { Err("a column is not described") }
}

fn metadata(thrift: &mut Thrift<'_>, chunk: &mut Chunk) -> Result<(), Malformed> {
    thrift.fields_with(&[4, 5, 7, 9], |thrift, id, of| {
        match (id, of) {
            (4, ty::I32) => chunk.codec = thrift.integer()?,
            (5, ty::I64) => chunk.values = thrift.size()? as u64,
            (7, ty::I64) => chunk.packed = thrift.size()? as u64,
            (9, ty::I64) => chunk.data_page = thrift.size()? as u64,
            (11, ty::I64) => chunk.dictionary_page = Some(thrift.size()? as u64),
            _ => return Ok(false),
        }
        Ok(true)
    })
}
