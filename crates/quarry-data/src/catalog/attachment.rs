//! Files that are not tables: what stands for an address, and a database of locations.

use std::sync::Arc;

use super::Catalog;

/// A file as it is, with the name that the user knows it by.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub file_name: String,
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {} bytes)", self.file_name, self.bytes.len())
    }
}

impl Catalog {
    /// Lets a file stand for what is at an address, in place of an earlier one.
    pub fn attach(&mut self, address: impl Into<Arc<str>>, file: Attachment) {
        self.attached.insert(address.into(), Arc::new(file));
    }

    /// Takes the file of an address away.
    pub fn detach(&mut self, address: &str) -> Option<Arc<Attachment>> {
        self.attached.remove(address)
    }

    /// The file that stands for an address.
    pub fn attachment(&self, address: &str) -> Option<&Arc<Attachment>> {
        self.attached.get(address)
    }

    /// Every address with its file, in order.
    pub fn attachments(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Attachment>)> {
        self.attached.iter()
    }

    /// Sets the database in MaxMind's format that addresses are looked up in.
    pub fn set_locations(&mut self, file: Option<Attachment>) {
        self.locations = file.map(Arc::new);
    }

    /// The database that addresses are looked up in.
    pub fn locations(&self) -> Option<&Arc<Attachment>> {
        self.locations.as_ref()
    }
}
