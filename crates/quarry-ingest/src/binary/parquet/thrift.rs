//! The compact protocol of Thrift, in which Parquet writes its footer and the headers of its pages.

/// Why the bytes are no Thrift.
pub(super) type Malformed = &'static str;

const CUT_OFF: Malformed = "a structure is cut off";
const TOO_DEEP: Malformed = "structures lie too deep in each other";
/// How deeply structures that are passed over may lie in each other.
const MOST_DEPTH: u32 = 32;

/// The types of values.
pub(super) mod ty {
    pub(in super::super) const TRUE: u8 = 1;
    pub(in super::super) const FALSE: u8 = 2;
    pub(in super::super) const I8: u8 = 3;
    pub(in super::super) const I16: u8 = 4;
    pub(in super::super) const I32: u8 = 5;
    pub(in super::super) const I64: u8 = 6;
    pub(in super::super) const DOUBLE: u8 = 7;
    pub(in super::super) const BINARY: u8 = 8;
    pub(in super::super) const LIST: u8 = 9;
    pub(in super::super) const SET: u8 = 10;
    pub(in super::super) const MAP: u8 = 11;
    pub(in super::super) const STRUCT: u8 = 12;
}

/// Reads values one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Thrift<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        let byte = *self.bytes.get(self.at).ok_or(CUT_OFF)?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let end = self.at.checked_add(len).ok_or(CUT_OFF)?;
        let part = self.bytes.get(self.at..end).ok_or(CUT_OFF)?;
        self.at = end;
        Ok(part)
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err("a number is too long")
    }

    /// A signed whole number of any width.
    pub(super) fn integer(&mut self) -> Result<i64, Malformed> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// A whole number of one byte.
    pub(super) fn tiny(&mut self) -> Result<u8, Malformed> {
        self.byte()
    }

    /// A whole number that must not be negative.
    pub(super) fn size(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.integer()?).map_err(|_| "a size is negative")
    }

    pub(super) fn binary(&mut self) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(self.varint()?).map_err(|_| CUT_OFF)?;
        self.take(len)
    }

    /// A text; what is not UTF-8 in it is replaced.
    pub(super) fn text(&mut self) -> Result<String, Malformed> {
        Ok(String::from_utf8_lossy(self.binary()?).into_owned())
    }

    /// The type of a list's items and how many there are, which is at most as many as there are bytes.
    pub(super) fn list(&mut self) -> Result<(u8, usize), Malformed> {
        let byte = self.byte()?;
        let len = match byte >> 4 {
            15 => usize::try_from(self.varint()?).map_err(|_| CUT_OFF)?,
            short => usize::from(short),
        };
        if len > self.bytes.len() - self.at {
            return Err(CUT_OFF);
        }
        Ok((byte & 15, len))
    }

    /// Reads the fields of a structure as [`Thrift::fields`] does, and fails when one of `needed` was not
    /// read.
    pub(super) fn fields_with(
        &mut self,
        needed: &[i64],
        mut field: impl FnMut(&mut Self, i64, u8) -> Result<bool, Malformed>,
    ) -> Result<(), Malformed> {
        let mut missing = needed.to_vec();
        self.fields(|thrift, id, ty| {
            let read = field(thrift, id, ty)?;
            if read {
                missing.retain(|needed| *needed != id);
            }
            Ok(read)
        })?;
        if missing.is_empty() { Ok(()) } else { Err("a part of a structure is missing") }
    }

    /// Reads the fields of a structure; `field` gets each number and type, and must read the value or leave
    /// it with false.
    pub(super) fn fields(
        &mut self,
        mut field: impl FnMut(&mut Self, i64, u8) -> Result<bool, Malformed>,
    ) -> Result<(), Malformed> {
        let mut id = 0;
        while let Some((next, ty)) = self.field(id)? {
            id = next;
            let start = self.at;
            if !field(self, id, ty)? {
                self.at = start;
                self.skip(ty, 0)?;
            }
        }
        Ok(())
    }

    /// The number and type of the next field; none at the end of the structure.
    fn field(&mut self, previous: i64) -> Result<Option<(i64, u8)>, Malformed> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        let id = match byte >> 4 {
            0 => self.integer()?,
            delta => previous.saturating_add(i64::from(delta)),
        };
        Ok(Some((id, byte & 15)))
    }

    /// Passes over a value.
    fn skip(&mut self, ty: u8, depth: u32) -> Result<(), Malformed> {
        if depth > MOST_DEPTH {
            return Err(TOO_DEEP);
        }
        match ty {
            ty::TRUE | ty::FALSE => {}
            ty::I8 => {
                self.byte()?;
            }
            ty::I16 | ty::I32 | ty::I64 => {
                self.varint()?;
            }
            ty::DOUBLE => {
                self.take(8)?;
            }
            ty::BINARY => {
                self.binary()?;
            }
            ty::LIST | ty::SET => {
                let (item, len) = self.list()?;
                for _ in 0..len {
                    self.skip_item(item, depth)?;
                }
            }
            ty::MAP => {
                let len = self.varint()?;
                if len > 0 {
                    let types = self.byte()?;
                    for _ in 0..len {
                        self.skip_item(types >> 4, depth)?;
                        self.skip_item(types & 15, depth)?;
                    }
                }
            }
            ty::STRUCT => {
                let mut id = 0;
                while let Some((next, ty)) = self.field(id)? {
                    id = next;
                    self.skip(ty, depth + 1)?;
                }
            }
            _ => return Err("a value has an unknown type"),
        }
        Ok(())
    }

    /// An item of a list, where even true and false take a byte.
    fn skip_item(&mut self, ty: u8, depth: u32) -> Result<(), Malformed> {
        match ty {
            ty::TRUE | ty::FALSE => self.byte().map(|_| ()),
            ty => self.skip(ty, depth + 1),
        }
    }
}
