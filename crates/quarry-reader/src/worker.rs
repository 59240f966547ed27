use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use quarry_data::Catalog;
use quarry_ingest::{ImportError, ImportOptions, Imported, Importer, hand_over};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

/// Bytes that are read at once, and between two reports of progress.
const PIECE_BYTES: f64 = (4 << 20) as f64;

/// Waits for the port, then for the order on it.
pub(crate) fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let receive = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let port = field(&event, "port").and_then(|port| port.dyn_into::<MessagePort>().ok());
        if let Some(port) = port {
            serve(port);
        }
    });
    scope.set_onmessage(Some(receive.into_js_value().unchecked_ref()));
}

fn serve(port: MessagePort) {
    report_panics(port.clone());
    let cancelled = Rc::new(Cell::new(false));
    let receive = {
        let port = port.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let order = field(&event, "order").and_then(|order| order.as_string());
            let file = field(&event, "file").and_then(|file| file.dyn_into::<Blob>().ok());
            let (Some(order), Some(file)) = (order, file) else { return cancelled.set(true) };
            let Some(options) = hand_over::options(&order) else { return end() };
            let (port, cancelled) = (port.clone(), Rc::clone(&cancelled));
            spawn_local(async move {
                match read(&file, options, &port, &cancelled).await {
                    Ok(Some(outcome)) => deliver(&port, &outcome),
                    Ok(None) => {}
                    Err(reason) => post(&port, "failed", &message_of(&reason).into()),
                }
                end();
            });
        })
    };
    port.set_onmessage(Some(receive.into_js_value().unchecked_ref()));
}

/// Reads the file; nothing when that was cancelled.
async fn read(
    file: &Blob,
    options: ImportOptions,
    port: &MessagePort,
    cancelled: &Cell<bool>,
) -> Result<Option<Result<Imported, ImportError>>, JsValue> {
    let mut importer = Importer::new(options, &Catalog::builtin());
    let mut offset = 0.0;
    while offset < file.size() {
        let piece = file.slice_with_f64_and_f64(offset, offset + PIECE_BYTES)?;
        let bytes: ArrayBuffer = JsFuture::from(piece.array_buffer()).await?.unchecked_into();
        if cancelled.get() {
            return Ok(None);
        }
        if bytes.byte_length() == 0 {
            return Err(JsValue::from_str("the file ended before its time"));
        }
        if let Err(error) = importer.feed(&Uint8Array::new(&bytes).to_vec()) {
            return Ok(Some(Err(error)));
        }
        offset += f64::from(bytes.byte_length());
        post(port, "progress", &offset.into());
    }
    Ok(Some(importer.finish()))
}

fn deliver(port: &MessagePort, outcome: &Result<Imported, ImportError>) {
    let packed = hand_over::pack(outcome);
    let message = Object::new();
    let tables = Array::new();
    for table in &packed.tables {
        tables.push(&Uint8Array::from(table.as_slice()).buffer());
    }
    // A plain object takes every property, and buffers can always be transferred.
    let _ = Reflect::set(&message, &"outcome".into(), &packed.outcome.into());
    let _ = Reflect::set(&message, &"tables".into(), &tables);
    let _ = port.post_message_with_transferable(&message, &tables);
}

fn post(port: &MessagePort, name: &str, value: &JsValue) {
    let message = Object::new();
    let _ = Reflect::set(&message, &name.into(), value);
    let _ = port.post_message(&message);
}

/// A panic ends the module; the engine hears why before the trap.
fn report_panics(port: MessagePort) {
    std::panic::set_hook(Box::new(move |info| {
        post(&port, "failed", &format!("the reader stopped: {info}").into());
    }));
}

fn end() {
    js_sys::global().unchecked_into::<DedicatedWorkerGlobalScope>().close();
}

fn field(event: &MessageEvent, name: &str) -> Option<JsValue> {
    Reflect::get(&event.data(), &JsValue::from_str(name)).ok()
}

fn message_of(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| "the file cannot be read".to_owned())
}
