//! The engine's end of the line to a reader: a worker with the parsers of binary formats, which the page starts
//! on demand.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use quarry_ingest::ImportOptions;
use quarry_ingest::hand_over::{self, Packed};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use crate::service::{Elsewhere, Reading};

/// A file that a reader has in hand.
pub(super) struct Reader {
    /// To the reader.
    line: MessagePort,
    /// To the page, which says when no reader could be started or it died.
    failures: MessagePort,
    inbox: Rc<RefCell<VecDeque<JsValue>>>,
}

impl Reader {
    /// Asks the page for a reader and orders the file; `wake` is called when something has arrived.
    pub(super) fn order(
        blob: &Blob,
        options: &ImportOptions,
        wake: &(impl Fn() + Clone + 'static),
    ) -> Result<Self, JsValue> {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let (line, failures) = (MessageChannel::new()?, MessageChannel::new()?);
        let inbox = Rc::<RefCell<VecDeque<JsValue>>>::default();
        for port in [line.port1(), failures.port1()] {
            let (inbox, wake) = (Rc::clone(&inbox), wake.clone());
            let receive = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                inbox.borrow_mut().push_back(event.data());
                wake();
            });
            port.set_onmessage(Some(receive.into_js_value().unchecked_ref()));
        }
        let request = object(&[("reader", &line.port2()), ("failures", &failures.port2())])?;
        let ports = Array::of2(&line.port2(), &failures.port2());
        scope.post_message_with_transfer(&request, &ports)?;
        let order = JsValue::from_str(&hand_over::order(options));
        line.port1().post_message(&object(&[("order", &order), ("file", blob)])?)?;
        Ok(Self { line: line.port1(), failures: failures.port1(), inbox })
    }
}

impl Elsewhere for Reader {
    fn next(&mut self) -> Result<Reading, String> {
        let Some(message) = self.inbox.borrow_mut().pop_front() else { return Ok(Reading::Waiting) };
        let field = |name: &str| Reflect::get(&message, &JsValue::from_str(name)).ok();
        if let Some(bytes) = field("progress").and_then(|bytes| bytes.as_f64()) {
            return Ok(Reading::Progress(bytes as u64));
        }
        if let Some(reason) = field("failed").and_then(|reason| reason.as_string()) {
            return Err(reason);
        }
        let outcome = field("outcome").and_then(|outcome| outcome.as_string());
        let tables = field("tables").map(|tables| Array::from(&tables)).unwrap_or_default();
        let tables = tables.iter().map(|table| Uint8Array::new(&table).to_vec()).collect();
        outcome
            .and_then(|outcome| hand_over::unpack(&Packed { outcome, tables }))
            .map(|result| Reading::Done(Box::new(result)))
            .ok_or_else(|| "what the reader sent is not whole".to_owned())
    }
}

/// A reader that is no longer needed ends.
impl Drop for Reader {
    fn drop(&mut self) {
        // A port that is closed already takes no message, and needs none.
        let _ = self.line.post_message(&JsValue::NULL);
        self.line.close();
        self.failures.close();
    }
}

fn object(fields: &[(&str, &JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}
