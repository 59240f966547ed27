//! Small numbers as runs and bit-packed groups: levels, places in a dictionary, booleans.

use super::thrift::Malformed;

const CUT_OFF: Malformed = "the page holds fewer values than it promises";

/// The bits that a number up to `most` takes.
pub(super) fn width(most: u32) -> u32 {
    u32::BITS - most.leading_zeros()
}

/// Reads `count` numbers of `width` bits; `push` gets each with how often it follows itself.
pub(super) fn read(
    bytes: &[u8],
    width: u32,
    count: usize,
    mut push: impl FnMut(u32, usize) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    if width > 32 {
        return Err("numbers take more than 32 bits");
    }
    let mut rest = bytes;
    let mut left = count;
    while left > 0 {
        let (header, used) = varint(rest)?;
        rest = rest.get(used..).unwrap_or(&[]);
        if header & 1 == 1 {
            let values = usize::try_from(header >> 1).ok().and_then(|groups| groups.checked_mul(8));
            let read = values.ok_or(CUT_OFF)?.min(left);
            unpack(rest, width, read, |value| push(value, 1))?;
            left -= read;
            let bytes =
                usize::try_from(header >> 1).ok().and_then(|groups| groups.checked_mul(width as usize));
            // Some writers cut the last group short.
            rest = bytes.and_then(|bytes| rest.get(bytes..)).unwrap_or(&[]);
        } else {
            let len = width.div_ceil(8) as usize;
            let part = rest.get(..len).ok_or(CUT_OFF)?;
            let value = part.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            if width < 32 && value >> width > 0 {
                return Err("a number takes more bits than it may");
            }
            let run = usize::try_from(header >> 1).unwrap_or(usize::MAX).min(left);
            push(value, run)?;
            left -= run;
            rest = rest.get(len..).unwrap_or(&[]);
        }
    }
    Ok(())
}

/// Reads `count` numbers of `width` bits, the lowest bits first.
pub(super) fn unpack(
    bytes: &[u8],
    width: u32,
    count: usize,
    mut push: impl FnMut(u32) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let needed = count.checked_mul(width as usize).ok_or(CUT_OFF)?.div_ceil(8);
    let bytes = bytes.get(..needed).ok_or(CUT_OFF)?;
    let mask = (1_u64 << width) - 1;
    for at in 0..count {
        let bit = at * width as usize;
        push((window(bytes, bit / 8) >> (bit % 8) & mask) as u32)?;
    }
    Ok(())
}

/// Eight bytes from `at` on, zeros behind the end.
#[inline]
pub(super) fn window(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or(&[]);
    match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => rest.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)),
    }
}

/// A number in groups of seven bits, and the bytes it takes.
pub(super) fn varint(bytes: &[u8]) -> Result<(u64, usize), Malformed> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7F) << (at * 7);
        if *byte < 0x80 {
            return Ok((value, at + 1));
        }
    }
    Err(CUT_OFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], width: u32, count: usize) -> Result<Vec<u32>, Malformed> {
        let mut values = Vec::new();
        read(bytes, width, count, |value, times| {
            values.extend(std::iter::repeat_n(value, times));
            Ok(())
        })?;
        Ok(values)
    }

    #[test]
    fn runs_and_groups_follow_each_other() {
        // Three times 5, then the eight numbers 0 to 7 in three bits each.
        let bytes = [6, 5, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(all(&bytes, 3, 11), Ok(vec![5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(all(&bytes, 3, 4), Ok(vec![5, 5, 5, 0]));
    }

    #[test]
    fn lies_are_errors() {
        assert!(all(&[], 1, 1).is_err());
        assert!(all(&[6], 3, 3).is_err());
        assert!(all(&[6, 9], 3, 3).is_err());
        assert!(all(&[0xFF; 20], 3, 3).is_err());
        assert!(all(&[3], 3, 8).is_err());
        assert_eq!(all(&[], 0, 0), Ok(vec![]));
        // Runs of nothing end with the bytes.
        assert!(all(&[0, 0, 0, 0], 3, 1).is_err());
    }
}
