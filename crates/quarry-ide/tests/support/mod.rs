//! A catalog with the built-in tables, and texts with a marked cursor.
#![allow(dead_code, unreachable_pub)]

use std::sync::OnceLock;

use quarry_data::Catalog;
use quarry_ide::Completions;
use quarry_plan::BindContext;

/// A text and the byte at which the mark stood.
pub struct Place {
    pub text: String,
    pub offset: usize,
}

impl Place {
    pub fn new(marked: &str) -> Self {
        let offset = marked.find('‸').expect("a cursor");
        Self { text: marked.replacen('‸', "", 1), offset }
    }
}

pub fn context() -> BindContext<'static> {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    BindContext { catalog: CATALOG.get_or_init(Catalog::builtin), now: 0 }
}

pub fn complete(marked: &str) -> Completions {
    let Place { text, offset } = Place::new(marked);
    quarry_ide::complete(&text, offset, &context())
}
