//! What an editor asks about a query: completion, hover, signature help, classes for highlighting, quick
//! fixes, folding, renaming, and the model of the reference pages.
//!
//! Everything reads the same tables as the parser and the binder, and works on unfinished and broken
//! queries. Offsets are UTF-8 bytes into the text that was given.

mod bound;
mod classify;
mod complete;
mod cursor;
mod fix;
mod fold;
mod grammar;
mod hover;
mod label;
mod names;
mod reference;
mod rename;
mod scope;
mod signature;
mod usage;

pub use classify::{Class, Classified, classify};
pub use complete::{Completion, CompletionKind, Completions, complete};
pub use fix::{QuickFix, fixes_at};
pub use fold::{Fold, FoldKind, fold};
pub use hover::{Hover, hover};
pub use reference::{Page, PageKind, PageParameter, reference};
pub use rename::{RenameError, references, rename};
pub use signature::{ParameterInfo, SignatureHelp, SignatureInfo, signature_help};
