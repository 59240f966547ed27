//! What the tests of binary formats share.

use std::path::Path;

use quarry_data::{Table, Value};
use quarry_ingest::Imported;

/// A file of `tests/data/binary`.
pub(crate) fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/binary");
    std::fs::read(folder.join(name)).expect("the file is there")
}

/// The values of a column.
pub(crate) fn column(table: &Table, name: &str) -> Vec<Value> {
    let at = table.schema.position(name).expect("the table has the column");
    table
        .segments
        .iter()
        .flat_map(|segment| segment.column(at).iter().map(|value| value.to_owned()))
        .collect()
}

/// What the import said, a line each.
pub(crate) fn messages(imported: &Imported) -> String {
    let messages: Vec<&str> =
        imported.report.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    messages.join("\n")
}
