//! Unpacking of pages. What a page claims to unpack to is a limit, never a reason to allocate.

use std::borrow::Cow;
use std::io::Read;

/// How often a page may be larger than what it is packed into, for formats whose blocks can't be unpacked
/// piece by piece. Neither of the two reaches this ratio.
const MOST_BLOCK_RATIO: usize = 256;
/// The buffer of the readers that unpack piece by piece.
const PIECE: usize = 16 << 10;
/// The largest window that a Zstandard frame may ask for.
const MOST_WINDOW: u64 = 128 << 20;

/// The name of a codec, for messages.
pub(super) fn name(codec: i64) -> &'static str {
    match codec {
        0 => "uncompressed",
        1 => "Snappy",
        2 => "gzip",
        3 => "LZO",
        4 => "Brotli",
        5 | 7 => "LZ4",
        6 => "Zstandard",
        _ => "an unknown codec",
    }
}

/// Whether pages of the codec can be unpacked.
pub(super) fn is_known(codec: i64) -> bool {
    matches!(codec, 0..=2 | 4..=7)
}

/// The bytes of a page of `size` bytes.
///
/// # Errors
/// The data is damaged, or does not give `size` bytes.
pub(super) fn unpack(codec: i64, packed: &[u8], size: usize) -> Result<Cow<'_, [u8]>, String> {
    let unpacked = match codec {
        0 => Cow::Borrowed(packed),
        1 => Cow::Owned(snappy(packed, size)?),
        2 => Cow::Owned(read(flate2::read::MultiGzDecoder::new(packed), size)?),
        4 => Cow::Owned(read(brotli_decompressor::Decompressor::new(packed, PIECE), size)?),
        5 => Cow::Owned(hadoop_lz4(packed, size).or_else(|_| lz4(packed, size))?),
        6 => Cow::Owned(zstandard(packed, size)?),
        7 => Cow::Owned(lz4(packed, size)?),
        _ => return Err(format!("{} can't be unpacked", name(codec))),
    };
    if unpacked.len() == size {
        Ok(unpacked)
    } else {
        Err(format!("the data unpacks to {} bytes instead of {size}", unpacked.len()))
    }
}

/// Reads at most one byte more than `size`.
fn read(reader: impl Read, size: usize) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    let most = (size as u64).saturating_add(1);
    reader.take(most).read_to_end(&mut unpacked).map_err(|error| damaged(&error))?;
    Ok(unpacked)
}

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("the compressed data is damaged: {error}")
}

fn within_ratio(packed: &[u8], size: usize) -> Result<(), String> {
    if size / MOST_BLOCK_RATIO > packed.len() {
        return Err(format!("{} bytes can't unpack to {size}", packed.len()));
    }
    Ok(())
}

fn snappy(packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    let len = snap::raw::decompress_len(packed).map_err(|error| damaged(&error))?;
    if len != size {
        return Err(format!("the data unpacks to {len} bytes instead of {size}"));
    }
    within_ratio(packed, size)?;
    snap::raw::Decoder::new().decompress_vec(packed).map_err(|error| damaged(&error))
}

fn lz4(packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    within_ratio(packed, size)?;
    let mut unpacked = vec![0; size];
    let len = lz4_flex::block::decompress_into(packed, &mut unpacked).map_err(|error| damaged(&error))?;
    unpacked.truncate(len);
    Ok(unpacked)
}

/// Blocks with their two lengths in front, as Hadoop frames them.
fn hadoop_lz4(mut packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    while let Some((sizes, rest)) = packed.split_first_chunk::<8>() {
        let [a, b, c, d, e, f, g, h] = *sizes;
        let len = u32::from_be_bytes([a, b, c, d]) as usize;
        let packed_len = u32::from_be_bytes([e, f, g, h]) as usize;
        let block = rest.get(..packed_len).ok_or("a block is cut off")?;
        if len > size - unpacked.len() {
            return Err("the blocks unpack to more than the page".to_owned());
        }
        unpacked.extend_from_slice(&lz4(block, len)?);
        packed = rest.get(packed_len..).unwrap_or(&[]);
    }
    Ok(unpacked)
}

fn zstandard(packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
    let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(packed, MOST_WINDOW)
        .map_err(|error| damaged(&error))?;
    read(decoder, size)
}
