//! The formats that files are read in: one file each, and one line in [`TABLE`].

/// A format: how it is recognised and read, and what the page and the documentation say about it.
#[derive(Debug)]
pub struct Format {
    /// The name that `--format` and the report use, lower case.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// File name extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// What it is, in one sentence.
    pub doc: &'static str,
}

/// Every format.
pub const TABLE: &[&Format] = &[];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    TABLE.iter().copied().find(|format| format.name.eq_ignore_ascii_case(name))
}
