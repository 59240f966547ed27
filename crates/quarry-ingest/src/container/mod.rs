//! Files inside files: what may be unpacked, and how a member is read as if it were a file of its own.

pub(crate) mod inflate;
pub(crate) mod member;
pub(crate) mod tar;
pub(crate) mod zip;
