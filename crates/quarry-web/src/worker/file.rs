//! A file handle of the browser, read ahead part by part: while one part is imported, another thread reads the
//! next ones. The file is never in memory as a whole.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use quarry_ingest::ImportOptions;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::elsewhere::Reader;
use crate::service::{Elsewhere, Piece, Source};

/// Bytes that the browser is asked for first: 8 MiB would take 20 ms to come.
const FIRST_PART_BYTES: f64 = (1 << 20) as f64;
/// Bytes that it is asked for at once later: in parts of 1 MiB a file takes nearly twice as long as in those of 8 MiB.
const MOST_PART_BYTES: f64 = (8 << 20) as f64;
/// Parts that are asked for before they are needed.
const AHEAD: usize = 2;
/// Bytes that are imported at once, which stay in the processor's cache.
const PIECE_BYTES: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// Promises the bytes of a blob, as `www/engine/files.js` reads them.
    #[wasm_bindgen(js_namespace = QuarryFiles)]
    fn read(part: &Blob) -> Promise;
}

/// A part that was asked for: empty until the browser has answered.
type Place = Rc<RefCell<Option<Result<ArrayBuffer, String>>>>;

/// The pieces of a file.
pub(super) struct FileSource<W> {
    blob: Blob,
    /// Where the next piece to ask for begins.
    asked: f64,
    /// Bytes of that piece.
    part: f64,
    under_way: VecDeque<Place>,
    /// What is left of the part that is being imported.
    rest: Option<Uint8Array>,
    /// Called when a part has arrived.
    wake: W,
}

impl<W: Fn() + Clone + 'static> FileSource<W> {
    pub(super) fn new(blob: Blob, wake: W) -> Self {
        Self { blob, asked: 0.0, part: FIRST_PART_BYTES, under_way: VecDeque::new(), rest: None, wake }
    }

    /// Asks for parts until enough are under way.
    fn ask(&mut self) -> Result<(), String> {
        while self.under_way.len() < AHEAD && self.asked < self.blob.size() {
            let end = self.asked + self.part;
            let part = self.blob.slice_with_f64_and_f64(self.asked, end).map_err(|error| reason(&error))?;
            self.asked = end;
            self.part = (self.part * 2.0).min(MOST_PART_BYTES);
            let place = Place::default();
            self.under_way.push_back(Rc::clone(&place));
            let wake = self.wake.clone();
            // A thread for a small file would come too late.
            let small = self.blob.size() <= FIRST_PART_BYTES;
            let arrival = JsFuture::from(if small { part.array_buffer() } else { read(&part) });
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
