//! Gives a table another name.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button::Button;
use super::column_type::on_escape;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct RenameTableProps {
    pub(crate) table: String,
    /// Names that tables are known by.
    pub(crate) known: Rc<Vec<String>>,
    pub(crate) on_rename: Callback<String>,
    pub(crate) on_close: Callback<()>,
}

#[component]
pub(crate) fn RenameTable(props: &RenameTableProps) -> Html {
    let input = use_node_ref();
    let name = use_state(|| props.table.clone());
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            }
        });
    }
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| {
            name.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let rename = {
        let (name, props) = (name.clone(), props.clone());
        Callback::from(move |()| {
            let to = name.trim().to_owned();
            if !to.is_empty() && to != props.table {
                props.on_rename.emit(to);
            }
            props.on_close.emit(());
        })
    };
    let on_enter = {
        let rename = rename.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                rename.emit(());
            }
        })
    };
    let onkeydown = on_escape(&props.on_close);
    let known = props.known.contains(&*name) && *name != props.table;
    html! {
        <div class="inline-form" role="group" aria-label={format!("Rename {}", props.table)} {onkeydown}>
            <input ref={input} type="text" list="known-tables" aria-label={format!("New name of {}", props.table)}
                spellcheck="false" autocomplete="off" value={(*name).clone()} {oninput} onkeydown={on_enter} />
            <datalist id="known-tables">{ for props.known.iter().map(|known| html! { <option value={known.clone()} /> }) }</datalist>
            <p class="hint" role="status">
                { if known { "A known table: its schema types the columns." } else { "Rows go to a loaded table of that name, if there is one." } }
            </p>
            <div class="inline-actions">
                <Button label="Rename" kind="primary small" onclick={rename} />
                <Button label="Cancel" kind="quiet small" onclick={props.on_close.clone()} />
            </div>
        </div>
    }
}
