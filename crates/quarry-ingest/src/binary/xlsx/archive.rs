//! A workbook packed anew: only the members that are read, unpacked under our own limits and stored as they
//! are, so that whoever reads them has nothing left to unpack.

use flate2::Crc;

use crate::container::zip::{Entry, Unpacked};
use crate::error::ImportError;
use crate::sink::Sink;

/// A zip under way whose members are stored.
#[derive(Debug, Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    members: u16,
}

/// Folders of parts that are no cells.
const OTHER_FOLDERS: [&str; 9] = [
    "customxml/",
    "docprops/",
    "xl/charts/",
    "xl/drawings/",
    "xl/pivotcache/",
    "xl/pivottables/",
    "xl/theme/",
    "xl/threadedcomments/",
    "xl/worksheets/_rels/",
];

/// Whether the member is needed to read cells.
pub(super) fn is_needed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
    is_xml && !OTHER_FOLDERS.iter().any(|folder| name.starts_with(folder))
}

impl Archive {
    /// Unpacks a member and adds it. A damaged one is reported, and added as far as it goes.
    /// Gives back what was added.
    pub(super) fn add(
        &mut self,
        entry: &Entry,
        packed: &[u8],
        sink: &mut Sink,
    ) -> Result<&[u8], ImportError> {
        let start = self.bytes.len();
        let header = 30 + entry.name.len();
        self.bytes.resize(start + header, 0);
        let most = sink.options.memory_limit / 2;
        let unpacked = entry.unpack(packed, |packed, piece| {
            sink.note_unpacked(packed, piece.len())?;
            if self.bytes.len() + piece.len() > most {
                return Err(sink.too_large());
            }
            self.bytes.extend_from_slice(piece);
            Ok(())
        })?;
        if let Unpacked::Damaged(reason) = unpacked {
            sink.report_damage(&format!("the member {}: {reason}", entry.name));
        }
        let content = self.bytes.get_mut(start + header..).unwrap_or(&mut []);
        if entry.name.to_ascii_lowercase().ends_with("sharedstrings.xml") {
            hide_counts(content);
        }
        let mut crc = Crc::new();
        crc.update(content);
        let len = u32::try_from(self.bytes.len() - start - header).map_err(|_| sink.too_large())?;
        let start_in_file = u32::try_from(start).map_err(|_| sink.too_large())?;
        let name_len =
            u16::try_from(entry.name.len()).map_err(|_| sink.refuse("a member has a long name"))?;
        // Version, flags, method, time and date, checksum, two sizes, length of the name.
        let mut fields = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        fields.extend([crc.sum(), len, len].map(u32::to_le_bytes).concat());
        fields.extend(name_len.to_le_bytes());
        let local = [b"PK\x03\x04".as_slice(), &fields, &[0, 0], entry.name.as_bytes()].concat();
        if let Some(place) = self.bytes.get_mut(start..start + header) {
            place.copy_from_slice(&local);
        }
        self.directory.extend_from_slice(b"PK\x01\x02\x14\0");
        self.directory.extend_from_slice(&fields);
        self.directory.extend_from_slice(&[0; 12]);
        self.directory.extend_from_slice(&start_in_file.to_le_bytes());
        self.directory.extend_from_slice(entry.name.as_bytes());
        self.members += 1;
        Ok(self.bytes.get(start + header..).unwrap_or(&[]))
    }

    /// The bytes of the zip.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let start = (self.bytes.len() as u32).to_le_bytes();
        let len = (self.directory.len() as u32).to_le_bytes();
        let members = self.members.to_le_bytes();
        self.bytes.append(&mut self.directory);
        self.bytes
            .extend([b"PK\x05\x06\0\0\0\0".as_slice(), &members, &members, &len, &start, &[0, 0]].concat());
        self.bytes
    }
}

/// Takes away how many strings a table promises: room would be made for as many, however few there are.
fn hide_counts(xml: &mut [u8]) {
    const COUNT: &[u8] = b"uniqueCount";
    let head = memchr::memmem::find(xml, b"<si").unwrap_or(xml.len());
    while let Some(at) = memchr::memmem::find(xml.get(..head).unwrap_or(&[]), COUNT)
        && let Some(place) = xml.get_mut(at..at + COUNT.len())
    {
        place.copy_from_slice(b"hiddenCount");
    }
}
