//! Completion, hover and layout for the editor.

use quarry_diagnostics::Span;

use super::Service;
use crate::blocks::block_at;
use crate::offsets::Offsets;
use crate::protocol::{Response, TextEdit};

impl Service {
    pub(super) fn complete(&self, _text: &str, at: usize) -> Response {
        Response::Completions { from: at, to: at, items: Vec::new() }
    }

    pub(super) fn hover(&self, _text: &str, _at: usize) -> Response {
        Response::Hovered { hover: None }
    }

    pub(super) fn format(&self, text: &str, at: usize) -> Response {
        let block = Place::new(text, at).block;
        match quarry_syntax::format(block.text(text)) {
            Ok(laid_out) => {
                let text = laid_out.trim_end().to_owned();
                Response::Edited { edits: vec![TextEdit { start: block.start, end: block.end, text }] }
            }
            Err(_) => Response::Refused {
                reason: "Mend the query's syntax first, then it can be laid out.".to_owned(),
            },
        }
    }
}

/// A place of the editor, in its query block.
struct Place {
    block: Span,
}

impl Place {
    fn new(text: &str, at: usize) -> Self {
        let offsets = Offsets::new(text);
        let at = offsets.utf8(at).min(text.len());
        let mut block = block_at(text, at);
        // What is typed behind the last token still belongs to the block, unless a blank line is between.
        if at > block.end
            && text.get(block.end..at).is_some_and(|gap| gap.trim().is_empty() && !gap.contains("\n\n"))
        {
            block.end = at;
        }
        if at < block.start || at > block.end {
            block = Span::at(at);
        }
        Self { block }
    }
}
