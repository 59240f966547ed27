//! The formats that files are read in: one file each, and one line in [`TABLE`].

mod binary;
mod csv;
mod event_json;
mod event_xml;
mod evtx;
mod graph;
mod gzip;
mod json;
mod kusto;
mod lines;
mod package;
mod parquet;
mod streaming;
mod tar;
mod xlsx;
mod zip;

use crate::encoding::Decoder;
use crate::reader::Reader;

/// A format: how it is recognised and read, and what the page and the documentation say about it.
pub struct Format {
    /// The name that callers use, lower case.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// File name extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// What it is, in one sentence.
    pub doc: &'static str,
    /// It holds files of other formats.
    pub(crate) container: bool,
    /// How sure it is that a file is of this format.
    pub(crate) sniff: fn(&Head) -> Confidence,
    /// A reader for a file that begins so.
    pub(crate) open: fn(&Head) -> Box<dyn Reader>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

/// Every format. Of those that are equally sure the first one is taken.
pub static TABLE: &[&Format] = &[
    &xlsx::FORMAT,
    &zip::FORMAT,
    &gzip::FORMAT,
    &tar::FORMAT,
    &evtx::FORMAT,
    &parquet::FORMAT,
    &event_xml::FORMAT,
    &streaming::FORMAT,
    &kusto::FORMAT,
    &graph::FORMAT,
    &event_json::FORMAT,
    &json::FORMAT,
    &package::FORMAT,
    &csv::FORMAT,
];

/// Formats that nothing tells from others, so that they must be asked for.
static NAMED_ONLY: &[&Format] = &[&lines::LINES, &lines::WHOLE];

/// Other names of formats.
const ALIASES: &[(&str, &str)] = &[
    ("gz", "gzip"),
    ("jsonl", "json"),
    ("multijson", "json"),
    ("ndjson", "json"),
    ("tgz", "tar"),
    ("tsv", "csv"),
    ("xml", "event-xml"),
];

/// The format of that name, or of that other name.
pub fn find(name: &str) -> Option<&'static Format> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    let name = alias.map_or(name, |(_, name)| name);
    TABLE.iter().chain(NAMED_ONLY).copied().find(|format| format.name.eq_ignore_ascii_case(name))
}

/// How sure a format is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    No,
    /// Nothing speaks against it.
    Possible,
    /// The content looks like it, or the extension says so.
    Likely,
    /// The content can't be anything else.
    Certain,
}

/// The beginning of a file.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) bytes: Vec<u8>,
    /// The bytes as text, whatever they are.
    pub(crate) text: String,
    /// Bytes that were no text in the encoding.
    replaced: u64,
    pub(crate) file_name: String,
    /// The last extension of the file's name, lower case.
    pub(crate) extension: String,
}

impl Head {
    /// How many bytes of a file are looked at.
    pub(crate) const BYTES: usize = 64 << 10;

    pub(crate) fn new(bytes: Vec<u8>, file_name: &str) -> Self {
        let mut text = String::new();
        let mut decoder = Decoder::default();
        decoder.decode(&bytes, &mut text);
        decoder.finish(&mut text);
        let replaced = decoder.replaced;
        let extension =
            file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        Self { bytes, text, replaced, file_name: file_name.to_owned(), extension }
    }

    /// Whether it begins as XML and HTML do.
    pub(crate) fn is_markup(&self) -> bool {
        let text = self.text.trim_start();
        let tag = text.strip_prefix('<').and_then(|rest| rest.chars().next());
        tag.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '?' | '!')) && text.contains('>')
    }

    /// Whether the bytes look like text: few control characters, and hardly any beside bytes that are no text
    /// in their encoding.
    pub(crate) fn is_text(&self) -> bool {
        let controls =
            self.text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')).count();
        let (controls, all) = (controls * 100, self.text.chars().count());
        let foreign = self.replaced.saturating_mul(100) / (self.bytes.len() as u64).max(1) > 20;
        binary(&self.bytes).is_none() && controls <= all * if foreign { 5 } else { 30 }
    }
}

/// What a file is that can be recognised, but not read.
pub(crate) fn unsupported(head: &Head) -> Option<&'static str> {
    binary(&head.bytes).or(head.is_markup().then_some("an XML or HTML file"))
}

fn binary(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("an old Office document (.xls), or one with a password"),
        [0x37, 0x7A, 0xBC, 0xAF, ..] => Some("a 7z archive"),
        [b'B', b'Z', b'h', ..] => Some("a bzip2 file"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some("a zstd file"),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => Some("an xz file"),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("text in UTF-32"),
        _ => None,
    }
}

/// The surest format for a file, if one is as sure as `least`.
pub(crate) fn detect(head: &Head, least: Confidence) -> Option<&'static Format> {
    let mut best: Option<(&'static Format, Confidence)> = None;
    for &format in TABLE {
        let confidence = (format.sniff)(head);
        if confidence > best.map_or(Confidence::No, |(_, known)| known) {
            best = Some((format, confidence));
        }
    }
    best.filter(|(_, confidence)| *confidence >= least).map(|(format, _)| format)
}

/// The first key of the first object in JSON text.
fn first_key(text: &str) -> Option<&str> {
    let object = text.trim_start().trim_start_matches('[').trim_start();
    object.strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_each_of_its_names() {
        let name = |asked| find(asked).map(|format| format.name);
        for (asked, expected) in
            [("csv", "csv"), ("TSV", "csv"), ("ndjson", "json"), ("txt", "txt"), ("xml", "event-xml")]
        {
            assert_eq!(name(asked), Some(expected), "{asked}");
        }
        assert_eq!(name("docx"), None);
    }
}
