//! Dynamic values: a mark for the kind, then the value.

use std::sync::Arc;

use super::bytes::{Reader, Writer};
use crate::{Bag, Decimal, Dynamic, Guid};

/// What stands before each kind of value.
mod mark {
    pub(super) const NULL: u8 = 0;
    pub(super) const BOOL: u8 = 1;
    pub(super) const LONG: u8 = 2;
    pub(super) const REAL: u8 = 3;
    pub(super) const DECIMAL: u8 = 4;
    pub(super) const DATETIME: u8 = 5;
    pub(super) const TIMESPAN: u8 = 6;
    pub(super) const GUID: u8 = 7;
    pub(super) const STRING: u8 = 8;
    pub(super) const ARRAY: u8 = 9;
    pub(super) const BAG: u8 = 10;
}

/// Recursion is as deep as values may be nested.
pub(super) fn write(value: &Dynamic, out: &mut Writer) {
    match value {
        Dynamic::Null => out.byte(mark::NULL),
        Dynamic::Bool(v) => marked(mark::BOOL, out).one(*v),
        Dynamic::Long(v) => marked(mark::LONG, out).one(*v),
        Dynamic::Real(v) => marked(mark::REAL, out).one(*v),
        Dynamic::Decimal(v) => marked(mark::DECIMAL, out).one(v.bits()),
        Dynamic::DateTime(v) => marked(mark::DATETIME, out).one(*v),
        Dynamic::TimeSpan(v) => marked(mark::TIMESPAN, out).one(*v),
        Dynamic::Guid(v) => marked(mark::GUID, out).one(v.0),
        Dynamic::String(v) => marked(mark::STRING, out).text(v),
        Dynamic::Array(items) => {
            marked(mark::ARRAY, out).count(items.len());
            items.iter().for_each(|item| write(item, out));
        }
        Dynamic::Bag(bag) => {
            marked(mark::BAG, out).count(bag.len());
            for (key, value) in bag.entries() {
                out.text(key);
                write(value, out);
            }
        }
    }
}

fn marked(mark: u8, out: &mut Writer) -> &mut Writer {
    out.byte(mark);
    out
}

pub(super) fn read(source: &mut Reader<'_>) -> Option<Dynamic> {
    read_nested(source, 0)
}

fn read_nested(source: &mut Reader<'_>, depth: usize) -> Option<Dynamic> {
    if depth > Dynamic::MAX_DEPTH {
        return None;
    }
    Some(match source.byte()? {
        mark::NULL => Dynamic::Null,
        mark::BOOL => Dynamic::Bool(source.one()?),
        mark::LONG => Dynamic::Long(source.one()?),
        mark::REAL => Dynamic::Real(source.one()?),
        mark::DECIMAL => Dynamic::Decimal(Decimal::from_bits(source.one()?)?),
        mark::DATETIME => Dynamic::DateTime(source.one()?),
        mark::TIMESPAN => Dynamic::TimeSpan(source.one()?),
        mark::GUID => Dynamic::Guid(Guid(source.one()?)),
        mark::STRING => Dynamic::string(source.text()?),
        mark::ARRAY => {
            let count = source.count()?;
            Dynamic::array((0..count).map(|_| read_nested(source, depth + 1)).collect::<Option<_>>()?)
        }
        mark::BAG => {
            let count = source.count()?;
            let entry = |_| Some((Arc::from(source.text()?), read_nested(source, depth + 1)?));
            let entries: Vec<_> = (0..count).map(entry).collect::<Option<_>>()?;
            Dynamic::bag(Bag::from_entries(entries))
        }
        _ => return None,
    })
}
