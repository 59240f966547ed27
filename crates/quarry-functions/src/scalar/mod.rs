//! Scalar functions, one file each.

use crate::ScalarFunction;

/// Every scalar function.
pub static TABLE: &[&ScalarFunction] = &[];

/// The scalar function of a name or alias.
pub fn lookup(name: &str) -> Option<&'static ScalarFunction> {
    TABLE.iter().copied().find(|function| function.name == name || function.aliases.contains(&name))
}
