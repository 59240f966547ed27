//! The changes of tables, kept so that they can be undone.
//!
//! A change keeps the tables as they were before it. They share their columns with what came after, so that
//! costs little, save for columns that were replaced; how much those may take in all is bounded.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use quarry_data::{Batch, Catalog, Table};

use super::{Service, clock};

/// How many changes can be undone.
const MOST_CHANGES: usize = 50;
/// Bytes that are kept for the sake of undoing alone.
const MOST_BYTES: usize = 512 << 20;

/// The last changes, oldest first.
#[derive(Default)]
pub(super) struct Changes {
    done: VecDeque<Done>,
}

struct Done {
    number: u32,
    tables: Vec<Touched>,
    /// Bytes that nothing but this entry needs.
    bytes: usize,
}

/// A table of a change.
struct Touched {
    name: Arc<str>,
    before: Option<Arc<Table>>,
    /// What the change left; none when it took the table out.
    after: Option<Weak<Table>>,
}

impl Touched {
    /// Whether the table is as the change left it.
    fn is_last(&self, catalog: &Catalog) -> bool {
        match (&self.after, catalog.loaded_table(&self.name)) {
            (None, None) => true,
            (Some(after), Some(now)) => std::ptr::eq(after.as_ptr(), Arc::as_ptr(now)),
            _ => false,
        }
    }
}

impl Changes {
    /// The changes that nothing later stands in the way of.
    pub(super) fn undoable(&self, catalog: &Catalog) -> Vec<u32> {
        let last = |done: &&Done| done.tables.iter().all(|table| table.is_last(catalog));
        self.done.iter().filter(last).map(|done| done.number).collect()
    }

    /// Whether a change can be undone.
    ///
    /// # Errors
    /// Why it can't.
    pub(super) fn check(&self, number: u32, catalog: &Catalog) -> Result<(), String> {
        let Some(done) = self.done.iter().find(|done| done.number == number) else {
            return Err("it was done too long ago to be undone".to_owned());
        };
        match done.tables.iter().find(|table| !table.is_last(catalog)) {
            Some(table) => Err(format!("later changes of '{}' have to be undone first", table.name)),
            None => Ok(()),
        }
    }

    /// Makes the tables of a change what they were before.
    fn undo(&mut self, number: u32, catalog: &mut Catalog) -> Result<(), String> {
        self.check(number, catalog)?;
        let place = self.done.iter().position(|done| done.number == number);
        for table in place.and_then(|place| self.done.remove(place)).into_iter().flat_map(|done| done.tables)
        {
            match table.before {
                Some(before) => catalog.load(before),
                None => drop(catalog.unload(&table.name)),
            }
        }
        Ok(())
    }

    fn record(&mut self, number: u32, before: Vec<(Arc<str>, Option<Arc<Table>>)>, catalog: &Catalog) {
        let touched = before.into_iter().map(|(name, before)| {
            let after = catalog.loaded_table(&name).map(Arc::downgrade);
            Touched { name, before, after }
        });
        let tables: Vec<Touched> = touched.collect();
        let kept = |table: &Touched| {
            let now = catalog.loaded_table(&table.name);
            table.before.as_ref().map_or(0, |before| replaced_bytes(before, now))
        };
        let bytes = tables.iter().map(kept).sum();
        self.done.push_back(Done { number, tables, bytes });
        while self.done.len() > MOST_CHANGES
            || self.done.iter().map(|done| done.bytes).sum::<usize>() > MOST_BYTES
        {
            self.done.pop_front();
        }
    }
}

/// Bytes of the columns that a table no longer has in the same type.
fn replaced_bytes(before: &Table, now: Option<&Arc<Table>>) -> usize {
    let kept = |position: usize| {
        let field = before.schema.fields().get(position);
        now.zip(field).is_some_and(|(now, field)| now.schema.fields().contains(field))
    };
    let replaced: Vec<usize> = (0..before.schema.len()).filter(|&position| !kept(position)).collect();
    before
        .segments
        .iter()
        .map(|segment| segment.project(&replaced))
        .map(|columns| Batch::bytes(&columns))
        .sum()
}

impl Service {
    /// Changes tables, of which `names` are all that are touched, in a way that can be undone.
    pub(super) fn change(&mut self, number: u32, names: &[Arc<str>], change: impl FnOnce(&mut Catalog)) {
        let catalog = &mut self.session.catalog;
        let before =
            names.iter().map(|name| (Arc::clone(name), catalog.loaded_table(name).cloned())).collect();
        change(catalog);
        self.changes.record(number, before, catalog);
        self.tables_changed();
    }

    pub(super) fn undo(&mut self, number: u32) -> Result<(), String> {
        self.changes.undo(number, &mut self.session.catalog)?;
        self.tables_changed();
        Ok(())
    }

    fn tables_changed(&mut self) {
        self.newest = clock::newest(self.session.catalog.loaded().map(AsRef::as_ref));
    }
}
