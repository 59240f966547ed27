//! Bytes to text: UTF-8, UTF-16 and Windows-1252.

/// How a file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

/// What stands for bytes that are not valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fallback {
    /// The file has shown no other character beyond ASCII, so it is taken for Windows-1252.
    Windows1252,
    /// The file is UTF-8 with damage.
    Replacement,
}

/// Decodes a file slice by slice. Byte order marks are dropped.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Option<Encoding>,
    /// Bytes of a character that the next slice completes, or too few to tell the encoding.
    carry: Vec<u8>,
    /// A character beyond ASCII was met in valid UTF-8.
    seen_wide: bool,
    fallback: Option<Fallback>,
    position: u64,
    /// How many bytes were not text in the encoding.
    pub(crate) replaced: u64,
    /// Where the first of them stands.
    pub(crate) first_replaced: Option<u64>,
    /// Half of a UTF-16 pair.
    high_surrogate: Option<u16>,
}

impl Decoder {
    /// Appends the text of the next bytes to `out`.
    pub(crate) fn decode(&mut self, bytes: &[u8], out: &mut String) {
        if self.encoding.is_none() || !self.carry.is_empty() {
            let mut joined = std::mem::take(&mut self.carry);
            joined.extend_from_slice(bytes);
            if self.encoding.is_none() && joined.len() < 4 {
                self.carry = joined;
                return;
            }
            self.start(&joined, out);
        } else {
            self.start(bytes, out);
        }
    }

    /// Appends what is left at the end of the file.
    pub(crate) fn finish(&mut self, out: &mut String) {
        if self.encoding.is_none() {
            let all = std::mem::take(&mut self.carry);
            self.start(&all, out);
        }
        let rest = std::mem::take(&mut self.carry);
        let half = self.high_surrogate.take().is_some();
        if half || !rest.is_empty() {
            self.replace(&rest, out);
        }
    }

    /// What invalid bytes were read as.
    pub(crate) fn fallback(&self) -> Option<Fallback> {
        self.fallback
    }

    fn start(&mut self, mut bytes: &[u8], out: &mut String) {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => {
                let (encoding, mark) = recognise(bytes);
                self.encoding = Some(encoding);
                self.position += mark as u64;
                bytes = bytes.get(mark..).unwrap_or(&[]);
                encoding
            }
        };
        match encoding {
            Encoding::Utf8 => self.utf8(bytes, out),
            Encoding::Utf16 { big_endian } => self.utf16(bytes, big_endian, out),
        }
    }

    fn utf8(&mut self, mut bytes: &[u8], out: &mut String) {
        loop {
            match std::str::from_utf8(bytes) {
                Ok(text) => return self.accept(text, out),
                Err(error) => {
                    let (valid, rest) = bytes.split_at(error.valid_up_to());
                    self.accept(std::str::from_utf8(valid).unwrap_or(""), out);
                    let Some(len) = error.error_len() else {
                        self.carry.extend_from_slice(rest);
                        return;
                    };
                    let (bad, rest) = rest.split_at(len);
                    self.replace(bad, out);
                    bytes = rest;
                }
            }
        }
    }

    fn accept(&mut self, text: &str, out: &mut String) {
        self.seen_wide = self.seen_wide || !text.is_ascii();
        self.position += text.len() as u64;
        out.push_str(text);
    }

    fn replace(&mut self, bad: &[u8], out: &mut String) {
        let fallback = *self.fallback.get_or_insert(match self.encoding {
            Some(Encoding::Utf8) if !self.seen_wide => Fallback::Windows1252,
            _ => Fallback::Replacement,
        });
        self.first_replaced.get_or_insert(self.position);
        self.replaced += bad.len().max(1) as u64;
        self.position += bad.len() as u64;
        match fallback {
            Fallback::Windows1252 => out.extend(bad.iter().map(|&byte| windows_1252(byte))),
            Fallback::Replacement => out.push(char::REPLACEMENT_CHARACTER),
        }
    }

    fn utf16(&mut self, bytes: &[u8], big_endian: bool, out: &mut String) {
        let mut units = bytes.chunks_exact(2);
        for pair in &mut units {
            let pair = [pair[0], pair[1]];
            let unit = if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            self.unit(unit, out);
        }
        self.carry.extend_from_slice(units.remainder());
    }

    fn unit(&mut self, unit: u16, out: &mut String) {
        let units: &[u16] = match self.high_surrogate.take() {
            Some(high) => &[high, unit],
            None if (0xD800..0xDC00).contains(&unit) => {
                self.high_surrogate = Some(unit);
                return;
            }
            None => &[unit],
        };
        for read in char::decode_utf16(units.iter().copied()) {
            match read {
                Ok(character) => {
                    self.position += 2 * character.len_utf16() as u64;
                    out.push(character);
                }
                Err(_) => self.replace(&[0, 0], out),
            }
        }
    }
}

/// The encoding and the length of its byte order mark. UTF-16 without a mark shows by its zero bytes.
fn recognise(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16 { big_endian: false }, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16 { big_endian: true }, 2),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16 { big_endian: false }, 0),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16 { big_endian: true }, 0),
        _ => (Encoding::Utf8, 0),
    }
}

fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], slice: usize) -> (String, u64) {
        let mut decoder = Decoder::default();
        let mut out = String::new();
        for part in bytes.chunks(slice) {
            decoder.decode(part, &mut out);
        }
        decoder.finish(&mut out);
        (out, decoder.replaced)
    }

    fn check(bytes: &[u8], text: &str, replaced: u64) {
        for slice in 1..=bytes.len() {
            assert_eq!(decode(bytes, slice), (text.to_owned(), replaced), "slices of {slice}");
        }
    }

    #[test]
    fn every_encoding_in_every_slicing() {
        check("äöü😀".as_bytes(), "äöü😀", 0);
        check("\u{feff}äöü😀".as_bytes(), "äöü😀", 0);
        check(b"a\xE4b\x80c\x81", "aäb€c\u{fffd}", 3);
        check(b"\xC3\xA4 and \xE4.", "ä and \u{fffd}.", 1);
        check(b"abc\xC3", "abcÃ", 1);
        let little: Vec<u8> = "\u{feff}aä😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&little, "aä😀", 0);
        let big: Vec<u8> = "ab ä😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&big, "ab ä😀", 0);
        check(b"\xFF\xFE\x00\xD8a\x00", "\u{fffd}a", 2);
    }
}
