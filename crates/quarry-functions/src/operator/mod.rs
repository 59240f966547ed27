//! Scalar operators, under their signs: `+`, `==`, `has`, `in~`, `between`, …
//!
//! They are functions with another spelling; `in` and `has_any` take their list as further arguments.
//! `and` and `or` are not here: the engine evaluates them itself, to stop early.

mod arithmetic;
mod compare;
mod equality;
mod in_list;
mod text_match;

use crate::ScalarFunction;

/// Every scalar operator.
pub static TABLE: &[&ScalarFunction] = &[
    &arithmetic::ADD,
    &arithmetic::DIVIDE,
    &arithmetic::MODULO,
    &arithmetic::MULTIPLY,
    &arithmetic::NEGATE,
    &arithmetic::SUBTRACT,
    &compare::BETWEEN,
    &compare::GREATER,
    &compare::GREATER_OR_EQUAL,
    &compare::LESS,
    &compare::LESS_OR_EQUAL,
    &compare::NOT_BETWEEN,
    &equality::EQUAL,
    &equality::EQUAL_TILDE,
    &equality::NOT_EQUAL,
    &equality::NOT_EQUAL_TILDE,
    &in_list::HAS_ALL,
    &in_list::HAS_ANY,
    &in_list::IN,
    &in_list::IN_TILDE,
    &in_list::NOT_IN,
    &in_list::NOT_IN_TILDE,
    &text_match::CONTAINS,
    &text_match::CONTAINS_CS,
    &text_match::ENDS_WITH,
    &text_match::ENDS_WITH_CS,
    &text_match::HAS,
    &text_match::HAS_CS,
    &text_match::HAS_PREFIX,
    &text_match::HAS_PREFIX_CS,
    &text_match::HAS_SUFFIX,
    &text_match::HAS_SUFFIX_CS,
    &text_match::LIKE,
    &text_match::LIKE_CS,
    &text_match::MATCHES_REGEX,
    &text_match::NOT_CONTAINS,
    &text_match::NOT_CONTAINS_CS,
    &text_match::NOT_ENDS_WITH,
    &text_match::NOT_ENDS_WITH_CS,
    &text_match::NOT_HAS,
    &text_match::NOT_HAS_CS,
    &text_match::NOT_HAS_PREFIX,
    &text_match::NOT_HAS_PREFIX_CS,
    &text_match::NOT_HAS_SUFFIX,
    &text_match::NOT_HAS_SUFFIX_CS,
    &text_match::NOT_LIKE,
    &text_match::NOT_LIKE_CS,
    &text_match::NOT_STARTS_WITH,
    &text_match::NOT_STARTS_WITH_CS,
    &text_match::STARTS_WITH,
    &text_match::STARTS_WITH_CS,
];

/// The operator of a sign, as written in KQL: `!contains_cs`, `=~`; unary minus is `-x`.
pub fn lookup(sign: &str) -> Option<&'static ScalarFunction> {
    TABLE.iter().copied().find(|operator| operator.name == sign || operator.aliases.contains(&sign))
}
