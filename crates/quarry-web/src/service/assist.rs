//! Completion, hover, signatures, renaming and layout for the editor.

use quarry_diagnostics::Span;
use quarry_ide::{Completion, Hover, SignatureHelp};
use quarry_plan::BindContext;

use super::Service;
use crate::blocks::block_at;
use crate::offsets::Offsets;
use crate::protocol::{CompletionItem, HoverText, Response, SignatureText, TextEdit};

/// Items of one completion that are sent; the editor asks again as the word grows.
const MOST_ITEMS: usize = 300;

impl Service {
    pub(super) fn complete(&self, text: &str, at: usize) -> Response {
        let Place { block, offset, offsets } = Place::new(text, at);
        let found = quarry_ide::complete(block.text(text), offset, &self.bind_context());
        let from = offsets.utf16(found.span.start + block.start);
        let to = offsets.utf16(found.span.end + block.start);
        Response::Completions {
            from,
            to,
            items: found.items.into_iter().take(MOST_ITEMS).map(item).collect(),
        }
    }

    pub(super) fn hover(&self, text: &str, at: usize) -> Response {
        let Place { block, offset, offsets } = Place::new(text, at);
        let found = quarry_ide::hover(block.text(text), offset, &self.bind_context());
        let hover = found.map(|hover| HoverText {
            from: offsets.utf16(hover.span.start + block.start),
            to: offsets.utf16(hover.span.end + block.start),
            text: prose(&hover),
            title: hover.title,
            anchor: hover.anchor,
        });
        Response::Hovered { hover }
    }

    pub(super) fn signature(&self, text: &str, at: usize) -> Response {
        let Place { block, offset, .. } = Place::new(text, at);
        let found = quarry_ide::signature_help(block.text(text), offset, &self.bind_context());
        Response::Signed { help: found.and_then(|help| signature(&help)) }
    }

    pub(super) fn rename(&self, text: &str, at: usize, to: &str) -> Response {
        let Place { block, offset, .. } = Place::new(text, at);
        match quarry_ide::rename(block.text(text), offset, to, &self.bind_context()) {
            Ok(fix) => {
                let edit = |edit: quarry_diagnostics::Edit| TextEdit {
                    start: edit.span.start + block.start,
                    end: edit.span.end + block.start,
                    text: edit.replacement,
                };
                Response::Edited { edits: fix.edits.into_iter().map(edit).collect() }
            }
            Err(error) => Response::Refused { reason: error.message().to_owned() },
        }
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

    /// Names and types do not depend on the time.
    fn bind_context(&self) -> BindContext<'_> {
        BindContext { catalog: &self.session.catalog, now: self.newest.unwrap_or_default() }
    }
}

/// A place of the editor, in its query block.
struct Place {
    block: Span,
    /// In bytes of the block.
    offset: usize,
    offsets: Offsets,
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
        Self { block, offset: at - block.start, offsets }
    }
}

/// The signature that fits, and where its present parameter stands in the label.
fn signature(help: &SignatureHelp) -> Option<SignatureText> {
    let shown = help.signatures.get(help.active)?;
    let parameter = shown.active_parameter.and_then(|active| shown.parameters.get(active));
    let begin = parameter.and_then(|parameter| {
        let open = shown.label.find('(').map_or(0, |open| open + 1);
        shown.label.get(open..)?.find(&parameter.label).map(|at| open + at)
    });
    let offsets = Offsets::new(&shown.label);
    let from = begin.map_or(0, |begin| offsets.utf16(begin));
    let to =
        begin.zip(parameter).map_or(0, |(begin, parameter)| offsets.utf16(begin + parameter.label.len()));
    let doc = parameter.map_or("", |parameter| &parameter.doc);
    Some(SignatureText {
        label: shown.label.clone(),
        from,
        to,
        text: if doc.is_empty() { shown.doc.clone() } else { doc.to_owned() },
        signatures: help.signatures.len(),
    })
}

fn item(completion: Completion) -> CompletionItem {
    let insert = (completion.insert != completion.label).then_some(completion.insert);
    CompletionItem {
        kind: completion.kind.name().to_owned(),
        label: completion.label,
        insert,
        caret: completion.caret,
        detail: completion.detail,
        doc: completion.doc,
    }
}

fn prose(hover: &Hover) -> String {
    let mut parts = hover.paragraphs.clone();
    let example = |(query, result): &(String, String)| {
        if result.is_empty() { query.clone() } else { format!("{query}  →  {result}") }
    };
    parts.extend(hover.examples.iter().take(2).map(example));
    parts.join("\n\n")
}
