//! Which query block runs: the one at the cursor.

use quarry_diagnostics::Span;
use quarry_syntax::query_blocks;

use crate::offsets::Offsets;

/// The block at a place: the one that holds it, or the last one before it, or the first.
pub fn block_at(text: &str, at: usize) -> Span {
    let blocks = query_blocks(text);
    let before = blocks.iter().rev().find(|block| block.start <= at);
    before.or(blocks.first()).copied().unwrap_or_default()
}

/// The same in UTF-16 offsets.
pub fn block_utf16(text: &str, at: usize) -> (usize, usize) {
    let offsets = Offsets::new(text);
    let block = block_at(text, offsets.utf8(at));
    (offsets.utf16(block.start), offsets.utf16(block.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_belongs_to_the_block_before() {
        let text = "\nA\n| take 1\n \nB\n";
        let at = |place| block_at(text, place).text(text);
        assert_eq!(
            [at(0), at(2), at(12), at(text.len())],
            ["A\n| take 1", "A\n| take 1", "A\n| take 1", "B"]
        );
        assert_eq!(block_at("", 0), Span::at(0));
    }
}
