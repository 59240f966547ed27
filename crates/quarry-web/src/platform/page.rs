//! The page itself: its address, its root element, time.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use crate::state::Theme;

/// The present, in Unix milliseconds.
pub(crate) fn now_unix_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// The address without its fragment.
pub(crate) fn address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let href = location.and_then(|location| location.href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// The fragment with its `#`.
pub(crate) fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Takes the fragment out of the address bar, so that reloading does not bring an old query back.
pub(crate) fn clear_fragment() {
    let Some(window) = web_sys::window() else { return };
    if let Ok(history) = window.history() {
        // A page without history keeps its address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}

/// Says for tests and embedding pages that a query can be typed and run.
pub(crate) fn set_ready(ready: bool) {
    set_root("data-quarry", if ready { "ready" } else { "starting" });
}

pub(crate) fn set_theme(theme: Theme) {
    let name = match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    set_root("data-theme", name);
}

/// Calls back once, after some milliseconds.
pub(crate) fn after(milliseconds: i32, call: impl FnOnce() + 'static) {
    let call = Closure::once_into_js(call);
    if let Some(window) = web_sys::window() {
        // Timers are always there in a window.
        let _ =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), milliseconds);
    }
}

/// Calls back once, when the page is about to be laid out anyway.
pub(crate) fn before_next_paint(call: impl FnOnce() + 'static) {
    let call = Closure::once_into_js(move |_: f64| call());
    if let Some(window) = web_sys::window() {
        // Frames are always there in a window.
        let _ = window.request_animation_frame(call.unchecked_ref());
    }
}

/// The text as a number of Unix milliseconds, if it is a time that the browser understands.
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    let time = js_sys::Date::parse(text);
    time.is_finite().then_some(time as i64)
}

/// `2026-11-20T09:14:43.220Z` of Unix milliseconds.
pub(crate) fn iso_time(unix: i64) -> String {
    js_sys::Date::new(&JsValue::from_f64(unix as f64)).to_iso_string().into()
}

/// What has the keyboard's focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// The zone of this machine, by its IANA name.
pub(crate) fn own_zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    let zone = js_sys::Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// The IANA names of all zones that the browser knows.
pub(crate) fn zones() -> Vec<String> {
    zone_names("timeZone")
        .map(|names| names.iter().filter_map(|name| name.as_string()).collect())
        .unwrap_or_default()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Intl, js_name = supportedValuesOf)]
    fn zone_names(key: &str) -> Result<js_sys::Array, JsValue>;
}

fn set_root(name: &str, value: &str) {
    let root: Option<Element> = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // These names are valid attributes.
        let _ = root.set_attribute(name, value);
    }
}
