//! Gives the worker a larger stack: a query nests deeper than the usual megabyte of a wasm module allows.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a build script talks to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-bin=worker=-zstack-size=8388608");
    }
}
