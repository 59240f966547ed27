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
    header: usize,
}

/// The most members that are looked at.
pub(crate) const MOST_MEMBERS: usize = 1_000;

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(part.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(part.try_into().ok()?)).ok()
}

/// The members of a zip file, and how many the directory promises; none when there is no directory.
pub(crate) fn entries(bytes: &[u8]) -> Option<(Vec<Entry>, usize)> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let end = from + memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let promised = u16_at(bytes, end + 10)?;
    let mut at = u32_at(bytes, end + 16)?;
    let mut entries = Vec::new();
    while entries.len() < promised.min(MOST_MEMBERS) {
        let Some(entry) = entry(bytes, &mut at) else { break };
        entries.push(entry);
    }
    Some((entries, promised))
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

fn entry(bytes: &[u8], at: &mut usize) -> Option<Entry> {
    let start = *at;
    if bytes.get(start..start.checked_add(4)?)? != b"PK\x01\x02" {
        return None;
    }
    let name_len = u16_at(bytes, start + 28)?;
    let name = bytes.get(start + 46..start + 46 + name_len)?;
    *at = start + 46 + name_len + u16_at(bytes, start + 30)? + u16_at(bytes, start + 32)?;
    Some(Entry {
        name: String::from_utf8_lossy(name).chars().take(200).collect(),
        method: u16::try_from(u16_at(bytes, start + 10)?).ok()?,
        encrypted: u16_at(bytes, start + 8)? & 1 == 1,
        crc: u32::try_from(u32_at(bytes, start + 16)?).ok()?,
        packed: u32_at(bytes, start + 20)?,
        header: u32_at(bytes, start + 42)?,
    })
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
        let mut crc = Crc::new();
        match self.method {
            0 => {
                crc.update(data);
                take(data.len(), data)?;
            }
            8 => {
                if !inflate(data, &mut crc, take)? {
                    return Ok(Unpacked::Damaged("the compressed data is damaged"));
                }
            }
            _ => return Ok(Unpacked::Damaged("the compression method is not supported")),
        }
        let right = crc.sum() == self.crc;
        Ok(if right { Unpacked::Whole } else { Unpacked::Damaged("the data does not match its checksum") })
    }

    fn data<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if bytes.get(self.header..self.header.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let start = self.header + 30 + u16_at(bytes, self.header + 26)? + u16_at(bytes, self.header + 28)?;
        bytes.get(start..start.checked_add(self.packed)?)
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
