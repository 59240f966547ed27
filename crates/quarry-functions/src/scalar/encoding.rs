//! Encodings of text and bytes: base64, URLs, hexadecimal, code points, compression.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use flate2::read::{GzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};
use quarry_data::{Dynamic, Guid, Type, Value, ValueRef};
use std::io::{Read, Write};

use super::declare::{STRINGS, long_at, param, sig, text_at};
use crate::Kernel::{Scalar, StrToDynamic, StrToStr, Strict};
use crate::{CallContext, Example, ScalarFunction, TypeSet};

const STRING: TypeSet = TypeSet::STRING;
/// Standard alphabet, padded.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);
/// Bytes that decompression may give.
const LIMIT: u64 = 64 << 20;

pub(super) static BASE64_DECODE_TOARRAY: ScalarFunction = ScalarFunction {
    name: "base64_decode_toarray",
    summary: "Decodes base64 to an array of bytes.",
    signatures: &[sig(
        &[param("base64_string", STRING, "The base64 text.")],
        Type::Dynamic,
        StrToDynamic(|text| match BASE64.decode(text) {
            Ok(bytes) => Dynamic::array(bytes.into_iter().map(|byte| Dynamic::Long(byte.into())).collect()),
            Err(_) => Dynamic::Null,
        }),
    )],
    examples: &[
        Example::new("print base64_decode_toarray('S3VzdG8=')", "[75,117,115,116,111]"),
        Example::new("print base64_decode_toarray('?')", ""),
    ],
    ..STRINGS
};

pub(super) static BASE64_DECODE_TOGUID: ScalarFunction = ScalarFunction {
    name: "base64_decode_toguid",
    summary: "Decodes base64 to a guid.",
    signatures: &[sig(
        &[param("base64_string", STRING, "The base64 text of 16 bytes.")],
        Type::Guid,
        Strict(|_, arguments| {
            let bytes = BASE64
                .decode(&*text_at(arguments, 0))
                .ok()
                .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
            bytes.map_or(Value::Null, |bytes| Value::Guid(Guid(u128::from_be_bytes(swapped(bytes)))))
        }),
    )],
    examples: &[
        Example::new(
            "print base64_decode_toguid('JpbpECu8dUy7Pv5gbeJXAA==')",
            "10e99626-bc2b-4c75-bb3e-fe606de25700",
        ),
        Example::new("print base64_decode_toguid('eA==')", ""),
    ],
    ..STRINGS
};

pub(super) static BASE64_DECODE_TOSTRING: ScalarFunction = ScalarFunction {
    name: "base64_decode_tostring",
    aliases: &["base64_decodestring"],
    summary: "Decodes base64 to text.",
    signatures: &[sig(
        &[param("base64_string", STRING, "The base64 text.")],
        Type::String,
        StrToStr(|text, out| {
            let decoded = BASE64.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            out.push_str(&decoded.unwrap_or_default());
        }),
    )],
    notes: &["What is not base64, or not UTF-8 inside, gives an empty string."],
    examples: &[
        Example::new("print base64_decode_tostring('S3VzdG8=')", "Kusto"),
        Example::new("print base64_decode_tostring('?')", ""),
    ],
    ..STRINGS
};

pub(super) static BASE64_ENCODE_FROMARRAY: ScalarFunction = ScalarFunction {
    name: "base64_encode_fromarray",
    summary: "Encodes an array of bytes as base64.",
    signatures: &[sig(
        &[param("bytes", TypeSet::DYNAMIC, "An array of numbers from 0 to 255.")],
        Type::String,
        Strict(|_, arguments| {
            let [ValueRef::Dynamic(Dynamic::Array(items))] = arguments else { return Value::string("") };
            let bytes: Option<Vec<u8>> = items
                .iter()
                .map(|item| if let Dynamic::Long(byte) = item { u8::try_from(*byte).ok() } else { None })
                .collect();
            Value::string(bytes.map_or_else(String::new, |bytes| BASE64.encode(bytes)))
        }),
    )],
    examples: &[
        Example::new("print base64_encode_fromarray(dynamic([75, 117, 115, 116, 111]))", "S3VzdG8="),
        Example::new("print base64_encode_fromarray(dynamic([999]))", ""),
    ],
    ..STRINGS
};

pub(super) static BASE64_ENCODE_FROMGUID: ScalarFunction = ScalarFunction {
    name: "base64_encode_fromguid",
    summary: "Encodes a guid as base64.",
    signatures: &[sig(
        &[param("guid", TypeSet::GUID, "The guid.")],
        Type::String,
        Strict(|_, arguments| match arguments {
            [ValueRef::Guid(guid)] => Value::string(BASE64.encode(swapped(guid.0.to_be_bytes()))),
            _ => Value::string(""),
        }),
    )],
    examples: &[Example::new(
        "print base64_encode_fromguid(guid(10e99626-bc2b-4c75-bb3e-fe606de25700))",
        "JpbpECu8dUy7Pv5gbeJXAA==",
    )],
    ..STRINGS
};

pub(super) static BASE64_ENCODE_TOSTRING: ScalarFunction = ScalarFunction {
    name: "base64_encode_tostring",
    aliases: &["base64_encodestring"],
    summary: "Encodes text as base64.",
    signatures: &[sig(
        &[param("string", STRING, "The text.")],
        Type::String,
        StrToStr(|text, out| BASE64.encode_string(text, out)),
    )],
    examples: &[
        Example::new("print base64_encode_tostring('Kusto')", "S3VzdG8="),
        Example::new("print base64_encode_tostring('')", ""),
    ],
    ..STRINGS
};

pub(super) static MAKE_STRING: ScalarFunction = ScalarFunction {
    name: "unicode_codepoints_to_string",
    aliases: &["make_string"],
    summary: "Makes a text of Unicode code points.",
    signatures: &[sig(
        &[param("value", TypeSet::INTEGER.or(TypeSet::DYNAMIC), "Code points, or arrays of them.")
            .repeated(1, 32767)],
        Type::String,
        Scalar(from_codepoints),
    )],
    examples: &[
        Example::new("print unicode_codepoints_to_string(75, 117, 115, 116, 111)", "Kusto"),
        Example::new("print unicode_codepoints_to_string(dynamic([75, 117]), 115)", "Kus"),
    ],
    ..STRINGS
};

pub(super) static TOHEX: ScalarFunction = ScalarFunction {
    name: "tohex",
    summary: "Writes a whole number in hexadecimal.",
    signatures: &[sig(
        &[
            param("value", TypeSet::INTEGER, "The number."),
            param(
                "minLength",
                TypeSet::INTEGER,
                "How many digits at least, up to 16; zeros are put in front.",
            )
            .optional(),
        ],
        Type::String,
        Strict(|_, arguments| {
            let width = long_at(arguments, 1).unwrap_or(0).clamp(0, 16) as usize;
            match (arguments.first(), long_at(arguments, 0)) {
                (Some(ValueRef::Int(number)), _) => Value::string(format!("{number:0width$x}")),
                (_, Some(number)) => Value::string(format!("{number:0width$x}")),
                (_, None) => Value::string(""),
            }
        }),
    )],
    notes: &["Negative numbers are written in two's complement: 32 bits of an int, 64 of a long."],
    examples: &[
        Example::new("print tohex(256)", "100"),
        Example::new("print tohex(toint(-256))", "ffffff00"),
        Example::new("print tohex(255, 4)", "00ff"),
        Example::new("print tohex(-1)", "ffffffffffffffff"),
    ],
    ..STRINGS
};

pub(super) static UNICODE_CODEPOINTS_FROM_STRING: ScalarFunction = ScalarFunction {
    name: "unicode_codepoints_from_string",
    aliases: &["to_utf8"],
    summary: "Gives the Unicode code points of a text.",
    signatures: &[sig(
        &[param("value", TypeSet::ANY, "The text.")],
        Type::Dynamic,
        StrToDynamic(|text| {
            Dynamic::array(text.chars().map(|c| Dynamic::Long(u32::from(c).into())).collect())
        }),
    )],
    examples: &[
        Example::new("print unicode_codepoints_from_string('Kä')", "[75,228]"),
        Example::new("print unicode_codepoints_from_string('')", "[]"),
    ],
    ..STRINGS
};

pub(super) static URL_DECODE: ScalarFunction = ScalarFunction {
    name: "url_decode",
    summary: "Decodes the escapes of a URL.",
    signatures: &[sig(&[param("encoded_url", STRING, "The text.")], Type::String, StrToStr(decode_url))],
    examples: &[
        Example::new("print url_decode('https%3a%2f%2fwww.bing.com%2f')", "https://www.bing.com/"),
        Example::new("print url_decode('100%')", "100%"),
    ],
    ..STRINGS
};

pub(super) static URL_ENCODE: ScalarFunction = ScalarFunction {
    name: "url_encode",
    summary: "Encodes text for a URL; blanks become `+`.",
    signatures: &[sig(
        &[param("url", STRING, "The text.")],
        Type::String,
        StrToStr(|text, out| url_encode(text, "+", out)),
    )],
    examples: &[
        Example::new("print url_encode('https://a b')", "https%3a%2f%2fa+b"),
        Example::new("print url_encode('')", ""),
    ],
    ..STRINGS
};

pub(super) static URL_ENCODE_COMPONENT: ScalarFunction = ScalarFunction {
    name: "url_encode_component",
    summary: "Encodes text for a URL; blanks become `%20`.",
    signatures: &[sig(
        &[param("url", STRING, "The text.")],
        Type::String,
        StrToStr(|text, out| url_encode(text, "%20", out)),
    )],
    examples: &[
        Example::new("print url_encode_component('a b/c')", "a%20b%2fc"),
        Example::new("print url_encode_component('')", ""),
    ],
    ..STRINGS
};

/// A record of a function between text and compressed base64.
macro_rules! compression_function {
    ($static:ident, $name:literal, $summary:literal, $kernel:expr, $query:literal => $result:literal) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            summary: $summary,
            signatures: &[sig(&[param("string", STRING, "The text.")], Type::String, StrToStr($kernel))],
            notes: &["What can't be read gives an empty string."],
            examples: &[Example::new($query, $result)],
            ..STRINGS
        };
    };
}

compression_function!(GZIP_COMPRESS_TO_BASE64_STRING, "gzip_compress_to_base64_string",
    "Compresses text with gzip and encodes it as base64.",
    |text, out| encode_written(GzEncoder::new(Vec::new(), flate2::Compression::default()), text, out, GzEncoder::finish),
    "print gzip_decompress_from_base64_string(gzip_compress_to_base64_string('abc'))" => "abc");
compression_function!(GZIP_DECOMPRESS_FROM_BASE64_STRING, "gzip_decompress_from_base64_string",
    "Decodes base64 and decompresses it with gzip to text.",
    |text, out| decompress(text, out, |bytes| Box::new(GzDecoder::new(bytes))),
    "print gzip_decompress_from_base64_string('x0x0x0')" => "");
compression_function!(ZLIB_COMPRESS_TO_BASE64_STRING, "zlib_compress_to_base64_string",
    "Compresses text with zlib and encodes it as base64.",
    |text, out| encode_written(ZlibEncoder::new(Vec::new(), flate2::Compression::default()), text, out, ZlibEncoder::finish),
    "print zlib_decompress_from_base64_string(zlib_compress_to_base64_string('abc'))" => "abc");
compression_function!(ZLIB_DECOMPRESS_FROM_BASE64_STRING, "zlib_decompress_from_base64_string",
    "Decodes base64 and decompresses it with zlib to text.",
    |text, out| decompress(text, out, |bytes| Box::new(ZlibDecoder::new(bytes))),
    "print zlib_decompress_from_base64_string('eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=')" => "Test string 123");

/// Between the order of .NET's guid bytes, in which the first three groups are turned round, and that of the
/// printed digits.
fn swapped(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    bytes
}

fn from_codepoints(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let mut text = String::new();
    let mut add = |point: i64| text.extend(u32::try_from(point).ok().and_then(char::from_u32));
    for argument in arguments {
        match argument {
            ValueRef::Dynamic(Dynamic::Array(items)) => {
                items.iter().for_each(|item| {
                    if let Dynamic::Long(point) = item {
                        add(*point);
                    }
                });
            }
            ValueRef::Dynamic(Dynamic::Long(point)) => add(*point),
            other => other.as_long().into_iter().for_each(&mut add),
        }
    }
    Value::string(text)
}

pub(super) fn decode_url(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, escape) {
            (b'%', Some(escaped)) => {
                decoded.push(escaped);
                at += 3;
            }
            (b'+', _) => {
                decoded.push(b' ');
                at += 1;
            }
            (other, _) => {
                decoded.push(*other);
                at += 1;
            }
        }
    }
    out.push_str(&String::from_utf8_lossy(&decoded));
}

fn url_encode(text: &str, blank: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'*' | b'(' | b')' => {
                out.push(byte.into());
            }
            b' ' => out.push_str(blank),
            other => {
                out.push('%');
                for half in [other >> 4, other & 15] {
                    out.push(char::from_digit(half.into(), 16).expect("half a byte is a hexadecimal digit"));
                }
            }
        }
    }
}

fn encode_written<W: Write>(
    mut encoder: W,
    text: &str,
    out: &mut String,
    finish: impl FnOnce(W) -> std::io::Result<Vec<u8>>,
) {
    if let Ok(bytes) = encoder.write_all(text.as_bytes()).and_then(|()| finish(encoder)) {
        BASE64.encode_string(bytes, out);
    }
}

fn decompress(text: &str, out: &mut String, decoder: fn(&[u8]) -> Box<dyn Read + '_>) {
    let Ok(bytes) = BASE64.decode(text) else { return };
    let mut decoded = String::new();
    if decoder(&bytes).take(LIMIT).read_to_string(&mut decoded).is_ok() {
        out.push_str(&decoded);
    }
}
