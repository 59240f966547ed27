//! The project's own rules, where a program can check them.

use std::path::{Path, PathBuf};

use crate::{Outcome, tools};

/// Lines of a source file, tests left out.
const MOST_LINES: usize = 800;

/// Checks every source file of the crates and prints what breaks a rule.
pub(crate) fn run() -> Outcome {
    let crates = tools::root().join("crates");
    let mut files = Vec::new();
    rust_files(&crates, &mut files)?;
    files.sort();
    let mut findings = Vec::new();
    for file in &files {
        let text = tools::read_text(file)?;
        let shown = file.strip_prefix(tools::root()).unwrap_or(file).display().to_string();
        check_file(&shown, &text, &mut findings);
    }
    for table in ["scalar", "aggregate", "plugin"] {
        check_table(&crates.join("quarry-functions/src").join(table), &mut findings)?;
    }
    for finding in &findings {
        println!("{finding}");
    }
    println!("project rules: {} files, {} findings", files.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len())) }
}

fn check_file(shown: &str, text: &str, findings: &mut Vec<String>) {
    let lines = text.split("#[cfg(test)]").next().unwrap_or(text).lines().count();
    if lines > MOST_LINES && !shown.contains("/tests/") {
        findings.push(format!("{shown}: {lines} lines; {MOST_LINES} are the limit"));
    }
    // Text of data must never become markup.
    for word in ["set_inner_html", "from_html_unchecked", "insert_adjacent_html", "outer_html"] {
        if text.contains(word) && !shown.ends_with("tidy.rs") {
            findings.push(format!("{shown}: {word} turns text into markup"));
        }
    }
    for (number, line) in text.lines().enumerate() {
        let comment = line.split_once("//").map_or("", |(_, comment)| comment);
        if !shown.ends_with("tidy.rs") && comment.contains("TODO") {
            findings.push(format!("{shown}:{}: a comment leaves work undone", number + 1));
        }
    }
}

/// A file without one is shared by others of its folder.
fn declares_record(text: &str) -> bool {
    ["ScalarFunction", "AggregateFunction", "Plugin"].iter().any(|record| {
        text.lines().any(|line| line.contains("static ") && line.contains(&format!(": {record} =")))
    })
}

/// Every file beside `mod.rs` has its `mod` line there, and when it declares a record, is named again in the
/// table below.
fn check_table(folder: &Path, findings: &mut Vec<String>) -> Outcome {
    let Ok(index) = std::fs::read_to_string(folder.join("mod.rs")) else { return Ok(()) };
    let mut files = Vec::new();
    rust_files(folder, &mut files)?;
    for file in files.iter().filter(|file| file.parent() == Some(folder)) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        if stem == "mod" {
            continue;
        }
        let declared =
            [format!("mod {stem};"), format!("mod r#{stem};")].iter().any(|line| index.contains(line));
        let listed = index.contains(&format!("{stem}::"))
            || !std::fs::read_to_string(file).is_ok_and(|text| declares_record(&text));
        if !declared || !listed {
            findings.push(format!(
                "{}: {}",
                file.strip_prefix(tools::root()).unwrap_or(file).display(),
                if declared { "missing in the table of mod.rs" } else { "has no mod line in mod.rs" }
            ));
        }
    }
    Ok(())
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
