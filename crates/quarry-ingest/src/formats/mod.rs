//! The formats that files are read in: one file each, and one line in [`TABLE`].

mod csv;
mod graph;
mod gzip;
mod json;
mod kusto;
mod streaming;
mod zip;

use crate::encoding::Decoder;
use crate::reader::Reader;

/// A format: how it is recognised and read, and what the page and the documentation say about it.
pub struct Format {
    /// The name that `--format` uses, lower case.
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
    &zip::FORMAT,
    &gzip::FORMAT,
    &streaming::FORMAT,
    &kusto::FORMAT,
    &graph::FORMAT,
    &json::FORMAT,
    &csv::FORMAT,
];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    TABLE.iter().copied().find(|format| format.name.eq_ignore_ascii_case(name))
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
        let extension =
            file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        Self { bytes, text, file_name: file_name.to_owned(), extension }
    }

    /// Whether the bytes look like text: hardly any control characters.
    pub(crate) fn is_text(&self) -> bool {
        let controls =
            self.text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')).count();
        controls * 10 <= self.text.chars().count()
    }
}

/// The surest format for a file.
pub(crate) fn detect(head: &Head) -> Option<&'static Format> {
    let mut best: Option<(&'static Format, Confidence)> = None;
    for &format in TABLE {
        let confidence = (format.sniff)(head);
        if confidence > best.map_or(Confidence::No, |(_, known)| known) {
            best = Some((format, confidence));
        }
    }
    best.map(|(format, _)| format)
}

/// The first key of the first object in JSON text.
fn first_key(text: &str) -> Option<&str> {
    let object = text.trim_start().trim_start_matches('[').trim_start();
    object.strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()
}
