//! JSON under way to cells: values are found and bounded here, and read when columns take them.

pub(crate) mod envelope;
pub(crate) mod record;
pub(crate) mod route;
pub(crate) mod rows;
pub(crate) mod value;
