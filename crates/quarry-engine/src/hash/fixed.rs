//! Numbers for values of fixed size.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::NONE;

/// Distinct keys in the order of first appearance.
#[derive(Debug)]
pub(crate) struct FixedTable<K> {
    table: HashTable<u32>,
    keys: Vec<K>,
}

impl<K> Default for FixedTable<K> {
    fn default() -> Self {
        Self { table: HashTable::new(), keys: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash> FixedTable<K> {
    /// The position of the key, which is added when it is new.
    #[inline]
    pub(crate) fn insert(&mut self, key: K) -> u32 {
        let hash = FxBuildHasher.hash_one(key);
        let keys = &mut self.keys;
        if let Some(&id) = self.table.find(hash, |&id| keys[id as usize] == key) {
            return id;
        }
        let id = keys.len() as u32;
        keys.push(key);
        self.table.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(keys[id as usize]));
        id
    }

    /// The position of the key, or [`NONE`].
    #[inline]
    pub(crate) fn find(&self, key: K) -> u32 {
        let hash = FxBuildHasher.hash_one(key);
        self.table.find(hash, |&id| self.keys[id as usize] == key).copied().unwrap_or(NONE)
    }

    pub(crate) fn keys(&self) -> &[K] {
        &self.keys
    }

    pub(crate) fn bytes(&self) -> usize {
        self.keys.capacity() * size_of::<K>() + self.table.capacity() * 5
    }
}
