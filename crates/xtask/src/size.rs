//! What a visitor downloads, file by file, against the budget.

use crate::{Outcome, assets, tools};

/// The whole app, compressed with brotli: beyond this the task fails.
const MOST: usize = 2_000_000;
/// What it should be.
const AIM: usize = 1_300_000;
/// Gzip budgets of the two modules.
const APP_GZIP: usize = 250_000;
const ENGINE_GZIP: usize = 1_000_000;

/// Prints the table and fails when the whole is over its limit.
pub(crate) fn run() -> Outcome {
    let dist = tools::root().join("dist");
    let mut names: Vec<String> = std::fs::read_dir(&dist)
        .map_err(|error| format!("no site in {} ({error}); run cargo xtask build", dist.display()))?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.ends_with(".br") && !name.starts_with('_'))
        .collect();
    names.sort();
    println!("{:<30} {:>11} {:>11} {:>11}", "file", "raw", "gzip", "brotli");
    let mut total = [0; 3];
    for name in &names {
        let bytes = tools::read(&dist.join(name))?;
        let sizes = [bytes.len(), assets::gzip_size(&bytes), assets::brotli(&bytes)?.len()];
        println!("{name:<30} {:>11} {:>11} {:>11}{}", sizes[0], sizes[1], sizes[2], remark(name, sizes[1]));
        // The embedding API is another door to the same engine, the reference a page of its own, and the reader
        // comes with the first binary file: a visitor of the app loads none of them.
        if name != "quarry.js" && !["reference", "reader"].iter().any(|other| name.starts_with(other)) {
            for (sum, size) in total.iter_mut().zip(sizes) {
                *sum += size;
            }
        }
    }
    println!("{:<30} {:>11} {:>11} {:>11}", "a visitor of the page", total[0], total[1], total[2]);
    println!(
        "brotli: {} % of the aim of {AIM}, {} % of the limit of {MOST}",
        total[2] * 100 / AIM,
        total[2] * 100 / MOST
    );
    if total[2] > MOST { Err("the site is larger than its limit".into()) } else { Ok(()) }
}

fn remark(name: &str, gzip: usize) -> String {
    let budget = match name {
        name if name.starts_with("app-") && name.ends_with(".wasm") => APP_GZIP,
        name if name.starts_with("engine-") && name.ends_with(".wasm") => ENGINE_GZIP,
        _ => return String::new(),
    };
    if gzip > budget { format!("  over its gzip budget of {budget}") } else { String::new() }
}
