//! What is offered where a file is missing for an address: a button, and a place to drop the file on.

use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use super::button::Button;
use super::icon::{Glyph, Icon};
use crate::platform::files;

/// An address that has no file, and the name that its file had for whoever shared the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) address: String,
    pub(crate) remembered: Option<String>,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AttachProps {
    pub(crate) missing: Missing,
    pub(crate) on_attach: Callback<(String, File)>,
}

/// A line above the result.
#[component]
pub(crate) fn AttachLine(props: &AttachProps) -> Html {
    let input = use_node_ref();
    let open = {
        let input = input.clone();
        Callback::from(move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let (input, props) = (input.clone(), props.clone());
        Callback::from(move |_: Event| {
            let input = input.cast::<HtmlInputElement>();
            if let Some((_, file)) = input.and_then(|input| files::picked(&input).files.pop()) {
                props.on_attach.emit((props.missing.address.clone(), file));
            }
        })
    };
    let Missing { address, remembered } = &props.missing;
    let was = remembered.as_ref().map(|name| format!(" It was {name}."));
    html! {
        <div class="attach-line" data-address={address.clone()}>
            <Glyph icon={Icon::Warning} />
            <p>{ "No file stands for " }<code title={address.clone()}>{ address }</code>{ ", which counts as empty. Nothing is fetched." }{ was }</p>
            <input ref={input} class="hidden" type="file" tabindex="-1" aria-hidden="true" {onchange} />
            <Button icon={Icon::File} label="Attach a file" title={format!("Attach a file for {address}")} kind="small" onclick={open} />
        </div>
    }
}

/// A place that a file is dropped on while files are dragged over the page.
#[component]
pub(crate) fn AttachTarget(props: &AttachProps) -> Html {
    let ondrop = {
        let props = props.clone();
        Callback::from(move |event: DragEvent| {
            if let Some(file) = files::dropped(&event).pop() {
                event.prevent_default();
                props.on_attach.emit((props.missing.address.clone(), file));
            }
        })
    };
    html! {
        <p class="attach-target" {ondrop}>
            { "or here, to stand for " }<code>{ &props.missing.address }</code>
        </p>
    }
}
