//! Parquet: how it is recognised.

use super::{Confidence, Format, binary};

/// Tables as data tools keep them.
pub(super) static FORMAT: Format = Format {
    name: "parquet",
    title: "Parquet",
    extensions: &["parquet", "pq"],
    doc: "Parquet files of any writer, lists and structures as dynamic.",
    container: false,
    sniff: |head| match head.bytes.get(..4) {
        Some(b"PAR1" | b"PARE") => Confidence::Certain,
        _ => Confidence::No,
    },
    open: binary::parquet,
};
