//! What loading and running had to say.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::{Glyph, Icon};
use crate::protocol::{Problem, TextEdit};
use crate::state::{Level, Message, sentence};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MessagesProps {
    pub(crate) messages: Rc<Vec<Message>>,
    pub(crate) on_show: Callback<(usize, usize)>,
    pub(crate) on_fix: Callback<Vec<TextEdit>>,
}

#[component]
pub(crate) fn Messages(props: &MessagesProps) -> Html {
    if props.messages.is_empty() {
        return html! { <p class="nothing">{ "No messages." }</p> };
    }
    html! {
        <ul class="messages">
            { for props.messages.iter().map(|message| html! {
                <li class={classes!("message", message.level.name())}>
                    <Glyph icon={if message.level == Level::Info { Icon::Tick } else { Icon::Warning }} />
                    <div class="message-body">
                        <p>{ sentence(&message.text) }</p>
                        if let Some(problem) = &message.problem { { details(problem, props) } }
                    </div>
                </li>
            }) }
        </ul>
    }
}

fn details(problem: &Problem, props: &MessagesProps) -> Html {
    let (start, end) = (problem.start, problem.end);
    let onclick = props.on_show.reform(move |_: MouseEvent| (start, end));
    html! {
        <>
            if let Some(help) = &problem.help { <p class="help">{ sentence(help) }</p> }
            <p class="message-actions">
                <button type="button" class="link" {onclick}>{ "Show in the query" }</button>
                { for problem.fixes.iter().map(|fix| {
                    let edits = fix.edits.clone();
                    let onclick = props.on_fix.reform(move |_: MouseEvent| edits.clone());
                    html! { <button type="button" class="link fix" {onclick}>{ sentence(&fix.title) }</button> }
                }) }
                <a class="code" href={format!("./reference.html#{}", problem.code)} target="_blank" rel="noopener" title="What the message means">{ &problem.code }</a>
            </p>
        </>
    }
}
