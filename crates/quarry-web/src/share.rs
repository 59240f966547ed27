//! A query and its settings in the fragment of a link.
//!
//! `#q1=` and base64url of raw deflate of a JSON object. The fragment never reaches a server. A link is
//! untrusted: it is bounded before and after inflating, unknown versions and fields are refused, and opening
//! one only fills the editor.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::protocol::RuleForm;

const PREFIX: &str = "#q1=";
/// Characters of a link's fragment that is made here.
const MOST_MADE: usize = 8_000;
/// Characters of a fragment that is read.
const MOST_READ: usize = 32 * 1024;
/// Bytes after inflating.
const MOST_INFLATED: u64 = 256 * 1024;

/// What a link carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    pub query: String,
    /// What `now()` is: `newest`, `real`, or a chosen instant as ISO text.
    pub now: String,
    /// The rule panel, when something was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleForm>,
    /// Addresses that the query reads from, each with the name of the file that stood for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<(String, String)>,
}

/// Why a link cannot be made or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    TooLong,
    /// Of a later version of the page.
    UnknownVersion,
    Damaged,
}

impl LinkError {
    pub fn message(self) -> &'static str {
        match self {
            Self::TooLong => "the query is too long for a link",
            Self::UnknownVersion => "the link was made by another version of Quarry",
            Self::Damaged => "the link is damaged or was cut off",
        }
    }
}

/// The fragment, with its `#`.
pub fn encode(shared: &Shared) -> Result<String, LinkError> {
    let json = serde_json::to_vec(shared).map_err(|_| LinkError::Damaged)?;
    let mut writer = DeflateEncoder::new(Vec::new(), Compression::best());
    writer.write_all(&json).map_err(|_| LinkError::Damaged)?;
    let deflated = writer.finish().map_err(|_| LinkError::Damaged)?;
    let fragment = format!("{PREFIX}{}", base64url(&deflated));
    if fragment.len() > MOST_MADE { Err(LinkError::TooLong) } else { Ok(fragment) }
}

/// Reads a fragment; nothing when it holds no link.
pub fn decode(fragment: &str) -> Option<Result<Shared, LinkError>> {
    let Some(body) = fragment.strip_prefix(PREFIX) else {
        return fragment.starts_with("#q").then_some(Err(LinkError::UnknownVersion));
    };
    Some(decode_body(body))
}

fn decode_body(body: &str) -> Result<Shared, LinkError> {
    if body.len() > MOST_READ {
        return Err(LinkError::TooLong);
    }
    let deflated = from_base64url(body).ok_or(LinkError::Damaged)?;
    let mut json = Vec::new();
    let mut reader = DeflateDecoder::new(deflated.as_slice()).take(MOST_INFLATED + 1);
    reader.read_to_end(&mut json).map_err(|_| LinkError::Damaged)?;
    if json.len() as u64 > MOST_INFLATED {
        return Err(LinkError::TooLong);
    }
    serde_json::from_slice(&json).map_err(|_| LinkError::Damaged)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, &byte| (group << 8) | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = (group >> (18 - 6 * place)) & 63;
            out.push(ALPHABET.get(index as usize).copied().map_or('A', char::from));
        }
    }
    out
}

fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut group, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        group = (group << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(((group >> bits) & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(query: &str) -> Shared {
        Shared { query: query.to_owned(), now: "newest".to_owned(), rule: None, attached: Vec::new() }
    }

    #[test]
    fn comes_back() {
        for query in ["", "a", "ab", "abc", "T | where x has “ä” // 😀\n| take 10"] {
            let fragment = encode(&shared(query)).expect("short enough");
            assert!(fragment.bytes().all(|byte| byte.is_ascii_graphic()));
            assert_eq!(decode(&fragment), Some(Ok(shared(query))));
        }
    }

    #[test]
    fn names_of_attached_files_come_back() {
        let attached = vec![("https://a.example/x.csv".to_owned(), "x.csv".to_owned())];
        let shared = Shared { attached, ..shared("externaldata (a:string) ['https://a.example/x.csv']") };
        assert_eq!(decode(&encode(&shared).expect("short enough")), Some(Ok(shared)));
    }

    #[test]
    fn other_fragments_are_no_links() {
        assert_eq!(decode(""), None);
        assert_eq!(decode("#table"), None);
        assert_eq!(decode("#q7=AAAA"), Some(Err(LinkError::UnknownVersion)));
    }

    #[test]
    fn damage_is_told() {
        let fragment = encode(&shared("DeviceEvents | count")).expect("short enough");
        assert_eq!(decode(&fragment[..fragment.len() - 4]), Some(Err(LinkError::Damaged)));
        assert_eq!(decode("#q1=%20"), Some(Err(LinkError::Damaged)));
    }

    #[test]
    fn a_bomb_stays_small() {
        let mut writer = DeflateEncoder::new(Vec::new(), Compression::best());
        writer.write_all(&vec![b' '; 8 << 20]).expect("memory");
        let body = base64url(&writer.finish().expect("memory"));
        assert!(body.len() < MOST_READ);
        assert_eq!(decode(&format!("{PREFIX}{body}")), Some(Err(LinkError::TooLong)));
    }

    #[test]
    fn unknown_fields_are_refused() {
        let mut writer = DeflateEncoder::new(Vec::new(), Compression::best());
        writer.write_all(br#"{"query":"T","now":"newest","run":true}"#).expect("memory");
        let body = base64url(&writer.finish().expect("memory"));
        assert_eq!(decode(&format!("{PREFIX}{body}")), Some(Err(LinkError::Damaged)));
    }
}
