//! The page's own icons: strokes on a 16 by 16 grid.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Chevron,
    Clock,
    Close,
    Copy,
    Download,
    File,
    Folder,
    Link,
    Moon,
    Pencil,
    Plus,
    Run,
    Shield,
    Stop,
    Sun,
    Table,
    Tick,
    Trash,
    Undo,
    Warning,
    Wand,
    Format,
    System,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct IconProps {
    pub(crate) icon: Icon,
}

#[component]
pub(crate) fn Glyph(props: &IconProps) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
            <path d={path(props.icon)} />
        </svg>
    }
}

fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Chevron => "M6 4l4 4-4 4",
        Icon::Clock => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.2l2.2 1.4",
        Icon::Close => "M4 4l8 8M12 4l-8 8",
        Icon::Copy => "M6 6h7v7H6zM3 10V3h7",
        Icon::Download => "M8 2.5v7.2M5 7l3 3 3-3M3 13h10",
        Icon::File => "M4 2h5l3 3v9H4zM9 2v3h3",
        Icon::Folder => "M2 12.5V4h4l1.5 1.8H14v6.7z",
        Icon::Link => {
            "M6.8 9.2l2.4-2.4M5.2 7.6L3.6 9.2a2.26 2.26 0 0 0 3.2 3.2l1.6-1.6M10.8 8.4l1.6-1.6a2.26 2.26 0 0 0-3.2-3.2L7.6 5.2"
        }
        Icon::Moon => "M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z",
        Icon::Pencil => "M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.4 4.4l2.2 2.2",
        Icon::Plus => "M8 3v10M3 8h10",
        Icon::Run => "M5 3.2v9.6L12.6 8z",
        Icon::Shield => "M8 1.8l5 1.8v4c0 3.2-2.1 5.4-5 6.6-2.9-1.2-5-3.4-5-6.6v-4zM5.8 7.9l1.6 1.6 2.9-3",
        Icon::Stop => "M4 4h8v8H4z",
        Icon::Sun => {
            "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"
        }
        Icon::Table => "M2.5 3h11v10h-11zM2.5 6.4h11M6.3 6.4V13",
        Icon::Tick => "M3.5 8.5l3 3 6-6.5",
        Icon::Trash => "M3 4.5h10M6.3 4.5V3h3.4v1.5M4.5 4.5l.5 8.5h6l.5-8.5",
        Icon::Undo => "M6 3.5L3 6.5l3 3M3.4 6.5H9a3.5 3.5 0 0 1 0 7H6",
        Icon::Warning => "M8 2.5L14 13H2zM8 6.5v3M8 11.2v.1",
        Icon::Wand => "M3 13l6.5-6.5M11 2.5v2M11 7.5v1.2M8.2 5h1.3M12.8 5H14",
        Icon::Format => "M2.5 3.5h11M5.5 6.5h8M5.5 9.5h6M2.5 12.5h8",
        Icon::System => "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3",
    }
}
