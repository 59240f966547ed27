//! Which tables there are: loaded ones over known schemas.

mod builtin;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Schema, Table};

/// Tables by case-sensitive name. A loaded table hides the known schema of its name.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    known: BTreeMap<Arc<str>, Arc<Schema>>,
    loaded: BTreeMap<Arc<str>, Arc<Table>>,
}

impl Catalog {
    /// No tables at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The Defender XDR and Sentinel tables, empty.
    pub fn builtin() -> Self {
        let mut catalog = Self::empty();
        for (name, schema) in builtin::tables() {
            catalog.declare(name, schema);
        }
        catalog
    }

    /// Makes an empty table of the schema known, in place of an earlier one of that name.
    pub fn declare(&mut self, name: impl Into<Arc<str>>, schema: Arc<Schema>) {
        self.known.insert(name.into(), schema);
    }

    /// Adds a table, in place of a loaded one of that name.
    pub fn load(&mut self, table: Table) {
        self.loaded.insert(Arc::clone(&table.name), Arc::new(table));
    }

    /// Takes a loaded table out; its known schema, if any, shows again.
    pub fn unload(&mut self, name: &str) -> Option<Arc<Table>> {
        self.loaded.remove(name)
    }

    /// The table as it would be read: loaded, or empty with its known schema.
    pub fn table(&self, name: &str) -> Option<Arc<Table>> {
        if let Some(table) = self.loaded.get(name) {
            return Some(Arc::clone(table));
        }
        let (name, schema) = self.known.get_key_value(name)?;
        Some(Arc::new(Table::empty(Arc::clone(name), Arc::clone(schema))))
    }

    pub fn schema(&self, name: &str) -> Option<&Arc<Schema>> {
        self.loaded.get(name).map(|table| &table.schema).or_else(|| self.known.get(name))
    }

    /// The schema that was declared for the name, whatever was loaded.
    pub fn known_schema(&self, name: &str) -> Option<&Arc<Schema>> {
        self.known.get(name)
    }

    pub fn known(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Schema>)> {
        self.known.iter()
    }

    pub fn loaded(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.loaded.values()
    }

    /// Every name, loaded or known, each once, in order.
    pub fn names(&self) -> Vec<&Arc<str>> {
        let mut names: Vec<&Arc<str>> = self.known.keys().chain(self.loaded.keys()).collect();
        names.sort();
        names.dedup();
        names
    }
}
