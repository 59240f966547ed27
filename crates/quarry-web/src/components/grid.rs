//! The result grid. Only what is in view exists as elements; rows come from the worker in pages.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::icon::{Glyph, Icon};
use crate::protocol::{ColumnInfo, SortKey};
use crate::state::{group_digits, visible};

const ROW_HEIGHT: f64 = 27.0;
/// Browsers stop laying out somewhere beyond sixteen million pixels; a longer table is scrolled in proportion.
const MOST_HEIGHT: f64 = 8_000_000.0;
const PAGE_ROWS: usize = 100;
/// Pages that are kept; the farthest go first.
const KEPT_PAGES: usize = 60;
/// Characters of a cell that are shown.
const CELL_TEXT: usize = 400;
const CHARACTER_WIDTH: f64 = 7.3;
const NUMBER_WIDTH: f64 = 64.0;

/// Asks for formatted rows.
#[derive(Clone, Debug)]
pub(crate) struct PageRequest {
    pub(crate) result: u32,
    pub(crate) table: usize,
    pub(crate) offset: usize,
    pub(crate) len: usize,
    pub(crate) done: Callback<Vec<Vec<String>>>,
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GridProps {
    pub(crate) result: u32,
    pub(crate) table: usize,
    /// Changes when the same rows come in another order.
    pub(crate) version: u32,
    pub(crate) columns: Rc<Vec<ColumnInfo>>,
    pub(crate) rows: usize,
    pub(crate) sort: Option<SortKey>,
    pub(crate) fetch: Callback<PageRequest>,
    pub(crate) on_sort: Callback<Option<SortKey>>,
}

/// What the window on the table is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct View {
    top: f64,
    left: f64,
    width: f64,
    height: f64,
}

type Rows = Rc<Vec<Vec<String>>>;

/// The pages that have come, and those that were asked for.
#[derive(Default)]
struct Pages {
    /// Which result, table and order they belong to.
    of: (u32, usize, u32),
    loaded: BTreeMap<usize, Rows>,
    asked: BTreeMap<usize, ()>,
}

#[component]
pub(crate) fn Grid(props: &GridProps) -> Html {
    let scroller = use_node_ref();
    let view = use_state_eq(View::default);
    let pages = use_mut_ref(Pages::default);
    let widths = use_state_eq(|| (0_u32, 0_usize, Rc::new(Vec::<f64>::new())));
    let update = use_force_update();
    let selected = use_state_eq(|| None::<usize>);

    let measure = {
        let (scroller, view) = (scroller.clone(), view.clone());
        move || {
            if let Some(element) = scroller.cast::<Element>() {
                view.set(View {
                    top: f64::from(element.scroll_top()),
                    left: f64::from(element.scroll_left()),
                    width: f64::from(element.client_width()),
                    height: f64::from(element.client_height()),
                });
            }
        }
    };
    let onscroll = {
        let measure = measure.clone();
        Callback::from(move |_: Event| measure())
    };
    use_resize(scroller.clone(), measure);
    {
        let (scroller, selected) = (scroller.clone(), selected.clone());
        use_effect_with((props.result, props.table), move |_| {
            selected.set(None);
            if let Some(element) = scroller.cast::<Element>() {
                element.set_scroll_top(0);
                element.set_scroll_left(0);
            }
        });
    }

    let window = Window::new(props.rows, &view);
    need_pages(props, &pages, &window, &update);
    // Widths follow the first page of a result, and stay while it is scrolled.
    let first = pages.borrow().loaded.values().next().cloned();
    if (widths.0, widths.1) != (props.result, props.table)
        && let Some(first) = &first
    {
        widths.set((props.result, props.table, Rc::new(column_widths(&props.columns, first))));
    }
    let fallback = Rc::new(column_widths(&props.columns, &[]));
    let widths =
        if (widths.0, widths.1) == (props.result, props.table) { Rc::clone(&widths.2) } else { fallback };
    let span = ColumnSpan::new(&widths, &view);
    let template = span.template(&widths);

    html! {
        <div class="grid" role="table" aria-rowcount={(props.rows + 1).to_string()} aria-colcount={props.columns.len().to_string()}
            ref={scroller} {onscroll} tabindex="0">
            <div class="grid-head" role="rowgroup" ~style={format!("width:{}px", span.total)}>
                <div class="grid-row" role="row" ~style={format!("grid-template-columns:{template}")}>
                    <div class="cell number" role="columnheader">{ "" }</div>
                    if span.skipped > 0.0 { <div /> }
                    { for span.range().filter_map(|index| props.columns.get(index).map(|column| head_cell(index, column, props))) }
                </div>
            </div>
            <div class="grid-body" role="rowgroup" ~style={format!("height:{}px;width:{}px", window.height, span.total)}>
                <div class="grid-rows" ~style={format!("transform:translateY({}px)", window.shift)}>
                    { for (window.first..window.end).map(|row| {
                        let cells = row_cells(&pages.borrow(), row);
                        let onclick = {
                            let selected = selected.clone();
                            Callback::from(move |_: MouseEvent| selected.set(Some(row)))
                        };
                        html! {
                            <div key={row} class={classes!("grid-row", (*selected == Some(row)).then_some("selected"))} role="row"
                                aria-rowindex={(row + 2).to_string()} ~style={format!("grid-template-columns:{template}")} {onclick}>
                                <div class="cell number" role="rowheader">{ group_digits(row + 1) }</div>
                                if span.skipped > 0.0 { <div /> }
                                { for span.range().map(|index| body_cell(index, cells.as_ref(), &props.columns)) }
                            </div>
                        }
                    }) }
                </div>
            </div>
            if let Some(row) = *selected { { detail(row, &pages.borrow(), &props.columns, selected.setter()) } }
        </div>
    }
}

/// Calls back after the first layout and whenever the element's size changes.
#[hook]
fn use_resize(node: NodeRef, call: impl Fn() + Clone + 'static) {
    use wasm_bindgen::prelude::*;
    use_effect_with((), move |()| {
        call();
        let closure = Closure::<dyn Fn()>::new(call);
        let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(closure);
        }
    });
}

/// The rows in view.
struct Window {
    first: usize,
    end: usize,
    /// Where the first of them stands, in pixels.
    shift: f64,
    /// Of the whole body.
    height: f64,
}

impl Window {
    fn new(rows: usize, view: &View) -> Self {
        let full = rows as f64 * ROW_HEIGHT;
        let height = full.min(MOST_HEIGHT);
        let body = (view.height - ROW_HEIGHT).max(0.0);
        let shown = (body / ROW_HEIGHT).ceil() as usize + 1;
        let overscan = 8;
        if full <= MOST_HEIGHT {
            let first = ((view.top / ROW_HEIGHT).floor() as usize).saturating_sub(overscan).min(rows);
            let end = (first + shown + 2 * overscan).min(rows);
            return Self { first, end, shift: first as f64 * ROW_HEIGHT, height };
        }
        let share = (view.top / (height - body).max(1.0)).clamp(0.0, 1.0);
        let top = share * (full - body);
        let first = ((top / ROW_HEIGHT).floor() as usize).min(rows);
        let end = (first + shown + 1).min(rows);
        Self { first, end, shift: view.top - (top - first as f64 * ROW_HEIGHT), height }
    }
}

/// The columns in view.
struct ColumnSpan {
    first: usize,
    end: usize,
    /// Pixels of the columns before the first.
    skipped: f64,
    total: f64,
}

impl ColumnSpan {
    fn new(widths: &[f64], view: &View) -> Self {
        let (mut first, mut end, mut skipped) = (0, widths.len(), 0.0);
        let mut x = 0.0;
        for (index, width) in widths.iter().enumerate() {
            if x + width < view.left {
                first = index + 1;
                skipped = x + width;
            }
            if x > view.left + view.width.max(1200.0) {
                end = end.min(index);
            }
            x += width;
        }
        Self { first, end: end.max(first), skipped, total: x + NUMBER_WIDTH }
    }

    fn range(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }

    fn template(&self, widths: &[f64]) -> String {
        let mut out = format!("{NUMBER_WIDTH}px");
        if self.skipped > 0.0 {
            out.push_str(&format!(" {}px", self.skipped));
        }
        for width in self.range().filter_map(|index| widths.get(index)) {
            out.push_str(&format!(" {width}px"));
        }
        out
    }
}

/// Asks for the pages of the window that are not there.
fn need_pages(props: &GridProps, pages: &Rc<RefCell<Pages>>, window: &Window, update: &UseForceUpdateHandle) {
    let of = (props.result, props.table, props.version);
    let mut state = pages.borrow_mut();
    if state.of != of {
        *state = Pages { of, ..Pages::default() };
    }
    let wanted = window.first / PAGE_ROWS..=window.end.saturating_sub(1).max(window.first) / PAGE_ROWS;
    for page in wanted.clone() {
        if page * PAGE_ROWS >= props.rows
            || state.loaded.contains_key(&page)
            || state.asked.contains_key(&page)
        {
            continue;
        }
        state.asked.insert(page, ());
        let (pages, update) = (Rc::clone(pages), update.clone());
        let done = Callback::from(move |rows: Vec<Vec<String>>| {
            let mut state = pages.borrow_mut();
            if state.of == of {
                state.asked.remove(&page);
                state.loaded.insert(page, Rc::new(rows));
                drop(state);
                update.force_update();
            }
        });
        let (result, table) = (props.result, props.table);
        props.fetch.emit(PageRequest { result, table, offset: page * PAGE_ROWS, len: PAGE_ROWS, done });
    }
    while state.loaded.len() > KEPT_PAGES {
        let (first, last) = (state.loaded.keys().next().copied(), state.loaded.keys().next_back().copied());
        let (Some(first), Some(last)) = (first, last) else { return };
        let farther = if wanted.start().abs_diff(first) > wanted.end().abs_diff(last) { first } else { last };
        state.loaded.remove(&farther);
    }
}

fn row_cells(pages: &Pages, row: usize) -> Option<(Rows, usize)> {
    pages.loaded.get(&(row / PAGE_ROWS)).map(|rows| (Rc::clone(rows), row % PAGE_ROWS))
}

fn head_cell(index: usize, column: &ColumnInfo, props: &GridProps) -> Html {
    let sorted = props.sort.filter(|key| key.column == index);
    // Ascending, descending, as the query gave it.
    let next = match sorted {
        None => Some(SortKey { column: index, descending: false }),
        Some(SortKey { descending: false, .. }) => Some(SortKey { column: index, descending: true }),
        Some(_) => None,
    };
    let onclick = props.on_sort.reform(move |_: MouseEvent| next);
    let order = sorted.map(|key| if key.descending { "descending" } else { "ascending" });
    html! {
        <div key={format!("h{index}")} class="cell head" role="columnheader" aria-sort={order}>
            <button type="button" title={format!("{}: {}", column.name, column.ty)} {onclick}>
                <span class="column-name">{ visible(&column.name, 80).into_owned() }</span>
                <span class={classes!("type", format!("type-{}", column.ty))}>{ &column.ty }</span>
                if let Some(order) = order { <span class={classes!("order", order)}><Glyph icon={Icon::Chevron} /></span> }
            </button>
        </div>
    }
}

fn body_cell(index: usize, cells: Option<&(Rows, usize)>, columns: &[ColumnInfo]) -> Html {
    let text = cells.and_then(|(rows, row)| rows.get(*row)?.get(index));
    let numeric = columns.get(index).is_some_and(|column| is_numeric(&column.ty));
    match text {
        Some(text) => html! {
            <div key={index} class={classes!("cell", numeric.then_some("numeric"))} role="cell" title={if text.len() > 40 { Some(visible(text, 2000).into_owned()) } else { None }}>
                { visible(text, CELL_TEXT).into_owned() }
            </div>
        },
        None => html! { <div key={index} class="cell pending" role="cell" /> },
    }
}

/// All values of one row, beside the grid.
fn detail(
    row: usize,
    pages: &Pages,
    columns: &[ColumnInfo],
    selected: UseStateSetter<Option<usize>>,
) -> Html {
    let Some((rows, index)) = row_cells(pages, row) else { return Html::default() };
    let Some(cells) = rows.get(index) else { return Html::default() };
    let onclick = Callback::from(move |_: MouseEvent| selected.set(None));
    html! {
        <aside class="row-detail" aria-label={format!("Row {}", row + 1)}>
            <div class="row-detail-head">
                <h3>{ format!("Row {}", group_digits(row + 1)) }</h3>
                <button type="button" class="button quiet bare" aria-label="Close" {onclick}><Glyph icon={Icon::Close} /></button>
            </div>
            <dl>
                { for columns.iter().zip(cells).filter(|(_, text)| !text.is_empty()).map(|(column, text)| html! {
                    <><dt>{ visible(&column.name, 80).into_owned() }</dt><dd>{ visible(text, 4000).into_owned() }</dd></>
                }) }
            </dl>
        </aside>
    }
}

fn is_numeric(ty: &str) -> bool {
    matches!(ty, "int" | "long" | "real" | "decimal" | "timespan")
}

/// Wide enough for the name and for most of the first rows.
fn column_widths(columns: &[ColumnInfo], rows: &[Vec<String>]) -> Vec<f64> {
    let width = |(index, column): (usize, &ColumnInfo)| {
        let head = column.name.chars().count() + column.ty.len() + 5;
        let longest =
            rows.iter().filter_map(|row| row.get(index)).map(|text| text.chars().take(64).count()).max();
        let characters = longest.unwrap_or(16).max(head) as f64;
        (characters * CHARACTER_WIDTH + 22.0).clamp(84.0, 460.0).round()
    };
    columns.iter().enumerate().map(width).collect()
}
