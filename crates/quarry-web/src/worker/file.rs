//! A file handle of the browser, read ahead part by part: while one part is imported, the browser fetches the
//! next ones on its own thread. The file is never in memory as a whole.

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

/// Bytes that the browser is asked for at once: parts of 1 MiB take it nearly twice as long as those of 8 MiB.
const PART_BYTES: f64 = (8 << 20) as f64;
/// Parts that are asked for before they are needed.
const AHEAD: usize = 2;
/// Bytes that are imported at once, which stay in the processor's cache.
const PIECE_BYTES: u32 = 1 << 20;

/// A part that was asked for: empty until the browser has answered.
type Place = Rc<RefCell<Option<Result<ArrayBuffer, String>>>>;

/// The pieces of a file.
pub(super) struct FileSource<W> {
    blob: Blob,
    /// Where the next piece to ask for begins.
    asked: f64,
    under_way: VecDeque<Place>,
    /// What is left of the part that is being imported.
    rest: Option<Uint8Array>,
    /// Called when a part has arrived.
    wake: W,
}

impl<W: Fn() + Clone + 'static> FileSource<W> {
    pub(super) fn new(blob: Blob, wake: W) -> Self {
        Self { blob, asked: 0.0, under_way: VecDeque::new(), rest: None, wake }
    }

    /// Asks for parts until enough are under way.
    fn ask(&mut self) -> Result<(), String> {
        while self.under_way.len() < AHEAD && self.asked < self.blob.size() {
            let end = self.asked + PART_BYTES;
            let part = self.blob.slice_with_f64_and_f64(self.asked, end).map_err(|error| reason(&error))?;
            self.asked = end;
            let place = Place::default();
            self.under_way.push_back(Rc::clone(&place));
            let wake = self.wake.clone();
            let arrival = JsFuture::from(part.array_buffer());
            spawn_local(async move {
                let part = arrival.await.map_err(|error| reason(&error));
                *place.borrow_mut() = Some(part.map(JsCast::unchecked_into));
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
        let rest = match self.rest.take() {
            Some(rest) => rest,
            None => {
                let Some(first) = self.under_way.front() else { return Ok(Piece::End) };
                let Some(arrived) = first.borrow_mut().take() else { return Ok(Piece::Waiting) };
                self.under_way.pop_front();
                Uint8Array::new(&arrived?.into())
            }
        };
        let piece = rest.subarray(0, PIECE_BYTES).to_vec();
        self.rest = (rest.length() > PIECE_BYTES).then(|| rest.subarray(PIECE_BYTES, rest.length()));
        // A file that was cut after it was dropped gives parts without bytes.
        Ok(if piece.is_empty() { Piece::End } else { Piece::Bytes(piece) })
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
