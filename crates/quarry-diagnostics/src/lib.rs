//! What the user is told: spans, diagnostics, fixes, and the one table of codes.
//!
//! Every stage after the text was typed (lexer, parser, binder, engine, import, detection checks)
//! reports mistakes of the user as a [`Diagnostic`]. A mistake of ours is a panic; there is no third kind.
//!
//! Invariant: offsets are UTF-8 bytes into the text that was given; only the page converts them.

mod codes;
mod diagnostic;
mod span;

pub use codes::Code;
pub use diagnostic::{Diagnostic, Edit, Fix, Location, Related, Severity};
pub use span::Span;
