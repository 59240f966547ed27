//! A bar that is dragged to share out the height between editor and result.

use web_sys::{Element, PointerEvent};
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SplitterProps {
    /// Hears the share of the parent's height that is above the bar, in percent.
    pub(crate) on_move: Callback<f64>,
}

#[component]
pub(crate) fn Splitter(props: &SplitterProps) -> Html {
    let dragging = use_mut_ref(|| false);
    let onpointerdown = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            *dragging.borrow_mut() = true;
            let bar: Element = event.target_unchecked_into();
            // Without capture the drag only ends earlier.
            let _ = bar.set_pointer_capture(event.pointer_id());
        })
    };
    let onpointermove = {
        let (dragging, on_move) = (dragging.clone(), props.on_move.clone());
        Callback::from(move |event: PointerEvent| {
            let bar: Element = event.target_unchecked_into();
            let Some(parent) = bar.parent_element().filter(|_| *dragging.borrow()) else { return };
            let rect = parent.get_bounding_client_rect();
            let share = (f64::from(event.client_y()) - rect.top()) / rect.height().max(1.0) * 100.0;
            on_move.emit(share.clamp(12.0, 85.0));
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    html! { <div class="splitter" role="separator" aria-orientation="horizontal" {onpointerdown} {onpointermove} {onpointerup} /> }
}
