//! Bytes to tables: formats, encodings, typing, and the report on what could not be read.
//!
//! A file is fed in slices and never held whole. A format yields records; which table they belong to and
//! what types their columns have is decided in one place for all formats.
//!
//! Invariant: every import ends in one of three ways: all records; some records and a warning with a number
//! and the first place; or a refusal with a reason. Records never vanish silently.

mod append;
#[cfg(feature = "binary-formats")]
mod binary;
mod block;
mod column;
mod container;
mod delimited;
mod encoding;
mod error;
mod events;
pub mod formats;
pub mod hand_over;
mod import;
mod json;
mod mapping;
mod package;
mod parse;
mod reader;
mod records;
mod report;
mod scan;
mod sink;
mod table;
#[cfg(feature = "binary-formats")]
mod typed;
mod zone;

pub use append::append;
pub use error::ImportError;
pub use import::{ImportOptions, Imported, Importer, Layout, import_bytes};
pub use report::{ImportReport, Place, TableReport};
pub use zone::Zone;
