use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::{Batch, Type};

/// A column's name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: Arc<str>,
    pub ty: Type,
}

/// Columns in order. Names are case-sensitive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    fields: Vec<Field>,
}

/// A named table: its schema and its rows in segments that may share dictionaries.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: Arc<str>,
    pub schema: Arc<Schema>,
    /// Invariant: every segment has the columns of `schema`, in its order and types.
    pub segments: Vec<Batch>,
}

impl Field {
    pub fn new(name: impl Into<Arc<str>>, ty: Type) -> Self {
        Self { name: name.into(), ty }
    }
}

impl Schema {
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub fn len(&self) -> usize {
        self.fields.len()
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| &*field.name == name)
    }

    pub fn types(&self) -> Vec<Type> {
        self.fields.iter().map(|field| field.ty).collect()
    }
}

impl Table {
    pub fn empty(name: impl Into<Arc<str>>, schema: Arc<Schema>) -> Self {
        Self { name: name.into(), schema, segments: Vec::new() }
    }

    pub fn rows(&self) -> usize {
        self.segments.iter().map(Batch::rows).sum()
    }

    /// Bytes that the rows take; what segments share is counted once.
    pub fn bytes(&self) -> usize {
        let mut counted: FxHashSet<usize> = FxHashSet::default();
        let mut size = 0;
        for column in self.segments.iter().flat_map(Batch::columns) {
            size += column.own_bytes();
            if let Some((identity, bytes)) = column.dictionary_bytes()
                && counted.insert(identity)
            {
                size += bytes;
            }
        }
        size
    }
}
