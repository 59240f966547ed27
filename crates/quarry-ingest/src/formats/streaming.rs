//! Events as the streaming API of Defender XDR writes them to event hubs and storage accounts.

use super::{Confidence, Format, Head, first_key, json};
use crate::json::envelope::EnvelopeReader;
use crate::reader::{Decoded, Reader};

/// Events that name their table.
pub(super) static FORMAT: Format = Format {
    name: "streaming",
    title: "Streaming API events",
    extensions: &["json", "ndjson"],
    doc: "Events of Defender's streaming API, in messages with `records` or one a line; each goes to its table.",
    container: false,
    sniff,
    open,
};

fn sniff(head: &Head) -> Confidence {
    let events = head.text.contains("\"category\"") && head.text.contains("\"properties\"");
    let named = head.text.contains("AdvancedHunting-");
    if first_key(&head.text).is_some() && events && named { Confidence::Certain } else { Confidence::No }
}

fn open(head: &Head) -> Box<dyn Reader> {
    match first_key(&head.text) {
        Some("records") => Decoded::boxed(EnvelopeReader::default()),
        _ => Decoded::boxed(json::JsonReader::routing()),
    }
}
