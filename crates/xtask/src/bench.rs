//! Benchmarks: those of the engine and of growth, and the side-by-side run of the built site with DuckDB-WASM when its folder
//! is given.

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, site, tools};

/// `--side-by-side DIR --data CSV [--net CSV]` and further options for `DIR/run.mjs`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments.split_first() {
        None => {
            tools::run(tools::cargo().args(["bench", "--package", "quarry-engine"]))?;
            tools::run(tools::cargo().args(["bench", "--package", "quarry-cli", "--bench", "growth"]))
        }
        Some((flag, rest)) if flag == "--side-by-side" => side_by_side(rest),
        Some((other, _)) => Err(format!("bench does not know '{other}'")),
    }
}

fn side_by_side(arguments: &[String]) -> Outcome {
    let Some((folder, rest)) = arguments.split_first() else {
        return Err("--side-by-side needs the folder with run.mjs".into());
    };
    let folder =
        PathBuf::from(folder).canonicalize().map_err(|error| format!("cannot find {folder}: {error}"))?;
    let dist = site::build(site::Effort::Release)?;
    // The workspace is the working folder of every command, so paths are made whole here.
    let whole = |argument: &String| match PathBuf::from(argument).canonicalize() {
        Ok(path) => path.into_os_string(),
        Err(_) => argument.into(),
    };
    tools::run(
        Command::new("node").arg(folder.join("run.mjs")).arg("--site").arg(dist).args(rest.iter().map(whole)),
    )
}
