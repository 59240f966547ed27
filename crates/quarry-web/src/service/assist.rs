//! Completion, hover and layout for the editor.

use super::Service;
use crate::protocol::Response;

impl Service {
    pub(super) fn complete(&self, _text: &str, at: usize) -> Response {
        Response::Completions { from: at, to: at, items: Vec::new() }
    }

    pub(super) fn hover(&self, _text: &str, _at: usize) -> Response {
        Response::Hovered { hover: None }
    }

    pub(super) fn format(&self, _text: &str, _at: usize) -> Response {
        Response::Edited { edits: Vec::new() }
    }
}
