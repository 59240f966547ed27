//! Scalar functions, one file each.

mod bitwise;
mod hash;
mod real;
mod special;

use crate::ScalarFunction;

/// Every scalar function.
pub static TABLE: &[&ScalarFunction] = &[
    &real::ACOS,
    &real::ASIN,
    &real::ATAN,
    &real::ATAN2,
    &special::BETA_CDF,
    &special::BETA_INV,
    &special::BETA_PDF,
    &bitwise::BINARY_AND,
    &bitwise::BINARY_NOT,
    &bitwise::BINARY_OR,
    &bitwise::BINARY_SHIFT_LEFT,
    &bitwise::BINARY_SHIFT_RIGHT,
    &bitwise::BINARY_XOR,
    &bitwise::BITSET_COUNT_ONES,
    &real::COS,
    &real::COT,
    &real::DEGREES,
    &special::ERF,
    &special::ERFC,
    &real::EXP,
    &real::EXP10,
    &real::EXP2,
    &special::GAMMA,
    &hash::HASH,
    &hash::HASH_COMBINE,
    &hash::HASH_MANY,
    &hash::HASH_MD5,
    &hash::HASH_SHA1,
    &hash::HASH_SHA256,
    &hash::HASH_XXHASH64,
    &real::LOG,
    &real::LOG10,
    &real::LOG2,
    &special::LOGGAMMA,
    &real::PI,
    &real::POW,
    &real::RADIANS,
    &real::SIGN,
    &real::SIN,
    &real::SQRT,
    &real::TAN,
    &special::WELCH_TEST,
];

/// The scalar function of a name or alias.
pub fn lookup(name: &str) -> Option<&'static ScalarFunction> {
    TABLE.iter().copied().find(|function| function.name == name || function.aliases.contains(&name))
}
