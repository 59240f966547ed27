//! The pane on the left: loaded tables, their columns, and files on their way.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::prelude::*;

use super::button::Button;
use super::column_type::Preview;
use super::icon::{Glyph, Icon};
use super::table_entry::TableEntry;
use crate::protocol::TableInfo;
use crate::state::{Attached, Loading};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TablesProps {
    pub(crate) tables: Rc<Vec<TableInfo>>,
    pub(crate) loads: Vec<Loading>,
    pub(crate) attached: Rc<Vec<Attached>>,
    pub(crate) on_insert: Callback<String>,
    pub(crate) on_unload: Callback<String>,
    /// The table and its new name.
    pub(crate) on_rename: Callback<(String, String)>,
    pub(crate) on_preview: Callback<Preview>,
    /// Table, column and type.
    pub(crate) on_type: Callback<(String, String, String)>,
    /// The table whose import report is to be seen.
    pub(crate) on_report: Callback<String>,
    /// Names that tables are known by.
    pub(crate) known: Rc<Vec<String>>,
    pub(crate) on_cancel: Callback<()>,
    pub(crate) on_detach: Callback<Option<String>>,
}

#[component]
pub(crate) fn Tables(props: &TablesProps) -> Html {
    let open = use_state(BTreeSet::<String>::new);
    let filter = use_state(String::new);
    let toggle = {
        let open = open.clone();
        Callback::from(move |table: String| {
            let mut tables = (*open).clone();
            if !tables.remove(&table) {
                tables.insert(table);
            }
            open.set(tables);
        })
    };
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            filter.set(event.target_unchecked_into::<web_sys::HtmlInputElement>().value());
        })
    };
    html! {
        <nav class="tables" aria-label="Tables">
            <div class="pane-head">
                <h2>{ "Tables" }</h2>
                if !props.tables.is_empty() {
                    <span class="count">{ props.tables.len() }</span>
                }
            </div>
            if !props.tables.is_empty() {
                <input class="filter" type="search" placeholder="Find a table or column" aria-label="Find a table or column"
                    value={(*filter).clone()} {oninput} />
            }
            <div class="table-list">
                { for props.loads.iter().map(|load| html! { <LoadLine key={load.key} load={load.clone()} on_cancel={props.on_cancel.clone()} /> }) }
                { for props.tables.iter().filter_map(|table| {
                    let columns = matching(table, &filter)?;
                    let expanded = open.contains(&table.name) || !filter.is_empty();
                    Some(html! {
                        <TableEntry key={table.name.clone()} table={table.clone()} {columns} {expanded} toggle={toggle.clone()} pane={props.clone()} />
                    })
                }) }
                { for props.attached.iter().map(|file| attached_line(file, &props.on_detach)) }
                if props.tables.is_empty() && props.attached.is_empty() && props.loads.is_empty() {
                    <p class="empty">{ "Nothing is loaded yet. Known Defender and Sentinel tables can be queried all the same; they are empty." }</p>
                }
            </div>
        </nav>
    }
}

/// A file that stands for an address, or knows where addresses are.
fn attached_line(file: &Attached, on_detach: &Callback<Option<String>>) -> Html {
    let Attached { address, name } = file;
    let purpose = address.clone().unwrap_or_else(|| "where addresses are".to_owned());
    let remove = {
        let address = address.clone();
        on_detach.reform(move |()| address.clone())
    };
    html! {
        <div key={purpose.clone()} class="attached" title={format!("{name} stands for {purpose}")}>
            <Glyph icon={if address.is_some() { Icon::Link } else { Icon::File }} />
            <span class="name">{ name }</span>
            <span class="purpose">{ &purpose }</span>
            <Button icon={Icon::Trash} title={format!("Remove {name}")} kind="quiet small on-hover" onclick={remove} />
        </div>
    }
}

/// The indices of the columns to show, or nothing when neither the table nor a column matches.
fn matching(table: &TableInfo, filter: &str) -> Option<Vec<usize>> {
    let filter = filter.trim().to_ascii_lowercase();
    let matches = |name: &str| name.to_ascii_lowercase().contains(&filter);
    let all = 0..table.columns.len();
    if matches(&table.name) {
        return Some(all.collect());
    }
    let columns: Vec<usize> =
        all.filter(|&index| table.columns.get(index).is_some_and(|column| matches(&column.name))).collect();
    (!columns.is_empty()).then_some(columns)
}

#[derive(Clone, PartialEq, Properties)]
struct LoadLineProps {
    load: Loading,
    on_cancel: Callback<()>,
}

#[component]
fn LoadLine(props: &LoadLineProps) -> Html {
    let percent = (props.load.share * 100.0).floor();
    html! {
        <div class="load-line">
            <Glyph icon={Icon::File} />
            <span class="name" title={props.load.name.clone()}>{ &props.load.name }</span>
            <span class="percent">{ format!("{percent} %") }</span>
            <Button icon={Icon::Close} title="Stop loading" kind="quiet small" onclick={props.on_cancel.clone()} />
            <progress max="100" value={percent.to_string()} aria-label={format!("Loading {}", props.load.name)} />
        </div>
    }
}
