//! Scalar operators, under their signs: `+`, `==`, `has`, `in~`, `between`, …
//!
//! They are functions with another spelling; `in` and `has_any` take their list as further arguments.
//! `and` and `or` are not here: the engine evaluates them itself, to stop early.

use crate::ScalarFunction;

/// Every scalar operator.
pub static TABLE: &[&ScalarFunction] = &[];

/// The operator of a sign, as written in KQL: `!contains_cs`, `=~`; unary minus is `-x`.
pub fn lookup(sign: &str) -> Option<&'static ScalarFunction> {
    TABLE.iter().copied().find(|operator| operator.name == sign || operator.aliases.contains(&sign))
}
