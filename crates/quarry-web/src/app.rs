//! Mounts the page.

use crate::pages::hunt::Hunt;
use crate::platform::page;

/// Shows the hunting page in the document's `#app`.
pub fn start() {
    page::set_ready(false);
    let root = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<Hunt>::with_root(root).render();
    }
}
