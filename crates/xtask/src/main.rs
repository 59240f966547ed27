//! The project's tasks: `cargo xtask build | serve | test | check | size | tidy | bench`.
//!
//! The tasks install what they need (the WebAssembly target, the npm packages of the lock file, Debian's
//! Chromium for the browser tests) and say so. Nothing of the site depends on this crate.

#![allow(
    clippy::disallowed_methods,
    reason = "a command-line tool may read the environment and start threads"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool prints")]

mod assets;
mod bench;
mod page;
mod reference;
mod serve;
mod site;
mod size;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

/// What a task answers: nothing, or the reason why it stopped.
pub(crate) type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "usage: cargo xtask TASK

  build [--quick]  build the static site in dist/; --quick leaves out wasm-opt and compression
  serve [--quick] [--port N]
                   build the site and serve it on http://127.0.0.1:8080
  test [--no-browser]
                   format, lints, unit and suite tests, wasm check, browser tests
  check            the same without the site and the browser
  size             what a visitor downloads, against the budget (after build)
  tidy             the project's own rules about files and tables
  bench            the engine's benchmarks, and how time and memory grow with the rows
  bench --side-by-side DIR --data CSV [--net CSV]
                   the built site beside DuckDB-WASM, by DIR/run.mjs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("build") => site::build(effort(&arguments)).map(|_| ()),
        Some("serve") => serve::run(&arguments[1..], effort(&arguments)),
        Some("test") => test::run(!arguments.iter().any(|argument| argument == "--no-browser")),
        Some("check") => test::run(false),
        Some("size") => size::run(),
        Some("tidy") => tidy::run(),
        Some("bench") => bench::run(&arguments[1..]),
        Some("help" | "--help" | "-h") | None => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(format!("there is no task '{other}'\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn effort(arguments: &[String]) -> site::Effort {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    if quick { site::Effort::Quick } else { site::Effort::Release }
}
