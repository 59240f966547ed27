//! Files that were dropped or picked.

use web_sys::{DataTransfer, DragEvent, File, FileList, HtmlInputElement};

/// The files of a drop; text and markup that is dropped is not looked at.
pub(crate) fn dropped(event: &DragEvent) -> Vec<File> {
    event.data_transfer().and_then(|data| data.files()).map(|list| listed(&list)).unwrap_or_default()
}

/// Whether a drag carries files.
pub(crate) fn carries_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data: DataTransfer| data.types());
    types.is_some_and(|types| types.iter().any(|ty| ty.as_string().as_deref() == Some("Files")))
}

/// Takes the picked files out of an input, so that the same file can be picked again.
pub(crate) fn picked(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files().map(|list| listed(&list)).unwrap_or_default();
    input.set_value("");
    files
}

fn listed(list: &FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}
