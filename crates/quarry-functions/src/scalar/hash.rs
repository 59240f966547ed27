//! Hashes of scalars.
//!
//! Strings are hashed as their UTF-8 bytes. The 64-bit hashes take other scalars as their little-endian
//! bytes, the cryptographic ones as their text.

use md5::Digest;
use quarry_data::{Type, Value, ValueRef, encode};

use crate::Kernel::{NotImplemented, Strict};
use crate::{CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const SOURCE: Param = Param::new("source", TypeSet::NOT_DYNAMIC, "The value to hash.");
const MODULUS: Param =
    Param::new("mod", TypeSet::INTEGER, "When given, the result lies from 0 below this.").optional();
const LONG: ResultType = ResultType::Fixed(Type::Long);
const STRING: ResultType = ResultType::Fixed(Type::String);
const BASE: ScalarFunction = ScalarFunction { category: Category::Hash, ..ScalarFunction::BASE };

pub(super) static HASH: ScalarFunction = ScalarFunction {
    name: "hash",
    summary: "Hashes a scalar to a long, at present with xxhash64.",
    signatures: &[Signature { params: &[SOURCE, MODULUS], result: LONG, kernel: Strict(xxhash64) }],
    notes: &["The algorithm may change; use hash_xxhash64 when it must not."],
    examples: &[
        Example::new("print hash('World')", "1846988464401551951"),
        Example::new("print hash('World', 100)", "51"),
        Example::new("print hash(long(null))", ""),
    ],
    ..BASE
};

pub(super) static HASH_COMBINE: ScalarFunction = ScalarFunction {
    name: "hash_combine",
    summary: "Combines several hashes into one.",
    signatures: &[Signature {
        params: &[Param::new("source", TypeSet::ANY, "A hash.").repeated(2, 32767)],
        result: LONG,
        kernel: NotImplemented,
    }],
    ..BASE
};

pub(super) static HASH_MANY: ScalarFunction = ScalarFunction {
    name: "hash_many",
    summary: "Hashes several scalars into one long.",
    signatures: &[Signature { params: &[SOURCE.repeated(1, 32767)], result: LONG, kernel: NotImplemented }],
    ..BASE
};

pub(super) static HASH_MD5: ScalarFunction = ScalarFunction {
    name: "hash_md5",
    summary: "Hashes a scalar with MD5, as hexadecimal text.",
    signatures: &[Signature { params: &[SOURCE], result: STRING, kernel: Strict(digest::<md5::Md5>) }],
    notes: &["MD5 is broken: use it to look things up, not to prove anything."],
    examples: &[
        Example::new("print hash_md5('World')", "f5a7924e621e84c9280a9a27e1bcb7f6"),
        Example::new("print hash_md5('')", "d41d8cd98f00b204e9800998ecf8427e"),
    ],
    ..BASE
};

pub(super) static HASH_SHA1: ScalarFunction = ScalarFunction {
    name: "hash_sha1",
    summary: "Hashes a scalar with SHA-1, as hexadecimal text.",
    signatures: &[Signature { params: &[SOURCE], result: STRING, kernel: Strict(digest::<sha1::Sha1>) }],
    notes: &["SHA-1 is broken: use it to look things up, not to prove anything."],
    examples: &[
        Example::new("print hash_sha1('World')", "70c07ec18ef89c5309bbb0937f3a6342411e1fdd"),
        Example::new("print hash_sha1('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ],
    ..BASE
};

pub(super) static HASH_SHA256: ScalarFunction = ScalarFunction {
    name: "hash_sha256",
    summary: "Hashes a scalar with SHA-256, as hexadecimal text.",
    signatures: &[Signature { params: &[SOURCE], result: STRING, kernel: Strict(digest::<sha2::Sha256>) }],
    examples: &[
        Example::new(
            "print hash_sha256('World')",
            "78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524",
        ),
        Example::new(
            "print hash_sha256('')",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
    ],
    ..BASE
};

pub(super) static HASH_XXHASH64: ScalarFunction = ScalarFunction {
    name: "hash_xxhash64",
    summary: "Hashes a scalar to a long with xxhash64.",
    signatures: &[Signature { params: &[SOURCE, MODULUS], result: LONG, kernel: Strict(xxhash64) }],
    examples: &[
        Example::new("print hash_xxhash64('World')", "1846988464401551951"),
        Example::new("print hash_xxhash64(datetime(2015-01-01))", "1380966698541616202"),
        Example::new("print hash_xxhash64(1, 0)", ""),
    ],
    ..BASE
};

fn xxhash64(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let hash = match arguments.first() {
        Some(ValueRef::String(text)) => hash_bytes(text.as_bytes()),
        Some(ValueRef::Bool(v)) => hash_bytes(&[u8::from(*v)]),
        Some(ValueRef::Int(v)) => hash_bytes(&v.to_le_bytes()),
        Some(ValueRef::Long(v) | ValueRef::DateTime(v) | ValueRef::TimeSpan(v)) => {
            hash_bytes(&v.to_le_bytes())
        }
        Some(ValueRef::Real(v)) => hash_bytes(&v.to_le_bytes()),
        Some(ValueRef::Guid(v)) => hash_bytes(&v.0.to_le_bytes()),
        Some(ValueRef::Decimal(v)) => hash_bytes(v.to_string().as_bytes()),
        Some(ValueRef::Null | ValueRef::Dynamic(_)) | None => return Value::Null,
    };
    match arguments.get(1).and_then(|modulus| modulus.as_long()) {
        None => Value::Long(hash as i64),
        Some(modulus) if modulus > 0 => Value::Long((hash % modulus as u64) as i64),
        Some(_) => Value::Null,
    }
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh64::xxh64(bytes, 0)
}

fn digest<D: Digest>(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let digest = match arguments.first() {
        Some(ValueRef::String(text)) => D::digest(text.as_bytes()),
        Some(other) => D::digest(encode::display(*other).as_bytes()),
        None => return Value::Null,
    };
    let mut text = String::with_capacity(64);
    for byte in digest.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).expect("half a byte is a hexadecimal digit"));
        }
    }
    Value::string(text)
}
