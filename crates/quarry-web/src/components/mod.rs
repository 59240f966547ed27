//! What the page is made of: one component a file, properties in, callbacks out, no decisions.

pub(crate) mod attach;
pub(crate) mod button;
pub(crate) mod column_type;
pub(crate) mod grid;
pub(crate) mod header;
pub(crate) mod icon;
mod import_file;
mod import_times;
pub(crate) mod imports;
pub(crate) mod messages;
pub(crate) mod now_control;
mod rename_table;
pub(crate) mod results;
pub(crate) mod rule_panel;
pub(crate) mod splitter;
mod table_entry;
pub(crate) mod tables;
pub(crate) mod toolbar;
pub(crate) mod welcome;
