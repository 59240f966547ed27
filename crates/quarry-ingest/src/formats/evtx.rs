//! Windows event logs (EVTX): how they are recognised.

use super::{Confidence, Format, binary};

/// Logs as Windows keeps and exports them.
pub(super) static FORMAT: Format = Format {
    name: "evtx",
    title: "Windows event log",
    extensions: &["evtx"],
    doc: "Windows event logs (EVTX): all events in `Event`, and what Defender and Sentinel make of them.",
    container: false,
    sniff: |head| if head.bytes.starts_with(b"ElfFile\0") { Confidence::Certain } else { Confidence::No },
    open: binary::evtx,
};
