//! Query blocks: the stretches of text between blank lines, one of which runs.

use quarry_diagnostics::Span;

use crate::offsets::Offsets;

/// The blocks of a text, without the blank lines around them.
pub fn query_blocks(text: &str) -> Vec<Span> {
    let mut blocks = Vec::new();
    let mut open: Option<Span> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            blocks.extend(open.take());
        } else {
            let line = Span::new(start, start + line.trim_end().len());
            open = Some(open.map_or(line, |block| block.to(line)));
        }
        start += line.len();
    }
    blocks.extend(open);
    blocks
}

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
    fn blank_lines_part_blocks() {
        let text = "\nA\n| take 1\n \nB\n";
        let texts: Vec<&str> = query_blocks(text).into_iter().map(|block| block.text(text)).collect();
        assert_eq!(texts, ["A\n| take 1", "B"]);
        let at = |place| block_at(text, place).text(text);
        assert_eq!(
            [at(0), at(2), at(12), at(text.len())],
            ["A\n| take 1", "A\n| take 1", "A\n| take 1", "B"]
        );
    }
}
