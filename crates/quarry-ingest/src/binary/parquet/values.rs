//! Values of pages: read by their encoding, and turned into those of a KQL type.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quarry_data::datetime::{self, TICKS_PER_DAY, UNIX_EPOCH};
use quarry_data::{Decimal, Guid, Type};

use super::schema::{Leaf, Physical, Target};
use super::{delta, hybrid};
use crate::typed::CodedTexts;

/// Bytes of text that one column of a row group may have.
const MOST_TEXT: usize = 1 << 30;
/// The number of the first day of 1970 in the calendar of the old timestamps.
const JULIAN_EPOCH: i64 = 2_440_588;

const CUT_OFF: &str = "the page holds fewer values than it promises";

/// Values as they are stored.
enum Raw<'a> {
    Bools(Vec<bool>),
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    /// Where each value stands in the bytes.
    Bytes(Cow<'a, [u8]>, Vec<(usize, usize)>),
}

/// Values of a page or a dictionary; none is a value that the type can't hold.
#[derive(Debug)]
pub(super) enum Data {
    Bool(Vec<Option<bool>>),
    Int(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Decimal(Vec<Option<Decimal>>),
    Guid(Vec<Option<Guid>>),
    /// Texts of a column that begin at a code, and how many they are.
    Texts(u32, usize),
}

impl Data {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bool(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Long(values) => values.len(),
            Self::Real(values) => values.len(),
            Self::Decimal(values) => values.len(),
            Self::Guid(values) => values.len(),
            Self::Texts(_, len) => *len,
        }
    }
}

/// The places in the dictionary of `count` values.
pub(super) fn codes(bytes: &[u8], count: usize, entries: usize) -> Result<Vec<u32>, String> {
    let mut codes = Vec::new();
    let Some((&width, rest)) = bytes.split_first() else {
        return if count == 0 { Ok(codes) } else { Err(CUT_OFF.to_owned()) };
    };
    hybrid::read(rest, width.into(), count, |code, times| {
        if code as usize >= entries {
            return Err("a value stands outside the dictionary");
        }
        codes.extend(std::iter::repeat_n(code, times));
        Ok(())
    })?;
    Ok(codes)
}

/// Reads `count` values of the encoding; texts are added to `texts`.
pub(super) fn read(
    encoding: i64,
    bytes: &[u8],
    count: usize,
    leaf: &Leaf,
    texts: &mut CodedTexts,
) -> Result<Data, String> {
    let raw = match (encoding, leaf.physical) {
        (0, _) => plain(bytes, count, leaf.physical)?,
        (3, Physical::Bool) => {
            let len = bytes.first_chunk().map_or(0, |len| u32::from_le_bytes(*len) as usize);
            let runs = bytes.get(4..).and_then(|rest| rest.get(..len)).ok_or(CUT_OFF)?;
            let mut bools = Vec::new();
            hybrid::read(runs, 1, count, |value, times| {
                bools.extend(std::iter::repeat_n(value == 1, times));
                Ok(())
            })?;
            Raw::Bools(bools)
        }
        (5, Physical::Int32) => {
            let (numbers, _) = delta::numbers(bytes, count)?;
            Raw::Integers(numbers.into_iter().map(|number| i64::from(number as i32)).collect())
        }
        (5, Physical::Int64) => Raw::Integers(delta::numbers(bytes, count)?.0),
        (6, Physical::Bytes) => Raw::Bytes(Cow::Borrowed(bytes), delta::texts(bytes, count)?),
        (7, Physical::Bytes | Physical::Fixed(_)) => {
            let (all, ranges) = delta::shared_texts(bytes, count, MOST_TEXT / 4)?;
            Raw::Bytes(Cow::Owned(all), ranges)
        }
        (9, physical) => plain(&joined(bytes, count, physical)?, count, physical)?.into_owned(),
        (encoding, _) => return Err(format!("values of encoding {encoding} can't be read")),
    };
    if raw.len() != count {
        return Err(CUT_OFF.to_owned());
    }
    convert(&raw, leaf, texts)
}

impl Raw<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Bools(values) => values.len(),
            Self::Integers(values) => values.len(),
            Self::Reals(values) => values.len(),
            Self::Bytes(_, ranges) => ranges.len(),
        }
    }

    fn into_owned<'b>(self) -> Raw<'b> {
        match self {
            Self::Bools(values) => Raw::Bools(values),
            Self::Integers(values) => Raw::Integers(values),
            Self::Reals(values) => Raw::Reals(values),
            Self::Bytes(bytes, ranges) => Raw::Bytes(Cow::Owned(bytes.into_owned()), ranges),
        }
    }
}

/// Values one behind the other.
fn plain(bytes: &[u8], count: usize, physical: Physical) -> Result<Raw<'_>, String> {
    Ok(match physical {
        Physical::Bool => {
            let mut bools = Vec::new();
            hybrid::unpack(bytes, 1, count, |value| {
                bools.push(value == 1);
                Ok(())
            })?;
            Raw::Bools(bools)
        }
        Physical::Int32 => Raw::Integers(chunks(bytes, count, |chunk| i32::from_le_bytes(chunk).into())?),
        Physical::Int64 => Raw::Integers(chunks(bytes, count, i64::from_le_bytes)?),
        Physical::Float => Raw::Reals(chunks(bytes, count, |chunk| f32::from_le_bytes(chunk).into())?),
        Physical::Double => Raw::Reals(chunks(bytes, count, f64::from_le_bytes)?),
        Physical::Fixed(len) => {
            let whole = count.checked_mul(len).filter(|whole| *whole <= bytes.len()).ok_or(CUT_OFF)?;
            let ranges = if len == 0 {
                vec![(0, 0); count]
            } else {
                (0..whole).step_by(len).map(|at| (at, at + len)).collect()
            };
            Raw::Bytes(Cow::Borrowed(bytes), ranges)
        }
        Physical::Bytes => {
            let mut ranges = Vec::new();
            let mut at: usize = 0;
            while ranges.len() < count {
                let len = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(CUT_OFF)?;
                let start = at + 4;
                let end = start.checked_add(u32::from_le_bytes(*len) as usize);
                at = end.filter(|end| *end <= bytes.len()).ok_or("a value ends outside the page")?;
                ranges.push((start, at));
            }
            Raw::Bytes(Cow::Borrowed(bytes), ranges)
        }
    })
}

fn chunks<const N: usize, T>(
    bytes: &[u8],
    count: usize,
    read: impl Fn([u8; N]) -> T,
) -> Result<Vec<T>, String> {
    let whole = count.checked_mul(N).and_then(|whole| bytes.get(..whole)).ok_or(CUT_OFF)?;
    Ok(whole.as_chunks::<N>().0.iter().map(|chunk| read(*chunk)).collect())
}

/// Values that were split into their first bytes, second bytes and so on.
fn joined(bytes: &[u8], count: usize, physical: Physical) -> Result<Vec<u8>, String> {
    let width = match physical {
        Physical::Int32 | Physical::Float => 4,
        Physical::Int64 | Physical::Double => 8,
        Physical::Fixed(len) => len,
        Physical::Bool | Physical::Bytes => return Err("values of this type can't be split".to_owned()),
    };
    let whole = count.checked_mul(width).and_then(|whole| bytes.get(..whole)).ok_or(CUT_OFF)?;
    let mut joined = vec![0; whole.len()];
    for (place, part) in whole.chunks_exact(count.max(1)).enumerate() {
        for (value, byte) in part.iter().enumerate() {
            if let Some(target) = joined.get_mut(value * width + place) {
                *target = *byte;
            }
        }
    }
    Ok(joined)
}

/// The values as those of the column's type.
fn convert(raw: &Raw<'_>, leaf: &Leaf, texts: &mut CodedTexts) -> Result<Data, String> {
    Ok(match (raw, leaf.target) {
        (Raw::Bools(values), _) => Data::Bool(values.iter().map(|value| Some(*value)).collect()),
        (Raw::Reals(values), _) => Data::Real(values.iter().map(|value| Some(*value)).collect()),
        (Raw::Integers(values), target) => match target.ty() {
            Type::Int => Data::Int(values.iter().map(|value| i32::try_from(*value).ok()).collect()),
            Type::Decimal => Data::Decimal(values.iter().map(|value| decimal_of(*value, target)).collect()),
            _ => Data::Long(values.iter().map(|value| long(*value, target)).collect()),
        },
        (Raw::Bytes(bytes, ranges), target) => {
            let each = || ranges.iter().map(|&(start, end)| bytes.get(start..end).unwrap_or(&[]));
            match target.ty() {
                Type::Decimal => Data::Decimal(each().map(|value| decimal_of_bytes(value, target)).collect()),
                Type::DateTime => Data::Long(each().map(julian).collect()),
                Type::Real => Data::Real(each().map(half).collect()),
                Type::Guid => Data::Guid(each().map(guid).collect()),
                _ => {
                    let first = texts.next_code();
                    let more: usize = ranges.iter().map(|(start, end)| end - start).sum();
                    if more > MOST_TEXT - texts.text_len().min(MOST_TEXT) {
                        return Err("the column has more than 1 GiB of text in one row group".to_owned());
                    }
                    each().for_each(|value| texts.add(|out| write_text(value, target, out)));
                    Data::Texts(first, ranges.len())
                }
            }
        }
    })
}

/// A whole number, or the ticks that it stands for.
fn long(value: i64, target: Target) -> Option<i64> {
    match target {
        Target::UnsignedInt => Some(i64::from(value as u32)),
        Target::Date => datetime::checked(value.checked_mul(TICKS_PER_DAY)?.checked_add(UNIX_EPOCH)?),
        Target::Timestamp { unit, .. } => datetime::checked(ticks(value, unit)?.checked_add(UNIX_EPOCH)?),
        Target::Time { unit } => ticks(value, unit),
        _ => Some(value),
    }
}

/// Units of a second with so many digits as ticks.
fn ticks(value: i64, unit: u32) -> Option<i64> {
    if unit > 7 {
        Some(value.div_euclid(10_i64.pow(unit - 7)))
    } else {
        value.checked_mul(10_i64.pow(7 - unit))
    }
}

fn decimal_of(value: i64, target: Target) -> Option<Decimal> {
    match target {
        Target::UnsignedLong => decimal(i128::from(value.cast_unsigned()), 0),
        Target::Decimal { scale } => decimal(value.into(), scale),
        _ => decimal(value.into(), 0),
    }
}

/// A number in two's complement, its highest byte first.
fn decimal_of_bytes(bytes: &[u8], target: Target) -> Option<Decimal> {
    let scale = if let Target::Decimal { scale } = target { scale } else { 0 };
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let filling = if negative { 0xFF } else { 0 };
    let extra = bytes.len().saturating_sub(16);
    if bytes.iter().take(extra).any(|byte| *byte != filling) {
        return None;
    }
    let start = if negative { -1 } else { 0 };
    decimal(bytes.iter().skip(extra).fold(start, |value, byte| value << 8 | i128::from(*byte)), scale)
}

fn decimal(value: i128, scale: u32) -> Option<Decimal> {
    Decimal::parse(&format!("{value}e-{scale}"))
}

/// A timestamp of the old kind: nanoseconds of the day, and the number of the day.
fn julian(bytes: &[u8]) -> Option<i64> {
    let (nanoseconds, day) = bytes.split_first_chunk::<8>()?;
    let day = i64::from(u32::from_le_bytes(*day.first_chunk()?)) - JULIAN_EPOCH;
    let time = i64::from_le_bytes(*nanoseconds).div_euclid(100);
    datetime::checked(day.checked_mul(TICKS_PER_DAY)?.checked_add(time)?.checked_add(UNIX_EPOCH)?)
}

/// A float of 16 bits.
fn half(bytes: &[u8]) -> Option<f64> {
    let bits = u16::from_le_bytes(*bytes.first_chunk()?);
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let magnitude = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    };
    Some(if bits >> 15 == 1 { -magnitude } else { magnitude })
}

fn guid(bytes: &[u8]) -> Option<Guid> {
    Some(Guid(u128::from_be_bytes(bytes.try_into().ok()?)))
}

/// Text as it is, and other bytes as Base64.
fn write_text(bytes: &[u8], target: Target, out: &mut String) {
    if target == Target::Interval
        && let Some((months, rest)) = bytes.split_first_chunk::<4>()
        && let Some((days, rest)) = rest.split_first_chunk::<4>()
        && let Some((milliseconds, _)) = rest.split_first_chunk::<4>()
    {
        let [months, days, milliseconds] = [months, days, milliseconds].map(|part| u32::from_le_bytes(*part));
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
        out.push_str(&format!("P{months}M{days}DT{seconds}.{rest:03}S"));
        return;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => out.push_str(text),
        Err(_) => STANDARD.encode_string(bytes, out),
    }
}
