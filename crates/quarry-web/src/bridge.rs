//! The line to the worker: requests out, answers to whoever asked, and a new worker when one dies.
//!
//! Invariant: the only user of `web_sys::Worker`. What was loaded is kept as file handles, and loaded and changed
//! again in a new worker; bytes are never kept here.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

use crate::platform::page;
use crate::protocol::{Envelope, Request, Response};
use crate::replay;

/// How often a worker may die before its first answer.
const MOST_FAILED_STARTS: u32 = 3;
/// How long a cancelled worker may take before it is replaced: this, and more where much is loaded, since a
/// new worker has to read it all again.
const PATIENCE_MS: f64 = 150.0;
const PATIENCE_MS_PER_MB: f64 = 20.0;
const MOST_PATIENCE_MS: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = QuarryEngine)]
    fn spawn() -> Promise;
}

/// What happens to the worker as a whole.
#[derive(Clone, Debug)]
pub(crate) enum EngineEvent {
    Ready,
    /// With the reason; `resumed` when what waits is asked again of the new worker.
    Restarting {
        reason: String,
        resumed: bool,
    },
    Failed(String),
}

/// Hears every answer to one request; the text is what came beside it.
pub(crate) type Reply = Box<dyn Fn(Response, Option<String>)>;

/// Something that was loaded or changed, and can be again.
#[derive(Clone)]
struct Kept {
    request: Request,
    files: Vec<File>,
    /// The tables that it put rows into.
    tables: Vec<String>,
}

impl Kept {
    /// The number of the change.
    fn change(&self) -> Option<u32> {
        match self.request {
            Request::Load { change, .. }
            | Request::LoadSample { change, .. }
            | Request::Unload { change, .. }
            | Request::RenameTable { change, .. }
            | Request::ChangeType { change, .. } => Some(change),
            _ => None,
        }
    }
}

struct Pending {
    reply: Reply,
    request: Request,
    files: Vec<File>,
}

impl Pending {
    fn is_load(&self) -> bool {
        matches!(self.request, Request::Load { .. } | Request::LoadSample { .. } | Request::Attach { .. })
    }

    /// Whether a cancel ends it.
    fn is_job(&self) -> bool {
        self.is_load()
            || matches!(
                self.request,
                Request::Run { .. }
                    | Request::Export { .. }
                    | Request::RenameTable { .. }
                    | Request::PreviewType { .. }
                    | Request::ChangeType { .. }
            )
    }
}

pub(crate) struct Bridge {
    me: Weak<Bridge>,
    on_event: Box<dyn Fn(EngineEvent)>,
    worker: RefCell<Option<Worker>>,
    /// Counts the workers; what an earlier one still says is not heard.
    generation: Cell<u32>,
    failed_starts: Cell<u32>,
    last: Cell<u32>,
    pending: RefCell<BTreeMap<u32, Pending>>,
    kept: RefCell<Vec<Kept>>,
}

impl Bridge {
    /// Starts the first worker.
    pub(crate) fn start(on_event: Box<dyn Fn(EngineEvent)>) -> Rc<Self> {
        let bridge = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            on_event,
            worker: RefCell::default(),
            generation: Cell::new(0),
            failed_starts: Cell::new(0),
            last: Cell::new(0),
            pending: RefCell::default(),
            kept: RefCell::default(),
        });
        bridge.spawn();
        bridge
    }

    /// Sends a request; without a worker the answer is a refusal.
    pub(crate) fn ask(&self, request: Request, reply: impl Fn(Response, Option<String>) + 'static) {
        self.send(request, Vec::new(), Box::new(reply));
    }

    /// Sends a request to load files.
    pub(crate) fn load(
        &self,
        request: Request,
        files: Vec<File>,
        reply: impl Fn(Response, Option<String>) + 'static,
    ) {
        self.send(request, files, Box::new(reply));
    }

    /// The request and the files of an earlier load.
    pub(crate) fn kept_load(&self, change: u32) -> Option<(Request, Vec<File>)> {
        let kept = self.kept.borrow();
        let load = kept.iter().find(|kept| kept.change() == Some(change))?;
        Some((load.request.clone(), load.files.clone()))
    }

    /// Takes an attached file away, here and in the worker.
    pub(crate) fn detach(&self, address: Option<String>) {
        self.forget_attached(address.as_deref());
        self.ask(Request::Detach { address }, |_, _| {});
    }

    fn forget_attached(&self, address: Option<&str>) {
        self.kept.borrow_mut().retain(|kept| match &kept.request {
            Request::Attach { address: known, .. } => known.as_deref() != address,
            _ => true,
        });
    }

    /// Stops what is under way if a query is among it; loads alone go on.
    pub(crate) fn cancel_run(&self) {
        let runs = |pending: &Pending| matches!(pending.request, Request::Run { .. });
        if self.pending.borrow().values().any(runs) {
            self.cancel();
        }
    }

    /// Stops what is under way. Whoever waits hears `Cancelled` now; a worker that does not hear is replaced.
    /// False when there is nothing to stop.
    pub(crate) fn cancel(&self) -> bool {
        let jobs: Vec<u32> =
            self.pending.borrow().iter().filter(|(_, pending)| pending.is_job()).map(|(id, _)| *id).collect();
        if jobs.is_empty() {
            return false;
        }
        for id in jobs {
            let pending = self.pending.borrow_mut().remove(&id);
            if let Some(pending) = pending {
                (pending.reply)(Response::Cancelled {}, None);
            }
        }
        // The answer to a request behind the cancel shows that the worker has heard it.
        let heard = Rc::new(Cell::new(false));
        self.ask(Request::Cancel {}, |_, _| {});
        self.ask(Request::Tables {}, {
            let heard = Rc::clone(&heard);
            move |_, _| heard.set(true)
        });
        let (me, generation) = (self.me.clone(), self.generation.get());
        page::after(self.patience(), move || {
            let Some(bridge) = me.upgrade() else { return };
            if !heard.get() && bridge.generation.get() == generation {
                bridge
                    .restart("The query could not be stopped in time, so the engine was started anew.", true);
            }
        });
        true
    }

    fn patience(&self) -> i32 {
        let bytes: f64 = self.kept.borrow().iter().flat_map(|kept| &kept.files).map(|file| file.size()).sum();
        (PATIENCE_MS + bytes / 1e6 * PATIENCE_MS_PER_MB).min(MOST_PATIENCE_MS) as i32
    }

    fn send(&self, request: Request, files: Vec<File>, reply: Reply) {
        let id = self.last.get() + 1;
        self.last.set(id);
        let message = Envelope { id, body: request };
        self.post(&message, &files);
        if !matches!(message.body, Request::Cancel {} | Request::Release { .. } | Request::Detach { .. }) {
            self.pending.borrow_mut().insert(id, Pending { reply, request: message.body, files });
        }
    }

    fn post(&self, request: &Envelope<Request>, files: &[File]) {
        let worker = self.worker.borrow();
        let (Some(worker), Ok(json)) = (worker.as_ref(), serde_json::to_string(request)) else { return };
        let message = Object::new();
        // The object is plain and takes every property.
        let _ = Reflect::set(&message, &JsValue::from_str("json"), &JsValue::from_str(&json));
        if !files.is_empty() {
            let files: Array = files.iter().collect();
            let _ = Reflect::set(&message, &JsValue::from_str("files"), &files);
        }
        // Text and file handles can always be cloned.
        let _ = worker.post_message(&message);
    }

    fn spawn(&self) {
        let generation = self.generation.get() + 1;
        self.generation.set(generation);
        let me = self.me.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let started = JsFuture::from(spawn()).await;
            let Some(bridge) = me.upgrade() else { return };
            match started {
                Ok(worker) => bridge.adopt(worker.unchecked_into(), generation),
                Err(error) => (bridge.on_event)(EngineEvent::Failed(describe(&error))),
            }
        });
    }

    fn adopt(&self, worker: Worker, generation: u32) {
        if self.generation.get() != generation {
            return worker.terminate();
        }
        let me = self.me.clone();
        let receive = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(bridge) = me.upgrade().filter(|bridge| bridge.generation.get() == generation) {
                bridge.receive(&event);
            }
        });
        worker.set_onmessage(Some(receive.into_js_value().unchecked_ref()));
        let me = self.me.clone();
        let fail = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(bridge) = me.upgrade().filter(|bridge| bridge.generation.get() == generation) {
                bridge.died(&event.message());
            }
        });
        worker.set_onerror(Some(fail.into_js_value().unchecked_ref()));
        *self.worker.borrow_mut() = Some(worker);
        self.catch_up();
    }

    fn receive(&self, event: &MessageEvent) {
        let field = |name: &str| Reflect::get(&event.data(), &JsValue::from_str(name)).ok()?.as_string();
        let Some(json) = field("json") else { return };
        let Ok(answer) = serde_json::from_str::<Envelope<Response>>(&json) else { return };
        match answer.body {
            Response::Panicked { message } => self.died(&message),
            body => self.deliver(answer.id, body, field("text")),
        }
    }

    fn deliver(&self, id: u32, body: Response, text: Option<String>) {
        self.failed_starts.set(0);
        // The reply may ask again, so nothing is borrowed while it runs.
        let Some(pending) = self.pending.borrow_mut().remove(&id) else { return };
        self.keep(&pending, &body);
        let more = matches!(body, Response::Progress { .. } | Response::ExportPart {});
        (pending.reply)(body, text);
        if more {
            self.pending.borrow_mut().insert(id, pending);
        }
    }

    /// Takes note of what an answer says was done.
    fn keep(&self, pending: &Pending, answer: &Response) {
        let mut request = pending.request.clone();
        let tables = match answer {
            Response::Loaded { report } => {
                report.tables().into_iter().map(|(table, _)| table.to_owned()).collect()
            }
            Response::Changed { change } => vec![change.table.clone()],
            Response::Attached { address, .. } => {
                self.forget_attached(address.as_deref());
                Vec::new()
            }
            Response::Undone { change } => return self.forget_change(*change),
            _ => return,
        };
        if let Request::Load { replaces, .. } = &mut request
            && !tables.is_empty()
            && let Some(replaced) = replaces.take()
        {
            self.forget_change(replaced);
        }
        self.kept.borrow_mut().push(Kept { request, files: pending.files.clone(), tables });
    }

    fn forget_change(&self, change: u32) {
        self.kept.borrow_mut().retain(|kept| kept.change() != Some(change));
    }

    /// A worker is there; what earlier ones had loaded goes in first, then what still waits for an answer.
    fn catch_up(&self) {
        let waiting: Vec<u32> = self.pending.borrow().keys().copied().collect();
        let kept = std::mem::take(&mut *self.kept.borrow_mut());
        let needed = replay::needed(kept.iter().map(|kept| (&kept.request, kept.tables.as_slice())));
        let again = kept.into_iter().zip(needed).filter(|(_, needed)| *needed).map(|(kept, _)| kept);
        self.replay(again.collect(), waiting);
    }

    /// Asks for what was done before, one after the other, and then again for what waits.
    fn replay(&self, mut kept: VecDeque<Kept>, waiting: Vec<u32>) {
        let Some(Kept { request, files, .. }) = kept.pop_front() else {
            (self.on_event)(EngineEvent::Ready);
            for id in waiting {
                let message = self
                    .pending
                    .borrow()
                    .get(&id)
                    .map(|pending| (pending.request.clone(), pending.files.clone()));
                if let Some((body, files)) = message {
                    self.post(&Envelope { id, body }, &files);
                }
            }
            return;
        };
        let me = self.me.clone();
        let rest = Cell::new(Some((kept, waiting)));
        self.load(request, files, move |answer, _| {
            if matches!(answer, Response::Progress { .. }) {
                return;
            }
            if let (Some(bridge), Some((kept, waiting))) = (me.upgrade(), rest.take()) {
                bridge.replay(kept, waiting);
            }
        });
    }

    fn died(&self, message: &str) {
        web_sys::console::error_1(&JsValue::from_str(message));
        let failed = self.failed_starts.get() + 1;
        self.failed_starts.set(failed);
        if failed > MOST_FAILED_STARTS {
            self.drop_worker();
            self.refuse_pending();
            return (self.on_event)(EngineEvent::Failed(message.to_owned()));
        }
        self.restart("The engine stopped unexpectedly and was started anew. Your query is as it was.", false);
    }

    /// Replaces the worker. What waits is asked again, or refused where it may be what killed the worker.
    fn restart(&self, reason: &str, resumed: bool) {
        self.drop_worker();
        if !resumed {
            self.refuse_pending();
        }
        (self.on_event)(EngineEvent::Restarting { reason: reason.to_owned(), resumed });
        self.spawn();
    }

    fn drop_worker(&self) {
        let worker = self.worker.borrow_mut().take();
        if let Some(worker) = worker {
            worker.set_onmessage(None);
            worker.terminate();
        }
    }

    fn refuse_pending(&self) {
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        for pending in pending.into_values() {
            (pending.reply)(Response::Refused { reason: "the engine stopped".to_owned() }, None);
        }
    }
}

fn describe(error: &JsValue) -> String {
    let message =
        Reflect::get(error, &JsValue::from_str("message")).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the engine could not be started".to_owned())
}
