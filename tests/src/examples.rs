//! The hunts of the `examples` folder: each runs over its data and gives what `expected.csv` says, and its
//! rule carries the same query.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use quarry_data::{Dynamic, encode, json};
use quarry_engine::QueryResult;

use crate::run::{self, Setup};
use crate::{blessing, expect_same, package};

const EXPECTED: &str = "expected.csv";

/// Two tests for each hunt.
pub fn trials() -> Vec<Trial> {
    let root = package().join("../examples");
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut hunts: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    hunts.sort();
    hunts.into_iter().flat_map(of_hunt).collect()
}

fn of_hunt(folder: PathBuf) -> [Trial; 2] {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let rule = folder.clone();
    [
        Trial::test(format!("example/{name}/query"), move || query_gives_what_is_expected(&folder)),
        Trial::test(format!("example/{name}/rule"), move || rule_carries_the_query(&rule)),
    ]
}

fn query_gives_what_is_expected(folder: &Path) -> Result<(), Failed> {
    let query = fs::read_to_string(folder.join("query.kql"))?;
    let mut setup = Setup::new();
    let mut loaded = false;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_data = [".csv", ".ndjson", ".json"].iter().any(|extension| name.ends_with(extension));
        if is_data && name != EXPECTED && name != "rule.json" {
            setup.load(&name, &fs::read(&path)?)?;
            loaded = true;
        }
    }
    if !loaded {
        return Err("there is no data file".into());
    }
    let result = setup.run(&query).map_err(|errors| run::messages(&errors))?;
    let actual = csv(&result);
    if blessing() {
        fs::write(folder.join(EXPECTED), &actual)?;
    }
    let expected = fs::read_to_string(folder.join(EXPECTED))?;
    expect_same("query.kql", &expected.replace("\r\n", "\n"), &actual)
}

/// The first result table as CSV with plain line ends.
fn csv(result: &QueryResult) -> String {
    let mut out = String::new();
    let Some(table) = result.tables.first() else { return out };
    let names: Vec<String> = table.schema.fields().iter().map(|field| field_text(&field.name)).collect();
    out.push_str(&names.join(","));
    out.push('\n');
    for batch in &table.batches {
        for row in 0..batch.rows() {
            let cells: Vec<String> = batch
                .columns()
                .iter()
                .map(|column| field_text(&encode::display(column.value(row))))
                .collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

fn field_text(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

fn rule_carries_the_query(folder: &Path) -> Result<(), Failed> {
    let query = fs::read_to_string(folder.join("query.kql"))?;
    let rule = fs::read_to_string(folder.join("rule.json"))?;
    let rule = json::parse(&rule).map_err(|error| format!("byte {}: {}", error.offset, error.message))?;
    let carried = rule.property("queryCondition").and_then(|condition| condition.property("queryText"));
    let Some(Dynamic::String(carried)) = carried else {
        return Err("queryCondition.queryText is missing".into());
    };
    expect_same("queryText", &query, carried)?;
    if !folder.join("README.md").is_file() {
        return Err("README.md is missing".into());
    }
    Ok(())
}
