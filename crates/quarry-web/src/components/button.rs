//! A button with an icon, a label, or both.

use yew::prelude::*;

use super::icon::{Glyph, Icon};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ButtonProps {
    #[prop_or_default]
    pub(crate) icon: Option<Icon>,
    #[prop_or_default]
    pub(crate) label: AttrValue,
    /// The tooltip; also the name for screen readers when there is no label.
    #[prop_or_default]
    pub(crate) title: AttrValue,
    /// `primary`, `quiet`, `danger`, or nothing.
    #[prop_or_default]
    pub(crate) kind: Classes,
    #[prop_or_default]
    pub(crate) disabled: bool,
    #[prop_or_default]
    pub(crate) pressed: Option<bool>,
    #[prop_or_default]
    pub(crate) id: Option<AttrValue>,
    /// What is shown after the label, as a key or a count.
    #[prop_or_default]
    pub(crate) children: Html,
    pub(crate) onclick: Callback<()>,
}

#[component]
pub(crate) fn Button(props: &ButtonProps) -> Html {
    let onclick = props.onclick.reform(|_: MouseEvent| ());
    let name = if props.label.is_empty() { &props.title } else { &props.label };
    html! {
        <button type="button" id={props.id.clone()} class={classes!("button", props.kind.clone(), props.label.is_empty().then_some("bare"))}
            title={props.title.clone()} aria-label={name.clone()} disabled={props.disabled}
            aria-pressed={props.pressed.map(|pressed| if pressed { "true" } else { "false" })} {onclick}>
            if let Some(icon) = props.icon { <Glyph {icon} /> }
            if !props.label.is_empty() { <span>{ &props.label }</span> }
            { props.children.clone() }
        </button>
    }
}
