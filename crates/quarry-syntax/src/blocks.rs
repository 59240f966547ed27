//! Query blocks: a page of text holds several queries with blank lines between them, as in Azure Data
//! Explorer, and only the one at the cursor runs.

use quarry_diagnostics::Span;

use crate::lexer::{is_blank, tokenize};

/// The blocks of the text that hold anything, each from its first to its last character that is not a
/// blank. A blank line inside a multi-line string does not split.
///
/// ```
/// let text = "print 1\n| count\n\nprint 2";
/// let blocks = quarry_syntax::query_blocks(text);
/// assert_eq!(blocks.iter().map(|span| span.text(text)).collect::<Vec<_>>(), ["print 1\n| count", "print 2"]);
/// ```
pub fn query_blocks(text: &str) -> Vec<Span> {
    let mut blocks: Vec<Span> = Vec::new();
    for token in tokenize(text) {
        match blocks.last_mut() {
            Some(block) if !splits(text.get(block.end..token.span.start).unwrap_or("")) => {
                block.end = token.span.end;
            }
            _ => blocks.push(token.span),
        }
    }
    blocks
}

/// Whether the blanks between two tokens hold a blank line.
fn splits(gap: &str) -> bool {
    debug_assert!(gap.chars().all(is_blank), "only blanks stand between tokens");
    let gap = gap.replace("\r\n", "\n");
    gap.matches(['\n', '\r']).count() > 1
}
