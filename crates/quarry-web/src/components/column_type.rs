//! Gives a column another type: shows what the conversion would lose before it is done.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::button::Button;
use crate::protocol::{ColumnInfo, Conversion};
use crate::state::{counted, group_digits, visible};

/// The types of columns.
const TYPES: [&str; 10] =
    ["string", "datetime", "long", "int", "real", "decimal", "bool", "timespan", "guid", "dynamic"];
/// Characters of a value that is shown.
const SHOWN: usize = 40;

/// What a conversion would give; the answer or the reason against it goes to `done`.
#[derive(Clone, PartialEq)]
pub(crate) struct Preview {
    pub(crate) table: String,
    pub(crate) column: String,
    pub(crate) ty: String,
    pub(crate) done: Callback<Result<Conversion, String>>,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ColumnTypeProps {
    pub(crate) table: String,
    pub(crate) column: ColumnInfo,
    pub(crate) on_preview: Callback<Preview>,
    /// The type to convert to.
    pub(crate) on_change: Callback<String>,
    pub(crate) on_close: Callback<()>,
}

#[component]
pub(crate) fn ColumnType(props: &ColumnTypeProps) -> Html {
    let ColumnInfo { name, ty } = &props.column;
    let chosen = use_state(|| None::<String>);
    let answer = use_state(|| None::<(String, Result<Conversion, String>)>);
    let select = use_node_ref();
    {
        let select = select.clone();
        use_effect_with((), move |()| {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                let _ = select.focus();
            }
        });
    }
    let onchange = {
        let (chosen, answer, props) = (chosen.clone(), answer.clone(), props.clone());
        Callback::from(move |event: Event| {
            let ty = event.target_unchecked_into::<HtmlSelectElement>().value();
            if ty == props.column.ty {
                return chosen.set(None);
            }
            chosen.set(Some(ty.clone()));
            let done = {
                let (answer, ty) = (answer.clone(), ty.clone());
                Callback::from(move |result| answer.set(Some((ty.clone(), result))))
            };
            let (table, column) = (props.table.clone(), props.column.name.clone());
            props.on_preview.emit(Preview { table, column, ty, done });
        })
    };
    let onkeydown = on_escape(&props.on_close);
    let known = answer.as_ref().filter(|(ty, _)| Some(ty) == chosen.as_ref()).map(|(_, result)| result);
    html! {
        <div class="inline-form" role="group" aria-label={format!("Type of {name}")} {onkeydown}>
            <select ref={select} aria-label={format!("New type of {name}")} {onchange}>
                { for TYPES.iter().map(|known| html! { <option value={*known} selected={chosen.as_deref().unwrap_or(ty) == *known}>{ *known }</option> }) }
            </select>
            <div role="status">
                { match (chosen.as_ref(), known) {
                    (None, _) => Html::default(),
                    (Some(_), None) => html! { <p class="hint">{ "Trying…" }</p> },
                    (Some(_), Some(Err(reason))) => html! { <p class="lost">{ reason }</p> },
                    (Some(_), Some(Ok(conversion))) => html! { <p class={classes!((conversion.after < conversion.before).then_some("lost"))}>{ outcome(conversion) }</p> },
                } }
            </div>
            <div class="inline-actions">
                if let (Some(ty), Some(Ok(_))) = (chosen.as_ref(), known) {
                    <Button label="Convert" kind="primary small" onclick={{
                        let (ty, on_change, on_close) = (ty.clone(), props.on_change.clone(), props.on_close.clone());
                        Callback::from(move |()| {
                            on_change.emit(ty.clone());
                            on_close.emit(());
                        })
                    }} />
                }
                <Button label="Cancel" kind="quiet small" onclick={props.on_close.clone()} />
            </div>
        </div>
    }
}

/// Closes a form.
pub(super) fn on_escape(close: &Callback<()>) -> Callback<KeyboardEvent> {
    let close = close.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close.emit(());
        }
    })
}

/// What a conversion keeps, and what it loses first.
pub(crate) fn outcome(conversion: &Conversion) -> String {
    let Conversion { before, after, to, first_lost, .. } = conversion;
    if before == after {
        return match before {
            0 => "There is no value to convert.".to_owned(),
            1 => "The only value converts.".to_owned(),
            _ => format!("All {} convert.", counted(*before as usize, "value")),
        };
    }
    let first = first_lost.as_ref().map(|(row, text)| {
        format!(", first in row {} \u{201c}{}\u{201d}", group_digits(*row as usize), visible(text, SHOWN))
    });
    format!(
        "{} of {} convert; {} no {to} and left empty{}.",
        group_digits(*after as usize),
        counted(*before as usize, "value"),
        if before - after == 1 {
            "1 is".to_owned()
        } else {
            format!("{} are", group_digits((before - after) as usize))
        },
        first.unwrap_or_default(),
    )
}
