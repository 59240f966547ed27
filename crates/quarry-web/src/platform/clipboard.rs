//! Text into the clipboard.

use wasm_bindgen_futures::JsFuture;
use yew::Callback;

/// Copies text; `done` hears whether the browser allowed it.
pub(crate) fn copy(text: &str, done: Callback<bool>) {
    let Some(window) = web_sys::window() else { return };
    let promise = window.navigator().clipboard().write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        done.emit(JsFuture::from(promise).await.is_ok());
    });
}
