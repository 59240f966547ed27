//! The editor of `www/editor/`, as Rust sees it.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::offsets::Offsets;
use crate::protocol::{Problem, TextEdit};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = QuarryEditor)]
    fn create(parent: &Element, options: &Object) -> Editor;

    /// A query editor.
    #[derive(Clone, Debug)]
    pub(crate) type Editor;
    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Editor) -> String;
    /// A UTF-16 offset.
    #[wasm_bindgen(method)]
    pub(crate) fn cursor(this: &Editor) -> usize;
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Editor);
    /// Loads what helps with typing; a query can be typed and run without.
    #[wasm_bindgen(method)]
    pub(crate) fn complete(this: &Editor);
    #[wasm_bindgen(method, js_name = setText)]
    pub(crate) fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn insert(this: &Editor, text: &str);
    #[wasm_bindgen(method)]
    fn edit(this: &Editor, edits: &Array);
    #[wasm_bindgen(method)]
    fn select(this: &Editor, from: usize, to: usize);
    #[wasm_bindgen(method, js_name = showProblems)]
    fn show_problems_js(this: &Editor, list: &Array, marks: &Array);
}

/// What the editor asks of the app.
pub(crate) struct EditorHooks {
    pub(crate) change: Box<dyn Fn(String)>,
    pub(crate) cursor: Box<dyn Fn()>,
    pub(crate) run: Box<dyn Fn()>,
    /// True when there was something to cancel.
    pub(crate) cancel: Box<dyn Fn() -> bool>,
    pub(crate) format: Box<dyn Fn()>,
    /// Text and UTF-16 place; promises JSON text.
    pub(crate) complete: Box<dyn Fn(String, usize) -> Promise>,
    pub(crate) hover: Box<dyn Fn(String, usize) -> Promise>,
    pub(crate) signature: Box<dyn Fn(String, usize) -> Promise>,
    /// Text, UTF-16 place and new name; promises why nothing was changed, or an empty text.
    pub(crate) rename: Box<dyn Fn(String, usize, String) -> Promise>,
    /// The help with typing could not be loaded, and why.
    pub(crate) plain: Box<dyn Fn(String)>,
}

impl Editor {
    /// Makes an editor in an element. It stays as long as the page.
    pub(crate) fn new(parent: &Element, text: &str, hooks: EditorHooks) -> Self {
        let options = Object::new();
        let set = |name: &str, value: &JsValue| {
            // The object is plain and takes every property.
            let _ = Reflect::set(&options, &JsValue::from_str(name), value);
        };
        set("doc", &JsValue::from_str(text));
        set("change", &Closure::<dyn Fn(String)>::wrap(hooks.change).into_js_value());
        set("cursor", &Closure::<dyn Fn()>::wrap(hooks.cursor).into_js_value());
        set("plain", &Closure::<dyn Fn(String)>::wrap(hooks.plain).into_js_value());
        set("run", &Closure::<dyn Fn()>::wrap(hooks.run).into_js_value());
        set("cancel", &Closure::<dyn Fn() -> bool>::wrap(hooks.cancel).into_js_value());
        set("format", &Closure::<dyn Fn()>::wrap(hooks.format).into_js_value());
        set("complete", &Closure::<dyn Fn(String, usize) -> Promise>::wrap(hooks.complete).into_js_value());
        set("hover", &Closure::<dyn Fn(String, usize) -> Promise>::wrap(hooks.hover).into_js_value());
        let signature = Closure::<dyn Fn(String, usize) -> Promise>::wrap(hooks.signature);
        set("signature", &signature.into_js_value());
        set(
            "rename",
            &Closure::<dyn Fn(String, usize, String) -> Promise>::wrap(hooks.rename).into_js_value(),
        );
        let tokenize: Box<dyn Fn(String) -> Uint32Array> =
            Box::new(|text| Uint32Array::from(crate::highlight::classes(&text).as_slice()));
        set("tokenize", &Closure::wrap(tokenize).into_js_value());
        let block: Box<dyn Fn(String, usize) -> Array> = Box::new(|text, at| {
            let (from, to) = crate::blocks::block_utf16(&text, at);
            pair(from, to)
        });
        set("block", &Closure::wrap(block).into_js_value());
        create(parent, &options)
    }

    /// Shows problems, and underlines places that are UTF-8 ranges of the present text.
    pub(crate) fn show_problems(&self, problems: &[Problem], marks: &[(usize, usize)]) {
        let offsets = Offsets::new(&self.text());
        let list: Array = problems.iter().map(|problem| problem_object(problem, &offsets)).collect();
        let marks: Array =
            marks.iter().map(|&(start, end)| pair(offsets.utf16(start), offsets.utf16(end))).collect();
        self.show_problems_js(&list, &marks);
    }

    /// Applies edits of the present text.
    pub(crate) fn apply(&self, edits: &[TextEdit]) {
        let offsets = Offsets::new(&self.text());
        self.edit(&edit_list(edits, &offsets));
    }

    /// Shows a place of the present text, in UTF-8 offsets.
    pub(crate) fn show(&self, start: usize, end: usize) {
        let offsets = Offsets::new(&self.text());
        self.select(offsets.utf16(start), offsets.utf16(end));
    }
}

fn problem_object(problem: &Problem, offsets: &Offsets) -> JsValue {
    let fixes: Array = problem
        .fixes
        .iter()
        .map(|fix| {
            object(&[
                ("title", JsValue::from_str(&fix.title)),
                ("edits", edit_list(&fix.edits, offsets).into()),
            ])
        })
        .collect();
    object(&[
        ("from", number(offsets.utf16(problem.start))),
        ("to", number(offsets.utf16(problem.end))),
        ("severity", JsValue::from_str(&problem.severity)),
        ("code", JsValue::from_str(&problem.code)),
        ("message", JsValue::from_str(&problem.message)),
        ("help", problem.help.as_deref().map_or(JsValue::NULL, JsValue::from_str)),
        ("fixes", fixes.into()),
    ])
}

fn edit_list(edits: &[TextEdit], offsets: &Offsets) -> Array {
    let edit = |edit: &TextEdit| {
        let (from, to) = (number(offsets.utf16(edit.start)), number(offsets.utf16(edit.end)));
        JsValue::from(Array::of3(&from, &to, &JsValue::from_str(&edit.text)))
    };
    edits.iter().map(edit).collect()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // The object is plain, and the names are this module's own.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn pair(from: usize, to: usize) -> Array {
    Array::of2(&number(from), &number(to))
}

fn number(value: usize) -> JsValue {
    JsValue::from_f64(value as f64)
}

/// A promise, and the function that keeps it.
pub(crate) fn promise() -> (Promise, Function) {
    let mut keep = None;
    let promise = Promise::new(&mut |resolve, _| keep = Some(resolve));
    (promise, keep.expect("the browser calls back before it returns"))
}
