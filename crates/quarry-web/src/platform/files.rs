//! Files and folders that were dropped or picked.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, DragEvent, File, FileList, HtmlInputElement};
use yew::Callback;

/// Files of one drop, at most.
const MOST_FILES: usize = 5_000;

/// Files that came together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picked {
    /// Each with its name; below a folder with the path from there.
    pub(crate) files: Vec<(String, File)>,
    /// What is not among them: its name, and why.
    pub(crate) left_out: Vec<(String, String)>,
}

#[wasm_bindgen]
extern "C" {
    /// A file or a folder of a drop.
    type Entry;
    #[wasm_bindgen(method, getter, js_name = isDirectory)]
    fn is_directory(this: &Entry) -> bool;
    #[wasm_bindgen(method, getter, js_name = fullPath)]
    fn full_path(this: &Entry) -> String;
    #[wasm_bindgen(method)]
    fn file(this: &Entry, done: &Function, failed: &Function);
    #[wasm_bindgen(method, js_name = createReader)]
    fn reader(this: &Entry) -> Reader;

    /// Lists a folder in portions; the last one is empty.
    type Reader;
    #[wasm_bindgen(method, js_name = readEntries)]
    fn read(this: &Reader, done: &Function, failed: &Function);
}

/// The files of a drop without what is in folders; text and markup that is dropped is not looked at.
pub(crate) fn dropped(event: &DragEvent) -> Vec<File> {
    event.data_transfer().and_then(|data| data.files()).map(|list| listed(&list)).unwrap_or_default()
}

/// Looks through what was dropped, folders included, and calls back once.
pub(crate) fn take_dropped(event: &DragEvent, done: Callback<Picked>) {
    let Some(data) = event.data_transfer() else { return };
    // The browser forgets the entries once the event is over.
    let mut waiting: Vec<Entry> = Vec::new();
    let mut picked = Picked::default();
    let items = data.items();
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) => waiting.push(entry.unchecked_into()),
            _ => picked.files.extend(item.get_as_file().ok().flatten().map(|file| (file.name(), file))),
        }
    }
    if waiting.is_empty() {
        return done.emit(picked);
    }
    waiting.reverse();
    spawn_local(async move {
        while let Some(entry) = waiting.pop() {
            if picked.files.len() >= MOST_FILES {
                picked.left_out.push(too_many());
                break;
            }
            let path = entry.full_path().trim_start_matches('/').to_owned();
            let refused = if entry.is_directory() {
                children(&entry, &mut waiting).await.err()
            } else {
                file_of(&entry).await.map(|file| picked.files.push((path.clone(), file))).err()
            };
            if refused.is_some() {
                picked.left_out.push((path, "the browser could not open it".to_owned()));
            }
        }
        done.emit(picked);
    });
}

/// Adds what is in a folder, the last first.
async fn children(folder: &Entry, waiting: &mut Vec<Entry>) -> Result<(), JsValue> {
    let reader = folder.reader();
    let mut children: Vec<Entry> = Vec::new();
    loop {
        let portion = Promise::new(&mut |done, failed| reader.read(&done, &failed));
        let portion: Array = JsFuture::from(portion).await?.unchecked_into();
        if portion.length() == 0 {
            break;
        }
        children.extend(portion.iter().map(JsCast::unchecked_into::<Entry>));
    }
    children.sort_by_key(|entry| std::cmp::Reverse(entry.full_path()));
    waiting.extend(children);
    Ok(())
}

async fn file_of(entry: &Entry) -> Result<File, JsValue> {
    let file = Promise::new(&mut |done, failed| entry.file(&done, &failed));
    JsFuture::from(file).await.map(JsCast::unchecked_into)
}

/// Whether a drag carries files.
pub(crate) fn carries_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data: DataTransfer| data.types());
    types.is_some_and(|types| types.iter().any(|ty| ty.as_string().as_deref() == Some("Files")))
}

/// Takes the picked files out of an input, so that the same file can be picked again.
pub(crate) fn picked(input: &HtmlInputElement) -> Picked {
    let mut files: Vec<(String, File)> = input
        .files()
        .map(|list| listed(&list))
        .unwrap_or_default()
        .into_iter()
        .map(|file| (path(&file), file))
        .collect();
    input.set_value("");
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let left_out = if files.len() > MOST_FILES { vec![too_many()] } else { Vec::new() };
    files.truncate(MOST_FILES);
    Picked { files, left_out }
}

fn too_many() -> (String, String) {
    ("the rest".to_owned(), format!("no more than {MOST_FILES} files are taken at once"))
}

/// The path from the picked folder on, or the name.
fn path(file: &File) -> String {
    let path = js_sys::Reflect::get(file, &JsValue::from_str("webkitRelativePath")).ok();
    path.and_then(|path| path.as_string()).filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

fn listed(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}
