//! Types, values, columns and tables: what everything after the parser is made of.
//!
//! Columns are immutable and share their buffers, so slicing and scanning copy nothing. Strings that
//! repeat are dictionary codes; strings that do not are one text buffer with offsets. A null is a bit
//! beside the value; string columns have none, since a missing string in Kusto is `""`.

mod batch;
mod bitmap;
mod buffer;
mod builder;
pub mod catalog;
pub mod column;
pub mod datetime;
pub mod decimal;
mod dynamic;
pub mod encode;
pub mod guid;
pub mod json;
pub mod order;
mod pack;
pub mod real;
pub mod rows;
mod table;
pub mod timespan;
mod types;
mod value;

pub use batch::{Batch, Datum};
pub use bitmap::{Bitmap, BitmapBuilder};
pub use buffer::Buffer;
pub use builder::{ColumnBuilder, PrimitiveBuilder, StringBuilder};
pub use catalog::Catalog;
pub use column::{Column, DynamicColumn, Primitive, StringColumn, StringDictionary};
pub use decimal::Decimal;
pub use dynamic::{Bag, Dynamic};
pub use guid::Guid;
pub use pack::{pack, unpack};
pub use rows::Rows;
pub use table::{Field, Schema, Table};
pub use types::Type;
pub use value::{Value, ValueRef};

/// Rows in a batch that the engine works on at once.
pub const BATCH_ROWS: usize = 8192;
