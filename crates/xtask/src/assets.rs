//! Names, integrity and compression of the site's files.

use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Outcome, tools};

/// A file of the site under its final name.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    /// The name with a part of its content's hash, so that it can be cached for ever.
    pub(crate) name: String,
    /// The value of an `integrity` attribute.
    pub(crate) integrity: String,
    pub(crate) bytes: Vec<u8>,
}

impl Asset {
    /// Names the bytes `STEM-HASH.EXTENSION`.
    pub(crate) fn hashed(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let hash = hex(&Sha256::digest(&bytes));
        Self { name: format!("{stem}-{}.{extension}", &hash[..12]), integrity: integrity(&bytes), bytes }
    }
}

/// `sha256-…` of the bytes: processors have instructions for it, and a page waits for the check of a module.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(bytes)))
}

/// The result of `make` for these inputs, kept in the target folder so that a second build takes seconds.
pub(crate) fn cached(kind: &str, input: &[u8], make: impl FnOnce(&Path) -> Outcome) -> Outcome<Vec<u8>> {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update(input);
    let folder = tools::target_dir().join("site-cache");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let path = folder.join(&hex(&hash.finalize())[..32]);
    if !path.exists() {
        let unfinished: PathBuf = path.with_extension("part");
        make(&unfinished)?;
        std::fs::rename(&unfinished, &path).map_err(|error| error.to_string())?;
    }
    tools::read(&path)
}

/// Brotli at its best quality.
pub(crate) fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    cached("brotli-11", bytes, |path| {
        let mut out = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 24);
        writer.write_all(bytes).map_err(|error| error.to_string())?;
        drop(writer);
        tools::write(path, out)
    })
}

/// Gzip at its best level, for the size table only.
pub(crate) fn gzip_size(bytes: &[u8]) -> usize {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).expect("writing to memory does not fail");
    writer.finish().map_or(0, |out| out.len())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = (u32::from(chunk[0]) << 16)
            | (u32::from(chunk.get(1).copied().unwrap_or(0)) << 8)
            | u32::from(chunk.get(2).copied().unwrap_or(0));
        for place in 0..4 {
            let index = (group >> (18 - 6 * place)) & 63;
            out.push(if place <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads() {
        assert_eq!([base64(b"a"), base64(b"ab"), base64(b"abc")], ["YQ==", "YWI=", "YWJj"]);
    }
}
