//! Plugins: what `evaluate` calls.

use crate::{Example, Param};

/// A plugin's name, signature and documentation; binder and engine give it its meaning.
#[derive(Debug)]
pub struct Plugin {
    pub name: &'static str,
    pub summary: &'static str,
    pub signatures: &'static [&'static [Param]],
    pub examples: &'static [Example],
    pub implemented: bool,
}

/// Every plugin.
pub static TABLE: &[&Plugin] = &[];

/// The plugin of a name.
pub fn lookup(name: &str) -> Option<&'static Plugin> {
    TABLE.iter().copied().find(|plugin| plugin.name == name)
}
