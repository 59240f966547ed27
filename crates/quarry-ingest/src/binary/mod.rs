//! Readers of formats that need large crates, behind the feature `binary-formats`.

pub(crate) mod evtx;
pub(crate) mod parquet;
pub(crate) mod xlsx;
