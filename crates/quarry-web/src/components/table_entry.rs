//! A loaded table in the pane: its name, what can be done with it, and its columns.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::button::Button;
use super::column_type::ColumnType;
use super::icon::{Glyph, Icon};
use super::rename_table::RenameTable;
use super::tables::TablesProps;
use crate::platform::page;
use crate::protocol::{ColumnInfo, TableInfo};
use crate::state::group_digits;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct TableEntryProps {
    pub(super) table: TableInfo,
    /// The indices of the columns that are shown.
    pub(super) columns: Vec<usize>,
    pub(super) expanded: bool,
    pub(super) toggle: Callback<String>,
    /// What the pane around it calls.
    pub(super) pane: TablesProps,
}

/// The form that is open in an entry.
#[derive(Clone, PartialEq)]
enum Form {
    Rename,
    Type(String),
}

#[component]
pub(super) fn TableEntry(props: &TableEntryProps) -> Html {
    let TableEntryProps { table, pane, .. } = props;
    let form = use_state(|| None::<Form>);
    let opener = use_mut_ref(|| None::<HtmlElement>);
    // The focus goes back to what opened the form.
    let close = {
        let (form, opener) = (form.clone(), opener.clone());
        Callback::from(move |()| {
            form.set(None);
            if let Some(opener) = opener.take() {
                let _ = opener.focus();
            }
        })
    };
    let open = {
        let form = form.clone();
        Callback::from(move |wanted: Form| {
            *opener.borrow_mut() = page::focused();
            form.set(Some(wanted).filter(|wanted| form.as_ref() != Some(wanted)));
        })
    };
    let named = |callback: &Callback<String>| {
        let name = table.name.clone();
        callback.reform(move |_: MouseEvent| name.clone())
    };
    let name = |callback: &Callback<String>| {
        let name = table.name.clone();
        callback.reform(move |()| name.clone())
    };
    html! {
        <section class="table-entry" data-table={table.name.clone()}>
            <div class="table-head">
                <button type="button" class="expander" aria-expanded={if props.expanded { "true" } else { "false" }}
                    aria-label={format!("Columns of {}", table.name)} onclick={named(&props.toggle)}>
                    <Glyph icon={Icon::Chevron} />
                </button>
                <button type="button" class="table-name" title={format!("Insert {}", table.name)} onclick={named(&pane.on_insert)}>
                    <Glyph icon={Icon::Table} />
                    <span>{ &table.name }</span>
                </button>
                <span class="rows" title="Rows">{ group_digits(table.rows) }</span>
                <Button icon={Icon::File} title={format!("Import report of {}", table.name)} kind="quiet small on-hover" onclick={name(&pane.on_report)} />
                <Button icon={Icon::Pencil} title={format!("Rename {}", table.name)} kind="quiet small on-hover" onclick={open.reform(|()| Form::Rename)} />
                <Button icon={Icon::Trash} title={format!("Remove {}", table.name)} kind="quiet small on-hover" onclick={name(&pane.on_unload)} />
            </div>
            if *form == Some(Form::Rename) {
                <RenameTable table={table.name.clone()} known={pane.known.clone()} on_close={close.clone()} on_rename={{
                    let table = table.name.clone();
                    pane.on_rename.reform(move |to| (table.clone(), to))
                }} />
            }
            if props.expanded {
                <ul class="columns">
                    { for props.columns.iter().filter_map(|&index| table.columns.get(index)).map(|column| {
                        column_line(column, props, &form, &open, &close)
                    }) }
                </ul>
            }
        </section>
    }
}

fn column_line(
    column: &ColumnInfo,
    props: &TableEntryProps,
    form: &UseStateHandle<Option<Form>>,
    on_open: &Callback<Form>,
    close: &Callback<()>,
) -> Html {
    let ColumnInfo { name, ty } = column;
    let open = matches!(&**form, Some(Form::Type(open)) if open == name);
    let insert = {
        let name = name.clone();
        props.pane.on_insert.reform(move |_: MouseEvent| name.clone())
    };
    let toggle = {
        let name = name.clone();
        on_open.reform(move |_: MouseEvent| Form::Type(name.clone()))
    };
    let on_change = {
        let (table, name) = (props.table.name.clone(), name.clone());
        props.pane.on_type.reform(move |ty| (table.clone(), name.clone(), ty))
    };
    html! {
        <li key={name.clone()}>
            <div class="column-line">
                <button type="button" class="column-name" title={format!("Insert {name}")} onclick={insert}>{ name }</button>
                <button type="button" class={classes!("type", format!("type-{ty}"))} aria-expanded={if open { "true" } else { "false" }}
                    title="Change the type" aria-label={format!("Change the type of {name}, {ty}")} onclick={toggle}>{ ty }</button>
            </div>
            if open {
                <ColumnType table={props.table.name.clone()} column={column.clone()} on_preview={props.pane.on_preview.clone()} {on_change} on_close={close.clone()} />
            }
        </li>
    }
}
