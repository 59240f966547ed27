//! The pages of a column chunk: where they stand, and what their headers say.

use std::ops::Range;

use super::footer::Chunk;
use super::thrift::{Malformed, Thrift, ty};

/// What a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Data,
    /// The second version: levels stand in front of the packed values, not in them.
    DataV2 {
        definition: usize,
        repetition: usize,
        packed: bool,
    },
    Dictionary,
    /// Nothing that is needed.
    Other,
}

/// A page as its header describes it.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) kind: Kind,
    /// Values with those that are missing; entries of a dictionary.
    pub(super) values: usize,
    pub(super) encoding: i64,
    /// The encodings of the levels in pages of the first version.
    pub(super) definition_encoding: i64,
    pub(super) repetition_encoding: i64,
    /// Bytes of the page once it is unpacked.
    pub(super) size: usize,
    crc: Option<u32>,
    /// Where the bytes stand in the file.
    pub(super) bytes: Range<usize>,
}

impl Page {
    /// Whether the bytes match the checksum, if there is one.
    pub(super) fn matches_checksum(&self, packed: &[u8]) -> bool {
        self.crc.is_none_or(|crc| {
            let mut sum = flate2::Crc::new();
            sum.update(packed);
            sum.sum() == crc
        })
    }
}

/// The pages of a chunk, in their order.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) pages: Vec<Page>,
    /// Values of the data pages.
    pub(super) values: u64,
    /// Why no further pages could be found.
    pub(super) damage: Option<String>,
}

/// Finds the pages of a chunk.
pub(super) fn find(file: &[u8], chunk: &Chunk) -> Pages {
    let mut pages = Pages::default();
    let start = usize::try_from(chunk.start()).unwrap_or(usize::MAX);
    let packed = usize::try_from(chunk.packed).unwrap_or(usize::MAX);
    let end = start.saturating_add(packed).min(file.len());
    let mut at = start;
    while pages.values < chunk.values && at < end {
        let header = file.get(at..end).ok_or("it lies outside the file").and_then(|rest| header(rest, at));
        let page = match header {
            Ok(page) if page.bytes.end <= end => page,
            Ok(_) => {
                pages.damage = Some(format!("the page at byte {at} is cut off"));
                break;
            }
            Err(reason) => {
                pages.damage = Some(format!("the page header at byte {at}: {reason}"));
                break;
            }
        };
        at = page.bytes.end;
        if matches!(page.kind, Kind::Data | Kind::DataV2 { .. }) {
            pages.values += page.values as u64;
        }
        pages.pages.push(page);
    }
    if pages.values != chunk.values && pages.damage.is_none() {
        let (promised, found) = (chunk.values, pages.values);
        pages.damage = Some(format!("{promised} values are promised and {found} are there"));
    }
    pages
}

/// The page whose header the bytes begin with; `at` is where they stand in the file.
fn header(bytes: &[u8], at: usize) -> Result<Page, Malformed> {
    let mut page = Page {
        kind: Kind::Other,
        values: 0,
        encoding: 0,
        definition_encoding: 3,
        repetition_encoding: 3,
        size: 0,
        crc: None,
        bytes: 0..0,
    };
    let (mut of, mut packed) = (None, None);
    let mut described = None;
    let mut thrift = Thrift::new(bytes);
    thrift.fields(|thrift, id, field| {
        match (id, field) {
            (1, ty::I32) => of = Some(thrift.integer()?),
            (2, ty::I32) => page.size = thrift.size()?,
            (3, ty::I32) => packed = Some(thrift.size()?),
            (4, ty::I32) => page.crc = Some(thrift.integer()? as u32),
            (5, ty::STRUCT) => {
                described = Some(0);
                page.kind = Kind::Data;
                data(thrift, &mut page)?;
            }
            (7, ty::STRUCT) => {
                described = Some(2);
                page.kind = Kind::Dictionary;
                dictionary(thrift, &mut page)?;
            }
            (8, ty::STRUCT) => {
                described = Some(3);
                data_v2(thrift, &mut page)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match of {
        Some(1) => page.kind = Kind::Other,
        Some(_) if of == described => {}
        _ => return Err("it describes no page"),
    }
    let start = at.checked_add(thrift.position()).ok_or("it lies outside the file")?;
    let end = start.checked_add(packed.ok_or("it has no length")?).ok_or("it lies outside the file")?;
    page.bytes = start..end;
    Ok(page)
}

fn data(thrift: &mut Thrift<'_>, page: &mut Page) -> Result<(), Malformed> {
    thrift.fields(|thrift, id, field| {
        match (id, field) {
            (1, ty::I32) => page.values = thrift.size()?,
            (2, ty::I32) => page.encoding = thrift.integer()?,
            (3, ty::I32) => page.definition_encoding = thrift.integer()?,
            (4, ty::I32) => page.repetition_encoding = thrift.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn dictionary(thrift: &mut Thrift<'_>, page: &mut Page) -> Result<(), Malformed> {
    thrift.fields(|thrift, id, field| {
        match (id, field) {
            (1, ty::I32) => page.values = thrift.size()?,
            (2, ty::I32) => page.encoding = thrift.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn data_v2(thrift: &mut Thrift<'_>, page: &mut Page) -> Result<(), Malformed> {
    let (mut definition, mut repetition, mut packed) = (0, 0, true);
    thrift.fields(|thrift, id, field| {
        match (id, field) {
            (1, ty::I32) => page.values = thrift.size()?,
            (4, ty::I32) => page.encoding = thrift.integer()?,
            (5, ty::I32) => definition = thrift.size()?,
            (6, ty::I32) => repetition = thrift.size()?,
            (7, ty::TRUE | ty::FALSE) => packed = field == ty::TRUE,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    page.kind = Kind::DataV2 { definition, repetition, packed };
    Ok(())
}
