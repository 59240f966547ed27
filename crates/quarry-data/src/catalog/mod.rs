//! Which tables there are: loaded ones over known schemas.

mod attachment;
mod builtin;
mod suggest;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::{Column, Schema, Table};

pub use attachment::Attachment;
use builtin::Known;
pub use suggest::suggest;

/// Tables by case-sensitive name. A loaded table hides the known schema of its name.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    known: BTreeMap<Arc<str>, Known>,
    loaded: BTreeMap<Arc<str>, Arc<Table>>,
    /// Files in place of addresses.
    attached: BTreeMap<Arc<str>, Arc<Attachment>>,
    /// A MaxMind database.
    locations: Option<Arc<Attachment>>,
}

impl Catalog {
    /// No tables at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The Defender XDR and Sentinel tables, empty.
    pub fn builtin() -> Self {
        let tables = builtin::tables();
        let known = tables.map(|table| (table.name.into(), Known::Builtin(table, OnceLock::new()))).collect();
        Self { known, ..Self::default() }
    }

    /// Makes an empty table of the schema known, in place of an earlier one of that name.
    pub fn declare(&mut self, name: impl Into<Arc<str>>, schema: Arc<Schema>) {
        self.known.insert(name.into(), Known::Declared(schema));
    }

    /// Adds a table, in place of a loaded one of that name.
    pub fn load(&mut self, table: impl Into<Arc<Table>>) {
        let table = table.into();
        self.loaded.insert(Arc::clone(&table.name), table);
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
        let (name, known) = self.known.get_key_value(name)?;
        Some(Arc::new(Table::empty(Arc::clone(name), Arc::clone(known.schema()))))
    }

    pub fn schema(&self, name: &str) -> Option<&Arc<Schema>> {
        self.loaded.get(name).map(|table| &table.schema).or_else(|| self.known_schema(name))
    }

    /// The schema that was declared for the name, whatever was loaded.
    pub fn known_schema(&self, name: &str) -> Option<&Arc<Schema>> {
        self.known.get(name).map(Known::schema)
    }

    /// Every known schema by name. This takes all built-in ones apart; ask for one by name where that does.
    pub fn known(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Schema>)> {
        self.known.iter().map(|(name, known)| (name, known.schema()))
    }

    /// The product that a built-in table belongs to; none for tables that were declared or loaded only.
    pub fn product(&self, name: &str) -> Option<&'static str> {
        match self.known.get(name)? {
            Known::Builtin(table, _) => Some(table.product),
            Known::Declared(_) => None,
        }
    }

    /// The loaded table of that name.
    pub fn loaded_table(&self, name: &str) -> Option<&Arc<Table>> {
        self.loaded.get(name)
    }

    pub fn loaded(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.loaded.values()
    }

    /// Bytes that the loaded tables take.
    pub fn bytes(&self) -> usize {
        self.loaded().map(|table| table.bytes()).sum()
    }

    /// The newest `Timestamp` or `TimeGenerated` in the loaded tables: what `now()` is over recorded data,
    /// so that `ago(3d)` finds something.
    pub fn newest_event(&self) -> Option<i64> {
        let tables = self.loaded.values();
        let newest = tables.flat_map(|table| {
            let times = ["Timestamp", "TimeGenerated"].into_iter();
            let places = times.filter_map(|name| table.schema.position(name));
            places.flat_map(|place| table.segments.iter().map(move |segment| segment.column(place)))
        });
        newest
            .filter_map(|column| match column {
                Column::DateTime(times) => times.iter().flatten().max(),
                _ => None,
            })
            .max()
    }

    /// Every name, loaded or known, each once, in order.
    pub fn names(&self) -> Vec<&Arc<str>> {
        let mut names: Vec<&Arc<str>> = self.known.keys().chain(self.loaded.keys()).collect();
        names.sort();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Type;

    #[test]
    fn builtin_tables_are_known() {
        let catalog = Catalog::builtin();
        let schema = catalog.schema("DeviceProcessEvents").unwrap();
        assert_eq!(schema.fields()[0].ty, Type::DateTime);
        assert!(schema.position("ProcessCommandLine").is_some());
        assert_eq!(catalog.product("DeviceProcessEvents"), Some("Defender XDR"));
        assert_eq!(catalog.product("SecurityEvent"), Some("Sentinel"));
        assert!(catalog.schema("deviceprocessevents").is_none());
    }
}
