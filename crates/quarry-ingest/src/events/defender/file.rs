//! Files and loaded images: Sysmon 2, 7, 11, 15, 23 and 26.

use super::{Event, Records, account, file, hashes, initiator};

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    out.text(
        "ActionType",
        match event.id {
            2 => "FileModified",
            23 | 26 => "FileDeleted",
            _ => "FileCreated",
        },
    );
    let path = event.data("TargetFilename");
    let stream = if event.id == 15 { stream_at(path) } else { None };
    file(out, stream.and_then(|at| path.get(..at)).unwrap_or(path));
    hashes(event, out);
    done_by(event, out);
    if event.id == 15 {
        origin(event.data("Contents"), out);
    }
}

pub(super) fn fill_image_load(event: &Event<'_>, out: &mut Records) {
    out.text("ActionType", "ImageLoaded");
    file(out, event.data("ImageLoaded"));
    hashes(event, out);
    done_by(event, out);
}

fn done_by(event: &Event<'_>, out: &mut Records) {
    initiator(out, event.data("Image"), event.data("ProcessId"));
    account(out, "InitiatingProcess", event.data("User"));
}

/// Where `:Zone.Identifier` begins; the colon behind the drive letter is none of a stream.
fn stream_at(path: &str) -> Option<usize> {
    path.rfind(':').filter(|&at| at > 1)
}

/// What the browser wrote about where a file came from.
fn origin(zone: &str, out: &mut Records) {
    for line in zone.split(['\r', '\n', ' ']) {
        if let Some(url) = line.strip_prefix("HostUrl=") {
            out.text("FileOriginUrl", url);
        } else if let Some(url) = line.strip_prefix("ReferrerUrl=") {
            out.text("FileOriginReferrerUrl", url);
        }
    }
}
