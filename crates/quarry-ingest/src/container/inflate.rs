//! Limits of unpacking.

/// The most that a file and all files in it may unpack to.
const MOST_BYTES: u64 = 1 << 30;
/// Bytes that may be unpacked whatever their ratio.
const FREE_BYTES: u64 = 16 << 20;
/// Unpacked bytes for each packed one, beyond [`FREE_BYTES`].
const MOST_RATIO: u64 = 200;

/// Counts what was unpacked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Budget {
    packed: u64,
    unpacked: u64,
}

impl Budget {
    /// Takes note of more bytes; fails when they are too many.
    pub(crate) fn add(&mut self, packed: usize, unpacked: usize) -> Result<(), &'static str> {
        self.packed += packed as u64;
        self.unpacked += unpacked as u64;
        if self.unpacked > MOST_BYTES {
            return Err("the file unpacks to more than 1 GiB");
        }
        if self.unpacked > FREE_BYTES && self.unpacked / MOST_RATIO > self.packed {
            return Err("the file unpacks to more than 200 times its size, as only a trap does");
        }
        Ok(())
    }
}
