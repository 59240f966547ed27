//! Events as JSON: what Winlogbeat, NXLog and `evtx_dump` write.

use super::{Confidence, Format, Head, json};
use crate::events::json::is_event;
use crate::reader::Decoded;

/// JSON records that are Windows events.
pub(super) static FORMAT: Format = Format {
    name: "event-json",
    title: "Windows events as JSON",
    extensions: &["json", "ndjson", "jsonl"],
    doc: "Windows events as Winlogbeat, NXLog (as in OTRF Security-Datasets) and `evtx_dump` write them.",
    container: false,
    sniff: |head: &Head| if is_event(&head.text) { Confidence::Certain } else { Confidence::No },
    open: |_: &Head| Decoded::boxed(json::JsonReader::events()),
};
