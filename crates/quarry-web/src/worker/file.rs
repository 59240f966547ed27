//! A file handle of the browser, read ahead piece by piece: while one piece is imported, the browser fetches
//! the next ones on its own thread. The file is never in memory as a whole.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use quarry_ingest::ImportOptions;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::elsewhere::Reader;
use crate::service::{Elsewhere, Piece, Source};

/// Bytes of a piece.
const PIECE_BYTES: f64 = (1 << 20) as f64;
/// Pieces that are asked for before they are needed.
const AHEAD: usize = 4;

/// A piece that was asked for: empty until the browser has answered.
type Place = Rc<RefCell<Option<Result<ArrayBuffer, String>>>>;

/// The pieces of a file.
pub(super) struct FileSource<W> {
    blob: Blob,
    /// Where the next piece to ask for begins.
    asked: f64,
    under_way: VecDeque<Place>,
    /// Called when a piece has arrived.
    wake: W,
}

impl<W: Fn() + Clone + 'static> FileSource<W> {
    pub(super) fn new(blob: Blob, wake: W) -> Self {
        Self { blob, asked: 0.0, under_way: VecDeque::new(), wake }
    }

    /// Asks for pieces until enough are under way.
    fn ask(&mut self) -> Result<(), String> {
        while self.under_way.len() < AHEAD && self.asked < self.blob.size() {
            let end = self.asked + PIECE_BYTES;
            let part = self.blob.slice_with_f64_and_f64(self.asked, end).map_err(|error| reason(&error))?;
            self.asked = end;
            let place = Place::default();
            self.under_way.push_back(Rc::clone(&place));
            let wake = self.wake.clone();
            let arrival = JsFuture::from(part.array_buffer());
            spawn_local(async move {
                let piece = arrival.await.map_err(|error| reason(&error));
                *place.borrow_mut() = Some(piece.map(JsCast::unchecked_into));
                wake();
            });
        }
        Ok(())
    }
}

impl<W: Fn() + Clone + 'static> Source for FileSource<W> {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn next(&mut self) -> Result<Piece, String> {
        self.ask()?;
        let Some(first) = self.under_way.front() else { return Ok(Piece::End) };
        let Some(arrived) = first.borrow_mut().take() else { return Ok(Piece::Waiting) };
        self.under_way.pop_front();
        let bytes = Uint8Array::new(&arrived?.into()).to_vec();
        self.ask()?;
        // A file that was cut after it was dropped gives pieces without bytes.
        Ok(if bytes.is_empty() { Piece::End } else { Piece::Bytes(bytes) })
    }

    fn elsewhere(&self, options: &ImportOptions) -> Option<Box<dyn Elsewhere>> {
        let reader = Reader::order(&self.blob, options, &self.wake).ok()?;
        Some(Box::new(reader))
    }
}

fn reason(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the file cannot be read".to_owned())
}
