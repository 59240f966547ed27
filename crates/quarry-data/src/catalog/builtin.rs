//! The schemas that come with Quarry: the advanced hunting tables of Defender XDR, and of Sentinel those
//! that Defender does not have.
//!
//! `tables.txt` has a line a table: its name and its columns, each with a letter for its type unless it is
//! a string. A line is taken apart when the table is first asked for.

use std::sync::Arc;

use crate::{Field, Schema, Type};

const TABLES: &str = include_str!("tables.txt");

/// A table that comes with Quarry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BuiltinTable {
    pub(super) name: &'static str,
    /// The product whose table it is.
    pub(super) product: &'static str,
    columns: &'static str,
}

/// Every built-in table.
pub(super) fn tables() -> impl Iterator<Item = BuiltinTable> {
    let mut product = "";
    TABLES.lines().filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[') {
            product = name.trim_end_matches(']');
            return None;
        }
        let (name, columns) = line.split_once(' ')?;
        Some(BuiltinTable { name, product, columns })
    })
}

impl BuiltinTable {
    pub(super) fn schema(self) -> Schema {
        let fields = self.columns.split(' ').map(|column| match column.split_once(':') {
            Some((name, letter)) => Field::new(name, type_of(letter)),
            None => Field::new(column, Type::String),
        });
        Schema::new(fields.collect())
    }
}

fn type_of(letter: &str) -> Type {
    match letter {
        "b" => Type::Bool,
        "i" => Type::Int,
        "l" => Type::Long,
        "r" => Type::Real,
        "m" => Type::Decimal,
        "t" => Type::DateTime,
        "p" => Type::TimeSpan,
        "g" => Type::Guid,
        "d" => Type::Dynamic,
        _ => Type::String,
    }
}

/// A schema that is made when first needed.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Declared(Arc<Schema>),
    Builtin(BuiltinTable, std::sync::OnceLock<Arc<Schema>>),
}

impl Known {
    pub(super) fn schema(&self) -> &Arc<Schema> {
        match self {
            Self::Declared(schema) => schema,
            Self::Builtin(table, made) => made.get_or_init(|| Arc::new(table.schema())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_table_has_columns_of_its_own() {
        let mut names = HashSet::new();
        for table in tables() {
            assert!(names.insert(table.name), "{} twice", table.name);
            assert!(!table.product.is_empty());
            let schema = table.schema();
            let columns: HashSet<&str> = schema.fields().iter().map(|field| &*field.name).collect();
            assert_eq!(columns.len(), schema.len(), "{}", table.name);
            let tidy = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            assert!(tidy(table.name) && columns.iter().all(|name| tidy(name)), "{}", table.name);
        }
        assert!(names.len() > 150);
    }
}
