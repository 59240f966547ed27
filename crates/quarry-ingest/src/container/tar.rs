//! The headers of tar archives.

/// Headers and members begin at multiples of this.
pub(crate) const RECORD: usize = 512;
/// Characters of a name that are kept: the last ones, with the extension.
const MOST_NAME: usize = 200;

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Shown, never used as a path.
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) kind: Kind,
}

/// What a header stands in front of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    /// The name of the next member, which is too long for a header (GNU).
    LongName,
    /// Records that say more of the next member (POSIX).
    Extended,
    /// A link, a folder, or anything else that holds no data of its own.
    Other,
}

/// What stands in front of a member's own header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extension {
    pub(crate) name: Option<String>,
    pub(crate) size: Option<u64>,
}

impl Header {
    /// Reads a header; none when its sum or its numbers are wrong.
    pub(crate) fn read(header: &[u8]) -> Option<Self> {
        // The sum's own field counts as spaces.
        let sum = |(at, byte): (usize, &u8)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte });
        if header.get(148..156).and_then(number) != Some(header.iter().enumerate().map(sum).sum()) {
            return None;
        }
        let kind = match header.get(156) {
            Some(b'0' | b'7' | 0) => Kind::File,
            Some(b'L') => Kind::LongName,
            Some(b'x') => Kind::Extended,
            _ => Kind::Other,
        };
        let (prefix, name) = (field(header, 345, 500), field(header, 0, 100));
        let is_posix = header.get(257..263) == Some(b"ustar\0");
        let full = if prefix.is_empty() || !is_posix { name } else { format!("{prefix}/{name}") };
        Some(Self { name: shortened(&full), size: number(header.get(124..136)?)?, kind })
    }
}

impl Extension {
    /// Adds what the content behind a header of that kind says.
    pub(crate) fn learn(&mut self, kind: Kind, content: &[u8]) {
        if kind == Kind::LongName {
            self.name = Some(shortened(&field(content, 0, content.len())));
            return;
        }
        // Each record is "LENGTH KEY=VALUE\n", its length that of the whole record.
        let mut rest = content;
        while let Some(space) = memchr::memchr(b' ', rest) {
            let len =
                std::str::from_utf8(rest.get(..space).unwrap_or(&[])).ok().and_then(|len| len.parse().ok());
            let Some(len) = len.filter(|len| *len > space + 1 && *len <= rest.len()) else { return };
            let record = String::from_utf8_lossy(rest.get(space + 1..len - 1).unwrap_or(&[]));
            match record.split_once('=') {
                Some(("path", path)) => self.name = Some(shortened(path)),
                Some(("size", size)) => self.size = size.parse().ok(),
                _ => {}
            }
            rest = rest.get(len..).unwrap_or(&[]);
        }
    }
}

fn field(bytes: &[u8], from: usize, to: usize) -> String {
    let bytes = bytes.get(from..to).unwrap_or(&[]);
    let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..len).unwrap_or(&[])).into_owned()
}

fn shortened(name: &str) -> String {
    name.chars().skip(name.chars().count().saturating_sub(MOST_NAME)).collect()
}

/// A number in octal digits, or behind a set top bit in bytes.
fn number(field: &[u8]) -> Option<u64> {
    if let [0x80, bytes @ ..] = field {
        let (zeros, low) = bytes.split_at(bytes.len().checked_sub(8)?);
        let low: [u8; 8] = low.try_into().ok()?;
        return zeros.iter().all(|byte| *byte == 0).then(|| u64::from_be_bytes(low));
    }
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_say_more_of_the_next_member() {
        let mut extension = Extension::default();
        extension.learn(Kind::Extended, b"12 path=a/b\n21 size=123456789012\n9 x=\xFF\xFE=\n");
        assert_eq!(extension, Extension { name: Some("a/b".to_owned()), size: Some(123_456_789_012) });
        for broken in
            [b"99999999999999999999 path=x\n".as_slice(), b"0 path=x\n", b"4 path=x\n", b"x", b"30 path=x\n"]
        {
            let mut extension = Extension::default();
            extension.learn(Kind::Extended, broken);
            assert_eq!(extension, Extension::default(), "{broken:?}");
        }
    }

    #[test]
    fn numbers_are_octal_or_bytes() {
        assert_eq!(number(b"00000000644\0"), Some(0o644));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\x02\0\0\0\0"), Some(2 << 32));
        assert_eq!(number(b"\x80\x01\0\0\0\0\0\0\0\0\0\0"), None);
        assert_eq!(number(b"9\0"), None);
    }
}
