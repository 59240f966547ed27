//! The bar on top: name, files, theme.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button::Button;
use super::icon::Icon;
use crate::platform::files::{self, Picked};
use crate::state::{Engine, Theme};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HeaderProps {
    pub(crate) engine: Engine,
    pub(crate) theme: Theme,
    pub(crate) on_files: Callback<Picked>,
    pub(crate) on_sample: Callback<()>,
    pub(crate) on_theme: Callback<Theme>,
}

#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let (next, icon, title) = match props.theme {
        Theme::System => (Theme::Light, Icon::System, "Colours: as the system"),
        Theme::Light => (Theme::Dark, Icon::Sun, "Colours: light"),
        Theme::Dark => (Theme::System, Icon::Moon, "Colours: dark"),
    };
    let on_theme = props.on_theme.reform(move |()| next);
    html! {
        <header class="header">
            <div class="brand">
                <Logo />
                <h1>{ "Quarry" }</h1>
                <span class="tagline">{ "KQL hunting, on your machine alone" }</span>
            </div>
            <EngineState engine={props.engine.clone()} />
            <div class="spacer" />
            <Button icon={Icon::Wand} label="Sample: Local admin" title="Load the tables of a small attack" onclick={props.on_sample.clone()} />
            <FilePicker on_files={props.on_files.clone()} />
            <FilePicker folder=true on_files={props.on_files.clone()} />
            <a class="reference-link" href="./reference.html" target="_blank" rel="noopener" title="Every operator and function, with examples">{ "Reference" }</a>
            <Button {icon} {title} kind="quiet" id="theme" onclick={on_theme} />
        </header>
    }
}

#[component]
fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
            <rect class="logo-ground" width="32" height="32" rx="7" />
            <path class="logo-lines" d="M6 24h20M9 19h14M12 14h8" />
            <path class="logo-peak" d="M12.6 14L16 7l3.4 7z" />
        </svg>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct EngineStateProps {
    engine: Engine,
}

#[component]
fn EngineState(props: &EngineStateProps) -> Html {
    let (class, text) = match &props.engine {
        Engine::Ready => return Html::default(),
        Engine::Starting => ("waiting", "Starting the engine…".to_owned()),
        Engine::Restarting => ("waiting", "Loading your files again…".to_owned()),
        Engine::Failed(reason) => ("failed", format!("The engine does not start: {reason}")),
    };
    html! { <span class={classes!("engine-state", class)} role="status">{ text }</span> }
}

#[derive(Clone, PartialEq, Properties)]
struct FilePickerProps {
    /// Picks a folder with all that is in it.
    #[prop_or_default]
    folder: bool,
    on_files: Callback<Picked>,
}

/// The button that opens the system's dialog for files or for a folder.
#[component]
fn FilePicker(props: &FilePickerProps) -> Html {
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
        let (input, on_files) = (input.clone(), props.on_files.clone());
        Callback::from(move |_: Event| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                on_files.emit(files::picked(&input));
            }
        })
    };
    if props.folder {
        return html! {
            <>
                <input ref={input} id="folder-picker" class="hidden" type="file" webkitdirectory=true tabindex="-1" aria-hidden="true" {onchange} />
                <Button icon={Icon::Folder} title="Open a folder with all that is in it" id="open-folder" onclick={open} />
            </>
        };
    }
    html! {
        <>
            <input ref={input} id="file-picker" class="hidden" type="file" multiple=true tabindex="-1" aria-hidden="true"
                accept=".csv,.tsv,.json,.ndjson,.jsonl,.log,.txt,.evtx,.xml,.parquet,.xlsx,.zip,.gz,.tgz,.tar,.mmdb" {onchange} />
            <Button icon={Icon::Plus} label="Open files" title="Event files: CSV, JSON, event logs, archives" kind="primary" onclick={open} />
        </>
    }
}
