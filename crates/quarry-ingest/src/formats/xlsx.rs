//! Excel workbooks: how they are recognised.

use super::{Confidence, Format, Head, binary};

/// Workbooks as Excel keeps them since 2007.
pub(super) static FORMAT: Format = Format {
    name: "xlsx",
    title: "Excel workbook",
    extensions: &["xlsx", "xlsm"],
    doc: "Excel workbooks: each sheet becomes a table, its first row the header.",
    container: false,
    sniff,
    open: binary::xlsx,
};

/// A zip that begins with a part that workbooks have, and has others. One that does not is recognised by its
/// directory, when it is read as a zip.
fn sniff(head: &Head) -> Confidence {
    let first_is = |name: &str| {
        let bytes = head.bytes.get(30..).unwrap_or(&[]);
        bytes.starts_with(name.as_bytes())
    };
    let begins = head.bytes.starts_with(b"PK\x03\x04")
        && ["[Content_Types].xml", "_rels/", "docProps/", "xl/"].iter().any(|name| first_is(name));
    let is_book = ["xlsx", "xlsm"].contains(&head.extension.as_str())
        || memchr::memmem::find(&head.bytes, b"xl/workbook.xml").is_some();
    if begins && is_book { Confidence::Certain } else { Confidence::No }
}
