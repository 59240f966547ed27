//! Entity mappings: which columns of the result name a device, an account, a file, …

mod candidates;
mod kinds;

use serde::{Deserialize, Serialize};

pub use candidates::suggest;
pub use kinds::{EntityField, EntityKind};

/// Columns that together name one entity of each row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityMapping {
    pub kind: EntityKind,
    pub columns: Vec<MappedColumn>,
}

/// A field of an entity or action and the column that fills it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MappedColumn {
    /// The field's name in the JSON: `deviceIdColumn`.
    pub field: String,
    pub column: String,
}

impl MappedColumn {
    pub fn new(field: impl Into<String>, column: impl Into<String>) -> Self {
        Self { field: field.into(), column: column.into() }
    }
}

/// Whether the JSON can name a column: letters, digits and underscores of ASCII, not beginning with a digit.
pub fn is_mappable(column: &str) -> bool {
    column.len() <= 500
        && column.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
