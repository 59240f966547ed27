//! Calls of the browser, one topic a file.

pub(crate) mod clipboard;
pub(crate) mod download;
pub(crate) mod editor;
pub(crate) mod files;
pub(crate) mod page;
pub(crate) mod preferences;
