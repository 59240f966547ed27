//! The `dynamic` type: a JSON tree with Kusto's own scalars in it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{Decimal, Guid, ValueRef};

/// Up to how many keys of a bag are compared one by one.
const LINEAR_KEYS: usize = 32;

/// A dynamic value. Arrays and bags are shared, so a clone costs a counter.
///
/// Invariant: the depth is at most [`Dynamic::MAX_DEPTH`], so walking and dropping may recurse.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Dynamic {
    #[default]
    Null,
    Bool(bool),
    Long(i64),
    Real(f64),
    Decimal(Decimal),
    DateTime(i64),
    TimeSpan(i64),
    Guid(Guid),
    String(Arc<str>),
    Array(Arc<[Dynamic]>),
    Bag(Arc<Bag>),
}

/// A property bag: keys in the order of first appearance, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bag {
    entries: Vec<(Arc<str>, Dynamic)>,
}

impl Dynamic {
    /// How deeply arrays and bags may be nested.
    pub const MAX_DEPTH: usize = 128;

    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Dynamic::String(text.into())
    }

    pub fn array(items: Vec<Dynamic>) -> Self {
        Dynamic::Array(items.into())
    }

    pub fn bag(bag: Bag) -> Self {
        Dynamic::Bag(Arc::new(bag))
    }

    /// The element of an array; negative positions count from the end.
    pub fn element(&self, position: i64) -> Option<&Dynamic> {
        let Dynamic::Array(items) = self else { return None };
        let position = if position < 0 { position + items.len() as i64 } else { position };
        usize::try_from(position).ok().and_then(|position| items.get(position))
    }

    /// The property of a bag.
    pub fn property(&self, name: &str) -> Option<&Dynamic> {
        match self {
            Dynamic::Bag(bag) => bag.find(name),
            _ => None,
        }
    }

    /// The dynamic form of any scalar; numbers become long or real.
    pub fn from_value(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Dynamic::Null,
            ValueRef::Bool(v) => Dynamic::Bool(v),
            ValueRef::Int(v) => Dynamic::Long(v.into()),
            ValueRef::Long(v) => Dynamic::Long(v),
            ValueRef::Real(v) => Dynamic::Real(v),
            ValueRef::Decimal(v) => Dynamic::Decimal(v),
            ValueRef::DateTime(v) => Dynamic::DateTime(v),
            ValueRef::TimeSpan(v) => Dynamic::TimeSpan(v),
            ValueRef::Guid(v) => Dynamic::Guid(v),
            ValueRef::String(v) => Dynamic::string(v),
            ValueRef::Dynamic(v) => v.clone(),
        }
    }
}

impl Bag {
    /// Later entries replace the value of earlier ones of the same key, at the earlier place.
    pub fn from_entries(entries: impl IntoIterator<Item = (Arc<str>, Dynamic)>) -> Self {
        let mut bag = Self::default();
        let mut places = None;
        for (key, value) in entries {
            if bag.len() < LINEAR_KEYS {
                bag.insert(key, value);
                continue;
            }
            let places: &mut FxHashMap<Arc<str>, usize> = places.get_or_insert_with(|| {
                bag.entries.iter().enumerate().map(|(place, (key, _))| (Arc::clone(key), place)).collect()
            });
            match places.get(&key) {
                Some(&place) => bag.entries[place].1 = value,
                None => {
                    places.insert(Arc::clone(&key), bag.len());
                    bag.entries.push((key, value));
                }
            }
        }
        bag
    }

    pub fn insert(&mut self, key: Arc<str>, value: Dynamic) {
        match self.entries.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
    }

    pub fn find(&self, key: &str) -> Option<&Dynamic> {
        self.entries.iter().find(|(known, _)| &**known == key).map(|(_, value)| value)
    }

    pub fn entries(&self) -> &[(Arc<str>, Dynamic)] {
        &self.entries
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
