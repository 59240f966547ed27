//! `cargo xtask test`: every check there is, one after the other, each with the command it ran.

use std::process::Command;
use std::time::Instant;

use crate::{Outcome, site, size, tidy, tools};

/// A name and what it runs.
type Check = (&'static str, fn() -> Outcome);

/// Runs the checks; with `browser` also those that need the built site. All are run, failures are summed up.
pub(crate) fn run(browser: bool) -> Outcome {
    tools::ensure_wasm_target()?;
    let mut steps: Vec<Check> = vec![
        ("format", format),
        ("project rules", tidy::run),
        ("lints", lints),
        ("unit and suite tests", native_tests),
        ("tests without the large readers", small_ingest_tests),
        ("lints for the browser", wasm_lints),
    ];
    if browser {
        steps.push(("site", || site::build(site::Effort::Release).map(|_| ())));
        steps.push(("size", size::run));
        steps.push(("browser tests", browser_tests));
    }
    let mut failures = Vec::new();
    let mut passed = 0;
    for (name, step) in steps {
        println!("\n== {name}");
        let start = Instant::now();
        match step() {
            Ok(()) => {
                passed += 1;
                println!("== {name}: passed in {:.0} s", start.elapsed().as_secs_f64());
            }
            Err(reason) => {
                println!("== {name}: FAILED: {reason}");
                failures.push(name);
            }
        }
    }
    println!("\nsteps: {passed} passed, {} failed", failures.len());
    if failures.is_empty() { Ok(()) } else { Err(format!("failed: {}", failures.join(", "))) }
}

fn format() -> Outcome {
    tools::run(tools::cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Outcome {
    tools::run(tools::cargo().args([
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn wasm_lints() -> Outcome {
    for package in ["quarry-web", "quarry-reader"] {
        let mut clippy = tools::cargo();
        clippy.args(["clippy", "--locked", "--target", "wasm32-unknown-unknown", "-p", package]);
        tools::run(clippy.args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

/// The import as the page's first module has it: the other tests have every reader.
fn small_ingest_tests() -> Outcome {
    let only = ["test", "--locked", "-p", "quarry-ingest", "--test", "without_binary_formats"];
    tools::run(tools::cargo().args(only))
}

/// Runs every test, prints each runner's summary as cargo shows it, and ends with their sum.
fn native_tests() -> Outcome {
    tools::run(tools::cargo().args(["test", "--locked", "--workspace", "--no-fail-fast"]))
}

fn browser_tests() -> Outcome {
    tools::ensure_npm_packages()?;
    let chromium = tools::ensure_chromium()?;
    let mut playwright = Command::new("node_modules/.bin/playwright");
    playwright.args(["test", "--config", "tests/e2e/playwright.config.js"]);
    tools::run(playwright.env("QUARRY_CHROMIUM", chromium))
}
