//! The worker's port: messages in, slices of work, messages out.
//!
//! Between two slices the worker posts itself a message and returns to its queue, so what the page has sent in
//! the meantime is handled first.

mod elsewhere;
mod file;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use file::FileSource;

use crate::protocol::{Envelope, Request, Response};
use crate::service::{Attachment, Host, Service, Source};

/// When a page is there and its first requests are answered.
const WARM_UP_AFTER_MS: i32 = 300;

/// Takes over the worker.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = Port { scope: scope.clone() };
    report_panics(port.clone());
    let service = Rc::new(RefCell::new(Service::new()));
    let mut host = port.clone();
    let wake = alarm(Rc::clone(&service), port.clone());
    warm_up_later(&scope, Rc::clone(&service), wake.clone());
    let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((request, files)) = unpack(&event, &wake) else { return };
        let mut service = service.borrow_mut();
        service.handle(&mut host, request, files);
        if service.has_work() {
            wake();
        }
    });
    scope.set_onmessage(Some(receive.as_ref().unchecked_ref()));
    receive.forget();
}

/// Leaves the processor to the page while that appears.
fn warm_up_later(
    scope: &DedicatedWorkerGlobalScope,
    service: Rc<RefCell<Service>>,
    wake: impl Fn() + 'static,
) {
    let begin = Closure::once_into_js(move || {
        service.borrow_mut().warm_up();
        wake();
    });
    // Timers are always there in a worker.
    let _ =
        scope.set_timeout_with_callback_and_timeout_and_arguments_0(begin.unchecked_ref(), WARM_UP_AFTER_MS);
}

/// Returns what starts the slices; while there is work, each slice calls for the next.
fn alarm(service: Rc<RefCell<Service>>, mut host: Port) -> impl Fn() + Clone {
    let channel = MessageChannel::new().expect("workers have message channels");
    let sender = channel.port2();
    let ringing = Rc::new(RefCell::new(false));
    let ring = {
        let ringing = Rc::clone(&ringing);
        move || {
            if !ringing.replace(true) {
                // Posting to one's own port fails only for values that cannot be cloned.
                let _ = sender.post_message(&JsValue::NULL);
            }
        }
    };
    let again = ring.clone();
    let slice = Closure::<dyn FnMut()>::new(move || {
        ringing.replace(false);
        let mut service = service.borrow_mut();
        service.tick(&mut host);
        if service.has_work() {
            again();
        }
    });
    channel.port1().set_onmessage(Some(slice.as_ref().unchecked_ref()));
    slice.forget();
    ring
}

/// A request and the files beside it.
type Received = (Envelope<Request>, Vec<Box<dyn Source>>);

fn unpack(event: &MessageEvent, wake: &(impl Fn() + Clone + 'static)) -> Option<Received> {
    let data = event.data();
    let field = |name: &str| Reflect::get(&data, &JsValue::from_str(name)).ok();
    let request = serde_json::from_str(&field("json")?.as_string()?).ok()?;
    let files = field("files").and_then(|files| files.dyn_into::<Array>().ok()).unwrap_or_default();
    let blobs = files.iter().filter_map(|file| file.dyn_into::<Blob>().ok());
    let sources = blobs.map(|blob| Box::new(FileSource::new(blob, wake.clone())) as Box<dyn Source>);
    Some((request, sources.collect()))
}

/// A panic ends the module; the page hears why before the trap.
fn report_panics(port: Port) {
    std::panic::set_hook(Box::new(move |info| {
        let body = Response::Panicked { message: info.to_string() };
        port.clone().send(Envelope { id: 0, body }, Attachment::None);
    }));
}

#[derive(Clone)]
struct Port {
    scope: DedicatedWorkerGlobalScope,
}

impl Host for Port {
    fn clock_ms(&self) -> f64 {
        self.scope.performance().map_or(0.0, |performance| performance.now())
    }

    fn send(&mut self, answer: Envelope<Response>, attachment: Attachment) {
        let Ok(json) = serde_json::to_string(&answer) else { return };
        let message = Object::new();
        let set = |name: &str, value: JsValue| Reflect::set(&message, &JsValue::from_str(name), &value);
        let _ = set("json", JsValue::from_str(&json));
        if let Attachment::Text(text) = attachment {
            let _ = set("text", JsValue::from_str(&text));
        }
        let _ = self.scope.post_message(&message);
    }
}
