//! Answers of Kusto and Log Analytics, and what Quarry itself prints.

use super::{Confidence, Format, Head, first_key};
use crate::json::envelope::EnvelopeReader;
use crate::reader::Decoded;

/// Query answers with `tables`, or with frames.
pub(super) static FORMAT: Format = Format {
    name: "kusto",
    title: "Kusto answer",
    extensions: &["json"],
    doc: "Answers of Kusto (both versions), Log Analytics and `quarry query --format json`.",
    container: false,
    sniff,
    open: |_| Decoded::boxed(EnvelopeReader::default()),
};

fn sniff(head: &Head) -> Confidence {
    let object = head.text.trim_start().starts_with('{');
    match first_key(&head.text) {
        Some("tables" | "Tables") if object => Confidence::Certain,
        Some("FrameType") if !object => Confidence::Certain,
        _ => Confidence::No,
    }
}
