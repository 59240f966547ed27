//! The directory of a zip file. Every length and offset is checked against the file.

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// A member as the directory lists it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Shown, never used as a path.
    pub(crate) name: String,
    method: u16,
    encrypted: bool,
    crc: u32,
    packed: usize,
    unpacked: u64,
    header: usize,
}

/// The members of a zip file.
#[derive(Debug)]
pub(crate) struct Directory {
    /// At most [`MOST_MEMBERS`].
    pub(crate) entries: Vec<Entry>,
    /// How many there are by the end of the file.
    promised: u64,
    /// How many are listed.
    listed: u64,
}

/// The most members that are looked at.
const MOST_MEMBERS: usize = 1_000;
/// Characters of a name that are kept: the last ones, with the extension.
const MOST_NAME: usize = 200;
/// Ends of directories that are tried, from the last: comments may look like one.
const MOST_ENDS: usize = 100;
/// What stands for a value that the 64-bit extension holds.
const ELSEWHERE: u64 = 0xFFFF_FFFF;

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(part.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(part.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(part.try_into().ok()?))
}

fn begins(bytes: &[u8], at: usize, signature: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(signature))
}

/// What the end of a zip says about its directory.
#[derive(Clone, Copy, Debug)]
struct End {
    promised: u64,
    start: usize,
    /// What stands in front of the zip, as in a program that unpacks itself: offsets do not count it.
    shift: usize,
}

impl End {
    /// The end record at `at`; none when no directory lies where it says.
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let (mut promised, mut len, mut offset) = (
            u16_at(bytes, at + 10)? as u64,
            u64::from(u32_at(bytes, at + 12)?),
            u64::from(u32_at(bytes, at + 16)?),
        );
        let mut behind = at;
        if let Some(large) = Self::large(bytes, at)
            && (promised == 0xFFFF || len == ELSEWHERE || offset == ELSEWHERE)
        {
            promised = u64_at(bytes, large + 32)?;
            len = u64_at(bytes, large + 40)?;
            offset = u64_at(bytes, large + 48)?;
            behind = large;
        }
        let offset = usize::try_from(offset).ok()?;
        let by_len = usize::try_from(len).ok().and_then(|len| behind.checked_sub(len));
        let starts = [Some(offset), by_len.filter(|start| *start >= offset)];
        let start = starts.into_iter().flatten().find(|start| begins(bytes, *start, b"PK\x01\x02"))?;
        Some(Self { promised, start, shift: start - offset })
    }

    /// Where the 64-bit form of the end record at `at` stands.
    fn large(bytes: &[u8], at: usize) -> Option<usize> {
        let locator = at.checked_sub(20).filter(|locator| begins(bytes, *locator, b"PK\x06\x07"))?;
        let told = usize::try_from(u64_at(bytes, locator + 8)?).ok();
        [told, locator.checked_sub(56)]
            .into_iter()
            .flatten()
            .find(|large| begins(bytes, *large, b"PK\x06\x06"))
    }
}

impl Directory {
    /// The directory of a zip file; none when there is none.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut ends = memchr::memmem::rfind_iter(bytes, b"PK\x05\x06").take(MOST_ENDS).peekable();
        ends.peek()?;
        let mut directory = Self { entries: Vec::new(), promised: 0, listed: 0 };
        let Some(end) = ends.clone().find_map(|at| End::read(bytes, at)) else {
            directory.promised = ends.next().and_then(|at| u16_at(bytes, at + 10)).unwrap_or(0) as u64;
            return Some(directory);
        };
        directory.promised = end.promised;
        let mut at = end.start;
        while let Some(entry) = entry(bytes, &mut at, end.shift) {
            directory.listed += 1;
            if directory.entries.len() < MOST_MEMBERS {
                directory.entries.push(entry);
            }
        }
        Some(directory)
    }

    /// What is wrong with the number of members, in words.
    pub(crate) fn complaint(&self) -> Option<String> {
        let (promised, listed) = (self.promised, self.listed);
        if listed > MOST_MEMBERS as u64 {
            return Some(format!(
                "of {} members only the first {MOST_MEMBERS} were read",
                listed.max(promised)
            ));
        }
        // Writers without the 64-bit form count no further than this.
        let differ = promised != listed && promised != listed & 0xFFFF;
        differ.then(|| format!("the directory is damaged: of {promised} members {listed} are listed"))
    }
}

/// Members that only documents have which can't be read.
const DOCUMENTS: [(&str, &str); 3] = [
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb), which Quarry can't read"),
    ("META-INF/manifest.xml", "an OpenDocument file (.ods), which Quarry can't read"),
    ("word/document.xml", "a Word document"),
];

/// What the zip is, if it is a document that can't be read.
pub(crate) fn other_document(entries: &[Entry]) -> Option<&'static str> {
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    DOCUMENTS.iter().find(|(name, _)| has(name)).map(|(_, what)| *what)
}

fn entry(bytes: &[u8], at: &mut usize, shift: usize) -> Option<Entry> {
    let start = *at;
    if !begins(bytes, start, b"PK\x01\x02") {
        return None;
    }
    let (name_len, extra_len) = (u16_at(bytes, start + 28)?, u16_at(bytes, start + 30)?);
    let name = bytes.get(start + 46..start + 46 + name_len)?;
    let extra = bytes.get(start + 46 + name_len..start + 46 + name_len + extra_len)?;
    let mut packed = u64::from(u32_at(bytes, start + 20)?);
    let mut unpacked = u64::from(u32_at(bytes, start + 24)?);
    let mut header = u64::from(u32_at(bytes, start + 42)?);
    enlarge(extra, [&mut unpacked, &mut packed, &mut header]);
    *at = start + 46 + name_len + extra_len + u16_at(bytes, start + 32)?;
    let name = String::from_utf8_lossy(name);
    let cut = name.chars().count().saturating_sub(MOST_NAME);
    Some(Entry {
        name: name.chars().skip(cut).collect(),
        method: u16::try_from(u16_at(bytes, start + 10)?).ok()?,
        encrypted: u16_at(bytes, start + 8)? & 1 == 1,
        crc: u32_at(bytes, start + 16)?,
        // What does not fit lies outside the file, and is reported when the member is read.
        packed: usize::try_from(packed).unwrap_or(usize::MAX),
        unpacked,
        header: usize::try_from(header).unwrap_or(usize::MAX).saturating_add(shift),
    })
}

/// Takes the values that are too large for the directory from its 64-bit extension.
fn enlarge(mut extra: &[u8], values: [&mut u64; 3]) {
    while let (Some(id), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        if id == 1 {
            let fields = extra.get(4..(4 + len).min(extra.len())).unwrap_or(&[]);
            let mut at = 0;
            for value in values.into_iter().filter(|value| **value == ELSEWHERE) {
                let Some(large) = u64_at(fields, at) else { return };
                *value = large;
                at += 8;
            }
            return;
        }
        extra = extra.get(4 + len..).unwrap_or(&[]);
    }
}

/// How unpacking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unpacked {
    Whole,
    /// The data is damaged or cut off after what was handed on.
    Damaged(&'static str),
}

impl Entry {
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with('/') || self.name.ends_with('\\')
    }

    /// Unpacks the member piece by piece; `take` gets the packed length and the bytes.
    ///
    /// # Errors
    /// Those of `take`.
    pub(crate) fn unpack<E>(
        &self,
        bytes: &[u8],
        mut take: impl FnMut(usize, &[u8]) -> Result<(), E>,
    ) -> Result<Unpacked, E> {
        if self.encrypted {
            return Ok(Unpacked::Damaged("the member is encrypted"));
        }
        let Some(data) = self.data(bytes) else {
            return Ok(Unpacked::Damaged("the member lies outside the file"));
        };
        let (mut crc, mut len) = (Crc::new(), 0);
        match self.method {
            0 => {
                crc.update(data);
                len = data.len() as u64;
                take(data.len(), data)?;
            }
            8 => {
                let take = |packed, piece: &[u8]| {
                    len += piece.len() as u64;
                    take(packed, piece)
                };
                if !inflate(data, &mut crc, take)? {
                    return Ok(Unpacked::Damaged("the compressed data is damaged"));
                }
            }
            other => return Ok(Unpacked::Damaged(unsupported(other))),
        }
        if crc.sum() != self.crc {
            return Ok(Unpacked::Damaged("the data does not match its checksum"));
        }
        if len != self.unpacked {
            return Ok(Unpacked::Damaged("the data is not as long as the directory says"));
        }
        Ok(Unpacked::Whole)
    }

    fn data<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if !begins(bytes, self.header, b"PK\x03\x04") {
            return None;
        }
        let start = self.header + 30 + u16_at(bytes, self.header + 26)? + u16_at(bytes, self.header + 28)?;
        bytes.get(start..start.checked_add(self.packed)?)
    }
}

/// Why a member can't be unpacked, by the number of its compression method.
fn unsupported(method: u16) -> &'static str {
    match method {
        1..=6 => "the member is packed as programs of the 1980s did, which Quarry can't read",
        9 => "the member is packed with Deflate64, which Quarry can't read",
        12 => "the member is packed with bzip2, which Quarry can't read",
        14 => "the member is packed with LZMA, which Quarry can't read",
        93 => "the member is packed with zstd, which Quarry can't read",
        95 => "the member is packed with xz, which Quarry can't read",
        98 => "the member is packed with PPMd, which Quarry can't read",
        99 => "the member is encrypted",
        _ => "the member is packed by a method that Quarry does not know",
    }
}

/// Whether all of the data could be unpacked.
fn inflate<E>(
    mut data: &[u8],
    crc: &mut Crc,
    mut take: impl FnMut(usize, &[u8]) -> Result<(), E>,
) -> Result<bool, E> {
    let mut inflater = Decompress::new(false);
    let mut buffer = vec![0; 256 << 10];
    loop {
        let (before_in, before_out) = (inflater.total_in(), inflater.total_out());
        let Ok(status) = inflater.decompress(data, &mut buffer, FlushDecompress::None) else {
            return Ok(false);
        };
        let read = usize::try_from(inflater.total_in() - before_in).unwrap_or(data.len());
        let written = usize::try_from(inflater.total_out() - before_out).unwrap_or(0);
        let piece = buffer.get(..written).unwrap_or(&[]);
        crc.update(piece);
        take(read, piece)?;
        data = data.get(read..).unwrap_or(&[]);
        if status == Status::StreamEnd {
            return Ok(true);
        }
        if read == 0 && written == 0 {
            return Ok(false);
        }
    }
}
