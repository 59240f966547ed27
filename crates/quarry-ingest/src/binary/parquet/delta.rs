//! Numbers as differences from their predecessors, and the texts that are written with them.

use super::hybrid::{varint, window};
use super::thrift::Malformed;

const CUT_OFF: Malformed = "the page holds fewer values than it promises";

/// Where each of several texts stands.
pub(super) type Ranges = Vec<(usize, usize)>;

/// Reads at most `most` numbers, and says how many bytes they took.
pub(super) fn numbers(bytes: &[u8], most: usize) -> Result<(Vec<i64>, usize), Malformed> {
    let mut at = 0;
    let next = |at: &mut usize| -> Result<u64, Malformed> {
        let (value, used) = varint(bytes.get(*at..).unwrap_or(&[]))?;
        *at += used;
        Ok(value)
    };
    let block = next(&mut at)?;
    let parts = next(&mut at)?;
    let count = usize::try_from(next(&mut at)?).map_err(|_| CUT_OFF)?;
    let first = zigzag(next(&mut at)?);
    if parts == 0 || parts > 1 << 12 || block > 1 << 24 || block % parts != 0 || (block / parts) % 8 != 0 {
        return Err("the blocks of numbers have an impossible size");
    }
    let (parts, part) = (parts as usize, (block / parts) as usize);
    if count > most {
        return Err("the page holds more values than it promises");
    }
    let mut values = Vec::new();
    if count > 0 {
        values.push(first);
    }
    let mut last = first;
    while values.len() < count {
        if part == 0 {
            return Err("the blocks of numbers have an impossible size");
        }
        let least = zigzag(next(&mut at)?);
        let widths = bytes.get(at..).and_then(|rest| rest.get(..parts)).ok_or(CUT_OFF)?;
        at += parts;
        for &width in widths {
            let read = part.min(count - values.len());
            if read == 0 {
                break;
            }
            if width > 64 {
                return Err("a difference takes more than 64 bits");
            }
            let width = usize::from(width);
            let needed = part * width / 8;
            let packed = bytes.get(at..).unwrap_or(&[]);
            // The last part may end with its values.
            let packed = packed.get(..needed.min(packed.len())).unwrap_or(&[]);
            if packed.len() * 8 < read * width {
                return Err(CUT_OFF);
            }
            for value in 0..read {
                last = last.wrapping_add(least).wrapping_add(bits(packed, value * width, width));
                values.push(last);
            }
            at += packed.len();
        }
    }
    Ok((values, at))
}

fn zigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// The number of `width` bits at a bit.
#[inline]
fn bits(bytes: &[u8], bit: usize, width: usize) -> i64 {
    if width == 0 {
        return 0;
    }
    let shift = bit % 8;
    let mut value = window(bytes, bit / 8) >> shift;
    if shift + width > 64 {
        value |= window(bytes, bit / 8 + 8) << (64 - shift);
    }
    (value & (u64::MAX >> (64 - width))).cast_signed()
}

/// Lengths, and then the texts behind each other: where each of at most `most` texts stands.
pub(super) fn texts(bytes: &[u8], most: usize) -> Result<Ranges, Malformed> {
    let (lengths, mut at) = numbers(bytes, most)?;
    let mut ranges = Vec::with_capacity(lengths.len());
    for length in lengths {
        let end = usize::try_from(length).ok().and_then(|len| at.checked_add(len));
        let end = end.filter(|end| *end <= bytes.len()).ok_or("a text ends outside the page")?;
        ranges.push((at, end));
        at = end;
    }
    Ok(ranges)
}

/// Texts that share their beginning with the one before: all of them, at most `most` in `limit` bytes, and
/// where each stands.
pub(super) fn shared_texts(bytes: &[u8], most: usize, limit: usize) -> Result<(Vec<u8>, Ranges), Malformed> {
    let (shared, used) = numbers(bytes, most)?;
    let rest = bytes.get(used..).unwrap_or(&[]);
    let own = texts(rest, most)?;
    if own.len() != shared.len() {
        return Err("beginnings and ends of texts differ in number");
    }
    let mut all: Vec<u8> = Vec::new();
    let mut ranges = Vec::with_capacity(own.len());
    let mut previous = 0..0;
    for (shared, (from, to)) in shared.into_iter().zip(own) {
        let shared = usize::try_from(shared).ok().filter(|len| *len <= previous.len());
        let shared = shared.ok_or("a text shares more than the one before has")?;
        let start = all.len();
        if shared + (to - from) > limit - start {
            return Err("the texts of a page take too much memory");
        }
        all.extend_from_within(previous.start..previous.start + shared);
        all.extend_from_slice(rest.get(from..to).unwrap_or(&[]));
        previous = start..all.len();
        ranges.push((start, all.len()));
    }
    Ok((all, ranges))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_needs_no_block() {
        assert_eq!(numbers(&[128, 1, 4, 1, 14], 1), Ok((vec![7], 5)));
    }

    #[test]
    fn differences_add_up() {
        // Blocks of 128 in four parts; 1, 2, 3, 4, 5 differ by one each, so nothing is packed.
        let bytes = [128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(numbers(&bytes, 5), Ok((vec![1, 2, 3, 4, 5], 10)));
        assert!(numbers(&bytes, 4).is_err());
        assert!(numbers(&bytes[..6], 5).is_err());
    }

    #[test]
    fn wide_differences_cross_words() {
        let bytes = [0xFF; 17];
        assert_eq!(bits(&bytes, 3, 64), -1);
        assert_eq!(bits(&bytes, 7, 63), i64::MAX);
    }
}
