//! Answers of the hunting APIs: a schema, and the rows as objects.

use super::{Confidence, Format, Head, first_key};
use crate::json::envelope::EnvelopeReader;
use crate::reader::Decoded;

/// Answers of `runHuntingQuery` and of the older Defender API.
pub(super) static FORMAT: Format = Format {
    name: "graph",
    title: "hunting API answer",
    extensions: &["json"],
    doc: "Answers of Microsoft Graph's runHuntingQuery and of the older Defender API.",
    container: false,
    sniff,
    open: |_| Decoded::boxed(EnvelopeReader::default()),
};

fn sniff(head: &Head) -> Confidence {
    let known = matches!(
        first_key(&head.text),
        Some("schema" | "Schema" | "Stats" | "results" | "Results" | "@odata.context")
    );
    let rows = ["\"results\"", "\"Results\"", "\"value\""].iter().any(|key| head.text.contains(key));
    if head.text.trim_start().starts_with('{') && known && rows {
        Confidence::Certain
    } else {
        Confidence::No
    }
}
