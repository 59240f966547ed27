//! Hands the user a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Saves text parts under a name. The name keeps letters, digits, dots, dashes and underscores only.
pub(crate) fn save(name: &str, media_type: &str, parts: &[String]) {
    // Each call fails only where the browser has no files at all.
    let _ = try_save(&safe_name(name), media_type, parts);
}

fn try_save(name: &str, media_type: &str, parts: &[String]) -> Result<(), JsValue> {
    let pieces: Array = parts.iter().map(|part| JsValue::from_str(part)).collect();
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&pieces, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

fn safe_name(name: &str) -> String {
    let keep = |character: char| {
        if character.is_ascii_alphanumeric() || ".-_".contains(character) { character } else { '-' }
    };
    name.chars().take(120).map(keep).collect()
}
