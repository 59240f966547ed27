//! Runs what is tested from outside: the cases of `suite/`, the examples of the function tables, and the
//! hunts of the `examples` folder. Each is a test of its own name under `cargo test`.
//!
//! `BLESS=1 cargo test -p quarry-tests` writes what came out into the cases and examples; review the
//! difference like code.

pub mod case;
pub mod examples;
pub mod functions;
mod places;
mod run;
pub mod suite;

use std::path::PathBuf;

use libtest_mimic::Failed;

/// The folder of this package.
pub(crate) fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expectations are to be rewritten.
pub(crate) fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value != "0" && !value.is_empty())
}

/// Fails with both texts when they differ, blanks at the end aside.
pub(crate) fn expect_same(what: &str, expected: &str, actual: &str) -> Result<(), Failed> {
    if expected.trim_end() == actual.trim_end() {
        return Ok(());
    }
    Err(format!("{what}\n    expected:\n{expected}\n    actual:\n{actual}").into())
}
