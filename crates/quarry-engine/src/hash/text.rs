//! Numbers for strings.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;
use quarry_data::{Buffer, StringBuilder, StringColumn, StringDictionary};
use rustc_hash::FxBuildHasher;

use super::NONE;

/// Distinct texts in the order of first appearance. Texts of dictionaries stay where they are.
#[derive(Debug, Default)]
pub(crate) struct TextTable {
    /// By text; filled only when a second source of texts comes, since one dictionary needs no hashing.
    table: HashTable<u32>,
    hashed: usize,
    dictionaries: Vec<Known>,
    texts: Vec<Place>,
    own: Vec<Box<str>>,
    own_bytes: usize,
}

/// A dictionary and the number of each of its codes.
#[derive(Debug)]
struct Known {
    dictionary: Arc<StringDictionary>,
    ids: Vec<u32>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    Dictionary { index: u32, code: u32 },
    Own(u32),
}

/// Not looked up yet.
const UNSEEN: u32 = NONE - 1;

impl TextTable {
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        let codes: usize = self.dictionaries.iter().map(|known| known.ids.len() * 4).sum();
        codes + self.texts.len() * (size_of::<Place>() + 5) + self.own_bytes
    }

    pub(crate) fn get(&self, id: u32) -> &str {
        text(&self.texts, &self.dictionaries, &self.own, id)
    }

    pub(crate) fn insert(&mut self, value: &str) -> u32 {
        self.hash_all();
        let hash = FxBuildHasher.hash_one(value);
        let found =
            self.table.find(hash, |&id| text(&self.texts, &self.dictionaries, &self.own, id) == value);
        if let Some(&id) = found {
            return id;
        }
        let id = self.texts.len() as u32;
        self.texts.push(Place::Own(self.own.len() as u32));
        self.own.push(value.into());
        self.own_bytes += value.len() + size_of::<Box<str>>();
        self.add_to_table(hash, id);
        id
    }

    pub(crate) fn find(&mut self, value: &str) -> u32 {
        self.hash_all();
        let hash = FxBuildHasher.hash_one(value);
        self.table
            .find(hash, |&id| text(&self.texts, &self.dictionaries, &self.own, id) == value)
            .copied()
            .unwrap_or(NONE)
    }

    /// Appends the number of each row, new texts numbered on.
    pub(crate) fn insert_column(&mut self, column: &StringColumn, out: &mut Vec<u32>) {
        match column {
            StringColumn::Plain { .. } => out.extend(column.iter().map(|value| self.insert(value))),
            StringColumn::Dictionary { codes, dictionary } => {
                let index = self.known(dictionary);
                let mut ids = std::mem::take(&mut self.dictionaries[index].ids);
                out.extend(codes.iter().map(|&code| {
                    let id = ids[code as usize];
                    if id < UNSEEN {
                        return id;
                    }
                    let id = self.insert_code(index, code);
                    ids[code as usize] = id;
                    id
                }));
                self.dictionaries[index].ids = ids;
            }
        }
    }

    /// Appends the number of each row, [`NONE`] for unknown texts.
    pub(crate) fn find_column(&mut self, column: &StringColumn, out: &mut Vec<u32>) {
        match column {
            StringColumn::Plain { .. } => out.extend(column.iter().map(|value| self.find(value))),
            StringColumn::Dictionary { codes, dictionary } => {
                let index = self.known(dictionary);
                let mut ids = std::mem::take(&mut self.dictionaries[index].ids);
                out.extend(codes.iter().map(|&code| {
                    let id = ids[code as usize];
                    if id != UNSEEN {
                        return id;
                    }
                    let id = self.find(dictionary.get(code));
                    ids[code as usize] = id;
                    id
                }));
                self.dictionaries[index].ids = ids;
            }
        }
    }

    /// The texts of the numbers; stays a dictionary when all come from one.
    pub(crate) fn column(&self, ids: impl Iterator<Item = u32> + Clone) -> StringColumn {
        if let Some(codes) = self.codes(ids.clone()) {
            let dictionary = Arc::clone(&self.dictionaries[0].dictionary);
            return StringColumn::Dictionary { codes, dictionary };
        }
        let mut builder = StringBuilder::with_capacity(ids.size_hint().0);
        for id in ids {
            builder.push(if id == NONE { "" } else { self.get(id) });
        }
        builder.finish()
    }

    fn codes(&self, mut ids: impl Iterator<Item = u32>) -> Option<Buffer<u32>> {
        if self.dictionaries.is_empty() {
            return None;
        }
        let codes: Option<Vec<u32>> = ids.try_fold(Vec::new(), |mut codes, id| {
            match self.texts.get(id as usize)? {
                Place::Dictionary { index: 0, code } => codes.push(*code),
                Place::Dictionary { .. } | Place::Own(_) => return None,
            }
            Some(codes)
        });
        codes.map(Buffer::from)
    }

    fn known(&mut self, dictionary: &Arc<StringDictionary>) -> usize {
        let found = self.dictionaries.iter().rposition(|known| Arc::ptr_eq(&known.dictionary, dictionary));
        found.unwrap_or_else(|| {
            let ids = vec![UNSEEN; dictionary.len()];
            self.dictionaries.push(Known { dictionary: Arc::clone(dictionary), ids });
            self.dictionaries.len() - 1
        })
    }

    fn insert_code(&mut self, index: usize, code: u32) -> u32 {
        let place = Place::Dictionary { index: index as u32, code };
        let alone = self.dictionaries.len() == 1 && self.own.is_empty();
        if alone {
            self.texts.push(place);
            return (self.texts.len() - 1) as u32;
        }
        self.hash_all();
        let dictionary = Arc::clone(&self.dictionaries[index].dictionary);
        let value = dictionary.get(code);
        let hash = FxBuildHasher.hash_one(value);
        let found =
            self.table.find(hash, |&id| text(&self.texts, &self.dictionaries, &self.own, id) == value);
        if let Some(&id) = found {
            return id;
        }
        let id = self.texts.len() as u32;
        self.texts.push(place);
        self.add_to_table(hash, id);
        id
    }

    fn hash_all(&mut self) {
        while self.hashed < self.texts.len() {
            let id = self.hashed as u32;
            let hash = FxBuildHasher.hash_one(self.get(id));
            self.add_to_table(hash, id);
        }
    }

    fn add_to_table(&mut self, hash: u64, id: u32) {
        let (texts, dictionaries, own) = (&self.texts, &self.dictionaries, &self.own);
        self.table.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(text(texts, dictionaries, own, id)));
        self.hashed += 1;
    }
}

fn text<'t>(texts: &[Place], dictionaries: &'t [Known], own: &'t [Box<str>], id: u32) -> &'t str {
    match texts[id as usize] {
        Place::Dictionary { index, code } => dictionaries[index as usize].dictionary.get(code),
        Place::Own(index) => &own[index as usize],
    }
}

#[cfg(test)]
mod tests {
    use super::{NONE, TextTable};
    use quarry_data::{StringColumn, StringDictionary};
    use std::sync::Arc;

    fn dictionary(texts: &[&str], codes: &[u32]) -> StringColumn {
        StringColumn::Dictionary {
            codes: codes.to_vec().into(),
            dictionary: Arc::new(StringDictionary::from_distinct(texts.iter().copied())),
        }
    }

    #[test]
    fn equal_texts_of_different_sources_have_one_number() {
        let mut table = TextTable::default();
        let mut ids = Vec::new();
        table.insert_column(&dictionary(&["a", "b", "c"], &[2, 0, 2]), &mut ids);
        table.insert_column(&dictionary(&["c", "d"], &[0, 1]), &mut ids);
        table.insert_column(&StringColumn::from_iter(["d", "e", "a"]), &mut ids);
        assert_eq!(ids, [0, 1, 0, 0, 2, 2, 3, 1]);
        assert_eq!(table.get(3), "e");
        ids.clear();
        table.find_column(&dictionary(&["x", "e"], &[1, 0]), &mut ids);
        assert_eq!(ids, [3, NONE]);
    }
}
