//! KQL text to tokens to syntax tree, and back to text.
//!
//! Parsing never fails: it returns a tree and diagnostics, with `Error` nodes for the broken parts.

pub mod ast;
mod blocks;
mod format;
mod habits;
mod lexer;
pub mod limits;
mod parser;
mod token;
mod typography;
mod words;

use quarry_diagnostics::Diagnostic;

pub use blocks::query_blocks;
pub use format::format;
pub use lexer::tokenize;
pub use parser::{operators, parse};
pub use token::{Token, TokenClass, TokenKind};

/// What a text means, as far as it could be read, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub query: ast::Query,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}
