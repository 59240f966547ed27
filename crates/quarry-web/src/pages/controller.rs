//! What the hunting page does: turns clicks and keys into requests, and answers into actions.

mod data;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use yew::Callback;

use crate::blocks;
use crate::bridge::{Bridge, EngineEvent};
use crate::components::grid::PageRequest;
use crate::offsets::Offsets;
use crate::platform::editor::{Editor, EditorHooks, promise};
use crate::platform::{clipboard, download, page, preferences};
use crate::protocol::{
    Arrangement, Clock, ExportFormat, Problem, Request, Response, RuleForm, RuleShape, TextEdit,
};
use crate::share::{self, Shared};
use crate::state::{Action, NowSetting, TimeSettings};

/// How long the text rests before it is checked, in milliseconds.
const CHECK_DELAY_MS: i32 = 180;
/// How long the editor's help waits for the engine, which is needed more, in milliseconds.
const MOST_WAIT_FOR_ENGINE_MS: i32 = 1_000;
/// How long a notice stays.
const TOAST_MS: i32 = 2_600;

pub(crate) struct Controller {
    dispatch: Callback<Action>,
    bridge: Rc<Bridge>,
    editor: RefCell<Option<Editor>>,
    now: RefCell<NowSetting>,
    rule: RefCell<(bool, RuleForm, RuleShape, bool)>,
    /// Counts edits, so that only the last of a burst is checked and late answers are dropped.
    edits: Cell<u32>,
    /// Counts runs; answers of earlier ones are dropped.
    runs: Cell<u32>,
    /// Counts loads and other changes of tables, which are told apart by this number.
    changes: Cell<u32>,
    /// Where the block of the last run began.
    ran_at: Cell<usize>,
    last_result: Cell<Option<u32>>,
    toasts: Cell<u32>,
    /// The names of the files that stand for addresses, or did for whoever made the link.
    attached: RefCell<BTreeMap<String, String>>,
    /// How times are read that leave something open.
    times: RefCell<TimeSettings>,
}

impl Controller {
    pub(crate) fn start(dispatch: Callback<Action>) -> Rc<Self> {
        Rc::new_cyclic(|me: &std::rc::Weak<Self>| {
            let me = me.clone();
            let bridge = Bridge::start(Box::new(move |event| {
                if let Some(controller) = me.upgrade() {
                    controller.engine(event);
                }
            }));
            Self {
                dispatch,
                bridge,
                editor: RefCell::default(),
                now: RefCell::default(),
                rule: RefCell::default(),
                edits: Cell::new(0),
                runs: Cell::new(0),
                changes: Cell::new(0),
                times: RefCell::new(preferences::times()),
                ran_at: Cell::new(0),
                last_result: Cell::new(None),
                toasts: Cell::new(0),
                attached: RefCell::default(),
            }
        })
    }

    /// Makes the editor, with the query of the link if there is one.
    pub(crate) fn mount(self: &Rc<Self>, parent: &web_sys::Element) {
        let shared = match share::decode(&page::fragment()) {
            None => None,
            Some(Ok(shared)) => Some(shared),
            Some(Err(error)) => {
                self.toast(error.message());
                None
            }
        };
        let text = shared.as_ref().map_or("", |shared| shared.query.as_str());
        let editor = Editor::new(parent, text, self.hooks());
        if let Some(shared) = &shared {
            if let Some(now) = NowSetting::from_code(&shared.now) {
                self.set_now(now);
            }
            if let Some(form) = &shared.rule {
                self.set_rule(form.clone());
                self.open_rule(true);
            }
            *self.attached.borrow_mut() = shared.attached.iter().cloned().collect();
            page::clear_fragment();
        }
        page::before_next_paint({
            let editor = editor.clone();
            move || editor.focus()
        });
        *self.editor.borrow_mut() = Some(editor);
        self.check_soon();
        let me = Rc::clone(self);
        page::after(MOST_WAIT_FOR_ENGINE_MS, move || me.with_editor(Editor::complete));
    }

    fn hooks(self: &Rc<Self>) -> EditorHooks {
        let me = || Rc::clone(self);
        let (change, cursor, run, cancel, format) = (me(), me(), me(), me(), me());
        let (complete, hover, signature, rename, plain) = (me(), me(), me(), me(), me());
        EditorHooks {
            change: Box::new(move |_| change.check_soon()),
            cursor: Box::new(move || cursor.cursor_moved()),
            run: Box::new(move || run.run()),
            cancel: Box::new(move || cancel.cancel()),
            format: Box::new(move || format.format()),
            complete: Box::new(move |text, at| complete.complete(text, at)),
            hover: Box::new(move |text, at| hover.hover(text, at)),
            signature: Box::new(move |text, at| signature.signature(text, at)),
            rename: Box::new(move |text, at, to| rename.rename(text, at, to)),
            plain: Box::new(move |reason| {
                plain.toast(&format!("The editor's help could not be loaded ({reason}). Queries run as before; reload the page to try again."));
            }),
        }
    }

    fn engine(self: &Rc<Self>, event: EngineEvent) {
        match event {
            EngineEvent::Ready => {
                page::set_ready(true);
                self.dispatch.emit(Action::EngineReady);
                self.with_editor(Editor::complete);
                self.refresh_tables();
                self.ask_known_tables();
                self.check_now();
            }
            EngineEvent::Restarting { reason, resumed } => {
                self.last_result.set(None);
                page::set_ready(false);
                self.dispatch.emit(Action::EngineRestarting { reason, resumed });
            }
            EngineEvent::Failed(reason) => self.dispatch.emit(Action::EngineFailed { reason }),
        }
    }

    // --- the text

    pub(crate) fn insert(&self, text: &str) {
        self.with_editor(|editor| editor.insert(text));
    }

    /// Applies a fix of the whole text.
    pub(crate) fn apply(&self, edits: &[TextEdit]) {
        self.with_editor(|editor| editor.apply(edits));
    }

    pub(crate) fn show(&self, start: usize, end: usize) {
        self.with_editor(|editor| editor.show(start, end));
    }

    fn text(&self) -> String {
        self.editor.borrow().as_ref().map(Editor::text).unwrap_or_default()
    }

    /// The block at the cursor and where it begins, in UTF-8.
    fn block(&self) -> (String, usize) {
        let text = self.text();
        let cursor = self.editor.borrow().as_ref().map_or(0, Editor::cursor);
        let span = blocks::block_at(&text, Offsets::new(&text).utf8(cursor));
        (span.text(&text).to_owned(), span.start)
    }

    fn with_editor(&self, action: impl FnOnce(&Editor)) {
        let editor = self.editor.borrow().clone();
        if let Some(editor) = editor {
            action(&editor);
        }
    }

    fn check_soon(self: &Rc<Self>) {
        let edit = self.edits.get() + 1;
        self.edits.set(edit);
        let me = Rc::clone(self);
        page::after(CHECK_DELAY_MS, move || {
            if me.edits.get() == edit {
                me.check_now();
            }
        });
    }

    /// The rule panel speaks of the block at the cursor.
    fn cursor_moved(self: &Rc<Self>) {
        if self.rule.borrow().0 {
            self.check_soon();
        }
    }

    fn check_now(self: &Rc<Self>) {
        let (edit, text, clock) = (self.edits.get(), self.text(), self.clock());
        let me = Rc::clone(self);
        self.bridge.ask(Request::Check { text, clock }, move |answer, _| {
            if let Response::Checked { problems } = answer
                && me.edits.get() == edit
            {
                me.dispatch.emit(Action::Checked { problems });
            }
        });
        if self.rule.borrow().0 {
            self.check_rule();
        }
    }

    /// Shows problems and the places that the rule panel speaks of.
    pub(crate) fn show_problems(&self, problems: &[Problem], marks: &[(usize, usize)]) {
        self.with_editor(|editor| editor.show_problems(problems, marks));
    }

    fn complete(self: &Rc<Self>, text: String, at: usize) -> Promise {
        let (promise, keep) = promise();
        self.bridge.ask(Request::Complete { text, at }, move |answer, _| {
            let json = match &answer {
                Response::Completions { from, to, items } => {
                    serde_json::json!({ "from": from, "to": to, "items": items })
                }
                _ => serde_json::json!({ "from": at, "to": at, "items": [] }),
            };
            // A promise takes every value.
            let _ = keep.call1(&JsValue::NULL, &JsValue::from_str(&json.to_string()));
        });
        promise
    }

    fn hover(self: &Rc<Self>, text: String, at: usize) -> Promise {
        let (promise, keep) = promise();
        self.bridge.ask(Request::Hover { text, at }, move |answer, _| {
            let hover = if let Response::Hovered { hover } = answer { hover } else { None };
            let json = serde_json::to_string(&hover).unwrap_or_else(|_| "null".to_owned());
            // A promise takes every value.
            let _ = keep.call1(&JsValue::NULL, &JsValue::from_str(&json));
        });
        promise
    }

    fn signature(self: &Rc<Self>, text: String, at: usize) -> Promise {
        let (promise, keep) = promise();
        self.bridge.ask(Request::Signature { text, at }, move |answer, _| {
            let help = if let Response::Signed { help } = answer { help } else { None };
            let json = serde_json::to_string(&help).unwrap_or_else(|_| "null".to_owned());
            // A promise takes every value.
            let _ = keep.call1(&JsValue::NULL, &JsValue::from_str(&json));
        });
        promise
    }

    fn rename(self: &Rc<Self>, text: String, at: usize, to: String) -> Promise {
        let (promise, keep) = promise();
        let me = Rc::clone(self);
        self.bridge.ask(Request::Rename { text: text.clone(), at, to }, move |answer, _| {
            let reason = match answer {
                Response::Edited { edits } if me.text() == text => {
                    me.apply(&edits);
                    String::new()
                }
                Response::Edited { .. } => "The query has changed meanwhile.".to_owned(),
                Response::Refused { reason } => reason,
                _ => "The engine is not ready.".to_owned(),
            };
            // A promise takes every value.
            let _ = keep.call1(&JsValue::NULL, &JsValue::from_str(&reason));
        });
        promise
    }

    pub(crate) fn format(self: &Rc<Self>) {
        let (text, me) = (self.text(), Rc::clone(self));
        let at = self.editor.borrow().as_ref().map_or(0, Editor::cursor);
        self.bridge.ask(Request::Format { text: text.clone(), at }, move |answer, _| match answer {
            Response::Edited { edits } if me.text() == text => me.apply(&edits),
            Response::Refused { reason } => me.toast(&reason),
            _ => {}
        });
    }

    // --- running

    pub(crate) fn run(self: &Rc<Self>) {
        let (text, start) = self.block();
        if text.is_empty() {
            return self.toast("There is no query at the cursor.");
        }
        self.bridge.cancel_run();
        let run = self.runs.get() + 1;
        self.runs.set(run);
        self.ran_at.set(start);
        self.dispatch.emit(Action::RunStarted);
        let me = Rc::clone(self);
        self.bridge.ask(Request::Run { text, clock: self.clock() }, move |answer, _| {
            if me.runs.get() == run {
                me.ran(answer);
            }
        });
    }

    /// Runs the query once more after what it asked for was attached.
    fn run_again(self: &Rc<Self>) {
        if self.last_result.get().is_some() && !self.block().0.is_empty() {
            self.run();
        }
    }

    fn ran(&self, answer: Response) {
        let shift = |mut problems: Vec<Problem>| {
            shift_problems(&mut problems, self.ran_at.get());
            problems
        };
        self.dispatch.emit(match answer {
            Response::Progress { done, total } => Action::RunProgress { done, total },
            Response::Finished { result, tables, problems, elapsed_ms, now } => {
                if let Some(earlier) = self.last_result.replace(Some(result)) {
                    self.bridge.ask(Request::Release { result: earlier }, |_, _| {});
                }
                Action::Finished { result, tables, problems: shift(problems), elapsed_ms, now }
            }
            Response::Failed { problems } => Action::RunFailed { problems: shift(problems) },
            Response::Refused { reason } => Action::RunCancelled { reason },
            _ => Action::RunCancelled { reason: "Cancelled.".to_owned() },
        });
    }

    /// Stops what is under way; false when there is nothing.
    pub(crate) fn cancel(&self) -> bool {
        self.bridge.cancel()
    }

    pub(crate) fn rows(&self, request: PageRequest) {
        let PageRequest { result, table, offset, len, done } = request;
        self.bridge.ask(Request::FetchRows { result, table, offset, len }, move |answer, _| {
            if let Response::Rows { rows, .. } = answer {
                done.emit(rows);
            }
        });
    }

    pub(crate) fn arrange(self: &Rc<Self>, result: u32, table: usize, arrangement: Arrangement) {
        let me = Rc::clone(self);
        self.dispatch.emit(Action::Arrange { table, arrangement: arrangement.clone() });
        self.bridge.ask(Request::Arrange { result, table, arrangement }, move |answer, _| {
            if let Response::Arranged { rows } = answer {
                me.dispatch.emit(Action::Arranged { table, rows });
            }
        });
    }

    pub(crate) fn export(self: &Rc<Self>, result: u32, table: usize, format: ExportFormat) {
        let parts: RefCell<Vec<String>> = RefCell::default();
        let me = Rc::clone(self);
        let (name, media_type) = match format {
            ExportFormat::CsvSafe => ("quarry-result-spreadsheet-safe.csv", "text/csv"),
            ExportFormat::CsvExact => ("quarry-result.csv", "text/csv"),
            ExportFormat::Json => ("quarry-result.json", "application/json"),
        };
        self.bridge.ask(Request::Export { result, table, format }, move |answer, text| match answer {
            Response::ExportPart {} => parts.borrow_mut().extend(text),
            Response::Exported {} => download::save(name, media_type, &parts.borrow()),
            Response::Refused { reason } => me.toast(&reason),
            _ => {}
        });
    }

    // --- settings

    pub(crate) fn set_now(self: &Rc<Self>, now: NowSetting) {
        *self.now.borrow_mut() = now.clone();
        self.dispatch.emit(Action::SetNow { now });
        self.check_soon();
    }

    fn clock(&self) -> Clock {
        self.now.borrow().clock(page::now_unix_ms())
    }

    pub(crate) fn toast(&self, text: &str) {
        let number = self.toasts.get();
        self.toasts.set(number + 1);
        self.dispatch.emit(Action::Toast { number, text: text.to_owned() });
        let dispatch = self.dispatch.clone();
        page::after(TOAST_MS, move || dispatch.emit(Action::ToastGone { number }));
    }

    /// Copies a link with query and settings; no data is in it.
    pub(crate) fn share(self: &Rc<Self>) {
        let (_, form, _, filled) = self.rule.borrow().clone();
        let query = self.text();
        let attached = self.attached.borrow().clone();
        let shared = Shared {
            attached: attached.into_iter().filter(|(address, _)| query.contains(address.as_str())).collect(),
            query,
            now: self.now.borrow().code(),
            rule: filled.then_some(form),
        };
        match share::encode(&shared) {
            Ok(fragment) => self
                .copy(&format!("{}{fragment}", page::address()), "Link copied: query and settings, no data."),
            Err(error) => self.toast(error.message()),
        }
    }

    pub(crate) fn copy(self: &Rc<Self>, text: &str, notice: &'static str) {
        let me = Rc::clone(self);
        clipboard::copy(
            text,
            Callback::from(move |copied| {
                me.toast(if copied { notice } else { "The browser did not allow copying." });
            }),
        );
    }

    // --- the rule

    pub(crate) fn open_rule(self: &Rc<Self>, open: bool) {
        self.rule.borrow_mut().0 = open;
        self.dispatch.emit(Action::OpenRule { open });
        if open {
            self.check_rule();
        }
    }

    pub(crate) fn set_rule(&self, form: RuleForm) {
        {
            let mut rule = self.rule.borrow_mut();
            rule.1 = form.clone();
            rule.3 = true;
        }
        self.dispatch.emit(Action::SetRule { form });
    }

    pub(crate) fn set_shape(&self, shape: RuleShape) {
        self.rule.borrow_mut().2 = shape;
        self.dispatch.emit(Action::SetShape { shape });
    }

    fn check_rule(self: &Rc<Self>) {
        let ((text, start), edit) = (self.block(), self.edits.get());
        let me = Rc::clone(self);
        self.bridge.ask(Request::CheckRule { text, clock: self.clock() }, move |answer, _| {
            if let Response::RuleChecked { mut check } = answer
                && me.edits.get() == edit
            {
                shift_problems(&mut check.problems, start);
                for dropped in check.columns.iter_mut().filter_map(|column| column.dropped_by.as_mut()) {
                    dropped.start += start;
                    dropped.end += start;
                }
                check.fixes.iter_mut().for_each(|fix| shift_edits(&mut fix.edits, start));
                me.dispatch.emit(Action::RuleChecked { check });
            }
        });
    }

    pub(crate) fn export_rule(self: &Rc<Self>, form: RuleForm, shape: RuleShape) {
        let (text, _) = self.block();
        let request = Request::ExportRule { text, clock: self.clock(), rule: form, shape };
        let me = Rc::clone(self);
        self.bridge.ask(request, move |answer, _| match answer {
            Response::RuleExported { file_name, json, problems } => {
                me.dispatch.emit(Action::RuleExported { file_name, json, problems });
            }
            Response::Refused { reason } => me.toast(&reason),
            _ => {}
        });
    }

    pub(crate) fn save(&self, name: &str, json: &str) {
        download::save(name, "application/json", &[json.to_owned()]);
    }
}

fn shift_problems(problems: &mut [Problem], by: usize) {
    for problem in problems {
        problem.start += by;
        problem.end += by;
        problem.fixes.iter_mut().for_each(|fix| shift_edits(&mut fix.edits, by));
    }
}

fn shift_edits(edits: &mut [TextEdit], by: usize) {
    for edit in edits {
        edit.start += by;
        edit.end += by;
    }
}
