//! The formatter: one layout for every way to write the same query.
//!
//! It changes blanks and line breaks only, and makes typographic quotes plain. Invariant: the tokens stay
//! the same, so the formatted text parses into the same tree, and formatting it again changes nothing.

mod layout;
mod spacing;
mod tree;

use quarry_diagnostics::Diagnostic;

use crate::lexer::{string, tokenize};
use crate::token::TokenKind;

/// The text with every operator in a line of its own, indented by nesting; comments stay where they are.
///
/// ```
/// let text = "T|where a==1|project a";
/// assert_eq!(quarry_syntax::format(text).unwrap(), "T\n| where a == 1\n| project a\n");
/// ```
///
/// # Errors
/// The diagnostics, when the text has syntax errors: there is no saying what its layout should be.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = crate::parse(text);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    let tokens = tokenize(text);
    let formatted = layout::write(text, &tree::build(&tokens));
    if same_tokens(text, &formatted) && is_read(&formatted) { Ok(formatted) } else { Ok(text.to_owned()) }
}

/// Whether the text has no syntax errors.
fn is_read(text: &str) -> bool {
    !crate::parse(text).diagnostics.iter().any(Diagnostic::is_error)
}

/// Whether both texts consist of the same tokens, so that they mean the same.
fn same_tokens(left: &str, right: &str) -> bool {
    let (left, right) = (tokenize(left), tokenize(right));
    left.len() == right.len()
        && left.iter().zip(&right).all(|(left, right)| {
            left.kind == right.kind
                && match left.kind {
                    TokenKind::String => string::decode(left.text).value == string::decode(right.text).value,
                    TokenKind::Comment => left.text.trim_end() == right.text.trim_end(),
                    _ => left.text == right.text,
                }
        })
}
